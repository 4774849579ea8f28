// Rows with coordinates as points on a map of the world: out of a pair of columns (?lat ?long) or of points in WKT.

import { _, fill, number } from "./messages.js";
import { root } from "./atlas.js";
import { element } from "./sparql-element.js";
import { numeric } from "./sparql-terms.js";

const WKT = /^(?:<[^>]*>\s*)?POINT\s*Z?\s*\(\s*(-?[\d.]+(?:e-?\d+)?)\s+(-?[\d.]+(?:e-?\d+)?)[^)]*\)$/i;
const LATITUDE = /^(lat|latitude)$/i;
const LONGITUDE = /^(long?|lng|longitude)$/i;
const SAME = 1000;

// A function from a row to its [latitude, longitude], or null for a row without; null when no column tells where.
export function located(columns, rows) {
  const [lat, long] = [columns.findIndex((one) => LATITUDE.test(one)), columns.findIndex((one) => LONGITUDE.test(one))];
  const wkt = columns.findIndex((_column, index) => rows.some((row) => /wktLiteral$/.test(row[index]?.datatype ?? "") && WKT.test(row[index].value)));
  if (wkt < 0 && (lat < 0 || long < 0)) return null;
  const place = (row) => {
    const point = wkt >= 0 ? WKT.exec(row[wkt]?.value ?? "") : null;
    const [north, east] = point ? [Number(point[2]), Number(point[1])] : [Number(row[lat]?.value ?? NaN), Number(row[long]?.value ?? NaN)];
    return Math.abs(north) <= 90 && Math.abs(east) <= 180 ? [north, east] : null;
  };
  return rows.some(place) ? place : null;
}

// Puts a map into `box`. Resolves when it is drawn.
export async function map(box, { columns, rows, terms }) {
  const place = located(columns, rows);
  const frame = element("div", { className: "answer-map", role: "region", ariaLabel: _("Map of the answer") });
  const told = element("p", { className: "small soft" });
  box.replaceChildren(frame, told);
  const [{ L }, { feature }, world] = await Promise.all([import("./lib/leaflet.js"), import("./lib/topojson.js"), shapes()]);
  const drawn = L.map(frame, { minZoom: 0, maxZoom: 12, zoomSnap: 0.25, zoomDelta: 0.75, worldCopyJump: true, attributionControl: false, zoomControl: false });
  L.control.zoom({ zoomInTitle: _("Zoom in"), zoomOutTitle: _("Zoom out") }).addTo(drawn);
  drawn.setView([20, 0], 1);
  L.geoJSON(feature(world, world.objects.countries), { interactive: false, className: "land" }).addTo(drawn);
  const points = new Map();
  for (const row of rows) {
    const at = place(row);
    if (at) points.set(String(at), [...(points.get(String(at)) ?? []), row]);
  }
  const bounds = L.latLngBounds([...points.keys()].map((at) => at.split(",").map(Number)));
  drawn.fitBounds(bounds.pad(0.05), { maxZoom: 6 });
  const most = Math.max(...[...points.values()].map((here) => here.length));
  for (const [at, here] of points) {
    const radius = 5 + 10 * Math.sqrt((here.length - 1) / Math.max(most - 1, 1));
    const mark = L.circleMarker(at.split(",").map(Number), { radius, className: "point" }).addTo(drawn);
    mark.bindPopup(() => card(here, columns, terms), { maxHeight: 260, maxWidth: 320 });
    // A reader who goes by keyboard has the table; a point that is reached all the same opens as a button does.
    mark.on("add", () => mark.getElement()?.removeAttribute("tabindex"));
  }
  const shown = [...points.values()].reduce((sum, here) => sum + here.length, 0);
  told.textContent = fill(_("{n} of {all} rows have a place. The table has the same rows."), { n: number(shown), all: number(rows.length) });
  new ResizeObserver(() => drawn.invalidateSize()).observe(frame);
}

function card(here, columns, terms) {
  const list = element("ul", { className: "list" });
  for (const row of here.slice(0, SAME)) {
    const where = (term, index) => /wktLiteral$/.test(term.datatype ?? "") || LATITUDE.test(columns[index]) || LONGITUDE.test(columns[index]);
    const said = row.filter((term, index) => term && numeric(term) === null && !where(term, index));
    const item = element("li");
    said.forEach((term, index) => item.append(...(index ? [element("br")] : []), terms.node(term)));
    list.append(item);
  }
  return list;
}

let loading;

function shapes() {
  loading ??= fetch(new URL("static/shapes/world.json", root)).then((answer) => {
    if (!answer.ok) throw new Error(`world.json: HTTP ${answer.status}`);
    return answer.json();
  });
  return loading;
}
