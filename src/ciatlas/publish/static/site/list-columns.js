// The columns of a list that a reader chooses to see.

import { button, element, text } from "./filter-parts.js";
import { _ } from "./messages.js";

// The columns that an address names (`country,type`), by default those that are shown at first. The name always is.
export function chosenColumns(columns, named) {
  const wanted = named === null ? null : new Set(named.split(","));
  return columns.filter((column) => column.shape === "name" || (wanted ? wanted.has(column.key) : column.first));
}

// The columns as an address names them; empty when they are those shown at first.
export function namedColumns(columns, shown) {
  const keys = (some) => some.filter((column) => column.shape !== "name").map((column) => column.key).join(",");
  return keys(shown) === keys(columns.filter((column) => column.first)) ? "" : keys(shown) || "name";
}

// A box that opens to tick columns. onChange: called with the columns to show. Gives { element, show(shown) }.
export function columnChoice(columns, onChange) {
  const rows = columns.filter((column) => column.shape !== "name").map((column) => {
    const input = element("input", { type: "checkbox", value: column.key });
    input.addEventListener("change", () => onChange(columns.filter((one) => one.shape === "name" || ticked(one))));
    return { column, input, row: element("label", {}, input, " ", text("span", column.heading)) };
  });
  const ticked = (column) => rows.find((row) => row.column === column).input.checked;
  const usual = button(_("The usual columns"), () => onChange(columns.filter((column) => column.first)), "list-usual");
  const fields = element("fieldset", {}, text("legend", _("Columns to show"), "visually-hidden"), ...rows.map(({ row }) => row));
  const summary = text("summary", _("Columns"), "button");
  const box = element("details", { className: "list-columns" }, summary, element("div", { className: "list-panel" }, fields, usual));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    box.open = false;
    summary.focus();
  });
  document.addEventListener("pointerdown", (event) => {
    if (!box.contains(event.target)) box.open = false;
  });

  function show(shown) {
    for (const { column, input } of rows) input.checked = shown.includes(column);
  }

  return { element: box, show };
}
