// Rows as a chart: bars for labels, a line for years. Drawn as SVG with its numbers in it; the table beside it says the same.

import { _, fill, number } from "./messages.js";
import { element } from "./sparql-element.js";
import { numeric, year } from "./sparql-terms.js";

const SVG = "http://www.w3.org/2000/svg";
const BARS = 40;
const COORDINATE = /^(lat|latitude|long?|lng|longitude)$/i;

// The columns that a chart can be drawn of: {labels: [index], values: [index]}; null when there is nothing to draw.
// columns: the variables' names.
export function charted(columns, rows) {
  const filled = columns.map((_column, index) => rows.filter((row) => row[index]));
  const places = columns.map((_column, index) => index).filter((index) => filled[index].length);
  const values = places.filter((index) => !COORDINATE.test(columns[index]) && filled[index].every((row) => numeric(row[index]) !== null));
  const labels = places.filter((index) => !(values.length === 1 && values[0] === index));
  return values.length && labels.length && rows.length > 1 ? { labels, values } : null;
}

// Puts a chart with the choice of its columns into `box`. variables: the columns' names in the query; columns: their titles.
export function chart(box, { variables, columns, rows, terms }) {
  const { labels, values } = charted(variables, rows);
  const years = labels.find((index) => rows.every((row) => year(row[index]) !== null) || /year/i.test(variables[index]));
  const chosen = { label: years ?? labels.find((index) => !values.includes(index)) ?? labels[0] };
  chosen.value = values.find((index) => index !== chosen.label && !/year/i.test(variables[index])) ?? values.find((index) => index !== chosen.label) ?? values[0];
  const picture = element("figure", { className: "chart" });

  const choice = (words, among, key) => {
    const select = element("select", {}, ...among.map((index) => element("option", { value: index, selected: index === chosen[key] }, columns[index])));
    select.addEventListener("change", () => {
      chosen[key] = Number(select.value);
      draw();
    });
    return element("label", {}, words, " ", select);
  };

  function draw() {
    const isYear = /year/i.test(variables[chosen.label]);
    const points = rows
      .map((row) => [row[chosen.label], row[chosen.value]])
      .map(([label, value]) => ({ name: terms.text(label), at: year(label) ?? (isYear ? numeric(label) : null), value: numeric(value) }))
      .filter((point) => point.value !== null);
    const isLine = points.length > 2 && points.every((point) => point.at !== null) && new Set(points.map((point) => point.at)).size === points.length;
    const told = fill(_("Chart: {value} by {label}"), { value: columns[chosen.value], label: columns[chosen.label] });
    const left = points.length - BARS;
    // As wide as there is room, so that a phone's text is as large as any.
    const width = Math.min(Math.max(box.clientWidth - 40, 300), 800);
    picture.replaceChildren(isLine ? line(points, told, width) : bars(points.slice(0, BARS), told, width));
    const words = !isLine && left > 0 ? fill(_("The first {n} rows are drawn, {left} are not."), { n: number(BARS), left: number(left) }) : told;
    picture.append(element("figcaption", {}, words));
  }

  box.replaceChildren(element("p", { className: "choices" }, choice(_("Labels"), labels, "label"), choice(_("Numbers"), values, "value")), picture);
  draw();
}

// A horizontal bar for each point, its name and its number beside it, in the direction of the page.
function bars(points, told, width) {
  const isRight = document.dir === "rtl";
  const [row, name] = [30, Math.round(width * 0.36)];
  const least = Math.min(0, ...points.map((point) => point.value));
  const most = Math.max(0, ...points.map((point) => point.value));
  const scale = (width - name - 70) / (most - least || 1);
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${points.length * row + 8}`, role: "img", "aria-label": described(points, told), direction: "ltr" });
  points.forEach((point, index) => {
    const y = index * row + 4;
    const start = name + (Math.min(point.value, 0) - least) * scale;
    const length = Math.max(Math.abs(point.value) * scale, 1);
    const flip = (x) => (isRight ? width - x : x);
    const middle = y + row / 2 + 4;
    // Sides are counted from where the text runs to, and each text is isolated: the drawing itself runs from left to right.
    drawing.append(
      text(cut(point.name, name / 7.4), { x: flip(name - 10), y: middle, "text-anchor": isRight ? "start" : "end" }),
      svg("rect", { x: isRight ? width - start - length : start, y: y + 4, width: length, height: row - 8, rx: 2, class: "bar" }),
      text(number(point.value), { x: flip(start + length + 8), y: middle, "text-anchor": isRight ? "end" : "start", class: "value" }),
    );
  });
  return drawing;
}

// A line through the points, which are years; time runs from left to right in every language's charts of the atlas.
function line(points, told, width) {
  const sorted = [...points].sort((one, other) => one.at - other.at);
  const [height, side, foot] = [Math.round(180 + width * 0.22), 60, 40];
  const [first, last] = [sorted[0].at, sorted.at(-1).at];
  const most = Math.max(...sorted.map((point) => point.value), 1);
  const least = Math.min(0, ...sorted.map((point) => point.value));
  const x = (at) => side + ((at - first) / (last - first || 1)) * (width - side - 30);
  const y = (value) => height - foot - ((value - least) / (most - least)) * (height - foot - 20);
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": described(sorted, told), direction: "ltr" });
  for (const value of steps(least, most)) {
    drawing.append(svg("line", { x1: side, x2: width - 30, y1: y(value), y2: y(value), class: "grid" }));
    drawing.append(text(number(value), { x: side - 8, y: y(value) + 5, "text-anchor": "end", class: "value" }));
  }
  for (const at of steps(first, last).filter(Number.isInteger)) {
    drawing.append(text(String(at), { x: x(at), y: height - 12, "text-anchor": "middle", class: "value" }));
  }
  drawing.append(svg("polyline", { points: sorted.map((point) => `${x(point.at)},${y(point.value)}`).join(" "), class: "line" }));
  for (const point of sorted) {
    const dot = svg("circle", { cx: x(point.at), cy: y(point.value), r: 4, class: "dot" });
    dot.append(svg("title", {}, `${point.at}: ${number(point.value)}`));
    drawing.append(dot);
  }
  return drawing;
}

function steps(from, to) {
  const rough = (to - from) / 5 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const found = [];
  for (let at = Math.ceil(from / step) * step; at <= to + step / 1000; at += step) found.push(Math.round(at * 1e6) / 1e6);
  return found;
}

function described(points, told) {
  return `${told}. ${points.map((point) => `${point.name}: ${number(point.value)}`).join("; ")}`;
}

function cut(name, most) {
  return name.length > most ? `${name.slice(0, most - 1)}…` : name;
}

function text(words, attributes) {
  return svg("text", attributes, `\u2068${words}\u2069`);
}

function svg(name, attributes, words = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = words;
  return made;
}
