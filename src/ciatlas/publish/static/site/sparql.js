// The page of queries: the editor, what runs a query and stops it, what came of it.

import { _, fill, language, number } from "./messages.js";
import { json, root } from "./atlas.js";
import { editor } from "./sparql-editor.js";
import { Engine, GRAPH, SOLUTIONS, Stopped } from "./sparql-engine.js";
import { examples } from "./sparql-examples.js";
import { clear, counted, named, show } from "./sparql-results.js";
import { address, begin, keep, named as namedEndpoint } from "./sparql-state.js";
import { Terms } from "./sparql-terms.js";
import { fault, form, formPlace, offset, position, prologue, service } from "./sparql-text.js";

const at = (id) => document.getElementById(id);
const [run, stop, share, where, status, bar, trouble, answerBox] = ["run", "stop", "share", "where", "status", "progress", "trouble", "answer"].map(at);

const known = await json(`${language}/queries.json`);
const graphs = known.graphs.map((one) => ({ ...one, url: new URL(one.file, root).href }));
const terms = new Terms(known);
const engine = new Engine(graphs, progress);
// The endpoint of the server that the reader came from goes before the one that the atlas names.
const place = namedEndpoint() ?? known.endpoint;
if (place) where.hidden = false;
let running = false;
let keeping;

const edit = await editor(at("query"), {
  vocabulary: json(`${language}/vocabulary.json`),
  onChange: () => {
    clearTimeout(keeping);
    keeping = setTimeout(() => keep(edit.get()), 400);
    entitle();
  },
  onRun: () => ask(),
  onLeave: () => (running ? stop : run).focus(),
});

function choose(name) {
  if (!Object.hasOwn(known.queries, name)) return;
  edit.set(known.queries[name].text);
  keep(edit.get());
  entitle();
  at("editing").scrollIntoView({ block: "start" });
  edit.focus();
}

// Where the query is answered: at an endpoint, where the site has one and the reader has not chosen otherwise, else here.
function endpoint() {
  return place && where.querySelector("input:checked").value === "endpoint" ? place : null;
}

async function ask() {
  if (running) return;
  const query = edit.get();
  clearTimeout(keeping);
  keep(query);
  forget();
  const wrong = refused(query);
  if (wrong) return complain(wrong);
  working(true);
  const started = performance.now();
  const ticking = setInterval(() => { at("elapsed").textContent = seconds(performance.now() - started); }, 200);
  try {
    const head = prologue(query, known.prefixes);
    const isGraph = ["CONSTRUCT", "DESCRIBE"].includes(form(query));
    const asked = { query: head ? `${head}\n${query}` : query, media: isGraph ? GRAPH : SOLUTIONS, endpoint: endpoint() };
    const answer = await engine.ask("answer", asked);
    await learn(answer);
    const shown = { terms, prefixes: known.prefixes, titles: ready(query)?.columns ?? {}, read: (media) => engine.ask("again", { media }), failed: failure };
    show(answerBox, answer, shown);
    status.textContent = fill(_("{answer} in {time}"), { answer: counted(answer), time: seconds(answer.milliseconds) });
  } catch (error) {
    if (error instanceof Stopped) status.textContent = _("Stopped.");
    else explain(query, error);
  } finally {
    clearInterval(ticking);
    working(false);
  }
}

// Names of what the answer speaks of; an answer without them is still an answer.
async function learn(answer) {
  const unknown = named(answer, known.base).filter((iri) => !Object.hasOwn(terms.names, iri));
  if (!unknown.length) return;
  try {
    Object.assign(terms.names, await engine.ask("names", { iris: endpoint() ? unknown.slice(0, 400) : unknown, endpoint: endpoint() }));
  } catch (error) {
    if (error instanceof Stopped) throw error;
  }
}

// The query as the atlas has it, with its title and those of its columns; undefined where it is the reader's own.
function ready(query) {
  return Object.values(known.queries).find((one) => one.text.trim() === query.trim());
}

function entitle() {
  at("query-title").textContent = ready(edit.get())?.title ?? "";
}

// What is wrong before anybody is asked: an update, nothing at all, a call to another server from within this page.
function refused(query) {
  const found = fault(query, known.prefixes);
  if (found && ["empty", "update"].includes(found.kind)) return found;
  const call = endpoint() ? null : service(query);
  return call && { kind: "service", ...call };
}

