// The page's end of the worker that answers queries: one at a time, and what runs can be stopped.

export const SOLUTIONS = "application/sparql-results+json";
export const GRAPH = "application/n-triples";

// An answer that will not come, since the reader stopped it.
export class Stopped extends Error {}

export class Engine {
  // graphs: [{url, graph, format, bytes}], the atlas's parts. onProgress: told {loaded, whole} or {stage: "reading" | "asking"}.
  constructor(graphs, onProgress) {
    this.graphs = graphs;
    this.onProgress = onProgress;
    this.waiting = new Map();
    this.number = 0;
  }

  // What the worker answers to a task. Rejects with Stopped, or with an Error whose `kind` is "query", "load" or "network".
  ask(task, details) {
    this.worker ??= this.start();
    const id = ++this.number;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.worker.postMessage({ ...details, id, task, graphs: this.graphs });
    });
  }

  start() {
    const worker = new Worker(new URL("./sparql-worker.js", import.meta.url), { type: "module" });
    worker.onmessage = ({ data }) => {
      if (data.progress) return this.onProgress(data.progress);
      const { resolve, reject } = this.waiting.get(data.id) ?? {};
      this.waiting.delete(data.id);
      if (data.error) reject?.(Object.assign(new Error(data.error.message), { kind: data.error.kind }));
      else resolve?.(data.answer);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.end(Object.assign(new Error(event.message || "worker"), { kind: "load" }));
    };
    return worker;
  }

  // Ends what runs; the atlas is loaded anew with the next query, out of the browser's cache.
  stop() {
    this.end(new Stopped());
  }

  end(reason) {
    this.worker?.terminate();
    this.worker = undefined;
    for (const { reject } of this.waiting.values()) reject(reason);
    this.waiting.clear();
  }
}
