// What is known of an installed package: where it lies, its version, its licence.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

export const HERE = import.meta.dirname;
const LICENCE = /^(mit-)?(licen[cs]e|copying)(\.(md|txt))?$/i;

export function folder(name) {
  return join(HERE, "node_modules", name);
}

/** The package that a file below node_modules belongs to; nothing for another file. */
export function packageOf(path) {
  const inside = path.split("node_modules/").at(-1);
  return inside === path ? undefined : inside.split("/", inside.startsWith("@") ? 2 : 1).join("/");
}

export function about(name) {
  const { version, license } = JSON.parse(readFileSync(join(folder(name), "package.json"), "utf8"));
  return { name, version, licence: license, file: `${name.replace("@", "").replace("/", "-")}.txt`, text: licenceText(name) };
}

/** The text of a package's licence; fails where neither the package nor web/licences has one. */
export function licenceText(name) {
  const own = readdirSync(folder(name)).find((file) => LICENCE.test(file));
  const path = own ? join(folder(name), own) : join(HERE, "licences", `${name}.txt`);
  if (!existsSync(path)) throw new Error(`${name} has no licence text; put it into web/licences/${name}.txt`);
  return readFileSync(path, "utf8").replaceAll("\r\n", "\n").trim() + "\n";
}