function explain(query, error) {
  if (error.kind === "load") return failure(error);
  if (error.kind === "network") return failure(error, _("The endpoint did not answer."));
  const found = fault(query, known.prefixes);
  if (found) return complain(found);
  const place = /at (\d+):(\d+)/.exec(error.message);
  if (!place) return failure(error, _("The query failed."));
  const added = prologue(query, known.prefixes).split("\n").filter(Boolean).length;
  const from = Math.min(offset(query, Math.max(Number(place[1]) - added, 1), Number(place[2])), query.length);
  const said = error.message.replace(/^.*?at \d+:\d+:?\s*/s, "");
  if (/The SELECT contains a variable that is unbound/.test(said)) return complain({ kind: "group", ...formPlace(query) });
  complain({ kind: "unread", from: Math.min(from, query.trimEnd().length), to: from + 1, detail: said.slice(0, 300) });
}

function complain({ kind, from, to, word, detail }) {
  const words = {
    empty: _("There is no query yet. Write one, or take one from the list."),
    update: _("This is an update. The atlas is only read: write SELECT, ASK, CONSTRUCT or DESCRIBE."),
    service: _("SERVICE asks another server, and this page asks none. Run the query at an endpoint, or with a program of your own; the prefixes are below."),
    quote: _("The text that begins here does not end."),
    prefix: fill(_("The prefix {word}: is not known; declare it with PREFIX."), { word: word ?? "" }),
    word: fill(_("{word} is no word of SPARQL."), { word: word ?? "" }),
    bracket: fill(_("The bracket {word} has no partner."), { word: word ?? "" }),
    group: _("A variable after SELECT is neither in GROUP BY nor counted."),
    unread: _("From here on the query is not SPARQL."),
  }[kind];
  const { line, column } = position(edit.get(), from);
  const told = kind === "empty" ? words : fill(_("Line {line}, column {column}: {fault}"), { line: number(line), column: number(column), fault: words });
  trouble.replaceChildren(text("p", told));
  if (detail) {
    const more = document.createElement("details");
    more.append(text("summary", _("What the engine says")), text("code", detail));
    trouble.append(more);
  }
  trouble.hidden = false;
  status.textContent = _("The query was not run.");
  if (kind !== "empty") edit.mark(from, to, words);
  edit.focus();
}

function failure(error, words = _("The atlas could not be loaded.")) {
  if (error instanceof Stopped) return;
  trouble.replaceChildren(text("p", words), text("code", error.message.slice(0, 1000)));
  trouble.hidden = false;
  status.textContent = "";
}

function text(name, words) {
  const made = document.createElement(name);
  made.textContent = words;
  return made;
}

function forget() {
  trouble.hidden = true;
  trouble.replaceChildren();
  clear(answerBox);
  edit.clear();
}

function working(is) {
  running = is;
  run.disabled = is;
  stop.hidden = !is;
  if (is) status.textContent = _("Running …");
  at("elapsed").textContent = "";
  bar.hidden = true;
  answerBox.ariaBusy = String(is);
}

function progress({ loaded, whole, stage }) {
  if (!running) return;
  bar.hidden = stage === "asking";
  if (stage) bar.removeAttribute("value");
  else Object.assign(bar, { max: whole, value: loaded });
  const megabytes = (bytes) => number(Math.round(bytes / 1e5) / 10);
  const loading = () => fill(_("Loading the atlas: {loaded} of {whole} MB"), { loaded: megabytes(loaded), whole: megabytes(whole) });
  status.textContent = stage === "reading" ? _("Reading the atlas …") : stage === "asking" ? _("Running …") : loading();
}

function seconds(milliseconds) {
  return fill(_("{n} s"), { n: number(Math.max(Math.round(milliseconds / 10), 1) / 100) });
}

run.addEventListener("click", ask);
stop.addEventListener("click", () => {
  engine.stop();
  run.disabled = false;
  run.focus();
});
share.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(address(edit.get()));
    status.textContent = _("The address is copied.");
  } catch {
    status.textContent = _("The address of this page shows the query; copy it from the browser's bar.");
  }
});
examples(at("examples"), choose);

const first = begin();
const begun = first.query ?? known.queries[first.example]?.text ?? Object.values(known.queries)[0]?.text ?? "";
edit.set(begun);
// The address is the reader's until he changes the query.
clearTimeout(keeping);
entitle();
run.disabled = false;
if (first.run) ask();
