// The map of the world that everything is drawn on: Natural Earth's outlines, with no tiles and no request to another host.

import L from "./lib/leaflet.js";
import { feature } from "./lib/topojson.js";
import { json } from "./atlas.js";
import { _ } from "./messages.js";

export { L };

// Mercator's poles are cut off; Russia and Fiji go on beyond 180 degrees.
const EDGES = [[-60, -190], [84, 200]];
const NEAREST = 10;

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const rightToLeft = document.documentElement.dir === "rtl";

let loading;

// The outlines as GeoJSON, fetched once; to be called beforehand where there is something else to wait for.
export function outlines() {
  loading ??= json("static/shapes/world.json").then((world) => ({
    countries: feature(world, world.objects.countries),
    divisions: feature(world, world.objects.divisions),
    lakes: feature(world, world.objects.lakes),
  }));
  return loading;
}

// Makes a map in an element and draws the countries: { map, countries }, the latter a layer of Leaflet's whose features have ISO codes
// as `id`. bounds: what is to be seen at first. still: a picture, with which nothing can be done. Rejects when the outlines cannot be had.
export async function baseMap(target, { bounds, still = false }) {
  const world = await outlines();
  // What Leaflet lays out is measured from the left; text in it has the page's direction again.
  target.dir = "ltr";
  const moves = !still && !calm();
  const map = L.map(target, {
    attributionControl: false,
    zoomControl: false,
    zoomSnap: 0.25,
    minZoom: 0,
    maxZoom: NEAREST,
    maxBounds: EDGES,
    maxBoundsViscosity: 0.8,
    scrollWheelZoom: false,
    zoomAnimation: moves,
    fadeAnimation: moves,
    markerZoomAnimation: moves,
    inertia: moves,
    ...(still && { dragging: false, keyboard: false, touchZoom: false, doubleClickZoom: false, boxZoom: false }),
  });
  map.fitBounds(bounds, { animate: false });
  if (!still) controls(map, target);
  const line = (className) => ({ className, interactive: false, smoothFactor: 1.2 });
  const countries = L.geoJSON(world.countries, { ...line("country"), interactive: !still }).addTo(map);
  L.geoJSON(world.lakes, line("lake")).addTo(map);
  L.geoJSON(world.divisions, line("division")).addTo(map);
  return { map, countries };
}

function controls(map, target) {
  L.control.zoom({ position: rightToLeft ? "topright" : "topleft", zoomInTitle: _("Zoom in"), zoomOutTitle: _("Zoom out") }).addTo(map);
  const credit = L.control.attribution({ position: rightToLeft ? "bottomleft" : "bottomright", prefix: false }).addTo(map);
  credit.addAttribution(_("Outlines: Natural Earth")).getContainer().dir = document.documentElement.dir;
  // The wheel scrolls the page until a reader works with the map.
  map.on("focus click", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());
  target.addEventListener("mouseleave", () => map.scrollWheelZoom.disable());
}
