// Makes rings that cross the 180th meridian whole on a flat map: what lies beyond goes on past 180 degrees instead of jumping to -180.

/** Changes the arcs of a quantised topology in place; `object` is the collection whose members are kept together. */
export function unroll(topology, object) {
  const width = Math.round(360 / topology.transform.scale[0]);
  const turns = topology.arcs.map((arc) => unrollArc(arc, width));
  const shifts = new Map();
  for (const geometry of object.geometries) {
    const rings = geometry.type === "Polygon" ? geometry.arcs : geometry.arcs.flat();
    const crossing = rings.some((ring) => ring.some((at) => turns[plain(at)] !== 0));
    for (const ring of rings) {
      for (const [at, shift] of shiftsOf(ring, turns, crossing && farWest(ring, topology, width))) {
        if ((shifts.get(at) ?? shift) !== shift) throw new Error(`arc ${at} lies on both sides of the 180th meridian`);
        shifts.set(at, shift);
      }
    }
  }
  for (const [at, shift] of shifts) topology.arcs[at][0][0] += shift * width;
  delete topology.bbox;
}

function plain(at) {
  return at < 0 ? ~at : at;
}

/** Takes the jumps out of an arc, whose points after the first are differences; says how often it goes around, eastwards. */
function unrollArc(arc, width) {
  let turns = 0;
  for (const step of arc.slice(1)) {
    const turn = Math.abs(step[0]) > width / 2 ? -Math.sign(step[0]) : 0;
    step[0] += turn * width;
    turns += turn;
  }
  return turns;
}

/** How many widths each arc of a ring is to be moved so that it begins where the one before it ends, none to the west. */
function shiftsOf(ring, turns, far) {
  let [here, west] = [0, 0];
  const found = ring.map((at) => {
    const before = here;
    here += at < 0 ? -turns[~at] : turns[at];
    west = Math.min(west, here);
    return [plain(at), at < 0 ? here : before];
  });
  if (here !== 0) throw new Error("a ring goes around the Earth");
  const crosses = ring.some((at) => turns[plain(at)] !== 0);
  return found.map(([at, shift]) => [at, shift - west + (far && !crosses ? 1 : 0)]);
}

/** Whether a ring lies wholly in the westernmost tenth: an island of a country whose main part is in the east. */
function farWest(ring, topology, width) {
  return ring.every((at) => {
    let x = 0;
    return topology.arcs[plain(at)].every((step) => (x += step[0]) < width / 10);
  });
}
