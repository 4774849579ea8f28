export { bbox, feature, mesh, neighbors } from "topojson-client";
