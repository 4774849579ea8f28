// What a reader has chosen to see: how it stands in the address, and which records it lets through. Map, network and lists share it.

import { KINDS } from "./atlas.js";
import { language } from "./messages.js";

// Facet -> key of a record's value or values.
const KEYS = { kind: "kind", role: "roles", domain: "domains", country: "country", scale: "scale", settlement: "settlement", tie: "ties", type: "type" };
export const FACETS = Object.keys(KEYS);
const LARGEST_YEAR = 9999;

export function emptyState() {
  return { ...Object.fromEntries(FACETS.map((facet) => [facet, []])), from: null, to: null, q: "" };
}

// The choice that stands in an address's query, by default the page's; what is not understood is passed over.
export function readState(query = location.search) {
  const given = new URLSearchParams(query);
  const state = emptyState();
  for (const facet of FACETS) state[facet] = [...new Set((given.get(facet) ?? "").split(",").filter(Boolean))];
  for (const end of ["from", "to"]) state[end] = year(given.get(end));
  state.q = (given.get("q") ?? "").trim();
  return state;
}

// A year that a reader wrote; null when it is none.
export function year(text) {
  const value = Number(text);
  return /^\d{1,4}$/.test(text ?? "") && value > 0 && value <= LARGEST_YEAR ? value : null;
}

// The choice as a query without its question mark: the facets in a fixed order, so that one choice has one address.
export function query(state) {
  const pairs = [];
  for (const facet of FACETS) if (state[facet].length) pairs.push([facet, state[facet].map(encodeURIComponent).join(",")]);
  for (const key of ["from", "to", "q"]) if (state[key]) pairs.push([key, encodeURIComponent(state[key])]);
  return pairs.map((pair) => pair.join("=")).join("&");
}

// Puts the choice into the page's address and leaves what else stands there.
export function writeState(state) {
  const own = new Set([...FACETS, "from", "to", "q"]);
  const others = location.search.slice(1).split("&").filter((pair) => pair && !own.has(pair.split("=")[0]));
  writeQuery([query(state), ...others].filter(Boolean).join("&"));
}

// Sets a page's own key in the address, or takes it out when the value is empty.
export function writeKey(key, value) {
  const others = location.search.slice(1).split("&").filter((pair) => pair && pair.split("=")[0] !== key);
  writeQuery([...others, ...(value ? [`${key}=${encodeURIComponent(value)}`] : [])].join("&"));
}

function writeQuery(text) {
  history.replaceState(history.state, "", `${location.pathname}${text && `?${text}`}${location.hash}`);
}

// The records of some kinds in one list, each with its kind.
export function records(atlas, kinds) {
  return kinds.flatMap((kind) => atlas[KINDS[kind]].map((record) => ({ ...record, kind })));
}

// A record's values in a facet; none where nothing is known.
export function values(record, facet) {
  const found = record[KEYS[facet]];
  return found === undefined ? [] : Array.isArray(found) ? found : [found];
}

// Whether the choice lets a record through. except: a facet, "years" or "q" that is to be passed over, to count what it would give.
// A record without a value is let through by a facet only while nothing is chosen there.
export function matches(record, state, except) {
  for (const facet of FACETS) {
    const chosen = state[facet];
    if (facet !== except && chosen.length && !values(record, facet).some((value) => chosen.includes(value))) return false;
  }
  if (except !== "years" && (state.from || state.to)) {
    if (record.year === undefined || record.year < (state.from ?? 0) || record.year > (state.to ?? LARGEST_YEAR)) return false;
  }
  return except === "q" || !state.q || says(record, state.q);
}

const folded = new WeakMap();

// Whether all words of a search are in a record's names, whatever their case, accents and points.
function says(record, words) {
  if (!folded.has(record)) folded.set(record, fold([record.name, ...(record.alt ?? [])].join(" ")));
  const text = folded.get(record);
  return fold(words).split(" ").every((word) => text.includes(word));
}

// A text as it is compared: without case, accents, Hebrew points, quotation marks and apostrophes.
export function fold(text) {
  return text.normalize("NFKD").replace(/[\p{M}'"’‘“”׳״]/gu, "").toLocaleLowerCase(language).replace(/[\s\-–—־]+/gu, " ").trim();
}
