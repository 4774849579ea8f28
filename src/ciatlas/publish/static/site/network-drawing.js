// The picture of the network, drawn by Sigma: nodes in their shapes and colours, edges by part, names over them, and the camera.

import { classColour, mixed, theme } from "./network-colors.js";
import { drawName, measuring, placeNames } from "./network-names.js";
import { LARGER, SHAPES, shapePrograms } from "./network-shapes.js";

const MOVE_MS = 350;
const PADDING = 36;
const ABOUT_FONT = "400 13px Assistant, sans-serif";
const CLOSEST = 0.06;
// Where so many frames in a row took so long, edges are left out while the picture moves.
const SLOW_FRAMES = 6;
const SLOW_MS = 45;
const PAUSE_MS = 1500;
// Sigma's lines end in a soft edge, which takes about a third of their width.
const SEEN = 0.65;
const still = matchMedia("(prefers-reduced-motion: reduce)");
const night = matchMedia("(prefers-color-scheme: dark)");

// Draws the graph into an element. library: the exports of lib/sigma.js. parts: part -> { series }. on: { choose(key), leave(), open(key),
// told(key) }, the last gives a line about a node.
// covers: the elements that lie over the picture, of which the first is the panel.
//
// Gives { renderer, show(look), fit(keys), zoom(factor), follow(key), scene(), redraw() }. look: { sight, focus, ends, coloring, size }.
// Throws when there is no WebGL.
export function drawing(container, library, graph, parts, covers, on) {
  let look = null;
  let colours = theme();
  let hovered = null;
  let lastFrame = 0;
  let slow = 0;
  const measure = measuring();
  const renderer = new library.Sigma(graph, container, {
    allowInvalidContainer: true,
    renderLabels: false,
    zIndex: true,
    itemSizesReference: "positions",
    zoomToSizeRatioFunction: (ratio) => ratio ** 0.55,
    minEdgeThickness: 0.9,
    stagePadding: 24,
    minCameraRatio: CLOSEST,
    maxCameraRatio: 2.2,
    inertiaDuration: still.matches ? 0 : 200,
    zoomDuration: still.matches ? 0 : 200,
    doubleClickZoomingDuration: still.matches ? 0 : 200,
    defaultNodeType: "disc",
    nodeProgramClasses: shapePrograms(library.NodeCircleProgram),
    defaultDrawNodeHover: ring,
    nodeReducer: node,
    edgeReducer: edge,
  });
  renderer.createCanvasContext("names", { afterLayer: "labels" });
  renderer.resize(true);
  const camera = renderer.getCamera();
  const names = renderer.getCanvases().names.getContext("2d");

  renderer.on("afterRender", () => {
    lighten();
    const { width, height } = renderer.getDimensions();
    names.clearRect(0, 0, width, height);
    if (look) for (const name of placed()) drawName(names, name, colours);
  });
  renderer.on("clickNode", ({ node: key }) => on.choose(key));
  renderer.on("doubleClickNode", (event) => { event.preventSigmaDefault(); on.open(event.node); });
  renderer.on("clickStage", () => on.leave());
  renderer.on("enterNode", ({ node: key }) => point(key));
  renderer.on("leaveNode", () => point(null));
  night.addEventListener("change", () => { colours = theme(); renderer.refresh(); });

  // Devices that draw slowly show nodes alone while the picture moves.
  function lighten() {
    const now = performance.now();
    const took = now - lastFrame;
    lastFrame = now;
    if (took > PAUSE_MS) slow = 0;
    else if (took > SLOW_MS) slow += 1;
    else slow = Math.max(0, slow - 1);
    if (slow >= SLOW_FRAMES && !renderer.getSetting("hideEdgesOnMove")) renderer.setSetting("hideEdgesOnMove", true);
  }

  function node(key, { x, y, radius, record }) {
    const shape = SHAPES[record.kind];
    const size = radius[look?.size ?? "degree"] * LARGER[shape];
    if (!look) return { x, y, size, type: shape, hidden: true };
    const seen = look.sight.nodes.has(key);
    const colour = seen ? classColour(colours, look.coloring.number(record)) : mixed(colours.line, colours.paper, 0.35);
    const chosen = key === look.focus || look.ends.includes(key);
    return { x, y, size: seen ? size : size * 0.8, type: shape, color: colour, zIndex: chosen ? 2 : seen ? 1 : 0, highlighted: chosen };
  }

  function edge(key, { part }) {
    if (!look?.sight.edges.has(key)) return { hidden: true };
    const [source, target] = graph.extremities(key);
    const near = [source, target].some((end) => end === hovered || end === look.focus) || look.ends.length;
    const colour = colours.series[parts.get(part)?.series ?? 6];
    return { color: mixed(colour, colours.paper, near ? 0.1 : 0.35), size: near ? 7.5 : 5.2, zIndex: near ? 1 : 0 };
  }

  function point(key) {
    const touched = [key, hovered].filter(Boolean).flatMap((one) => graph.edges(one));
    hovered = key;
    container.classList.toggle("pointing", Boolean(key));
    renderer.refresh({ partialGraph: { edges: touched }, skipIndexation: true, schedule: true });
  }

  // The node under the pointer and those that are chosen have a ring; the former has its name in a box too, with a line about it.
  function ring(context, data) {
    context.beginPath();
    context.arc(data.x, data.y, data.size + 3, 0, 2 * Math.PI);
    context.fillStyle = colours.paper;
    context.strokeStyle = colours.ink;
    context.lineWidth = 2;
    context.fill();
    context.stroke();
    if (data.key !== hovered) return;
    const text = graph.getNodeAttribute(data.key, "record").name;
    context.font = "600 14px Assistant, sans-serif";
    const about = on.told(data.key);
    const named = context.measureText(text).width;
    context.font = ABOUT_FONT;
    const wide = Math.max(named, context.measureText(about).width) + 20;
    const { width } = renderer.getDimensions();
    const left = Math.min(Math.max(data.x - wide / 2, 4), Math.max(width - wide - 4, 4));
    const above = data.y - data.size - 54;
    const top = above > 4 ? above : data.y + data.size + 8;
    context.beginPath();
    context.roundRect(left, top, wide, 46, 5);
    context.fillStyle = colours.card;
    context.lineWidth = 1;
    context.fill();
    context.stroke();
    drawName(context, { text, x: left + wide / 2, y: top + 18, size: 14, strong: false }, { paper: colours.card, ink: colours.ink });
    context.font = ABOUT_FONT;
    context.direction = document.documentElement.dir;
    context.fillStyle = colours.soft;
    context.fillText(about, left + wide / 2, top + 37);
  }

  // The nodes that are seen, in pixels.
  function seen() {
    return [...look.sight.nodes].map((key) => {
      const data = renderer.getNodeDisplayData(key);
      const { x, y } = renderer.framedGraphToViewport(data);
      const chosen = key === look.focus || look.ends.includes(key);
      return { key, name: graph.getNodeAttribute(key, "record").name, x, y, radius: renderer.scaleSize(data.size), color: data.color, shape: data.type, wanted: chosen || (look.sight.near?.size ?? Infinity) <= 60, chosen };
    });
  }

  function placed() {
    const { width, height } = renderer.getDimensions();
    return placeNames(seen(), { width, height, measure, covered: covered() });
  }

  // The boxes of what lies over the picture, in its pixels.
  function covered() {
    const own = container.getBoundingClientRect();
    const boxes = covers.filter((one) => one.offsetParent && getComputedStyle(one).position === "absolute").map((one) => one.getBoundingClientRect());
    return boxes.map(({ left, top, right, bottom }) => [left - own.left, top - own.top, right - own.left, bottom - own.top]);
  }

  // How much of the picture's width the panel takes: at its left, at its right.
  function beside() {
    const { width } = renderer.getDimensions();
    if (!covers[0].offsetParent || getComputedStyle(covers[0]).position !== "absolute") return [0, 0];
    const [[left, , right]] = covered();
    return left > width / 2 ? [0, width - left] : [right, 0];
  }

  function go(state) {
    if (still.matches) camera.setState(state);
    else camera.animate(state, { duration: MOVE_MS });
  }

  return {
    renderer,
    show(next) {
      look = next;
      renderer.refresh();
    },
    redraw: () => renderer.refresh(),
    zoom: (factor) => go({ ratio: Math.min(2.2, Math.max(CLOSEST, camera.ratio * factor)) }),
    // Brings nodes into view, all of them when none are given.
    fit(keys) {
      if (!keys?.length) return go({ x: 0.5, y: 0.5, ratio: 1, angle: 0 });
      const { width, height } = renderer.getDimensions();
      const whole = { x: 0.5, y: 0.5, ratio: 1, angle: 0 };
      const data = keys.map((key) => renderer.getNodeDisplayData(key));
      const points = data.map((one) => renderer.framedGraphToViewport(one, { cameraState: whole }));
      const side = (list) => Math.max(...list) - Math.min(...list);
      const middle = (list) => (Math.max(...list) + Math.min(...list)) / 2;
      const [left, right] = beside();
      const needed = Math.max(side(points.map(({ x }) => x)) / (width - left - right - 3 * PADDING), side(points.map(({ y }) => y)) / (height - 3 * PADDING));
      const ratio = Math.min(1.2, Math.max(0.18, needed));
      const state = { x: middle(data.map(({ x }) => x)), y: middle(data.map(({ y }) => y)), ratio, angle: 0 };
      // The middle of what is free beside the panel is not the picture's.
      const pixel = 1 / (renderer.framedGraphToViewport({ x: 1, y: 0 }, { cameraState: state }).x - renderer.framedGraphToViewport({ x: 0, y: 0 }, { cameraState: state }).x);
      return go({ ...state, x: state.x + ((right - left) / 2) * pixel });
    },
    // Brings a node into view if it is not there.
    follow(key) {
      const data = renderer.getNodeDisplayData(key);
      const { width, height } = renderer.getDimensions();
      const { x, y } = renderer.framedGraphToViewport(data);
      const [left, right] = beside();
      if (x < PADDING + left || y < PADDING || x > width - PADDING - right || y > height - PADDING) go({ x: data.x, y: data.y });
    },
    // Where a node stands in the picture, in pixels.
    at: (key) => renderer.framedGraphToViewport(renderer.getNodeDisplayData(key)),
    // All that is in the picture as it is now, for saving: { width, height, lines, marks, names, colours }.
    scene() {
      const { width, height } = renderer.getDimensions();
      const at = new Map();
      graph.forEachNode((key) => {
        const data = renderer.getNodeDisplayData(key);
        at.set(key, { ...renderer.framedGraphToViewport(data), key, radius: renderer.scaleSize(data.size), color: data.color, shape: data.type, order: data.zIndex });
      });
      const lines = [...look.sight.edges].map((key) => {
        const data = renderer.getEdgeDisplayData(key);
        return { from: at.get(graph.source(key)), to: at.get(graph.target(key)), color: data.color, width: Math.max(renderer.scaleSize(data.size) * SEEN, 0.7) };
      });
      const inside = ({ x, y, radius }) => x > -radius && y > -radius && x < width + radius && y < height + radius;
      const marks = [...at.values()].filter(inside).sort((one, other) => one.order - other.order);
      return { width, height, lines: lines.filter(({ from, to }) => crosses(from, to, width, height)), marks, names: placed(), colours };
    },
  };
}

function crosses(from, to, width, height) {
  return Math.max(from.x, to.x) > 0 && Math.min(from.x, to.x) < width && Math.max(from.y, to.y) > 0 && Math.min(from.y, to.y) < height;
}
