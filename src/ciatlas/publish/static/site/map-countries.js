// The countries of the map: coloured by how many of the things shown are in them, with their number written where there is room.

import { L } from "./base-map.js";
import { href } from "./atlas.js";
import { element, text } from "./filter-parts.js";
import { located, things } from "./map-points.js";
import { fill, ngettext, number } from "./messages.js";

const STEPS = 5;
const ROUND = [1, 2, 3, 5, 7];

// The steps from few to many as [least, most], most of the last being the largest number. They grow by a factor, since few countries
// have most of what there is, and begin at round numbers.
export function steps(largest) {
  const starts = [1];
  for (let step = 1; step < STEPS; step += 1) {
    const start = round(largest ** (step / STEPS));
    if (start > starts.at(-1) && start <= largest) starts.push(start);
  }
  return starts.map((start, at) => [start, at + 1 < starts.length ? starts[at + 1] - 1 : Math.max(start, largest)]);
}

function round(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return Math.max(1, Math.round(power * ROUND.reduce((best, one) => (Math.abs(one - value / power) < Math.abs(best - value / power) ? one : best))));
}

// Things by country: code -> records.
export function byCountry(records) {
  const found = new Map();
  for (const record of records) {
    if (record.country === undefined) continue;
    if (!found.has(record.country)) found.set(record.country, []);
    found.get(record.country).push(record);
  }
  return found;
}

// Takes the countries' layer of a base map. show(records, scale): colours by number, on the steps of `steps`, or not when scale is null.
export function countries(map, layer, atlas) {
  const names = new Map(atlas.countries.map(([code, name]) => [code, name]));
  const labels = L.layerGroup();
  let counted = new Map();
  const shapes = new Map();
  layer.eachLayer((shape) => {
    const code = shape.feature.id;
    if (!names.has(code)) return;
    shapes.set(code, shape);
    shape.bindPopup(() => content(code), { className: "place-popup", minWidth: 180 });
    shape.on("mouseover", () => shape.getElement()?.classList.add("pointed"));
    shape.on("mouseout", () => shape.getElement()?.classList.remove("pointed"));
  });
  map.on("zoomend", uncover);

  function show(records, scale) {
    counted = byCountry(records);
    labels.clearLayers();
    for (const [code, shape] of shapes) {
      const count = counted.get(code)?.length ?? 0;
      const step = scale && count ? scale.findIndex(([, most]) => count <= most) : -1;
      const drawn = shape.getElement();
      drawn.setAttribute("class", drawn.getAttribute("class").replace(/ ?\bstep-\d\b/g, "") + (scale && count ? ` step-${(step < 0 ? scale.length - 1 : step) + 1}` : ""));
      if (scale && count) labels.addLayer(label(shape, count));
    }
    if (scale) {
      labels.addTo(map);
      uncover();
    } else labels.remove();
  }

  function label(shape, count) {
    const icon = L.divIcon({ className: "country-number", html: text("span", number(count)), iconSize: [48, 18] });
    return L.marker(middle(shape), { icon, interactive: false, keyboard: false, count });
  }

  // Of numbers that would stand on each other, the larger is seen; the other comes out when the map is nearer.
  function uncover() {
    const seen = [];
    const sorted = labels.getLayers().sort((one, two) => two.options.count - one.options.count);
    for (const one of sorted) {
      const at = map.latLngToLayerPoint(one.getLatLng());
      const free = seen.every((other) => Math.abs(other.x - at.x) > 30 || Math.abs(other.y - at.y) > 16);
      if (free) seen.push(at);
      one.getElement()?.toggleAttribute("hidden", !free);
    }
  }

  function content(code) {
    const there = counted.get(code) ?? [];
    const off = there.filter((record) => !located(atlas, record)).length;
    const name = element("a", { href: href("country", code) }, text("bdi", names.get(code)));
    const lines = [text("p", things(there.length))];
    if (off) lines.push(text("p", fill(ngettext("{n} of them is at no point of the map, since its place is not known.", "{n} of them are at no point of the map, since their places are not known.", off), { n: number(off) }), "soft"));
    return element("div", { dir: document.documentElement.dir, tabIndex: -1 }, element("p", { className: "popup-title" }, name), ...lines);
  }

  function bounds(code) {
    return shapes.get(code) && L.latLngBounds(outer(shapes.get(code)));
  }

  return { show, bounds };
}

// The outer ring of a country's largest part.
function outer(shape) {
  const rings = shape.feature.geometry.type === "Polygon" ? [shape.getLatLngs()[0]] : shape.getLatLngs().map((part) => part[0]);
  const size = (ring) => Math.abs(ring.reduce((sum, one, at) => sum + area(one, ring[(at + 1) % ring.length]), 0));
  return rings.reduce((best, ring) => (size(ring) > size(best) ? ring : best));
}

// The centre of mass of a country's largest part.
function middle(shape) {
  const ring = outer(shape);
  let total = 0, lat = 0, lng = 0;
  ring.forEach((one, at) => {
    const two = ring[(at + 1) % ring.length];
    const weight = area(one, two);
    total += weight;
    lat += (one.lat + two.lat) * weight;
    lng += (one.lng + two.lng) * weight;
  });
  return [lat / (3 * total), lng / (3 * total)];
}

function area(one, two) {
  return one.lng * two.lat - two.lng * one.lat;
}
