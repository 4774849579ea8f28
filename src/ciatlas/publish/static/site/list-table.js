// The table of a list: headers that sort, rows drawn a part at a time, so that many are no burden. On phones each row is a card (list.css),
// which takes a table's meaning from some browsers; therefore the roles are said.

import { button, element, text } from "./filter-parts.js";
import { isolated } from "./list-cells.js";
import { _, fill } from "./messages.js";

// Rows drawn at once, and with each frame after that.
const AT_ONCE = 150;
const PER_FRAME = 400;

// Makes the table. cells: see list-cells.js. note: record -> a text below its name, where there is something to say. onSort: called with
// the key of the column whose header is pressed.
//
// Gives { element, head(columns, sort), rows(records, from) }, where sort is { key, down } or null, and `from` is the number of rows
// that are to stay as they are.
export function listTable(cells, { label, note, onSort }) {
  const head = element("tr");
  const body = element("tbody");
  const caption = text("caption", label, "visually-hidden");
  const table = element("table", {}, caption, element("thead", {}, head), body);
  role(table, "table");
  role(table.tHead, "rowgroup");
  role(body, "rowgroup");
  role(head, "row");
  let columns = [];
  let drawing = 0;

  function showHead(shown, sort) {
    if (shown.map((column) => column.key).join() !== columns.map((column) => column.key).join()) {
      columns = shown;
      head.replaceChildren(...columns.map(header));
    }
    for (const cell of head.cells) {
      const own = sort?.key === cell.dataset.column;
      if (own) cell.setAttribute("aria-sort", sort.down ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
    }
  }

  function header(column) {
    const cell = element("th", { scope: "col", className: column.shape }, button(column.heading, () => onSort(column.key), "list-sort"));
    cell.dataset.column = column.key;
    return role(cell, "columnheader");
  }

  function row(record) {
    const made = role(element("tr"), "row");
    for (const column of columns) {
      const name = column.shape === "name";
      const cell = element(name ? "th" : "td", { className: column.shape }, ...cells.nodes(record, column));
      if (name) cell.scope = "row";
      else cell.dataset.heading = column.heading;
      const said = name ? note(record) : undefined;
      if (said) cell.append(element("span", { className: "list-note" }, isolated(said)));
      made.append(role(cell, name ? "rowheader" : "cell"));
    }
    return made;
  }

  function showRows(records, from = 0) {
    const mine = (drawing += 1);
    if (!from) body.replaceChildren();
    draw(from, AT_ONCE);

    function draw(start, many) {
      if (mine !== drawing) return;
      const part = document.createDocumentFragment();
      for (const record of records.slice(start, start + many)) part.append(row(record));
      body.append(part);
      if (start + many < records.length) requestAnimationFrame(() => draw(start + many, PER_FRAME));
    }
  }

  return { element: table, body, head: showHead, rows: showRows };
}

function role(made, name) {
  made.setAttribute("role", name);
  return made;
}

// The choice of a column to sort by, for where the headers are not shown. sort as in listTable; onSort(key, down).
export function sortChoice(columns, ranked, onSort) {
  const select = element("select");
  select.addEventListener("change", () => {
    const [key, down] = select.value.split(" ");
    onSort(key, down === "down");
  });
  const box = element("label", { className: "list-order" }, text("span", _("Sort by")), " ", select);

  function show(shown, sort, searching) {
    const rank = searching ? [element("option", { value: "" }, ranked)] : [];
    const both = shown.flatMap((column) => [[column.key, fill(_("{column}, ascending"), { column: column.heading })], [`${column.key} down`, fill(_("{column}, descending"), { column: column.heading })]]);
    select.replaceChildren(...rank, ...both.map(([value, words]) => element("option", { value }, words)));
    select.value = sort ? `${sort.key}${sort.down ? " down" : ""}` : "";
  }

  return { element: box, show };
}
