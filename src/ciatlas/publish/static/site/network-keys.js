// The network by keyboard: from node to node by the arrow keys, nearer and farther, open, back.

// The neighbour of a node that lies most in a direction; null when none does. at(key): where a node stands, in pixels.
export function neighbourTowards(graph, key, seen, at, [across, down]) {
  const from = at(key);
  let best = null;
  let least = Infinity;
  for (const other of new Set(graph.neighbors(key))) {
    if (!seen.has(other)) continue;
    const to = at(other);
    const [x, y] = [to.x - from.x, to.y - from.y];
    const along = x * across + y * down;
    const aside = Math.abs(x * down - y * across);
    // Within 60 degrees of the direction; what is straight ahead comes before what is near.
    if (along <= 0 || aside > along * 1.74) continue;
    const far = along + 2 * aside;
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

const DIRECTIONS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

// Listens on the picture's element. on: { start(), move(direction), zoom(factor), whole(), open(), leave(), steps() }.
export function listen(stage, on) {
  const keys = {
    "+": () => on.zoom(1 / 1.5),
    "=": () => on.zoom(1 / 1.5),
    "-": () => on.zoom(1.5),
    0: () => on.whole(),
    Home: () => on.start(),
    Enter: () => on.open(),
    Escape: () => on.leave(),
    1: () => on.steps(1),
    2: () => on.steps(2),
  };
  stage.addEventListener("keydown", (event) => {
    if (event.target !== stage || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = DIRECTIONS[event.key];
    const action = direction ? () => on.move(direction) : keys[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
}
