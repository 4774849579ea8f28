// Rows of terms as a table for people: sorted by a column, a page at a time.

import { _, fill, number } from "./messages.js";
import { element } from "./sparql-element.js";
import { numeric } from "./sparql-terms.js";

const PAGE = 50;

// Puts a table into `box`. columns: titles. rows: lists of terms, null where there is none. terms: a Terms.
export function table(box, { columns, rows, terms, caption }) {
  const shown = { order: null, down: false, page: 0 };
  let ordered = rows;
  const first = rows.slice(0, 200);
  const numbers = columns.map((_column, index) => first.some((row) => row[index]) && first.every((row) => !row[index] || numeric(row[index]) !== null));

  function sort(index) {
    shown.down = shown.order === index ? !shown.down : false;
    Object.assign(shown, { order: index, page: 0 });
    const keys = new Map(rows.map((row) => [row, numbers[index] ? numeric(row[index]) ?? -Infinity : terms.text(row[index])]));
    const by = numbers[index] ? (one, other) => keys.get(one) - keys.get(other) : (one, other) => order.compare(keys.get(one), keys.get(other));
    ordered = [...rows].sort((one, other) => (shown.down ? -by(one, other) : by(one, other)));
    draw(`[data-column="${index}"]`);
  }

  function draw(focus) {
    const pages = Math.max(Math.ceil(ordered.length / PAGE), 1);
    const from = shown.page * PAGE;
    const grid = element("table");
    if (caption) grid.append(element("caption", {}, caption));
    const heads = columns.map((column, index) => {
      const state = shown.order !== index ? "none" : shown.down ? "descending" : "ascending";
      const mark = element("span", { ariaHidden: "true" }, { none: "↕", ascending: "↑", descending: "↓" }[state]);
      const button = element("button", { type: "button", className: "sort" }, element("bdi", {}, column), mark);
      button.dataset.column = index;
      button.addEventListener("click", () => sort(index));
      return element("th", { scope: "col", ariaSort: state, className: numbers[index] ? "number" : "" }, button);
    });
    const body = ordered.slice(from, from + PAGE).map((row) =>
      element("tr", {}, ...row.map((term, index) => element("td", { className: numbers[index] ? "number" : "" }, terms.node(term)))));
    grid.append(element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...body));
    box.replaceChildren(element("div", { className: "scroll", tabIndex: 0, role: "region", ariaLabel: _("Table of the answer") }, grid));
    if (pages > 1) box.append(pager(pages, from));
    if (focus) box.querySelector(focus)?.focus();
  }

  function pager(pages, from) {
    const step = (by, words, disabled, name) => {
      const button = element("button", { type: "button", disabled }, words);
      button.dataset.step = name;
      button.addEventListener("click", () => {
        shown.page += by;
        draw(`[data-step="${name}"]:not(:disabled), [data-step]:not(:disabled)`);
      });
      return button;
    };
    const told = fill(_("Rows {from} to {to} of {n}"), { from: number(from + 1), to: number(Math.min(from + PAGE, ordered.length)), n: number(ordered.length) });
    const [back, on] = [step(-1, _("Previous"), shown.page === 0, "back"), step(1, _("Next"), shown.page === pages - 1, "on")];
    return element("nav", { className: "pager", ariaLabel: _("Pages of the table") }, back, element("span", { role: "status" }, told), on);
  }

  draw();
}

const order = new Intl.Collator(document.documentElement.lang, { numeric: true });
