// A plugin adds to `L`, which a module's namespace forbids: hence the copy.
import * as leaflet from "leaflet/dist/leaflet-src.esm.js";

export const L = { ...leaflet };
