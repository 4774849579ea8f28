// The network page: picture, filters, search, panel, ways between two, and list; all from what stands in the address.

import { atlas as loadAtlas, href, json } from "./atlas.js";
import { element, text } from "./filter-parts.js";
import { FACETS, mountFilters, readState, records } from "./filters.js";
import { _, fill, language, ngettext, number } from "./messages.js";
import { classColour, nodeColoring, theme } from "./network-colors.js";
import { drawing } from "./network-drawing.js";
import { networkGraph, nodeKey, turn } from "./network-graph.js";
import { listen, neighbourTowards } from "./network-keys.js";
import { detail, kindWord, nodePanel, waySentences } from "./network-panel.js";
import { png, save, svg } from "./network-picture.js";
import { SHAPES } from "./network-shapes.js";
import { readChoice, shortestWay, sight, writeChoice } from "./network-sight.js";
import { nameSearch, nodeSearch } from "./node-search.js";

const KINDS = ["organization", "initiative", "event"];
const find = (id) => document.getElementById(id);
const app = find("network-app");
const stage = find("network");

start().catch((error) => {
  console.warn(error);
  find("network-failed").hidden = false;
  app.hidden = true;
});

async function start() {
  const [atlas, network, library, { MiniSearch }] = await Promise.all([loadAtlas(), json("network.json"), import("./lib/sigma.js"), import("./lib/minisearch.js"), fonts()]);
  const letters = new Set(network.nodes.map(([letter]) => letter));
  const kinds = KINDS.filter((kind) => letters.has(kind[0]));
  const graph = networkGraph(library.Graph, network, records(atlas, kinds));
  const parts = readParts();
  const choice = readChoice();
  if (!graph.hasNode(choice.focus)) choice.focus = "";
  if (!choice.way.every((key) => graph.hasNode(key))) choice.way = ["", ""];
  app.hidden = false;
  turn(graph, upright());
  const picture = drawing(stage, library, graph, parts, [find("panel"), find("leave"), document.querySelector(".network-zoom")], { choose, leave: () => choose(""), open, told });
  let seen = null;
  let ready = false;

  // Names are searched by the field over the picture; what another page searched for is brought there.
  const sought = readState().q;
  const filters = mountFilters(find("filters"), inNetwork(atlas), { kinds, facets: [...FACETS, "years"], onChange: () => ready && draw() });
  const suggest = nameSearch(MiniSearch, filters.all);
  const search = nodeSearch(find("search"), { suggest, detail: (record) => detail(atlas, record), choose: (record) => { choose(keyOf(record)); picture.fit(nearby()); stage.focus({ preventScroll: true }); } });
  const ends = ["way-from", "way-to"].map((id, at) => nodeSearch(find(id), { suggest, detail: (record) => detail(atlas, record), choose: (record) => setEnd(at, keyOf(record)) }));

  controls();
  ready = true;
  draw();
  if (choice.focus || choice.way.every(Boolean)) picture.fit(nearby());
  else if (sought) search.look(sought);

  function draw() {
    const way = choice.way.every(Boolean) ? shortestWay(library, graph, ...choice.way, choice.hidden) : null;
    const matching = new Set(filters.shown.map(keyOf));
    const coloring = nodeColoring(atlas, choice.color, filters.all);
    seen = sight(graph, { ...choice, matching, until: filters.state.to, way });
    picture.show({ sight: seen, focus: choice.focus, ends: way ? choice.way : [], coloring, size: choice.size });
    writeChoice(choice);
    legend(coloring);
    panel();
    tellWay(way);
    list();
    find("seen").textContent = fill(ngettext("{n} node, {links} links in the picture", "{n} nodes, {links} links in the picture", seen.nodes.size), { n: number(seen.nodes.size), links: number(seen.edges.size) });
    find("steps-box").hidden = !choice.focus || Boolean(way);
    find("leave").hidden = !choice.focus && !way;
  }

  // The neighbourhood that is shown; nothing while all is.
  function nearby() {
    return seen.near ? [...seen.near] : [];
  }

  function choose(key) {
    if (key === choice.focus && !choice.way[0]) return;
    choice.focus = key;
    if (choice.way.some(Boolean)) clearWay();
    search.show(key ? graph.getNodeAttribute(key, "record") : null);
    draw();
    if (key) say(key);
  }

  function setEnd(at, key) {
    choice.way[at] = key;
    choice.focus = "";
    draw();
    if (choice.way.every(Boolean)) picture.fit(nearby());
    else find(at ? "way-from" : "way-to").focus();
  }

  function clearWay() {
    choice.way = ["", ""];
    for (const end of ends) end.show(null);
  }

  function open(key) {
    const { record } = graph.getNodeAttributes(key);
    location.assign(href(record.kind, record.id));
  }

  function told(key) {
    const { record, degree } = graph.getNodeAttributes(key);
    return [detail(atlas, record), fill(ngettext("{n} link", "{n} links", degree), { n: number(degree) })].join(" · ");
  }

  function say(key) {
    const { record, degree } = graph.getNodeAttributes(key);
    const told = ngettext("{name}, {kind}, joined with {n} other", "{name}, {kind}, joined with {n} others", degree);
    find("said").textContent = fill(told, { name: record.name, kind: kindWord(record.kind), n: number(degree) });
  }

  function panel() {
    const box = find("panel");
    box.hidden = !choice.focus;
    if (!choice.focus) return box.replaceChildren();
    const close = element("button", { type: "button", className: "close", ariaLabel: _("Close") }, "×");
    close.addEventListener("click", () => { choose(""); stage.focus({ preventScroll: true }); });
    box.replaceChildren(close, ...nodePanel(atlas, graph, parts, choice.focus, (key) => { choose(key); picture.fit(nearby()); box.querySelector("h2 a").focus(); }));
    box.scrollTop = 0;
  }

  function tellWay(way) {
    const [one, other] = choice.way;
    const steps = find("way-steps");
    const told = find("way-told");
    steps.replaceChildren(...(way ? waySentences(graph, parts, way, choice.hidden) : []));
    const links = (way?.length ?? 1) - 1;
    if (!one || !other) told.textContent = "";
    else if (one === other) told.textContent = _("Both are the same.");
    else if (!way) told.textContent = _("No way leads from one to the other over the parts that are shown.");
    else told.textContent = fill(ngettext("The shortest way has {n} step:", "The shortest way has {n} steps:", links), { n: number(links) });
    find("way-clear").hidden = !one && !other;
    find("way").open ||= Boolean(one && other);
  }

  function legend(coloring) {
    const colours = coloring.classes.map(({ value, name, style }) => {
      const kind = choice.color === "kind" ? ` ${SHAPES[value]}` : "";
      return element("li", {}, element("span", { className: `dot ${style}${kind}` }), text("span", name));
    });
    find("legend").replaceChildren(...colours);
    find("legend-words").textContent = choice.color === "kind" ? "" : _("Discs are organisations, squares initiatives. What belongs to several has the colour of the first in this row.");
  }

  // The table below follows what is seen.
  function list() {
    let shown = 0;
    for (const row of find("nodes").rows) {
      row.hidden = !seen.nodes.has(row.dataset.node);
      if (!row.hidden) shown += 1;
    }
    find("list-shown").textContent = fill(_("{n} of {all} shown"), { n: number(shown), all: number(graph.order) });
  }

  function controls() {
    for (const [id, key] of [["color", "color"], ["size", "size"], ["steps", "steps"]]) {
      find(id).value = String(choice[key]);
      find(id).addEventListener("change", (event) => {
        choice[key] = key === "steps" ? Number(event.target.value) : event.target.value;
        draw();
        if (key === "steps") picture.fit(nearby());
      });
    }
    for (const input of document.querySelectorAll("#parts input")) {
      input.checked = !choice.hidden.has(input.value);
      input.addEventListener("change", () => {
        choice.hidden[input.checked ? "delete" : "add"](input.value);
        draw();
      });
    }
    if (choice.focus) search.show(graph.getNodeAttribute(choice.focus, "record"));
    ends.forEach((end, at) => end.show(choice.way[at] ? graph.getNodeAttribute(choice.way[at], "record") : null));
    find("nearer").addEventListener("click", () => picture.zoom(1 / 1.5));
    find("farther").addEventListener("click", () => picture.zoom(1.5));
    find("whole").addEventListener("click", () => picture.fit());
    find("leave").addEventListener("click", leave);
    find("way-clear").addEventListener("click", () => { clearWay(); draw(); find("way-from").focus(); });
    find("way-form").addEventListener("submit", (event) => event.preventDefault());
    find("save-svg").addEventListener("click", () => save(new Blob([svg(picture.scene(), file())], { type: "image/svg+xml" }), "network.svg"));
    find("save-png").addEventListener("click", async () => save(await png(picture.scene(), file()), "network.png"));
    listen(stage, {
      start: () => { choose(best()); if (choice.focus) picture.follow(choice.focus); },
      move: step,
      zoom: (factor) => picture.zoom(factor),
      whole: () => picture.fit(),
      open: () => choice.focus && open(choice.focus),
      leave,
      steps: (steps) => { choice.steps = steps; find("steps").value = String(steps); draw(); },
    });
    new ResizeObserver(() => { if (turn(graph, upright())) picture.fit(); picture.redraw(); }).observe(stage);
  }

  function leave() {
    clearWay();
    choice.focus = "";
    search.show(null);
    draw();
    picture.fit();
    stage.focus({ preventScroll: true });
  }

  function step(direction) {
    if (!choice.focus) return choose(best());
    const next = neighbourTowards(graph, choice.focus, seen.nodes, picture.at, direction);
    if (next) {
      choose(next);
      picture.follow(next);
    }
  }

  // The best connected of those that the filters let through.
  function best() {
    const shown = filters.shown.map(keyOf);
    return shown.reduce((one, other) => (graph.getNodeAttribute(other, "degree") > graph.getNodeAttribute(one, "degree") ? other : one), shown[0] ?? "");
  }

  function file() {
    const colours = theme();
    const coloring = nodeColoring(atlas, choice.color, filters.all);
    const dots = coloring.classes.map(({ value, name, style }) => ({ name, shape: choice.color === "kind" ? SHAPES[value] : "disc", color: classColour(colours, Number(style.slice("series-".length)) || 0) }));
    const lines = [...parts].filter(([part]) => !choice.hidden.has(part)).map(([, { name, series }]) => ({ name, shape: "line", color: colours.series[series] }));
    const { title, credit } = app.dataset;
    const address = location.protocol.startsWith("http") ? location.href : "";
    return { legend: [...dots, ...lines], title, credit: [credit, address].filter(Boolean).join(" · "), rtl: document.documentElement.dir === "rtl", language };
  }

  function inNetwork(whole) {
    const only = (kind, found) => found.filter(({ id }) => graph.hasNode(nodeKey(kind, id)));
    return { ...whole, organizations: only("organization", whole.organizations), initiatives: only("initiative", whole.initiatives), events: only("event", whole.events) };
  }
}

function keyOf(record) {
  return nodeKey(record.kind, record.id);
}

function upright() {
  return stage.clientHeight > stage.clientWidth * 1.15;
}

// The parts, as the page has them in its legend: part -> { name, series, out, in, sentence, since }.
function readParts() {
  const items = [...document.querySelectorAll("#parts [data-part]")];
  return new Map(items.map(({ dataset }) => [dataset.part, { ...dataset, series: Number(dataset.series) }]));
}

// Names are set in the picture only once their fonts are there.
async function fonts() {
  await Promise.allSettled(["500 12px Assistant", "600 14px Rubik", "600 14px Assistant"].flatMap((font) => [document.fonts.load(font, "a"), document.fonts.load(font, "א")]));
}
