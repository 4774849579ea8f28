// The terms of answers: read from N-Triples, written for people and for programs, led to the pages about them.

import { language, number } from "./messages.js";
import { root } from "./atlas.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(["integer", "decimal", "double", "float", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"].map((one) => XSD + one));
const RIGHT_TO_LEFT = /^(ar|fa|he|ur|yi)\b/;
const TERM = /^(?:<([^>]*)>|_:(\S+)|"((?:[^"\\]|\\.)*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?)\s*/;
const ESCAPES = { t: "\t", b: "\b", n: "\n", r: "\r", f: "\f" };

// A line of N-Triples as [subject, property, object] in the form of SPARQL's JSON results; null when it is none.
export function triple(line) {
  const terms = [];
  for (let rest = line; terms.length < 3; ) {
    const match = TERM.exec(rest);
    if (!match) return null;
    const [whole, iri, blank, text, tongue, datatype] = match;
    if (iri !== undefined) terms.push({ type: "uri", value: unescape(iri) });
    else if (blank !== undefined) terms.push({ type: "bnode", value: blank });
    else terms.push({ type: "literal", value: unescape(text), ...(tongue && { "xml:lang": tongue }), ...(datatype && { datatype }) });
    rest = rest.slice(whole.length);
  }
  return terms;
}

function unescape(text) {
  return text.replace(/\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))/g, (_all, four, eight, one) =>
    one ? ESCAPES[one] ?? one : String.fromCodePoint(parseInt(four ?? eight, 16)));
}

// The number that a term says; null when it says none.
export function numeric(term) {
  if (term?.type !== "literal" || !NUMBERS.has(term.datatype)) return null;
  const value = Number(term.value);
  return Number.isFinite(value) ? value : null;
}

// A year, or a date's, that a term says; null when it says none.
export function year(term) {
  if (term?.type !== "literal" || !/^\d{4}(-|$)/.test(term.value)) return null;
  return /(gYear|gYearMonth|date|dateTime)$/.test(term.datatype ?? "") ? Number(term.value.slice(0, 4)) : null;
}

// Shortens, names and links terms by what the page knows of the atlas.
export class Terms {
  // known: {base, kinds, prefixes} of queries.json. names: IRI -> [[name, language], …], which grows.
  constructor(known) {
    this.base = known.base;
    this.kinds = new Set(known.kinds);
    this.spaces = Object.entries(known.prefixes).sort((one, other) => other[1].length - one[1].length);
    this.names = {};
  }

  // An IRI by a prefix, else in angle brackets.
  short(iri) {
    for (const [prefix, space] of this.spaces) {
      if (iri.startsWith(space) && /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?$/u.test(iri.slice(space.length))) return `${prefix}:${iri.slice(space.length)}`;
    }
    return `<${iri}>`;
  }

  // The address of the atlas's own page about a thing; null when it has none.
  page(iri) {
    if (!iri.startsWith(this.base)) return null;
    const rest = iri.slice(this.base.length);
    if (rest.startsWith("ns#")) return new URL(`${language}/ns.html#${rest.slice(3)}`, root).href;
    const parts = rest.replace(/^id\//, "").split("/");
    const scheme = parts[0] === "scheme" && (parts.length === 2 || parts.length === 3);
    if (!scheme && !(rest.startsWith("id/") && parts.length === 2 && this.kinds.has(parts[0]))) return null;
    const path = parts.map((part) => encodeURIComponent(decoded(part))).join("/");
    return new URL(`${language}/${path}${scheme && parts.length === 2 ? "/index" : ""}.html`, root).href;
  }

  // What a thing is called, as [name, language]: in the page's language, else in any; null where no name is known.
  name(iri) {
    const names = Object.hasOwn(this.names, iri) ? this.names[iri] : [];
    return names.find((one) => one[1] === language) ?? names.find((one) => one[1] === "en") ?? names[0] ?? null;
  }

  // A term in words, as lists sort it and charts write it.
  text(term) {
    if (!term) return "";
    if (term.type === "uri") return this.name(term.value)?.[0] ?? this.short(term.value).replace(/^<|>$/g, "");
    const value = numeric(term);
    return value === null ? term.value : number(value);
  }

  // A term as a node of the page.
  node(term) {
    if (!term) return document.createTextNode("");
    const shown = document.createElement("bdi");
    if (term.type !== "uri") {
      shown.textContent = this.text(term);
      if (term["xml:lang"]) Object.assign(shown, { lang: term["xml:lang"], dir: RIGHT_TO_LEFT.test(term["xml:lang"]) ? "rtl" : "ltr" });
      return shown;
    }
    const name = this.name(term.value);
    shown.textContent = this.text(term);
    if (name?.[1]) Object.assign(shown, { lang: name[1], dir: RIGHT_TO_LEFT.test(name[1]) ? "rtl" : "ltr" });
    else shown.dir = "ltr";
    const page = this.page(term.value);
    if (!page && !/^https?:/.test(term.value)) return shown;
    const link = document.createElement("a");
    link.href = page ?? term.value;
    link.title = term.value;
    link.append(shown);
    return link;
  }
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
