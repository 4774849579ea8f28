// What the points of the map are coloured by, and the marks in those colours: a disc for one thing, a ring with a number for several.

import { kindName, values } from "./filters.js";
import { _, number } from "./messages.js";

const SVG = "http://www.w3.org/2000/svg";
const SERIES = 6;
const LETTER_PIXELS = 12;
// A value of its own for what is coloured as "other", and for what has no value.
const OTHER = "*", NONE = "";

// The ways to colour, as the address has them.
export const COLORS = ["kind", "role", "domain"];

// How records are coloured: { classes, of(record) }. classes: [{ value, name, style }] in the legend's order. of: a record's classes,
// as values. A facet with more values than colours shows the most frequent ones of all records apart.
export function coloring(atlas, facet, all) {
  const names = facet === "kind" ? [...new Set(all.map(({ kind }) => kind))].map((kind) => [kind, kindName(kind)]) : atlas.schemes[facet]?.concepts ?? [];
  const counts = new Map(names.map(([value]) => [value, 0]));
  for (const record of all) for (const value of values(record, facet)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const used = names.filter(([value]) => counts.get(value));
  const room = used.length > SERIES ? SERIES - 1 : SERIES;
  const often = new Set(used.map(([value]) => value).sort((one, two) => counts.get(two) - counts.get(one)).slice(0, room));
  const classes = used.filter(([value]) => often.has(value)).map(([value, name], at) => ({ value, name, style: `series-${at + 1}` }));
  if (used.length > room) classes.push({ value: OTHER, name: facet === "domain" ? _("other domains") : _("others"), style: `series-${SERIES}` });
  if (all.some((record) => !values(record, facet).length)) classes.push({ value: NONE, name: facet === "role" ? _("no role known") : _("no domain known"), style: "series-none" });
  return {
    classes,
    of(record) {
      const found = values(record, facet).map((value) => (often.has(value) ? value : OTHER));
      return found.length ? [...new Set(found)] : [NONE];
    },
  };
}

// Each thing weighs one, in equal parts on its classes: [[style, weight], …] in the legend's order.
export function shares(colors, records) {
  const weights = new Map(colors.classes.map(({ value }) => [value, 0]));
  for (const record of records) {
    const found = colors.of(record);
    for (const value of found) weights.set(value, weights.get(value) + 1 / found.length);
  }
  return colors.classes.map(({ value, style }) => [style, weights.get(value)]).filter(([, weight]) => weight);
}

// A mark as SVG for so many things with such shares. Its diameter is in proportion to the root of their number, within bounds.
export function mark(parts, count) {
  const size = diameter(count);
  const drawn = node("svg", { viewBox: "-50 -50 100 100", width: size, height: size, "aria-hidden": "true", class: "mark" });
  const total = parts.reduce((sum, [, weight]) => sum + weight, 0);
  let turned = 0;
  for (const [style, weight] of parts) {
    const part = weight / total;
    drawn.append(part > 0.9999 ? node("circle", { r: 48, class: style }) : node("path", { d: slice(turned, turned + part), class: style }));
    turned += part;
  }
  if (count > 1) {
    drawn.append(node("circle", { r: 34, class: "mark-middle" }));
    const words = node("text", { y: 2, class: "mark-number", "font-size": (100 * LETTER_PIXELS) / size });
    words.textContent = number(count);
    drawn.append(words);
  }
  return drawn;
}

export function diameter(count) {
  return count === 1 ? 16 : Math.min(72, 27 + 1.5 * Math.sqrt(count));
}

function slice(from, to) {
  const at = (turn) => `${48 * Math.sin(2 * Math.PI * turn)} ${-48 * Math.cos(2 * Math.PI * turn)}`;
  return `M0 0L${at(from)}A48 48 0 ${to - from > 0.5 ? 1 : 0} 1 ${at(to)}Z`;
}

function node(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
