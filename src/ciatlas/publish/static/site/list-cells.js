// What stands in a cell of a list: as text to export, as a key to sort by, as nodes to show. Columns are as the page says (columns.py).

import { href } from "./atlas.js";
import { element } from "./filter-parts.js";
import { _, language, number } from "./messages.js";

const locale = language === "en" ? "en-GB" : language;
const collator = new Intl.Collator(language, { numeric: true, ignorePunctuation: true });
const languages = new Intl.DisplayNames(language, { type: "language" });
const dates = { 4: { year: "numeric" }, 7: { year: "numeric", month: "short" }, 10: { year: "numeric", month: "short", day: "numeric" } };

const HEBREW = /^\P{L}*\p{Script=Hebrew}/u;

// Makes the cells of a list. Gives { text, exported, sorted, nodes }.
export function cells(atlas) {
  const named = (rows) => new Map(rows.map(([id, name]) => [id, name]));
  const concepts = new Map(Object.entries(atlas.schemes).map(([scheme, { concepts }]) => [scheme, named(concepts)]));
  const countries = named(atlas.countries);
  const organizations = named(atlas.organizations.map((one) => [one.id, one.name]));

  // The values of a record in a column as [text, address of a page], where there is one.
  function items(record, column) {
    const value = record[column.key];
    const given = value === undefined ? [] : Array.isArray(value) ? value : [value];
    switch (column.shape) {
      case "name": return [[record.name, href(record.kind, record.id)]];
      case "concepts": return given.map((id) => [concepts.get(column.scheme)?.get(id) ?? id, href(`scheme/${column.scheme}`, id)]);
      case "country": return given.map((id) => [countries.get(id) ?? id, href("country", id)]);
      case "place": return places(record, column, given).map((id) => [atlas.places[id]?.name ?? id, href("place", id)]);
      case "things": return [...given.map((id) => [organizations.get(id) ?? id, href(column.kind, id)]), ...(record[column.also] ?? []).map((text) => [text])];
      case "year": return given.map((year) => [String(year), href("year", String(year).padStart(4, "0"))]);
      case "date": return given.map((date) => [period(date, record[column.also]), href("year", date.slice(0, 4))]);
      case "number": return given.map((one) => [number(one)]);
      case "yes": return given.map((one) => [one ? _("yes") : _("no")]);
      case "language": return given.map((tag) => [called(tag)]);
      case "website": return given.filter(isWeb).map((address) => [new URL(address).hostname.replace(/^www\./u, ""), address]);
      default: return given.map((text) => [text]);
    }
  }

  // Who has no town on record is at least sought in the region.
  function places(record, column, given) {
    return given.length || column.key !== "place" || !record.region ? given : [record.region];
  }

  function text(record, column) {
    return items(record, column).map(([words]) => words).join(", ");
  }

  // A cell for a file: numbers, dates and addresses as machines read them.
  function exported(record, column) {
    const value = record[column.key];
    if (["number", "year", "website", "language"].includes(column.shape)) return value === undefined ? "" : String(value);
    if (column.shape === "date") return value === undefined ? "" : [value, record[column.also]].filter(Boolean).join("/");
    return items(record, column).map(([words]) => words).join("; ");
  }

  function key(record, column) {
    const value = record[column.key];
    if (["number", "year"].includes(column.shape)) return value;
    return (column.shape === "date" ? value : text(record, column)) || undefined;
  }

  // Records in the order of a column; those that have nothing there come last in either direction, equal ones by name.
  function sorted(records, column, down) {
    const keys = new Map(records.map((record) => [record, key(record, column)]));
    const direction = down ? -1 : 1;
    return [...records].sort((one, other) => {
      const [a, b] = [keys.get(one), keys.get(other)];
      if (a === undefined || b === undefined) return (a === undefined) - (b === undefined) || collator.compare(one.name, other.name);
      return direction * (typeof a === "number" ? a - b : collator.compare(a, b)) || collator.compare(one.name, other.name);
    });
  }

  function nodes(record, column) {
    return items(record, column).flatMap(([words, address], place) => {
      const shown = isolated(words, column.shape === "name" ? record.lang : undefined);
      const link = address ? element("a", { href: address }, shown) : shown;
      if (column.shape === "website") link.rel = "external";
      return place ? [", ", link] : [link];
    });
  }

  return { text, exported, sorted, nodes };
}

// A name in its own direction, with its language where that is known or told by its script.
export function isolated(words, tongue) {
  const shown = element("bdi", {}, words);
  const told = tongue ?? (HEBREW.test(words) ? "he" : language);
  if (told !== language) shown.lang = told;
  return shown;
}

function isWeb(address) {
  return URL.canParse(address) && ["http:", "https:"].includes(new URL(address).protocol);
}

function called(tag) {
  try {
    return languages.of(tag);
  } catch {
    return tag;
  }
}

// From a date to another, as precisely as both are known; a date that is none stays as it is.
function period(start, end) {
  const precision = Math.min(start.length, (end ?? start).length);
  const [first, last] = [start, end ?? start].map((one) => new Date(`${one.slice(0, precision)}${"-01-01".slice(precision - 4)}T00:00Z`));
  if (!(precision in dates) || Number.isNaN(first.getTime()) || Number.isNaN(last.getTime())) return start;
  return new Intl.DateTimeFormat(locale, { ...dates[precision], timeZone: "UTC" }).formatRange(first, last);
}
