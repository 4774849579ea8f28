// The controls by which a reader filters the map, the network and the lists: one box for each facet, with counts that follow the others.

import { FACETS, emptyState, matches, query, readState, records, values, writeState, year } from "./filter-state.js";
import { _, fill, ngettext, number } from "./messages.js";
import { button, element, facetBox, text } from "./filter-parts.js";

export * from "./filter-state.js";

// Facet -> the schemes that its values are of, by the kind of thing, where they are concepts.
const SCHEMES = {
  role: { organization: "role" },
  domain: { organization: "domain", initiative: "domain", publication: "domain" },
  scale: { initiative: "place-scale" },
  settlement: { initiative: "settlement" },
  tie: { organization: "fsg-tie", initiative: "fsg-tie" },
  type: { organization: "organization-type", publication: "publication-type" },
};
const COUNTRY_KINDS = ["organization", "initiative", "event"];
const TYPING_MS = 200;

const NAMES = {
  kind: () => _("Kind of thing"),
  role: () => _("Role"),
  domain: () => _("Domain"),
  country: () => _("Country"),
  scale: () => _("Scale of the place"),
  settlement: () => _("Kind of settlement"),
  tie: () => _("Tie to FSG"),
  type: () => _("Type"),
};

// The name of a kind of thing, in the plural.
export function kindName(kind) {
  return { organization: _("Organisations"), initiative: _("Initiatives"), event: _("Events"), publication: _("Publications") }[kind];
}

// The name of a facet.
export function facetName(facet) {
  return NAMES[facet]();
}

// A facet's values as [value, name], in the order in which people look for them; none when no kind on the page has it.
export function options(atlas, facet, kinds) {
  if (facet === "kind") return kinds.length > 1 ? kinds.map((kind) => [kind, kindName(kind)]) : [];
  if (facet === "country") return kinds.some((kind) => COUNTRY_KINDS.includes(kind)) ? atlas.countries.map(([code, name]) => [code, name]) : [];
  const schemes = new Set(kinds.map((kind) => SCHEMES[facet][kind]).filter(Boolean));
  return [...schemes].flatMap((scheme) => atlas.schemes[scheme]?.concepts ?? []);
}

