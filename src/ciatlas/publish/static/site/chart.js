// Charts that tell their numbers: with the arrow keys or the pointer, row by row of the table that stands below the chart.
//
// `<figure data-chart="id of the table">` holds a focusable `.drawing` with the SVG. The table stays the full alternative.

import { _, fill } from "./messages.js";

const SVG = "http://www.w3.org/2000/svg";
// What a table shows where there is no number.
const NOTHING = "·";
const ISOLATES = /[\u2066-\u2069]/g;
const rtl = document.documentElement.dir === "rtl";

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const table = document.getElementById(figure.dataset.chart);
  const drawing = figure.querySelector(".drawing");
  const svg = drawing?.querySelector("svg");
  if (table && svg && table.tBodies[0]?.rows.length) read(figure, drawing, svg, table);
}

function read(figure, drawing, svg, table) {
  const titles = [...table.tHead.rows[0].cells].map((cell) => cell.textContent.trim());
  const rows = [...table.tBodies[0].rows];
  const said = document.createElement("p");
  said.className = "reading";
  said.setAttribute("aria-live", "polite");
  said.id = `${table.id}-reading`;
  const hint = _("Arrow keys read the chart row by row.");
  said.textContent = hint;
  drawing.after(said);
  // The arrow keys are the chart's, so a screen reader must hand them on.
  drawing.setAttribute("role", "application");
  drawing.setAttribute("aria-describedby", said.id);
  const bands = places(svg, rows);
  let at = -1;

  function show(next) {
    rows[at]?.classList.remove("read");
    at = next;
    rows[at]?.classList.add("read");
    said.textContent = at < 0 ? hint : told(titles, rows[at]);
    bands?.mark(at);
  }

  drawing.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    // Years run from left to right in every language; all else runs as the page does.
    const [on, back] = rtl && !bands?.upright ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    const last = rows.length - 1;
    const next = { [on]: at + 1, ArrowDown: at + 1, [back]: at - 1, ArrowUp: at - 1, Home: 0, End: last, Escape: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    show(event.key === "Escape" ? -1 : Math.max(0, Math.min(last, next)));
  });
  drawing.addEventListener("blur", () => show(-1));
  drawing.addEventListener("pointermove", (event) => {
    const next = bands?.nearest(event);
    if (event.pointerType === "mouse" && next !== undefined && next !== at) show(next);
  });
  drawing.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse" && document.activeElement !== drawing) show(-1);
  });
}

function told(titles, row) {
  const [first, ...others] = [...row.cells].map((cell) => cell.textContent.trim());
  const parts = others.map((value, index) => [titles[index + 1], value]).filter(([, value]) => value && value !== NOTHING)
    .map(([column, value]) => fill(_("{column}: {value}"), { column, value }));
  return parts.length ? fill(_("{name} – {numbers}"), { name: first, numbers: parts.join("; ") }) : first;
}

// Where the rows stand in the drawing, by the labels of its axis; undefined where too few of them are written there.
function places(svg, rows) {
  const frame = svg.viewBox.baseVal;
  const scale = () => frame.width / svg.getBoundingClientRect().width;
  const labels = new Map();
  for (const text of svg.querySelectorAll("text")) {
    const words = text.textContent.replace(ISOLATES, "").trim();
    if (words && !labels.has(words)) labels.set(words, text);
  }
  const cut = [...labels.keys()].filter((words) => words.endsWith("…"));
  const names = rows.map((row) => row.cells[0].textContent.trim());
  const found = names.map((name) => labels.get(name) ?? labels.get(cut.find((words) => name.startsWith(words.slice(0, -1)))));
  const known = found.filter(Boolean);
  if (known.length < 2) return undefined;
  const middle = (text) => {
    const box = text.getBoundingClientRect();
    const whole = svg.getBoundingClientRect();
    return { x: (box.x + box.width / 2 - whole.x) * scale(), y: (box.y + box.height / 2 - whole.y) * scale() };
  };
  const middles = new Map(known.map((text) => [text, middle(text)]));
  const spread = (axis) => {
    const all = [...middles.values()].map((point) => point[axis]);
    return Math.max(...all) - Math.min(...all);
  };
  const upright = spread("x") > spread("y");
  const axis = upright ? "x" : "y";
  const at = found.map((text) => (text ? middles.get(text)[axis] : undefined));
  if (upright) between(names, at);
  const steps = [...new Set(at.filter((value) => value !== undefined).map(Math.round))].sort((one, other) => one - other);
  const wide = Math.min(...steps.slice(1).map((value, index) => value - steps[index]), upright ? 48 : 28);
  const band = document.createElementNS(SVG, "rect");
  band.setAttribute("class", "band");
  svg.append(band);
  return {
    upright,
    mark(index) {
      const middle = at[index];
      band.toggleAttribute("data-on", middle !== undefined);
      if (middle === undefined) return;
      const box = upright ? [middle - wide / 2, 0, wide, frame.height] : [0, middle - wide / 2, frame.width, wide];
      ["x", "y", "width", "height"].forEach((name, place) => band.setAttribute(name, box[place]));
    },
    nearest(event) {
      const whole = svg.getBoundingClientRect();
      const here = (upright ? event.clientX - whole.x : event.clientY - whole.y) * scale();
      const near = at.findIndex((middle) => middle !== undefined && Math.abs(middle - here) <= wide / 2);
      return near < 0 ? undefined : near;
    },
  };
}

// An axis of years writes only some of them; the others stand between.
function between(names, at) {
  const fixed = names.map((name, index) => [Number(name), at[index]]).filter(([year, place]) => Number.isFinite(year) && place !== undefined);
  if (fixed.length < 2) return;
  const [first, last] = [fixed[0], fixed.at(-1)];
  if (first[0] === last[0]) return;
  names.forEach((name, index) => {
    const year = Number(name);
    if (at[index] === undefined && Number.isFinite(year)) at[index] = first[1] + ((year - first[0]) / (last[0] - first[0])) * (last[1] - first[1]);
  });
}
