// What is told of a node of the network: its name, its facts, and its engagements by part; and of a way between two, step by step.

import { href } from "./atlas.js";
import { button, element, text } from "./filter-parts.js";
import { _, fill, ngettext, number } from "./messages.js";

// A thing's name as a link to its page.
export function pageLink(record) {
  const link = element("a", { href: href(record.kind, record.id) }, named(record));
  return link;
}

export function named(record) {
  const name = text("bdi", record.name);
  if (record.lang) name.lang = record.lang;
  return name;
}

// The kind of thing in the singular.
export function kindWord(kind) {
  return { organization: _("Organisation"), initiative: _("Initiative"), event: _("Event") }[kind];
}

// Kind, place and year in a line.
export function detail(atlas, record) {
  const country = atlas.countries.find(([code]) => code === record.country)?.[1];
  const place = atlas.places[record.place]?.name;
  return [kindWord(record.kind), place, country, record.year].filter(Boolean).join(" · ");
}

// What is told of a node. parts: part -> { out, in }, the headings of its engagements from either end. look(key): called to go to another.
export function nodePanel(atlas, graph, parts, key, look) {
  const { record, degree } = graph.getNodeAttributes(key);
  const heading = element("h2", {}, pageLink(record));
  const facts = element("dl", { className: "facts" }, ...factsOf(atlas, record).map(([name, value]) => element("div", {}, text("dt", name), text("dd", value))));
  const joined = text("p", fill(ngettext("Joined with {n} other", "Joined with {n} others", degree), { n: number(degree) }), "joined");
  const open = element("p", { className: "to-page" }, element("a", { className: "button", href: href(record.kind, record.id) }, _("Open the page")));
  return [text("p", detail(atlas, record), "kicker-line"), heading, ...(facts.children.length ? [facts] : []), joined, ...groups(graph, parts, key, look), open];
}

function factsOf(atlas, record) {
  const names = (scheme, values) => (values ?? []).map((value) => atlas.schemes[scheme]?.concepts.find(([id]) => id === value)?.[1] ?? value).join(", ");
  return [
    [_("Role"), names("role", record.roles)],
    [_("Domain"), names("domain", record.domains)],
    [_("Scale of the place"), names("place-scale", record.scale && [record.scale])],
    [_("Tie to FSG"), names("fsg-tie", record.ties)],
  ].filter(([, value]) => value);
}

function groups(graph, parts, key, look) {
  const found = new Map();
  graph.forEachEdge(key, (_edge, { part, year }, source, target) => {
    const end = source === key ? "out" : "in";
    const other = source === key ? target : source;
    const name = parts.get(part)?.[end] ?? part;
    if (!found.has(name)) found.set(name, { series: parts.get(part)?.series ?? 6, rows: [] });
    found.get(name).rows.push([other, year]);
  });
  return [...found].flatMap(([name, { series, rows }]) => {
    rows.sort((one, other) => graph.getNodeAttribute(other[0], "degree") - graph.getNodeAttribute(one[0], "degree"));
    const items = rows.map(([other, year]) => {
      const go = button(named(graph.getNodeAttribute(other, "record")), () => look(other), "plain");
      return element("li", {}, go, ...(year ? [text("span", String(year), "soft")] : []));
    });
    return [element("h3", {}, element("span", { className: `line series-${series}` }), text("span", name), text("span", number(rows.length), "count")), element("ul", { className: "ends" }, ...items)];
  });
}

// A way between two nodes as sentences, one for each step. parts: part -> { sentence, since }: messages with {member}, {name} and {start}.
export function waySentences(graph, parts, way, hidden) {
  return way.slice(1).map((other, at) => {
    const one = way[at];
    const edges = graph.edges(one, other).concat(graph.edges(other, one)).filter((edge, place, all) => all.indexOf(edge) === place && !hidden.has(graph.getEdgeAttribute(edge, "part")));
    return element("li", {}, ...edges.flatMap((edge, place) => [...(place ? [element("br")] : []), ...sentence(graph, parts, edge)]));
  });
}

// The message with links in its places; a place may stand anywhere in it.
function sentence(graph, parts, edge) {
  const { part, year } = graph.getEdgeAttributes(edge);
  const record = (key) => graph.getNodeAttribute(key, "record");
  const told = parts.get(part);
  const places = { member: () => pageLink(record(graph.source(edge))), name: () => pageLink(record(graph.target(edge))), start: () => String(year), part: () => told?.name ?? part };
  const message = (year ? told?.since : told?.sentence) ?? "{member}, {part}: {name}";
  return message.split(/(\{\w+\})/).map((piece) => places[piece.slice(1, -1)]?.() ?? piece).filter((piece) => piece !== "");
}
