// What of the network is to be seen: the filters, the parts that are shown, the neighbourhood of a node, a way between two.

// What is chosen on the page beside the filters, from the address.
export function readChoice(query = location.search) {
  const given = new URLSearchParams(query);
  const list = (key) => (given.get(key) ?? "").split(",").filter(Boolean);
  const way = list("path");
  return {
    focus: given.get("focus") ?? "",
    steps: given.get("steps") === "2" ? 2 : 1,
    hidden: new Set(list("hide")),
    color: ["role", "domain"].includes(given.get("color")) ? given.get("color") : "kind",
    size: given.get("size") === "betweenness" ? "betweenness" : "degree",
    way: [way[0] ?? "", way[1] ?? ""],
  };
}

// Puts the choice into the address; what else stands there, as the filters, is kept.
export function writeChoice(choice) {
  const own = {
    focus: choice.focus,
    steps: choice.focus && choice.steps === 2 ? "2" : "",
    hide: [...choice.hidden].sort().join(","),
    color: choice.color === "kind" ? "" : choice.color,
    size: choice.size === "degree" ? "" : choice.size,
    path: choice.way.every(Boolean) ? choice.way.join(",") : "",
  };
  const others = location.search.slice(1).split("&").filter((pair) => pair && !(pair.split("=")[0] in own));
  const pairs = Object.entries(own).filter(([, value]) => value).map(([key, value]) => `${key}=${value.split(/([/,])/).map((one) => (/^[/,]$/.test(one) ? one : encodeURIComponent(one))).join("")}`);
  const query = [...others, ...pairs].join("&");
  history.replaceState(history.state, "", `${location.pathname}${query && `?${query}`}${location.hash}`);
}

// Which nodes and edges are seen: { nodes, edges, near, way }.
//
// matching: the nodes that the filters let through. until: a year after which an engagement began that is not seen, or null. way: the keys
// of the nodes on a way between two, in order, or null. near: the nodes of the neighbourhood, or null while none is chosen.
export function sight(graph, { focus, steps, hidden, matching, until, way }) {
  const shows = (edge) => !hidden.has(edge.part) && !(until && edge.year > until);
  const nodes = new Set(way ?? (focus ? [focus] : matching));
  let near = null;
  if (way) near = nodes;
  else if (focus) {
    let edge = [focus];
    for (let step = 0; step < steps; step += 1) {
      const further = new Set();
      for (const one of edge) {
        graph.forEachEdge(one, (_edge, attributes, source, target) => {
          const other = source === one ? target : source;
          if (shows(attributes) && matching.has(other) && !nodes.has(other)) further.add(other);
        });
      }
      for (const one of further) nodes.add(one);
      edge = [...further];
    }
    near = nodes;
  }
  const edges = new Set();
  const follows = way && new Set(way.slice(1).flatMap((one, at) => [`${way[at]} ${one}`, `${one} ${way[at]}`]));
  graph.forEachEdge((edge, attributes, source, target) => {
    if (!nodes.has(source) || !nodes.has(target) || !shows(attributes)) return;
    if (!follows || follows.has(`${source} ${target}`)) edges.add(edge);
  });
  return { nodes, edges, near };
}

// The shortest way between two nodes over the parts that are shown, as keys; null when there is none.
// library: graphology's UndirectedGraph and bidirectional.
export function shortestWay(library, graph, one, other, hidden) {
  if (!graph.hasNode(one) || !graph.hasNode(other)) return null;
  const plain = new library.UndirectedGraph();
  graph.forEachNode((key) => plain.addNode(key));
  graph.forEachEdge((_edge, { part }, source, target) => {
    if (!hidden.has(part)) plain.mergeEdge(source, target);
  });
  return library.bidirectional(plain, one, other);
}
