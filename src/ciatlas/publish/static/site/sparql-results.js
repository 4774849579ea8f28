// An answer in all the ways in which it can be looked at, as tabs: table, chart, map, network, raw.

import { _, fill, ngettext, number } from "./messages.js";
import { chart, charted } from "./sparql-chart.js";
import { element } from "./sparql-element.js";
import { located, map } from "./sparql-map.js";
import { joining, network } from "./sparql-network.js";
import { ROWS, STATEMENTS, raw, saving } from "./sparql-raw.js";
import { table } from "./sparql-table.js";
import { triple } from "./sparql-terms.js";
import { turtle } from "./sparql-turtle.js";

let takeAway = () => {};
let preferred = "table";

// Empties the place of the answer.
export function clear(box) {
  takeAway();
  takeAway = () => {};
  box.replaceChildren();
}

// The IRIs whose names the page wants to know before it shows an answer.
export function named(answer, base) {
  const found = new Set();
  const terms = answer.lines ? answer.lines.flatMap((line) => triple(line) ?? []) : (answer.rows ?? []).flatMap((row) => Object.values(row));
  for (const term of terms) {
    if (term.type === "uri" && term.value.startsWith(base) && !/[\s<>"{}|\\^`]/.test(term.value)) found.add(term.value);
  }
  return [...found].slice(0, 5000);
}

// Shows an answer. read: media type -> the whole answer as text. failed: told of an Error. titles: column -> its title, where known.
export function show(box, answer, { terms, prefixes, titles, read, failed }) {
  clear(box);
  if ("boolean" in answer) {
    const words = answer.boolean ? _("Yes") : _("No");
    const told = answer.boolean ? _("The atlas has what the query asks for.") : _("The atlas has nothing that the query asks for.");
    box.append(element("p", { className: `yes-no ${answer.boolean ? "yes" : "no"}` }, words), element("p", {}, told));
    return;
  }
  const isGraph = Boolean(answer.lines);
  const triples = isGraph ? answer.lines.map(triple).filter(Boolean) : [];
  const variables = isGraph ? ["subject", "property", "object"] : answer.columns;
  const columns = isGraph ? [_("Subject"), _("Property"), _("Object")] : variables.map((one) => titles[one] ?? one);
  const rows = isGraph ? triples : answer.rows.map((row) => variables.map((one) => row[one] ?? null));
  const shown = isGraph ? triples.length : rows.length;
  const forms = isGraph ? STATEMENTS : ROWS;
  const text = (media) => (media === "text/turtle" && shown === answer.count ? Promise.resolve(turtle(triples, terms, prefixes)) : read(media));
  if (shown < answer.count) {
    const told = _("The first {n} of {all} are shown here. The files below hold all of them.");
    box.append(element("p", { className: "notice" }, fill(told, { n: number(shown), all: number(answer.count) })));
  }
  const views = [{ id: "table", name: _("Table"), draw: (panel) => table(panel, { columns, rows, terms }) }];
  if (!rows.length) views.length = 0;
  if (!isGraph && charted(variables, rows)) views.push({ id: "chart", name: _("Chart"), draw: (panel) => chart(panel, { variables, columns, rows, terms }) });
  if (!isGraph && located(variables, rows)) views.push({ id: "map", name: _("Map"), draw: (panel) => map(panel, { columns: variables, rows, terms }) });
  if (isGraph && joining(triples).length) {
    views.push({ id: "network", name: _("Network"), draw: async (panel) => { takeAway = await network(panel, { triples, terms }); } });
  }
  if (rows.length) views.push({ id: "raw", name: _("Raw"), draw: (panel) => raw(panel, forms, text, failed) });
  if (views.length) box.append(...tabs(views, failed));
  else box.append(element("p", { className: "notice" }, _("No rows: nothing in the atlas matches the query.")));
  if (rows.length) box.append(element("p", { className: "saving" }, element("span", {}, _("Save the answer:")), " ", ...saving(forms, text, failed)));
}

// What came, in one line.
export function counted(answer) {
  if ("boolean" in answer) return answer.boolean ? _("Yes") : _("No");
  const n = number(answer.count);
  return answer.lines ? fill(ngettext("{n} statement", "{n} statements", answer.count), { n }) : fill(ngettext("{n} row", "{n} rows", answer.count), { n });
}

// Tabs as ARIA's authoring practices have them: arrows go from one to the next, only the chosen one is in the order of tabbing.
function tabs(views, failed) {
  const panel = element("div", { id: "view", role: "tabpanel", tabIndex: -1, className: "view" });
  const list = element("div", { role: "tablist", ariaLabel: _("Ways to look at the answer"), className: "tabs" });
  const buttons = views.map((view) => {
    const button = element("button", { type: "button", role: "tab", id: `tab-${view.id}` }, view.name);
    button.setAttribute("aria-controls", "view");
    button.addEventListener("click", () => choose(view));
    return button;
  });
  async function choose(view, byKey = false) {
    preferred = view.id;
    views.forEach((one, index) => {
      buttons[index].ariaSelected = String(one === view);
      buttons[index].tabIndex = one === view ? 0 : -1;
      if (one === view && byKey) buttons[index].focus();
    });
    takeAway();
    takeAway = () => {};
    panel.setAttribute("aria-labelledby", `tab-${view.id}`);
    panel.replaceChildren();
    try {
      await view.draw(panel);
    } catch (error) {
      panel.replaceChildren(element("p", { className: "notice" }, error.message));
      failed(error);
    }
  }
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement);
    const next = document.dir === "rtl" && Number.isFinite(step) ? at - step : at + step;
    choose(views[next === -Infinity ? 0 : next === Infinity ? views.length - 1 : (next + views.length) % views.length], true);
  });
  list.append(...buttons);
  choose(views.find((view) => view.id === preferred) ?? views[0]);
  return [list, panel];
}
