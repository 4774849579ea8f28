// A field in which a thing is found by its name: suggestions while one types, in both scripts, forgiving of spelling (ARIA's combobox).

import { element, text } from "./filter-parts.js";
import { fold } from "./filter-state.js";
import { _, fill, ngettext, number } from "./messages.js";

const MOST = 8;
let made = 0;

// The names of records to be searched: suggest(words) gives the best records. MiniSearch: the library's class.
export function nameSearch(MiniSearch, records) {
  const index = new MiniSearch({
    idField: "at",
    fields: ["name", "alt"],
    processTerm: (term) => fold(term) || null,
    searchOptions: { prefix: true, fuzzy: (term) => (term.length > 3 ? 0.25 : 0), boost: { name: 2 }, combineWith: "AND" },
  });
  index.addAll(records.map((record, at) => ({ at, name: record.name, alt: (record.alt ?? []).join(" ") })));
  const best = (found) => found.slice(0, MOST).map(({ id }) => records[id]);
  return (words) => {
    const boostDocument = (id) => 1 + Math.log10(1 + (records[id].degree ?? 0)) / 2;
    const found = index.search(words, { boostDocument });
    return best(found.length ? found : index.search(words, { boostDocument, combineWith: "OR" }));
  };
}

// Makes an input a field with suggestions. detail(record): a second line about one. choose(record): called when one is taken.
// Gives { show(record), look(words) }: the first writes a name into the field, or empties it; the second searches as if words were typed.
export function nodeSearch(input, { suggest, detail, choose }) {
  made += 1;
  const list = element("ul", { id: `suggestions-${made}`, className: "suggestions", hidden: true });
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", _("Suggestions"));
  const told = element("span", { className: "visually-hidden" });
  told.setAttribute("role", "status");
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, autocomplete: "off", spellcheck: "false" })) {
    input.setAttribute(name, value);
  }
  input.after(list, told);
  let found = [];
  let active = -1;

  input.addEventListener("input", () => open(input.value.trim()));
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      mark((active + step + found.length + 1) % (found.length + 1) === found.length ? (step > 0 ? 0 : found.length - 1) : active + step);
    } else if (event.key === "Enter" && found.length) {
      event.preventDefault();
      take(found[Math.max(active, 0)]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });

  function open(words) {
    found = words ? suggest(words) : [];
    list.replaceChildren(...found.map(option));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(-1);
    if (!words) told.textContent = "";
    else told.textContent = found.length ? fill(ngettext("{n} suggestion", "{n} suggestions", found.length), { n: number(found.length) }) : _("Nothing of that name is in the network.");
    told.classList.toggle("visually-hidden", Boolean(found.length) || !words);
  }

  function option(record, at) {
    const name = text("bdi", record.name);
    if (record.lang) name.lang = record.lang;
    const one = element("li", { id: `${list.id}-${at}` }, name, text("span", detail(record), "suggestion-detail"));
    one.setAttribute("role", "option");
    one.addEventListener("mousedown", (event) => event.preventDefault());
    one.addEventListener("click", () => take(record));
    return one;
  }

  function mark(at) {
    active = at;
    [...list.children].forEach((one, place) => one.setAttribute("aria-selected", String(place === at)));
    if (at < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    }
  }

  function take(record) {
    input.value = record.name;
    close();
    choose(record);
  }

  function close() {
    list.hidden = true;
    found = [];
    told.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  return {
    show: (record) => { input.value = record?.name ?? ""; },
    look(words) {
      input.focus({ preventScroll: true });
      input.value = words;
      open(words);
    },
  };
}