// Puts the filters into an element and keeps them, the address and the page together.
//
// kinds: what the page shows, as in `records`. facets: those to offer, by default all that the kinds have; "years" and "q" among them.
// search: whether a record has what is searched for, (record, words) => boolean, where the page searches better than `matches`.
// searchName: what its field is called.
// onChange: called with the choice and the records that it lets through, at once and at each change.
// Gives { state, all, shown, set(changes), clear() }: set({ to: 2012 }) chooses by script.
export function mountFilters(target, atlas, { kinds, facets = [...FACETS, "years", "q"], search, searchName, onChange }) {
  const all = records(atlas, kinds);
  const offered = FACETS.filter((facet) => facets.includes(facet))
    .map((facet) => [facet, options(atlas, facet, kinds).filter(([value]) => all.some((record) => values(record, facet).includes(value)))])
    .filter(([, found]) => found.length > 1);
  const controller = { state: known(readState(), offered, facets), all, shown: all, set, clear };
  const boxes = offered.map(([facet, found]) => facetBox(facet, facetName(facet), found, toggle));
  const form = element("form", { className: "filters", role: "search" });
  form.setAttribute("aria-label", _("Filters"));
  const said = element("p", { className: "filters-shown" });
  said.setAttribute("role", "status");
  const chips = element("ul", { className: "chips filters-chosen" });
  const clearing = button(_("Clear all filters"), clear, "filters-clear");
  const words = facets.includes("q") ? field(searchName ?? _("Search by name"), "search", "q") : null;
  const years = facets.includes("years") ? yearsBox() : null;
  const summary = element("summary", {}, text("span", _("Filters")), text("span", "", "filters-number"));
  const folding = element("details", { className: "filters-all", open: matchMedia("(min-width: 56.01rem)").matches }, summary);
  if (words) form.append(words.label);
  folding.append(...boxes.map((box) => box.element), ...(years ? [years.element] : []), sameFilters());
  form.append(element("div", { className: "filters-result" }, said, chips, clearing), folding);
  form.addEventListener("submit", (event) => event.preventDefault());
  target.replaceChildren(form);
  show();
  return controller;

  function toggle(facet, value, on) {
    const chosen = controller.state[facet].filter((one) => one !== value);
    set({ [facet]: on ? [...chosen, value] : chosen });
  }

  function set(changes) {
    Object.assign(controller.state, changes);
    writeState(controller.state);
    show();
  }

  function clear() {
    set(emptyState());
    summary.focus();
  }

  function lets(record, except) {
    const { state } = controller;
    if (!search) return matches(record, state, except);
    return matches(record, { ...state, q: "" }, except) && (except === "q" || !state.q || search(record, state.q));
  }

  function show() {
    const { state } = controller;
    controller.shown = all.filter((record) => lets(record));
    for (const box of boxes) box.show(state[box.facet], all.filter((record) => lets(record, box.facet)));
    years?.show(state, all.filter((record) => lets(record, "years")));
    if (words && document.activeElement !== words.input) words.input.value = state.q;
    const chosen = chipsOf(state);
    chips.replaceChildren(...chosen);
    clearing.hidden = !chosen.length;
    summary.lastChild.textContent = chosen.length ? number(chosen.length) : "";
    said.textContent = fill(_("{n} of {all} shown"), { n: number(controller.shown.length), all: number(all.length) });
    for (const link of form.querySelectorAll(".filters-same a")) link.search = query(state);
    onChange?.(state, controller.shown);
  }

  // What is chosen, each with a way to take it back.
  function chipsOf(state) {
    const found = [];
    const chip = (name, off) => {
      const label = fill(_("Remove the filter: {name}"), { name });
      const back = button(name, () => { off(); (chips.querySelector("button") ?? summary).focus(); }, "chip");
      back.setAttribute("aria-label", label);
      found.push(element("li", {}, back));
    };
    for (const [facet, choices] of offered) {
      for (const [value, name] of choices) if (state[facet].includes(value)) chip(name, () => toggle(facet, value, false));
    }
    if (state.from) chip(fill(_("from {year}"), { year: state.from }), () => set({ from: null }));
    if (state.to) chip(fill(_("up to {year}"), { year: state.to }), () => set({ to: null }));
    if (state.q) chip(fill(_("“{words}”"), { words: state.q }), () => { set({ q: "" }); words.input.value = ""; });
    return found;
  }

  function field(name, type, key) {
    const input = element("input", { type, id: `filter-${key}`, autocomplete: "off", value: controller.state[key] ?? "" });
    const label = element("label", { className: "filters-field" }, text("span", name), input);
    let waiting;
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => set({ [key]: type === "search" ? input.value.trim() : year(input.value.trim()) }), TYPING_MS);
    });
    return { label, input };
  }

  function yearsBox() {
    const found = all.map((record) => record.year).filter((one) => one !== undefined);
    const ends = { from: field(_("From the year"), "text", "from"), to: field(_("Up to the year"), "text", "to") };
    for (const [key, { input }] of Object.entries(ends)) {
      input.inputMode = "numeric";
      input.maxLength = 4;
      if (found.length) input.placeholder = key === "from" ? Math.min(...found) : Math.max(...found);
    }
    const hint = text("p", "", "filters-hint");
    const box = element("details", { className: "filter" }, text("summary", _("Years")), element("div", { className: "filters-years" }, ends.from.label, ends.to.label), hint);
    box.open = Boolean(controller.state.from || controller.state.to);
    return {
      element: box,
      show(state, counted) {
        for (const [key, { input }] of Object.entries(ends)) if (document.activeElement !== input) input.value = state[key] ?? "";
        const without = counted.filter((record) => record.year === undefined).length;
        const leftOut = fill(ngettext("{n} has no known year and is left out.", "{n} have no known year and are left out.", without), { n: number(without) });
        const kept = fill(ngettext("{n} has no known year; it is shown while no years are chosen.", "{n} have no known year; they are shown while no years are chosen.", without), { n: number(without) });
        hint.textContent = without ? (state.from || state.to ? leftOut : kept) : "";
      },
    };
  }

  // Ways to see the same elsewhere; the page's own is left out.
  function sameFilters() {
    const lists = { organizations: _("List of organisations"), initiatives: _("List of initiatives"), events: _("List of events") };
    // Of what the atlas has nothing of there is no list.
    const there = Object.entries(lists).filter(([key]) => atlas[key].length).map(([key, name]) => [`${key}.html`, name]);
    const pages = [["map.html", _("Map")], ["network.html", _("Network")], ...there];
    const here = location.pathname.split("/").at(-1);
    const links = pages.filter(([path]) => path !== here).map(([path, name]) => {
      const link = text("a", name);
      link.href = path;
      return element("li", {}, link);
    });
    const nav = element("nav", { className: "filters-same" }, text("p", _("The same filters on:"), "filters-hint"), element("ul", {}, ...links));
    nav.setAttribute("aria-label", _("The same filters on other pages"));
    return nav;
  }
}

// The choice without what the page does not offer, so that nothing works unseen.
function known(state, offered, facets) {
  const kept = emptyState();
  for (const [facet, found] of offered) kept[facet] = state[facet].filter((value) => found.some(([one]) => one === value));
  if (facets.includes("years")) Object.assign(kept, { from: state.from, to: state.to });
  if (facets.includes("q")) kept.q = state.q;
  return kept;
}
