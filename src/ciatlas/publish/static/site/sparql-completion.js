// What the editor offers while one types: prefixes, classes, properties and concepts with their names, variables of the query, SPARQL's words.

import { FUNCTIONS, KEYWORDS } from "./sparql-text.js";

const NAME = /[\p{L}\p{N}_-]*(?::[\p{L}\p{N}_.-]*)?$/u;

// A source of completions for CodeMirror. vocabulary: resolves to vocabulary.json:
// {prefixes: {prefix: IRI}, terms: [[prefixed name, kind, label, definition]], concepts: [[prefixed name, label, scheme]]}.
export function complete(vocabulary) {
  let terms;
  return async (context) => {
    const before = context.matchBefore(/[?$][\p{L}\p{N}_]*$/u);
    if (before) return { from: before.from, options: variables(context, before), validFor: /^[?$][\p{L}\p{N}_]*$/u };
    const word = context.matchBefore(NAME);
    if (!word || (word.from === word.to && !context.explicit) || isOpaque(context, word.from)) return null;
    terms ??= options(await vocabulary);
    const asked = word.text.toLowerCase();
    // A reader may know what a thing is called and not how the vocabulary writes it.
    const found = asked.includes(":") ? terms.names : [...terms.names, ...terms.words, ...terms.prefixes];
    return { from: word.from, options: found, validFor: NAME, filter: true };
  };
}

function isOpaque(context, at) {
  const line = context.state.doc.lineAt(at);
  const before = context.state.sliceDoc(line.from, at).replace(/<[^<>\s]*>|"[^"]*"|'[^']*'/g, "");
  return /[#"'<]/.test(before);
}

function variables(context, before) {
  const text = context.state.doc.toString();
  const found = new Set();
  for (const match of text.matchAll(/[?$][\p{L}_][\p{L}\p{N}_]*/gu)) {
    if (match.index !== before.from) found.add(match[0]);
  }
  return [...found].sort().map((label) => ({ label, type: "variable" }));
}

function options({ prefixes, terms, concepts }) {
  const names = [
    ...terms.map(([label, type, detail, info]) => named(label, detail, type, 2, info)),
    ...concepts.map(([label, detail, scheme]) => named(label, detail, "constant", 0, scheme)),
  ];
  return {
    names,
    words: [
      ...KEYWORDS.map((label) => ({ label, type: "keyword", boost: -10, apply: `${label} ` })),
      ...FUNCTIONS.map((label) => ({ label, type: "function", boost: -20, apply: `${label}(` })),
    ],
    prefixes: Object.entries(prefixes).map(([prefix, iri]) => ({ label: `${prefix}:`, detail: iri, type: "namespace", boost: 1 })),
  };
}

function named(label, detail, type, boost, info) {
  return { label, detail, type, boost, ...(info && { info }) };
}
