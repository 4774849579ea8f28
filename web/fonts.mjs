// Copies the site's fonts with their licence and writes the style sheet that declares them.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, licenceText } from "./packages.mjs";

const FAMILIES = ["assistant", "rubik"];
// As the packages order them: where subsets share a sign, the last one gives it, and Latin is loaded anyway.
const SUBSETS = ["hebrew", "latin-ext", "latin"];

export function fonts(target) {
  const files = join(target, "fonts");
  rmSync(files, { recursive: true, force: true });
  mkdirSync(files, { recursive: true });
  const faces = FAMILIES.flatMap((family) => SUBSETS.map((subset) => face(family, subset, files)));
  writeFileSync(join(target, "fonts.css"), `/* Written by web/fonts.mjs. */\n${faces.join("\n")}`);
  writeFileSync(join(files, "OFL.txt"), licence());
}

function face(id, subset, files) {
  const from = folder(`@fontsource-variable/${id}`);
  const { family, variable } = readJson(join(from, "metadata.json"));
  const file = `${id}-${subset}.woff2`;
  copyFileSync(join(from, "files", `${id}-${subset}-wght-normal.woff2`), join(files, file));
  return `@font-face {
  font-family: "${family}";
  font-style: normal;
  font-weight: ${variable.wght.min} ${variable.wght.max};
  font-display: swap;
  src: url("fonts/${file}") format("woff2");
  unicode-range: ${readJson(join(from, "unicode.json"))[subset].replaceAll(",", ", ")};
}
`;
}

/** The licence once, under the copyright lines of both families, which is all that differs. */
function licence() {
  const texts = FAMILIES.map((family) => licenceText(`@fontsource-variable/${family}`).split("\n"));
  const [rest, ...others] = texts.map((lines) => lines.slice(1).join("\n"));
  if (others.some((other) => other !== rest)) throw new Error("the fonts have different licences; keep both texts");
  return [...texts.map(([copyright], at) => `${FAMILIES[at]}: ${copyright}`), rest].join("\n");
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
