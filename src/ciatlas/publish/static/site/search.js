// Finds records by words, whatever their spelling and script: by names in all languages, places and concepts in the page's.

import { MiniSearch } from "./lib/minisearch.js";
import { fold } from "./filter-state.js";

// Field -> how much a find in it counts.
const WEIGHTS = { name: 5, alt: 4, people: 2, place: 1.5, concepts: 1 };
const FINALS = { ך: "כ", ם: "מ", ן: "נ", ף: "פ", ץ: "צ" };
// One-letter words that Hebrew writes together with the next: and, the, in, to, as, from, that.
const PREFIXED = /^[והבלכמש](?=[א-ת]{3})/u;
// Where browsers do not tell when they are idle.
const UNSEEN_MS = 300;
const BETWEEN = /[^\p{L}\p{N}]+/u;

// Up to so many letters may differ.
function slips(word) {
  return word.length < 4 ? 0 : word.length < 6 ? 1 : 2;
}

// The words of a text as they are compared.
export function words(text) {
  return fold(text).replace(/[ךםןףץ]/gu, (letter) => FINALS[letter]).split(BETWEEN).filter(Boolean);
}

// A word, and what it is without a Hebrew prefix.
function forms(word) {
  const bare = word.replace(PREFIXED, "");
  return bare === word ? [word] : [word, bare];
}

// A word with two neighbouring letters in the other order, for each two: one slip of the hand, though two letters differ.
function swapped(word) {
  return [...word].slice(1).map((letter, at) => word.slice(0, at) + letter + word[at] + word.slice(at + 2));
}

// Makes a search over records. texts: record -> field -> text, for the fields in WEIGHTS.
//
// Gives { find, prepare }. find(sought) gives a map from the key of each record found to { score, terms }, where terms are the words of
// the record that were found; null when nothing is sought. A word that stands in no record as it is, nor begins one, is sought with
// slips of spelling.
export function searcher(records, key, texts) {
  const index = new MiniSearch({ fields: Object.keys(WEIGHTS), idField: "key", tokenize: words, processTerm: forms });
  let added = 0;
  let last = { sought: "", found: null };

  // Indexes records while there is time; all that are left when `time` is none.
  function add(time) {
    while (added < records.length && (!time || time.timeRemaining() > 1)) {
      const record = records[added];
      index.add({ key: key(record), ...texts(record) });
      added += 1;
    }
  }

  // Makes the index while nothing else is to do, so that the first search need not wait for it.
  function prepare() {
    if (!globalThis.requestIdleCallback) return void setTimeout(add, UNSEEN_MS);
    requestIdleCallback((time) => {
      add(time);
      if (added < records.length) prepare();
    });
  }

  function one(word) {
    const options = { boost: WEIGHTS, tokenize: (text) => [text], processTerm: (term) => term, combineWith: "OR" };
    const any = (queries) => ({ combineWith: "OR", queries });
    const plain = index.search(any(forms(word)), { ...options, prefix: true });
    if (plain.length || !slips(word)) return plain;
    for (let allowed = 1; allowed <= slips(word); allowed += 1) {
      const near = index.search(any([...forms(word), ...swapped(word)]), { ...options, fuzzy: (term) => (forms(word).includes(term) ? allowed : false) });
      if (near.length) return near;
    }
    return [];
  }

  function find(sought) {
    if (sought === last.sought) return last.found;
    const wanted = words(sought);
    if (wanted.length) add();
    let found = wanted.length ? null : new Map();
    for (const word of wanted) {
      const kept = new Map();
      for (const { id, score, match } of one(word)) {
        const before = found?.get(id);
        if (!found || before) kept.set(id, { score: score + (before?.score ?? 0), terms: [...(before?.terms ?? []), ...Object.keys(match)] });
      }
      found = kept;
    }
    last = { sought, found: wanted.length ? found : null };
    return last.found;
  }

  return { find, prepare };
}

// The name, of several, by which a record was found; none when its own name has a word that was found.
export function foundAs(name, others, terms) {
  const has = (text) => words(text).flatMap(forms).some((word) => terms.includes(word));
  return has(name) ? undefined : (others ?? []).find(has);
}
