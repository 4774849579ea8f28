// The network as a graph: its nodes are things of the atlas, its edges their engagements, each from the member to what it takes part in.

const KINDS = { o: "organization", i: "initiative", e: "event" };
// As in publish/site/layout.py, which keeps nodes of these sizes apart.
const REACH = 1000;
const ASPECT = 1.35;
const COVER = 0.12;

// The name of a node: kind and id, as in addresses.
export const nodeKey = (kind, id) => `${kind}/${id}`;

// Builds the graph. Graph: graphology's class. network: network.json. records: those of the atlas, each with its kind.
//
// A node has: record, x, y, degree, radius { degree, betweenness }. An edge: part, year or null, basis.
export function networkGraph(Graph, network, records) {
  const known = new Map(records.map((record) => [nodeKey(record.kind, record.id), record]));
  const graph = new Graph({ multi: true, type: "directed" });
  const keys = network.nodes.map(([letter, id]) => nodeKey(KINDS[letter], id));
  graph.setAttribute("upright", false);
  const scale = fitting(network.nodes.map((node) => radius(node[4])));
  const between = Math.max(...network.nodes.map((node) => node[5]), 1e-9);
  const largest = radius(Math.max(...network.nodes.map((node) => node[4]), 1));
  network.nodes.forEach(([letter, id, x, y, degree, betweenness], index) => {
    const record = known.get(keys[index]) ?? { id, kind: KINDS[letter], name: id };
    const sizes = { degree: radius(degree) * scale, betweenness: (6 + (largest - 6) * Math.sqrt(betweenness / between)) * scale };
    // Sigma's y goes upwards, the layout's downwards.
    graph.addNode(keys[index], { record, x, y: -y, degree, betweenness, radius: sizes });
  });
  for (const [one, other, part, year, basis] of network.edges) graph.addEdge(keys[one], keys[other], { part, year, basis });
  return graph;
}

function radius(degree) {
  return 4.5 + 3 * Math.sqrt(degree);
}

function fitting(radii) {
  const covered = radii.reduce((sum, one) => sum + Math.PI * one * one, 0);
  return Math.min(1, Math.sqrt((COVER * 4 * REACH * REACH) / ASPECT / Math.max(covered, 1)));
}

// The graph as it lies on a screen that is higher than broad: its sides are changed for one another.
export function turn(graph, upright) {
  if (graph.getAttribute("upright") === upright) return false;
  graph.setAttribute("upright", upright);
  graph.updateEachNodeAttributes((_key, node) => ({ ...node, x: -node.y, y: -node.x }), { attributes: ["x", "y"] });
  return true;
}
