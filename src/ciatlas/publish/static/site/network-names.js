// Which names of nodes stand in the picture, and where: the largest nodes first, none over another or over a large node.

const HEBREW = /[\u0590-\u07ff\ufb1d-\ufdff]/;
// One name for so many pixels of the picture, so that it stays a picture.
const ROOM = 9000;
const GAP = 4;
// The least radius of a node whose name is shown unasked, and of one that names may not cover.
const SMALLEST = 2.4;
const LARGE = 5;

export const fontOf = (size, strong) => `${strong ? 600 : 500} ${size}px ${strong ? "Rubik, Assistant" : "Assistant"}, sans-serif`;

export function isHebrew(text) {
  return HEBREW.test(text);
}

// Places names: [{ key, text, x, y, size, strong }], x and y the middle of the text and its base line.
//
// nodes: [{ key, name, x, y, radius, wanted }] in the picture's pixels; wanted: shown if there is any room. width, height: the picture's.
// measure(text, font): how wide a text is set. covered: boxes that are not free, [left, top, right, bottom].
export function placeNames(nodes, { width, height, measure, covered }) {
  const seen = nodes.filter(({ x, y, radius }) => x > -radius && y > -radius && x < width + radius && y < height + radius);
  const order = seen.sort((one, other) => Number(other.wanted) - Number(one.wanted) || other.radius - one.radius || (one.key < other.key ? -1 : 1));
  const taken = new Boxes();
  for (const box of covered) taken.add(...box);
  for (const { x, y, radius } of order) if (radius > LARGE) taken.add(x - radius, y - radius, x + radius, y + radius);
  const placed = [];
  let left = (width * height) / ROOM;
  for (const node of order) {
    if (!node.wanted && (node.radius < SMALLEST || left < 1)) continue;
    const strong = node.radius > 9.5;
    const size = strong ? Math.min(16, 10.5 + node.radius * 0.28) : node.radius > 6.5 ? 12.5 : 12;
    const text = shortened(node.name, node.wanted ? 46 : 34);
    const wide = measure(text, fontOf(size, strong));
    const fits = ([start, top]) => start >= 2 && top >= 2 && start + wide <= width - 2 && top + size <= height - 2 && taken.free(start, top, start + wide, top + size);
    const spot = spots(node, wide, size).find(fits);
    if (!spot) continue;
    const [start, top] = spot;
    left -= 1;
    taken.add(start - GAP, top - 1, start + wide + GAP, top + size + 1);
    placed.push({ key: node.key, text, x: start + wide / 2, y: top + size * 0.82, size, strong });
  }
  return placed;
}

// Below, above, to the right, to the left: the corner of the text at its left and top.
function spots({ x, y, radius }, wide, size) {
  return [
    [x - wide / 2, y + radius + 2],
    [x - wide / 2, y - radius - size - 2],
    [x + radius + 4, y - size / 2],
    [x - radius - 4 - wide, y - size / 2],
  ];
}

function shortened(text, most) {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  const space = cut.lastIndexOf(" ");
  return `${(space > most / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

// Boxes that are taken, found again by the cells of a grid.
class Boxes {
  constructor() {
    this.cells = new Map();
  }

  *around(left, top, right, bottom) {
    for (let column = Math.floor(left / 64); column <= Math.floor(right / 64); column += 1) {
      for (let row = Math.floor(top / 32); row <= Math.floor(bottom / 32); row += 1) yield `${column} ${row}`;
    }
  }

  add(...box) {
    for (const cell of this.around(...box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
  }

  free(left, top, right, bottom) {
    for (const cell of this.around(left, top, right, bottom)) {
      for (const [l, t, r, b] of this.cells.get(cell) ?? []) if (left < r && right > l && top < b && bottom > t) return false;
    }
    return true;
  }
}

// Measures texts as a canvas sets them, each once.
export function measuring() {
  const context = document.createElement("canvas").getContext("2d");
  const known = new Map();
  return (text, font) => {
    const key = `${font} ${text}`;
    if (!known.has(key)) {
      context.font = font;
      known.set(key, context.measureText(text).width);
    }
    return known.get(key);
  };
}

// Sets a text with a rim in the paper's colour, so that lines do not cross it out.
export function drawName(context, { text, x, y, size, strong }, colours) {
  context.font = fontOf(size, strong);
  context.direction = isHebrew(text) ? "rtl" : "ltr";
  context.textAlign = "center";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = colours.paper;
  context.fillStyle = colours.ink;
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
}
