// The parts that the filters are built of, made with the document's own methods: what stands in the data is never read as HTML.

import { values } from "./filter-state.js";
import { fill, ngettext, number } from "./messages.js";

// From how many values a box has room for a part of them only and scrolls.
const MANY = 9;

// An element with properties and children.
export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// An element with a text.
export function text(name, words, className = "") {
  return element(name, className ? { className } : {}, words);
}

export function button(words, onClick, className = "") {
  const made = element("button", { type: "button", className }, words);
  made.addEventListener("click", onClick);
  return made;
}

// A facet as a box that opens: its values to tick, each with how many records it would show beside what else is chosen.
//
// toggle: called with facet, value and whether it is ticked. Gives { facet, element, show(chosen, counted) }, where counted are the
// records that all other filters let through.
export function facetBox(facet, name, choices, toggle) {
  const rows = choices.map(([value, words]) => {
    const input = element("input", { type: "checkbox", value });
    input.addEventListener("change", () => toggle(facet, value, input.checked));
    const count = text("span", "", "filter-count");
    const row = element("label", { className: "filter-value" }, input, text("span", words), count);
    return { value, input, count, row };
  });
  const list = element("fieldset", { className: choices.length > MANY ? "filter-values many" : "filter-values" }, text("legend", name, "visually-hidden"), ...rows.map(({ row }) => row));
  const hint = text("p", "", "filters-hint");
  const numberChosen = text("span", "", "filters-number");
  const box = element("details", { className: "filter" }, element("summary", {}, text("span", name), numberChosen), list, hint);
  box.dataset.facet = facet;
  let opened = false;

  function show(chosen, counted) {
    const counts = new Map();
    let without = 0;
    for (const record of counted) {
      const found = values(record, facet);
      if (!found.length) without += 1;
      for (const value of found) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    for (const { value, input, count, row } of rows) {
      const many = counts.get(value) ?? 0;
      input.checked = chosen.includes(value);
      count.textContent = number(many);
      row.classList.toggle("none", !many && !input.checked);
    }
    numberChosen.textContent = chosen.length ? number(chosen.length) : "";
    const leftOut = ngettext("{n} has no value here and is left out.", "{n} have no value here and are left out.", without);
    const kept = ngettext("{n} has no value here.", "{n} have no value here.", without);
    hint.textContent = without ? fill(chosen.length ? leftOut : kept, { n: number(without) }) : "";
    // What came with the address is seen at once.
    if (!opened && chosen.length) box.open = true;
    opened = true;
  }

  return { facet, element: box, show };
}
