// Answers queries away from the page, so that the page stays quick and a long query can be stopped by ending this worker.
// Here: Oxigraph over the atlas's dumps, loaded with the first query. At an endpoint: by the SPARQL 1.1 protocol.
//
// In: {id, task: "answer", query, media, endpoint?, graphs} | {id, task: "again", media} -> the last answer whole, in another form
//     {id, task: "names", iris, endpoint?}
// Out: {id, answer} | {id, error: {kind, message}} | {progress: {loaded, whole} | {stage}}

import init, { Store, namedNode } from "./lib/oxigraph.js";

const SHOWN = 10000;
const SOLUTIONS = "application/sparql-results+json";
const NAMED = ["http://www.w3.org/2004/02/skos/core#prefLabel", "http://purl.org/dc/terms/title", "http://www.w3.org/2000/01/rdf-schema#label"];

let loading;
let last;

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ id: data.id, answer: await tasks[data.task](data) });
  } catch (error) {
    self.postMessage({ id: data.id, error: { kind: error.kind ?? "query", message: String(error.message ?? error) } });
  }
};

const tasks = {
  // The first rows or statements, and how many there are in all.
  async answer({ query, media, endpoint, graphs }) {
    const started = performance.now();
    last = { query, endpoint, media, graphs };
    last.text = await ask(query, media, endpoint, graphs);
    const answer = media === SOLUTIONS ? solutions(last.text) : statements(last.text);
    return { ...answer, milliseconds: performance.now() - started - (last.waited ?? 0) };
  },
  async again({ media }) {
    return media === last.media ? last.text : ask(last.query, media, last.endpoint, last.graphs);
  },
  // IRI -> [[name, language], …], as far as the atlas has names.
  async names({ iris, endpoint, graphs }) {
    const found = {};
    const step = endpoint ? 200 : 1000;
    for (let from = 0; from < iris.length; from += step) {
      const values = iris.slice(from, from + step).map((iri) => `<${iri}>`).join(" ");
      const query = `SELECT ?thing ?name { VALUES ?thing { ${values} } ?thing ${NAMED.map((one) => `<${one}>`).join("|")} ?name }`;
      for (const { thing, name } of JSON.parse(await ask(query, SOLUTIONS, endpoint, graphs)).results.bindings) {
        (found[thing.value] ??= []).push([name.value, name["xml:lang"] ?? ""]);
      }
    }
    return found;
  },
};

async function ask(query, media, endpoint, graphs) {
  if (endpoint) return askEndpoint(query, media, endpoint);
  const started = performance.now();
  const store = await (loading ??= load(graphs));
  if (last) last.waited = performance.now() - started;
  self.postMessage({ progress: { stage: "asking" } });
  return store.query(query, { results_format: media, use_default_graph_as_union: true });
}

async function askEndpoint(query, media, endpoint) {
  self.postMessage({ progress: { stage: "asking" } });
  let answer;
  try {
    answer = await fetch(endpoint, { method: "POST", body: new URLSearchParams({ query }), headers: { Accept: media } });
  } catch (error) {
    throw Object.assign(error, { kind: "network" });
  }
  const text = await answer.text();
  if (!answer.ok) throw Object.assign(new Error(text.slice(0, 2000) || `HTTP ${answer.status}`), { kind: answer.status === 400 ? "query" : "network" });
  return text;
}

function solutions(text) {
  const parsed = JSON.parse(text);
  if ("boolean" in parsed) return { boolean: parsed.boolean };
  return { columns: parsed.head.vars, rows: parsed.results.bindings.slice(0, SHOWN), count: parsed.results.bindings.length };
}

function statements(text) {
  const lines = [...new Set(text.split("\n").filter(Boolean))].sort();
  return { lines: lines.slice(0, SHOWN), count: lines.length };
}

// All graphs of the atlas in one store. Rejects with an Error of the kind "load" when a file cannot be had or read.
async function load(graphs) {
  try {
    const whole = graphs.reduce((sum, one) => sum + one.bytes, 0);
    let loaded = 0;
    const arrived = (bytes) => self.postMessage({ progress: { loaded: Math.min((loaded += bytes), whole), whole } });
    const [, ...contents] = await Promise.all([init(), ...graphs.map((one) => bytes(one.url, arrived))]);
    self.postMessage({ progress: { stage: "reading" } });
    const store = new Store();
    graphs.forEach((one, index) => {
      store.load(contents[index], { format: one.format, to_graph_name: namedNode(one.graph), base_iri: one.graph, no_transaction: true });
    });
    return store;
  } catch (error) {
    loading = undefined;
    throw Object.assign(error, { kind: "load" });
  }
}

// A file's content, unpacked. A host may have unpacked it on the way already, so the bytes themselves say whether they are packed.
async function bytes(url, arrived) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: HTTP ${answer.status}`);
  const parts = [];
  for (let reader = answer.body.getReader(), part; !(part = await reader.read()).done; ) {
    parts.push(part.value);
    arrived(part.value.length);
  }
  const blob = new Blob(parts);
  const head = new Uint8Array(await blob.slice(0, 2).arrayBuffer());
  const packed = head[0] === 0x1f && head[1] === 0x8b;
  const stream = packed ? blob.stream().pipeThrough(new DecompressionStream("gzip")) : blob.stream();
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
