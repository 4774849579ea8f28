export { default, default as Sigma } from "sigma";
export {
  EdgeArrowProgram,
  EdgeLineProgram,
  EdgeRectangleProgram,
  NodeCircleProgram,
  NodePointProgram,
  createNodeCompoundProgram,
  drawDiscNodeHover,
  drawDiscNodeLabel,
  drawStraightEdgeLabel,
} from "sigma/rendering";
export { animateNodes } from "sigma/utils";
export { downloadAsImage, drawOnCanvas, toBlob, toFile } from "@sigma/export-image";
export {
  default as Graph,
  DirectedGraph,
  MultiDirectedGraph,
  MultiGraph,
  MultiUndirectedGraph,
  UndirectedGraph,
} from "graphology";
export { bidirectional, singleSource } from "graphology-shortest-path/unweighted.js";
export { bidirectional as weightedBidirectional } from "graphology-shortest-path/dijkstra.js";
