// The search page on a host of files: finds things in the atlas's data. Where a server has written what it found, there is nothing to do.

import { atlas as load, href, KINDS } from "./atlas.js";
import { button, element, text } from "./filter-parts.js";
import { writeKey } from "./filter-state.js";
import { isolated } from "./list-cells.js";
import { _, fill, ngettext, number } from "./messages.js";
import { foundAs, searcher, words } from "./search.js";

const STEP = 20;
const WAIT_MS = 150;
const WORD = /[\p{L}\p{N}\p{M}]+(?:['’"״׳.][\p{L}\p{N}\p{M}]+)*/gu;
const place = document.getElementById("found");
const form = document.querySelector(".search-form");
const { q: input, kind: choice } = form.elements;

if (!place.querySelector("[data-served]")) await start();

async function start() {
  const given = new URLSearchParams(location.search);
  input.value = given.get("q") ?? "";
  choice.value = given.get("kind") ?? "";
  if (choice.selectedIndex < 0) choice.value = "";
  let searching;
  let shown = STEP;
  let waiting;

  // The data is fetched when somebody begins to search.
  function prepared() {
    searching ??= load().then(prepare);
    return searching;
  }

  async function search() {
    clearTimeout(waiting);
    const sought = input.value.trim();
    writeKey("q", sought);
    writeKey("kind", choice.value);
    shown = STEP;
    if (!sought) return void place.replaceChildren();
    const find = await prepared();
    if (sought === input.value.trim()) show(find(sought, choice.value), sought);
  }

  function show(found, sought) {
    if (!found.length) return void place.replaceChildren(none(sought));
    const said = fill(ngettext("{number} result for {words}", "{number} results for {words}", found.length), { number: number(found.length), words: quoted(sought) });
    const list = element("ol", { className: "search-list" }, ...found.slice(0, shown).map(item));
    const more = button(fill(ngettext("Show {n} more", "Show {n} more", STEP), { n: number(STEP) }), () => {
      const had = shown;
      shown += STEP;
      list.append(...found.slice(had, shown).map(item));
      more.hidden = shown >= found.length;
      list.children[had].querySelector("a").focus();
    }, "first");
    more.hidden = shown >= found.length;
    const status = text("p", said, "search-said");
    status.role = "status";
    place.replaceChildren(element("div", { className: "search-found" }, status, list, more));
  }

  function none(sought) {
    const notice = element("div", { className: "notice search-none", role: "status" });
    notice.append(element("p", {}, text("strong", fill(_("Nothing is found for {words}."), { words: quoted(sought) }))));
    notice.append(text("p", _("Try fewer or other words; a name may be known in another language or in short.")));
    if (choice.value) notice.append(element("p", {}, button(_("Search in everything"), () => { choice.value = ""; search(); })));
    return notice;
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, WAIT_MS); });
  input.addEventListener("focus", prepared, { once: true });
  choice.addEventListener("change", search);
  if (input.value) await search();
}

// What was sought, in its own direction.
function quoted(sought) {
  return `“\u2068${sought}\u2069”`;
}

// Everything with a name, ready to be searched. Gives find(sought, kind): what was found, the best first.
function prepare(atlas) {
  const countries = new Map(atlas.countries.map(([id, name]) => [id, name]));
  const roles = new Map(atlas.schemes.role?.concepts ?? []);
  const records = [
    ...Object.entries(KINDS).flatMap(([kind, list]) => atlas[list].map((one) => ({ ...one, kind, address: href(kind, one.id) }))),
    ...Object.entries(atlas.places).map(([id, one]) => ({ ...one, id, kind: "place", address: href("place", id) })),
    ...atlas.countries.map(([id, name]) => ({ id, name, kind: "country", address: href("country", id) })),
    ...Object.entries(atlas.schemes).flatMap(([scheme, { name: of, concepts }]) =>
      concepts.map(([id, name]) => ({ id: `${scheme}/${id}`, name, of, kind: "concept", address: href(`scheme/${scheme}`, id) }))),
  ];
  const names = new Map([...choice.options].map((option) => [option.value, option.dataset.one]));
  const texts = (record) => ({ name: record.name, alt: (record.alt ?? []).join(" "), people: "", place: "", concepts: "" });
  const index = searcher(records, (record) => record.address, texts);
  const known = new Map(records.map((record) => [record.address, record]));
  return (sought, kind) => {
    const found = [...(index.find(sought) ?? [])].map(([address, { score, terms }]) => {
      const record = known.get(address);
      const about = [names.get(record.kind), record.of, record.kind !== "country" && countries.get(record.country), (record.roles ?? []).map((role) => roles.get(role) ?? role).join(", ")];
      return { record, score: score * (1 + Math.log1p(record.degree ?? 0) / 10), terms, about: about.filter(Boolean).join(" · ") };
    });
    return found.filter(({ record }) => !kind || record.kind === kind).sort((one, other) => other.score - one.score || one.record.name.localeCompare(other.record.name));
  };
}

function item({ record, terms, about }) {
  const name = element("p", { className: "search-name" }, element("a", { href: record.address }, marked(record.name, record.lang, terms)));
  const shown = element("li", {}, text("p", about, "search-kind"), name);
  const other = foundAs(record.name, record.alt, terms);
  if (other) shown.append(element("p", { className: "search-other" }, `${_("Also:")} `, marked(other, undefined, terms)));
  return shown;
}

// A name in which the words that were found stand out.
function marked(name, tongue, terms) {
  const shown = isolated(name, tongue);
  const parts = [];
  let end = 0;
  for (const { 0: word, index } of name.matchAll(WORD)) {
    if (!words(word).some((one) => terms.some((term) => one === term || one.endsWith(term)))) continue;
    parts.push(name.slice(end, index), text("mark", word));
    end = index + word.length;
  }
  shown.replaceChildren(...parts, name.slice(end));
  return shown;
}
