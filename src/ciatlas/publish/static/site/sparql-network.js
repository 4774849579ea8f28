// A graph as a network: things as nodes, statements between things as arrows. Its alternative for those who see no picture is the table.

import { _, fill, number } from "./messages.js";
import { element } from "./sparql-element.js";

const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const NAMES = /(name|label|prefLabel|title)$/i;
const MOST = 400;
const COLOURS = ["--series-1", "--series-2", "--series-3", "--series-4", "--series-5", "--series-6"];
// So many nodes have room for all their labels.
const EASY = 60;
const LONGEST = 34;
// A phone has little room beside the nodes.
const NARROW = 500;
const ROUNDS = 200;
// Towards the middle, so that parts that nothing joins stay in sight of each other.
const PULL = 0.6;

// The statements that join two things; a class is no thing of its own here.
export function joining(triples) {
  return triples.filter(([, property, object]) => object.type !== "literal" && property.value !== TYPE);
}

// Puts the network into `box`. Resolves to a function that takes it away.
export async function network(box, { triples, terms }) {
  const edges = joining(triples);
  const degrees = new Map();
  for (const [subject, , object] of edges) {
    for (const one of [subject, object]) degrees.set(one.value, (degrees.get(one.value) ?? 0) + 1);
  }
  const nodes = [...degrees].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1)).slice(0, MOST).map(([iri]) => iri);
  const kinds = new Map(triples.filter(([, property]) => property.value === TYPE).map(([subject, , kind]) => [subject.value, kind.value]));
  const shown = edges.filter(([subject, , object]) => nodes.length === degrees.size || (nodes.includes(subject.value) && nodes.includes(object.value)));
  const frame = element("div", { className: "answer-network", role: "img" });
  frame.ariaLabel = fill(_("Network of {n} things; the table says the same in words."), { n: number(nodes.length) });
  const legend = element("ul", { className: "chips" });
  const told = element("p", { className: "small soft" });
  box.replaceChildren(frame, legend, told);
  const { Graph, Sigma, drawDiscNodeLabel } = await loaded();
  const graph = new Graph({ multi: true, type: "directed" });
  const order = [...new Set(nodes.map((iri) => kinds.get(iri) ?? ""))].filter(Boolean).sort().slice(0, COLOURS.length - 1);
  const colour = (iri) => COLOURS[order.indexOf(kinds.get(iri) ?? "")] ?? COLOURS.at(-1);
  const places = layout(nodes, shown);
  const longest = frame.clientWidth < NARROW ? LONGEST / 2 : LONGEST;
  const label = (iri) => {
    const names = ([subject, property, object]) => subject.value === iri && object.type === "literal" && NAMES.test(property.value);
    const said = triples.find(names);
    const words = said?.[2].value ?? terms.text({ type: "uri", value: iri });
    return words.length > longest ? `${words.slice(0, longest - 1)}…` : words;
  };
  nodes.forEach((iri, index) => graph.addNode(iri, { label: label(iri), ...places[index], size: 5 + 2.5 * Math.sqrt(degrees.get(iri)), variable: colour(iri) }));
  for (const [subject, property, object] of shown) {
    const words = terms.name(property.value)?.[0] ?? property.value.replace(/^.*[#/]/, "");
    if (graph.hasNode(subject.value) && graph.hasNode(object.value)) graph.addEdge(subject.value, object.value, { label: words, size: 2, type: "arrow" });
  }
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const renderer = new Sigma(graph, frame, {
    allowInvalidContainer: true,
    renderEdgeLabels: shown.length <= 60,
    labelFont: "Assistant, sans-serif",
    edgeLabelFont: "Assistant, sans-serif",
    labelDensity: nodes.length <= EASY ? 100 : 1,
    labelRenderedSizeThreshold: nodes.length <= EASY ? 0 : 8,
    stagePadding: frame.clientWidth < NARROW ? 40 : 70,
    defaultDrawNodeLabel: drawDiscNodeLabel,
    labelColor: { color: style("--ink") },
    edgeLabelColor: { color: style("--soft") },
    nodeReducer: (_iri, data) => ({ ...data, color: style(data.variable) }),
    edgeReducer: (_edge, data) => ({ ...data, color: style("--soft") }),
    defaultDrawNodeHover: (context, data, settings) => hover(context, data, settings, style),
  });
  renderer.on("clickNode", ({ node }) => {
    const page = terms.page(node);
    if (page) location.assign(page);
  });
  const repaint = () => {
    renderer.setSetting("labelColor", { color: style("--ink") });
    renderer.setSetting("edgeLabelColor", { color: style("--soft") });
    renderer.refresh();
  };
  const night = matchMedia("(prefers-color-scheme: dark)");
  night.addEventListener("change", repaint);
  order.forEach((kind, index) => {
    const mark = element("span", { className: "swatch", ariaHidden: "true" });
    mark.style.background = `var(${COLOURS[index]})`;
    legend.append(element("li", { className: "chip" }, mark, terms.node({ type: "uri", value: kind })));
  });
  const words = nodes.length < degrees.size
    ? _("The {n} best connected of {all} things are drawn. Drag to move, scroll to come nearer, click a thing for its page.")
    : _("{n} things. Drag to move, scroll to come nearer, click a thing for its page.");
  told.textContent = fill(words, { n: number(nodes.length), all: number(degrees.size) });
  return () => {
    night.removeEventListener("change", repaint);
    renderer.kill();
  };
}

async function loaded() {
  if (!document.createElement("canvas").getContext("webgl2")) throw new Error(_("This browser draws no networks (it has no WebGL). The table has the same statements."));
  return import("./lib/sigma.js");
}

function hover(context, data, settings, style) {
  context.font = `600 ${settings.labelSize}px ${settings.labelFont}`;
  const width = context.measureText(data.label).width + 16;
  context.fillStyle = style("--card");
  context.strokeStyle = style("--accent");
  context.beginPath();
  context.roundRect(data.x + data.size + 2, data.y - 13, width, 26, 5);
  context.fill();
  context.stroke();
  context.fillStyle = style("--ink");
  context.fillText(data.label, data.x + data.size + 10, data.y + settings.labelSize / 3);
}

// Where the nodes stand: from a circle, moved by forces (Fruchterman and Reingold 1991), the same each time.
function layout(nodes, edges) {
  const count = nodes.length;
  const order = new Map(nodes.map((iri, index) => [iri, index]));
  const places = nodes.map((_iri, index) => {
    const [angle, away] = [(2 * Math.PI * index * 7) / count, Math.sqrt(index + 1)];
    return { x: Math.cos(angle) * away, y: Math.sin(angle) * away };
  });
  const pairs = edges
    .map(([subject, , object]) => [order.get(subject.value), order.get(object.value)])
    .filter(([one, other]) => one !== undefined && other !== undefined && one !== other);
  const ideal = 1.5;
  for (let round = 0; round < ROUNDS; round += 1) {
    const moves = places.map((place) => ({ x: -place.x * PULL, y: -place.y * PULL }));
    const push = (one, other, strength) => {
      const [x, y] = [places[one].x - places[other].x || 0.01, places[one].y - places[other].y || 0.01];
      const force = strength(Math.max(Math.hypot(x, y), 0.05));
      const length = Math.max(Math.hypot(x, y), 0.05);
      moves[one].x += (x / length) * force;
      moves[one].y += (y / length) * force;
      moves[other].x -= (x / length) * force;
      moves[other].y -= (y / length) * force;
    };
    for (let one = 0; one < count; one += 1) {
      for (let other = one + 1; other < count; other += 1) push(one, other, (length) => (ideal * ideal) / length);
    }
    for (const [one, other] of pairs) push(one, other, (length) => -(length * length) / ideal);
    const heat = 2 * (1 - round / ROUNDS) + 0.02;
    places.forEach((place, index) => {
      const length = Math.hypot(moves[index].x, moves[index].y) || 1;
      place.x += (moves[index].x / length) * Math.min(length, heat);
      place.y += (moves[index].y / length) * Math.min(length, heat);
    });
  }
  return places;
}
