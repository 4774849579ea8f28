// The points of the map: one for each place where something is, near ones together, each with a popup that lists what is there.

import { L, calm } from "./base-map.js";
import { href } from "./atlas.js";
import { element, text } from "./filter-parts.js";
import { diameter, mark, shares } from "./map-colors.js";
import { fill, ngettext, number } from "./messages.js";
import { thingItem } from "./things.js";

// What a finger or a shaky hand can meet (WCAG 2.2, 2.5.8).
const SMALLEST_TARGET = 24;
const NEAR_PIXELS = 56;

const Icon = L.DivIcon.extend({
  createIcon(old) {
    const made = L.DivIcon.prototype.createIcon.call(this, old);
    made.setAttribute("aria-label", this.options.label);
    made.title = this.options.label;
    return made;
  },
});

// A layer of points. show(records, colors): draws those of the records that stand at a place with coordinates. open(place): goes to a
// place, by its id, and opens its popup; false when nothing is shown there.
export function points(map, atlas) {
  const layer = L.markerClusterGroup({
    maxClusterRadius: NEAR_PIXELS,
    showCoverageOnHover: false,
    animate: !calm(),
    spiderLegPolylineOptions: { className: "spider-leg" },
    iconCreateFunction(cluster) {
      const inside = cluster.getAllChildMarkers();
      const records = inside.flatMap(({ options }) => options.records);
      const places = fill(ngettext("{n} place", "{n} places", inside.length), { n: number(inside.length) });
      return icon(records, colors, fill(ngettext("{n} thing in {places}", "{n} things in {places}", records.length), { n: number(records.length), places }));
    },
  });
  let colors;
  let markers = new Map();

  function show(records, chosen) {
    colors = chosen;
    const found = new Map();
    for (const record of records) {
      if (!located(atlas, record)) continue;
      found.set(record.place, [...(found.get(record.place) ?? []), record]);
    }
    markers = new Map([...found].map(([id, there]) => [id, marker(id, there)]));
    layer.clearLayers();
    layer.addLayers([...markers.values()]);
  }

  function marker(id, records) {
    const place = atlas.places[id];
    const label = `${place.name}: ${records.length === 1 ? records[0].name : things(records.length)}`;
    const made = L.marker([place.lat, place.long], { icon: icon(records, colors, label), records });
    return made.bindPopup(() => content(id, records), { minWidth: 200, maxWidth: 320, maxHeight: 320, className: "place-popup" });
  }

  function content(id, records) {
    const list = element("ul", {}, ...records.map((record) => {
      const swatch = element("span", { className: "swatch" });
      swatch.append(mark(shares(colors, [record]), 1));
      return thingItem(atlas, record, swatch);
    }));
    const name = element("a", { href: href("place", id) }, text("bdi", atlas.places[id].name));
    return element("div", { dir: document.documentElement.dir, tabIndex: -1 }, element("p", { className: "popup-title" }, name), list);
  }

  function open(id) {
    const found = markers.get(id);
    if (!found || !map.hasLayer(layer)) return false;
    map.setView(found.getLatLng(), Math.max(map.getZoom(), 7), { animate: false });
    layer.zoomToShowLayer(found, () => found.openPopup());
    return true;
  }

  return { layer, show, open };
}

// Whether a record stands at a place whose coordinates are known.
export function located(atlas, record) {
  return atlas.places[record.place]?.lat !== undefined;
}

export function things(count) {
  return fill(ngettext("{n} thing", "{n} things", count), { n: number(count) });
}

function icon(records, colors, label) {
  const size = Math.max(SMALLEST_TARGET, diameter(records.length));
  return new Icon({ html: mark(shares(colors, records), records.length), iconSize: [size, size], className: "point", label });
}
