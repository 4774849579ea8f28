import initialise, { initSync } from "oxigraph/web.js";

export * from "oxigraph/web.js";
export { initSync };

// Without an argument the program is looked for beside this file, wherever the site lies.
export default function init(program = new URL("./oxigraph_bg.wasm", import.meta.url)) {
  return initialise({ module_or_path: program });
}
