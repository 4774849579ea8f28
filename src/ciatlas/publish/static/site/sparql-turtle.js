// A graph as Turtle for people: subjects in blocks, names by prefixes, types first.

const TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const XSD = "http://www.w3.org/2001/XMLSchema#";
// Written bare they are read back as the same literal (Turtle, 2.5.2 and 6.5).
const BARE = { integer: /^[+-]?\d+$/, decimal: /^[+-]?\d*\.\d+$/, boolean: /^(true|false)$/ };

// triples: lists of three terms. terms: a Terms. prefixes: short name -> IRI; those in use are declared.
export function turtle(triples, terms, prefixes) {
  const used = new Set();
  const iri = (value) => {
    const short = terms.short(value);
    if (!short.startsWith("<")) used.add(short.slice(0, short.indexOf(":")));
    return short;
  };
  const write = (term) => {
    if (term.type === "uri") return iri(term.value);
    if (term.type === "bnode") return `_:${term.value}`;
    const datatype = term.datatype ?? "";
    const local = datatype.startsWith(XSD) ? datatype.slice(XSD.length) : "";
    if (Object.hasOwn(BARE, local) && BARE[local].test(term.value)) return term.value;
    const tail = term["xml:lang"] ? `@${term["xml:lang"]}` : datatype && local !== "string" ? `^^${iri(datatype)}` : "";
    return JSON.stringify(term.value).replace(/\\u([0-9a-f]{4})/g, (_all, code) => `\\u${code.toUpperCase()}`) + tail;
  };
  const blocks = [];
  for (const [subject, said] of grouped(triples, 0)) {
    const lines = [...grouped(said, 1)]
      .sort((one, other) => (other[0] === TYPE) - (one[0] === TYPE))
      .map(([, objects]) => `${objects[0][1].value === TYPE ? "a" : write(objects[0][1])} ${objects.map((one) => write(one[2])).join(", ")}`);
    blocks.push(`${said[0][0].type === "uri" ? iri(subject) : `_:${subject}`} ${lines.join(" ;\n    ")} .\n`);
  }
  const heads = [...used].sort().map((prefix) => `@prefix ${prefix}: <${prefixes[prefix]}> .\n`);
  return `${heads.join("")}\n${blocks.join("\n")}`;
}

function grouped(triples, at) {
  const found = new Map();
  for (const one of triples) {
    const key = one[at].value;
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(one);
  }
  return found;
}
