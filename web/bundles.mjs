// What goes into static/lib: bundles of web/entries, and files of packages that are taken as they are.
export const BUNDLES = [
  { name: "codemirror.js" },
  { name: "leaflet.css" },
  { name: "leaflet.js", inject: ["entries/leaflet_namespace.js"] },
  { name: "minisearch.js" },
  { name: "oxigraph.js" },
  { name: "sigma.js" },
  { name: "topojson.js" },
];

export const COPIES = [
  { package: "leaflet", from: "dist/images/layers-2x.png", to: "images/layers-2x.png" },
  { package: "leaflet", from: "dist/images/layers.png", to: "images/layers.png" },
  { package: "leaflet", from: "dist/images/marker-icon-2x.png", to: "images/marker-icon-2x.png" },
  { package: "leaflet", from: "dist/images/marker-icon.png", to: "images/marker-icon.png" },
  { package: "leaflet", from: "dist/images/marker-shadow.png", to: "images/marker-shadow.png" },
  { package: "oxigraph", from: "web_bg.wasm", to: "oxigraph_bg.wasm" },
];
