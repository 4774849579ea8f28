// The plugin wants a global `L`; the build puts the one from leaflet_namespace.js in its place.
import "leaflet.markercluster/dist/leaflet.markercluster-src.js";

export { L, L as default } from "./leaflet_namespace.js";
