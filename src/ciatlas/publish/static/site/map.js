// The map page: filters, points or countries, time line, legend and list, all from what stands in the address.

import { atlas as load } from "./atlas.js";
import { baseMap, outlines } from "./base-map.js";
import { element, text } from "./filter-parts.js";
import { matches, mountFilters, writeKey } from "./filters.js";
import { COLORS, coloring, mark, shares } from "./map-colors.js";
import { byCountry, countries, steps } from "./map-countries.js";
import { mapList } from "./map-list.js";
import { located, points, things } from "./map-points.js";
import { timeLine } from "./map-time.js";
import { _, fill, ngettext, number } from "./messages.js";

const KINDS = ["organization", "initiative", "event"];
const VIEWS = ["places", "countries"];
const find = (id) => document.getElementById(id);
const app = find("map-app");

start().catch((error) => {
  console.error(error);
  find("map-failed").hidden = false;
  app.hidden = true;
});

async function start() {
  const [atlas] = await Promise.all([load(), outlines()]);
  app.hidden = false;
  const { map, countries: lands } = await baseMap(find("map"), { bounds: whole(atlas) });
  const chosen = { color: given("color", COLORS), view: given("view", VIEWS) };
  const shown = { points: points(map, atlas), countries: countries(map, lands, atlas), list: mapList(atlas, find("list-on"), find("list-off")) };
  let ready = false;
  const filters = mountFilters(find("filters"), atlas, { kinds: KINDS, onChange: () => ready && draw() });
  const time = timeLine(find("time"), filters);
  ready = true;

  choice("color", COLORS[0]);
  choice("view", VIEWS[0]);
  find("fit").addEventListener("click", () => fit(filters.shown));
  popupsByKeyboard(map);
  addEventListener("hashchange", focus);
  draw();
  // Who comes from the page of a country sees that country.
  if (filters.state.country.length) fit(filters.shown);
  focus();

  function draw() {
    const colors = coloring(atlas, chosen.color, filters.all);
    const byNumber = chosen.view === "countries";
    shown.points.show(filters.shown, colors);
    if (byNumber) shown.points.layer.remove();
    else shown.points.layer.addTo(map);
    // The steps stay while the years go on, so that growth is seen.
    const ever = byCountry(filters.all.filter((record) => matches(record, filters.state, "years")));
    const scale = byNumber ? steps(Math.max(1, ...[...ever.values()].map((there) => there.length))) : null;
    shown.countries.show(filters.shown, scale);
    find("color").disabled = byNumber;
    legend(colors, scale);
    tell();
    time(filters.state);
    shown.list(filters.shown);
  }

  function legend(colors, scale) {
    const there = filters.shown.filter((record) => located(atlas, record));
    const entry = (swatch, name, count) => element("li", {}, swatch, text("span", name), ...(count === undefined ? [] : [text("span", number(count), "count")]));
    const dots = () => colors.classes.map(({ value, name, style }) => entry(mark([[style, 1]], 1), name, there.filter((record) => colors.of(record).includes(value)).length));
    const range = ([least, most]) => (least === most ? number(least) : fill(_("{from}–{to}"), { from: number(least), to: number(most) }));
    const areas = () => scale.map((step, at) => entry(element("span", { className: `area step-${at + 1}` }), range(step)));
    find("legend").replaceChildren(...(scale ? areas() : dots()));
    find("legend-words").textContent = scale
      ? _("How many of the things shown are in each country, with those whose place is not known.")
      : chosen.color === "kind"
        ? _("The number in a ring tells how many things stand there.")
        : _("The number in a ring tells how many things stand there. A thing with several values has a part of the colour for each.");
  }

  // How much of what is shown the map can show.
  function tell() {
    const off = filters.shown.filter((record) => !located(atlas, record));
    const abroad = off.filter(({ country }) => country === undefined || !shown.countries.bounds(country)).length;
    const on = filters.shown.length - off.length;
    const at = fill(ngettext("{n} thing is at its place on the map.", "{n} things are at their places on the map.", on), { n: number(on) });
    const without = fill(ngettext("{n} is at no point of the map, since only its country or region is known.", "{n} are at no point of the map, since only their country or region is known.", off.length), { n: number(off.length) });
    const worldwide = fill(ngettext("{n} is in no country of the map.", "{n} are in no country of the map.", abroad), { n: number(abroad) });
    const byNumber = chosen.view === "countries";
    find("on-map").textContent = byNumber ? (abroad ? worldwide : "") : at;
    find("off-map").hidden = byNumber || !off.length;
    find("off-map").textContent = without;
  }

  function choice(key, usual) {
    const control = find(key);
    control.value = chosen[key];
    control.addEventListener("change", () => {
      chosen[key] = control.value;
      writeKey(key, control.value === usual ? "" : control.value);
      draw();
    });
  }

  function fit(records) {
    const spots = records.filter((record) => located(atlas, record)).map(({ place }) => [atlas.places[place].lat, atlas.places[place].long]);
    const areas = [...byCountry(records).keys()].map((code) => shown.countries.bounds(code)).filter(Boolean);
    const area = chosen.view === "places" && spots.length ? spots : areas.flatMap((one) => [one.getSouthWest(), one.getNorthEast()]);
    if (area.length) map.fitBounds(area, { maxZoom: 8, padding: [30, 30], animate: false });
  }

  // Goes to the place that the address names: ?place=… or #place=….
  function focus() {
    const id = new URLSearchParams(location.hash.slice(1)).get("place") ?? new URLSearchParams(location.search).get("place");
    const place = atlas.places[id];
    if (!place || shown.points.open(id)) return;
    const near = Object.entries(atlas.places).filter(([one, { region, lat }]) => (one === id || region === id) && lat !== undefined).map(([, { lat, long }]) => [lat, long]);
    if (near.length) map.fitBounds(near, { maxZoom: 7, padding: [40, 40], animate: false });
    else if (shown.countries.bounds(place.country)) map.fitBounds(shown.countries.bounds(place.country), { animate: false });
  }
}

// What is in a popup is gone through when it opens, Escape closes it, and one is again where one was.
function popupsByKeyboard(map) {
  let before;
  map.on("popupopen", ({ popup }) => {
    before = document.activeElement;
    popup.getElement().querySelector("[tabindex]").focus({ preventScroll: true });
  });
  map.on("popupclose", ({ popup }) => {
    if (document.activeElement === document.body || popup.getElement()?.contains(document.activeElement)) before?.focus({ preventScroll: true });
  });
  map.getContainer().addEventListener("keydown", ({ key }) => key === "Escape" && map.closePopup());
}

// A value of the page's own in the address; the first of those it knows when it stands not there or is another.
function given(key, known) {
  const value = new URLSearchParams(location.search).get(key);
  return known.includes(value) ? value : known[0];
}

// The bounds of all places.
function whole(atlas) {
  const spots = Object.values(atlas.places).filter(({ lat }) => lat !== undefined).map(({ lat, long }) => [lat, long]);
  return spots.length ? spots : [[-55, -170], [75, 180]];
}
