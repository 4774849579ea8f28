// The marks of nodes: an organisation is a disc, an initiative a square, an event a diamond; so kinds are told apart without colours.

// How far the middle of a side is from the centre, for a disc of radius one around the mark.
export const SQUARE = 0.73;
const DISTANCES = {
  square: `max(abs(v_diffVector.x), abs(v_diffVector.y)) - v_radius * ${SQUARE.toFixed(2)}`,
  diamond: "(abs(v_diffVector.x) + abs(v_diffVector.y)) * 0.7072 - v_radius * 0.7072",
};
const DISC = "length(v_diffVector) - v_radius";

export const SHAPES = { organization: "disc", initiative: "square", event: "diamond" };
// Marks with corners look smaller than discs of their size.
export const LARGER = { disc: 1, square: 1.12, diamond: 1.12 };

// Sigma's programs for the shapes: its disc, and the same with another measure of the distance.
export function shapePrograms(Disc) {
  const made = (distance) =>
    class extends Disc {
      getDefinition() {
        const definition = super.getDefinition();
        return { ...definition, FRAGMENT_SHADER_SOURCE: definition.FRAGMENT_SHADER_SOURCE.replace(DISC, distance) };
      }
    };
  return { disc: Disc, square: made(DISTANCES.square), diamond: made(DISTANCES.diamond) };
}

// The outline of a mark around (x, y) as the data of an SVG path.
export function outline(shape, x, y, radius) {
  const of = (value) => Math.round(value * 10) / 10;
  if (shape === "square") {
    const half = radius * SQUARE;
    return `M${of(x - half)} ${of(y - half)}h${of(2 * half)}v${of(2 * half)}h${of(-2 * half)}z`;
  }
  if (shape === "diamond") return `M${of(x)} ${of(y - radius)}L${of(x + radius)} ${of(y)}L${of(x)} ${of(y + radius)}L${of(x - radius)} ${of(y)}z`;
  const r = of(radius);
  return `M${of(x - radius)} ${of(y)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;
}
