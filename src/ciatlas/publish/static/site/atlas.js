// The atlas as data: what is listed, the concepts and the places, in the language of the page.

import { language } from "./messages.js";

// The root of the site: this file stands in static/ below it.
export const root = new URL("../", import.meta.url);

let loading;

// Fetches the data once, however many ask for it. Rejects with an Error when it cannot be had.
export function atlas() {
  loading ??= json(`${language}/atlas.json`);
  return loading;
}

// A JSON file by its path below the root of the site.
export async function json(path) {
  const answer = await fetch(new URL(path, root));
  if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status}`);
  return answer.json();
}

// The address of the page of a thing: href("organization", "fsg").
export function href(kind, id) {
  return new URL(`${language}/${kind}/${encodeURIComponent(id)}.html`, root).href;
}

// The record lists by the kind of things in them, as addresses have it.
export const KINDS = { organization: "organizations", initiative: "initiatives", event: "events", publication: "publications" };
