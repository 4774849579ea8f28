// The colours of the network's picture: read from the page's custom properties, so that day and night each have theirs.

import { coloring } from "./map-colors.js";

// { paper, card, ink, soft, line, accent, series: ["", first, …] } as #rrggbb.
export function theme() {
  const style = getComputedStyle(document.documentElement);
  const of = (name) => style.getPropertyValue(`--${name}`).trim();
  const named = Object.fromEntries(["paper", "card", "ink", "soft", "line", "accent"].map((name) => [name, of(name)]));
  return { ...named, series: ["", 1, 2, 3, 4, 5, 6].map((number) => number && of(`series-${number}`)) };
}

// One colour with so much of another in it (0 to 1), as #rrggbb.
export function mixed(colour, other, part) {
  const bytes = (text) => [1, 3, 5].map((start) => parseInt(text.slice(start, start + 2), 16));
  const [from, to] = [bytes(colour), bytes(other)];
  return `#${from.map((byte, at) => Math.round(byte + (to[at] - byte) * part).toString(16).padStart(2, "0")).join("")}`;
}

// How nodes are coloured by kind, role or domain: { classes, of(record) } as on the map, but with one class for each: its first.
export function nodeColoring(atlas, facet, records) {
  const { classes, of } = coloring(atlas, facet, records);
  const order = new Map(classes.map(({ value }, place) => [value, place]));
  const numbers = new Map(classes.map(({ value, style }) => [value, Number(style.slice("series-".length)) || 0]));
  const first = (record) => of(record).reduce((best, value) => (order.get(value) < order.get(best) ? value : best));
  return { classes, of: first, number: (record) => numbers.get(first(record)) };
}

// The colour of a class: that of its number in the series, a pale grey for what has no value.
export function classColour(colours, number) {
  return number ? colours.series[number] : mixed(colours.soft, colours.paper, 0.45);
}
