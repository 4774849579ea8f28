// Small maps on the pages of things, made of what stands in the page: <div class="small-map" data-lat="…" data-long="…">words</div> shows
// a place, <div class="small-map" data-country="CA">words</div> a country with the places that the atlas knows there. The words stay
// below the picture and say the same.
//
// data-zoom: how near, from 0 (the world) to 10; 5 by default, with a place only.
//
// The library, its styles and the outlines are fetched when a reader comes near: most pages have no map, and many readers do not scroll.

import { atlas } from "./atlas.js";
import { element } from "./filter-parts.js";

const STYLES = ["lib/leaflet.css", "base-map.css", "small-map.css"];

const NEAR = 5;
const MARGIN = "200px";

const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    draw(target).catch((error) => console.warn(error));
  }
}, { rootMargin: MARGIN });

for (const one of document.querySelectorAll(".small-map")) watcher.observe(one);

let loading;

function load() {
  loading ??= Promise.all([import("./base-map.js"), ...STYLES.map(style)]).then(([drawing]) => drawing);
  return loading;
}

function style(path) {
  const link = element("link", { rel: "stylesheet", href: new URL(path, import.meta.url).href });
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => reject(new Error(path));
    document.head.append(link);
  });
}

async function draw(target) {
  const drawing = await load();
  const { lat, long, country, zoom } = target.dataset;
  const picture = element("div", { className: "small-map-picture", role: "img", ariaLabel: target.textContent.trim().replace(/\s+/g, " ") });
  target.prepend(picture);
  try {
    if (lat !== undefined) await place(drawing, picture, [Number(lat), Number(long)], Number(zoom ?? NEAR));
    else await whole(drawing, picture, country);
  } catch (error) {
    picture.remove();
    throw error;
  }
}

async function place({ L, baseMap }, picture, at, zoom) {
  const { map } = await baseMap(picture, { bounds: [at, at], still: true });
  map.setView(at, zoom, { animate: false });
  L.circleMarker(at, { radius: 9, className: "pin", interactive: false }).addTo(map);
}

async function whole({ L, baseMap }, picture, code) {
  const { map, countries } = await baseMap(picture, { bounds: [[-55, -170], [75, 180]], still: true });
  const land = countries.getLayers().find(({ feature }) => feature.id === code);
  const { places } = await atlas();
  const spots = Object.values(places).filter(({ country, lat }) => country === code && lat !== undefined).map(({ lat, long }) => [lat, long]);
  land?.getElement().classList.add("this");
  // The places say better where to look than a country with lands beyond the sea.
  if (spots.length > 1) map.fitBounds(spots, { maxZoom: NEAR, padding: [24, 24], animate: false });
  else if (land) map.fitBounds(land.getBounds(), { animate: false });
  for (const spot of spots) L.circleMarker(spot, { radius: 4.5, className: "pin", interactive: false }).addTo(map);
}
