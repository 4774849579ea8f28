// Bundles the libraries into a folder, with the licences of all that is inside and a README.txt that lists it.
import { copyFileSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import * as esbuild from "esbuild";
import { BUNDLES, COPIES } from "./bundles.mjs";
import { HERE, about, folder, packageOf } from "./packages.mjs";

export async function libraries(target) {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(target, "licences"), { recursive: true });
  const files = [];
  for (const bundle of BUNDLES) files.push({ name: bundle.name, packages: await bundled(bundle, target) });
  for (const copy of COPIES) {
    const path = join(target, copy.to);
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(join(folder(copy.package), copy.from), path);
    files.push({ name: copy.to, packages: [copy.package] });
  }
  const names = [...new Set(files.flatMap((file) => file.packages))].sort();
  const packages = names.map(about);
  for (const one of packages) writeFileSync(join(target, "licences", one.file), one.text);
  writeFileSync(join(target, "README.txt"), readme(files, packages, target));
}

async function bundled({ name, inject = [] }, target) {
  const { metafile, outputFiles } = await esbuild.build({
    absWorkingDir: HERE,
    entryPoints: [`entries/${name}`],
    inject,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    charset: "utf8",
    // Modules before anything else that a package offers: only they can be shaken.
    mainFields: ["module", "main"],
    conditions: ["module"],
    // COPIES brings them; esbuild would give them names of its own.
    external: ["*.png"],
    legalComments: "external",
    metafile: true,
    write: false,
    outdir: target,
    logLevel: "warning",
  });
  for (const { path, contents } of outputFiles) {
    const file = basename(path);
    writeFileSync(file === name ? path : join(target, "licences", `${name}.comments.txt`), contents);
  }
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const used = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => packageOf(path));
  return [...new Set(used.filter(Boolean))].sort();
}

function readme(files, packages, target) {
  // Sizes as they lie here: what compression makes of them differs between versions of zlib.
  const sizes = files.map(({ name, packages }) => [name, String(statSync(join(target, name)).size), packages.join(", ")]);
  const rows = packages.map(({ name, version, licence, file }) => [name, version, licence, `licences/${file}`]);
  return [
    "Libraries of the site, built from npm packages by web/ (`make libraries`); nothing here is written by hand.",
    "",
    ...table([["File", "Bytes", "Packages inside"], ...sizes.sort()]),
    "",
    ...table([["Package", "Version", "Licence", "Text"], ...rows]),
    "",
  ].join("\n");
}

function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column])).join("  ").trimEnd());
}
