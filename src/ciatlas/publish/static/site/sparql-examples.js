// The list of queries to begin with: found by words in it, put into the editor by a click.

import { _, fill, ngettext, number } from "./messages.js";

// onChoose: told the name of the query that was chosen, as queries.json has it.
export function examples(box, onChoose) {
  const search = box.querySelector("input[type=search]");
  const told = box.querySelector("[role=status]");
  const items = [...box.querySelectorAll("li[data-words]")];
  search.addEventListener("input", () => {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    let count = 0;
    for (const item of items) {
      item.hidden = !words.every((word) => plain(item.dataset.words).includes(word));
      count += !item.hidden;
    }
    for (const group of box.querySelectorAll("[data-group]")) {
      group.hidden = !group.querySelector("li[data-words]:not([hidden])");
      if (words.length && group.tagName === "DETAILS") group.open = true;
    }
    told.textContent = words.length ? fill(ngettext("{n} query", "{n} queries", count), { n: number(count) }) : "";
  });
  box.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-example]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    onChoose(link.dataset.example);
  });
}

function plain(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
