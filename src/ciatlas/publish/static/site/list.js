// The lists: search, filters with counts, sorting, columns to choose, download; all of it stands in the address.

import { atlas as load } from "./atlas.js";
import { button, element, text } from "./filter-parts.js";
import { mountFilters, writeKey } from "./filters.js";
import { cells as makeCells } from "./list-cells.js";
import { chosenColumns, columnChoice, namedColumns } from "./list-columns.js";
import { csv, save } from "./list-csv.js";
import { listTable, sortChoice } from "./list-table.js";
import { _, fill, language, ngettext, number } from "./messages.js";
import { foundAs, searcher } from "./search.js";

const SIZES = [50, 100];
const plain = document.getElementById("plain");
const place = document.getElementById("lister");
const page = JSON.parse(place.dataset.list);

try {
  start(await load());
} catch (error) {
  // The plain table is there for this.
  plain.classList.add("kept");
  throw error;
}

function start(atlas) {
  const cells = makeCells(atlas);
  const search = searcher(atlas[page.list], (record) => record.id, searched);
  const given = new URLSearchParams(location.search);
  let shown = chosenColumns(page.columns, given.get("columns"));
  let sort = sortOf(given.get("sort"));
  let room = roomOf(given.get("rows"));
  let size = SIZES.includes(room) ? room : SIZES[0];
  let records = [];
  // What the filters say last: the choice and what it lets through.
  let state;
  let passed = [];

  const table = listTable(cells, { label: document.querySelector("h1").textContent, note, onSort: press });
  const order = sortChoice(page.columns, _("Best match"), setSort);
  const columns = columnChoice(page.columns, setColumns);
  const said = text("p", "", "list-said");
  const download = button(_("Download as CSV"), () => save(csv([header(), ...records.map(line)]), `${page.list}-${language}.csv`), "list-download");
  const empty = element("div", { className: "notice list-empty", hidden: true });
  const more = button("", () => grow(room + size), "first");
  const all = button(_("Show all"), () => grow(Infinity));
  const sizes = sizeChoice();
  const foot = element("div", { className: "list-foot" }, more, all, sizes.element);
  const filters = element("div", { className: "list-filters" });
  const tools = element("div", { className: "list-tools" }, said, order.element, columns.element, download);
  const region = element("section", { className: "list-results" }, tools, element("div", { className: "scroll" }, table.element), empty, foot);
  region.setAttribute("aria-label", _("Rows"));
  place.replaceChildren(filters, region);
  const controller = mountFilters(filters, atlas, {
    kinds: [page.kind],
    search: (record, sought) => search.find(sought)?.has(record.id) ?? true,
    searchName: _("Search names, places, subjects"),
    onChange: filtered,
  });
  // That there are counts is seen without a click, where there is room.
  if (matchMedia("(min-width: 56.01rem)").matches) filters.querySelector("details.filter")?.setAttribute("open", "");
  plain.remove();
  place.hidden = false;
  search.prepare();

  function filtered(chosen, let_through) {
    const first = state === undefined;
    state = chosen;
    passed = let_through;
    if (!first) setRoom(size);
    again();
  }

  function ordered(some, sought) {
    const column = sort && page.columns.find((one) => one.key === sort.key);
    const found = sought && search.find(sought);
    if (column) return cells.sorted(some, column, sort.down);
    const by_name = cells.sorted(some, page.columns[0], false);
    const score = (record) => found.get(record.id)?.score ?? 0;
    return found ? by_name.sort((one, other) => score(other) - score(one)) : by_name;
  }

  function draw(from = 0) {
    const visible = records.slice(0, room);
    const by = sort ?? (state.q ? null : { key: "name", down: false });
    table.head(shown, by);
    table.rows(visible, from);
    order.show(shown, by, Boolean(state.q));
    columns.show(shown);
    table.element.parentElement.hidden = !records.length;
    download.disabled = !records.length;
    empty.hidden = Boolean(records.length);
    if (!records.length) empty.replaceChildren(...help());
    said.textContent = records.length ? fill(_("Rows 1 to {last} of {n}"), { last: number(visible.length), n: number(records.length) }) : "";
    const left = records.length - visible.length;
    more.hidden = left <= size;
    all.hidden = left <= 0;
    more.textContent = fill(ngettext("Show {n} more", "Show {n} more", size), { n: number(size) });
    sizes.show();
  }

  // What helps a reader who finds nothing.
  function help() {
    const others = Object.entries(state).some(([key, value]) => key !== "q" && (Array.isArray(value) ? value.length : value));
    const without_words = button(_("Clear the search"), () => controller.set({ q: "" }));
    const without_filters = button(_("Search without filters"), () => { const { q } = state; controller.clear(); controller.set({ q }); });
    const hints = state.q ? text("p", _("Nothing is found. Try fewer or other words; a name may be known in another language or in short.")) : text("p", _("Nothing is left by these filters."));
    const ways = [others && state.q && without_filters, state.q && without_words, others && button(_("Clear all filters"), () => controller.clear())];
    return [hints, element("p", { className: "list-ways" }, ...ways.filter(Boolean))];
  }

  function press(key) {
    const by = sort ?? (state.q ? null : { key: "name", down: false });
    setSort(key, by?.key === key && !by.down);
  }

  function setSort(key, down) {
    const usual = key === "name" && !down && !state.q;
    sort = key && !usual ? { key, down } : null;
    writeKey("sort", sort ? `${down ? "-" : ""}${key}` : "");
    again();
  }

  function setColumns(chosen) {
    shown = chosen;
    writeKey("columns", namedColumns(page.columns, shown));
    draw();
  }

  function setRoom(rows) {
    room = rows;
    writeKey("rows", room === SIZES[0] ? "" : room === Infinity ? "all" : String(room));
  }

  function grow(rows) {
    const had = Math.min(room, records.length);
    setRoom(rows);
    draw(had);
    // The button may be gone; who goes by keyboard goes on at the first of the new rows.
    table.body.rows[had]?.querySelector("a")?.focus();
  }

  function again() {
    records = ordered(passed, state.q);
    draw();
  }

  function sizeChoice() {
    const select = element("select", {}, ...SIZES.map((one) => element("option", { value: one }, number(one))), element("option", { value: "all" }, _("all")));
    select.addEventListener("change", () => {
      size = select.value === "all" ? size : Number(select.value);
      setRoom(select.value === "all" ? Infinity : size);
      draw();
    });
    const show = () => { select.value = room === Infinity ? "all" : String(size); };
    return { element: element("label", { className: "list-size" }, text("span", _("Rows at once")), " ", select), show };
  }

  function header() {
    return [...shown.map((column) => column.heading), "IRI"];
  }

  function line(record) {
    return [...shown.map((column) => cells.exported(record, column)), page.iri + record.id];
  }

  function note(record) {
    const found = state.q && search.find(state.q)?.get(record.id);
    return found ? foundAs(record.name, record.alt, found.terms) : undefined;
  }

  function searched(record) {
    const said_in = (shapes) => page.columns.filter((column) => shapes.includes(column.shape)).map((column) => cells.text(record, column)).join(" ");
    const where = [record.region, record.place].map((id) => atlas.places[id]?.name ?? "");
    return { name: record.name, alt: (record.alt ?? []).join(" "), people: [...(record.authors ?? []), said_in(["things"])].join(" "), place: [said_in(["country"]), ...where].join(" "), concepts: said_in(["concepts"]) };
  }
}

// `-year` as a way to sort: by that column, downwards. Null when it is none.
function sortOf(given) {
  const key = given?.replace(/^-/u, "");
  return page.columns.some((column) => column.key === key) ? { key, down: given.startsWith("-") } : null;
}

// How many rows an address asks for.
function roomOf(given) {
  if (given === "all") return Infinity;
  const rows = Number(given);
  return Number.isInteger(rows) && rows > 0 ? rows : SIZES[0];
}
