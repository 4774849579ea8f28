// The text of a SPARQL query, read without evaluating it: its form, the prefixes that it needs, whom it calls, where it cannot be right.

// IRIREF, the four kinds of string, and comments (SPARQL 1.1, 19.8): what stands in them is no word of the query.
const OPAQUE = /<[^<>"{}|^`\\\x00-\x20]*>|'''(?:[^'\\]|\\[^]|'(?!''))*'''|"""(?:[^"\\]|\\[^]|"(?!""))*"""|'(?:[^'\\\r\n]|\\.)*'|"(?:[^"\\\r\n]|\\.)*"|#[^\r\n]*/g;
const DECLARATION = /\b(?:PREFIX\s+([^\s:]*):|BASE\b)/gi;
const PREFIXED = /(?<![\p{L}\p{N}_:.?$-])(\p{L}(?:[\p{L}\p{N}_.-]*[\p{L}\p{N}_-])?):/gu;
const UPDATES = new Set("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split(" "));
const FORMS = new Set(["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]);
const PAIRS = { ")": "(", "]": "[", "}": "{" };

// The words of SPARQL 1.1 (19.8) that stand alone in a query, for completion too.
export const KEYWORDS = (
  "BASE PREFIX SELECT DISTINCT REDUCED AS CONSTRUCT DESCRIBE ASK FROM NAMED WHERE ORDER BY ASC DESC GROUP HAVING LIMIT OFFSET VALUES UNDEF OPTIONAL " +
  "GRAPH SERVICE SILENT BIND MINUS UNION FILTER EXISTS NOT IN"
).split(" ");
export const FUNCTIONS = (
  "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR STR LANG LANGMATCHES DATATYPE BOUND IRI URI BNODE RAND ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE " +
  "LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 " +
  "SHA256 SHA384 SHA512 COALESCE IF STRLANG STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL ISNUMERIC REGEX SUBSTR REPLACE"
).split(" ");
const KNOWN = new Set([...KEYWORDS, ...FUNCTIONS, "A", "TRUE", "FALSE"]);

// The query with blanks in place of whatever is opaque; places stay the same.
function words(query) {
  return query.replace(OPAQUE, (text) => text.replace(/[^\n]/g, " "));
}

// The first word after the prologue in capitals: SELECT, ASK, CONSTRUCT, DESCRIBE, or what stands there instead; empty when nothing does.
export function form(query) {
  return words(query).replace(DECLARATION, " ").match(/[A-Za-z]+/)?.[0].toUpperCase() ?? "";
}

// A line of declarations for those of `prefixes` that the query uses and does not declare; empty when it needs none.
export function prologue(query, prefixes) {
  const bare = words(query);
  const declared = new Set([...bare.matchAll(DECLARATION)].map((match) => match[1]));
  const used = new Set([...bare.replace(DECLARATION, " ").matchAll(PREFIXED)].map((match) => match[1]));
  const needed = [...used].filter((prefix) => !declared.has(prefix) && Object.hasOwn(prefixes, prefix)).sort();
  return needed.map((prefix) => `PREFIX ${prefix}: <${prefixes[prefix]}>`).join("\n");
}

// Where the query's first word stands that says its form, as {from, to}.
export function formPlace(query) {
  return place(words(query), new RegExp(`\\b${form(query)}\\b`, "i"));
}

// Where the query sends a part of itself to another server, as {from, to}; null when it does not.
export function service(query) {
  const found = /(?<![\p{L}\p{N}_:.?$-])SERVICE(?![\p{L}\p{N}_:-])/iu.exec(words(query));
  return found && { from: found.index, to: found.index + found[0].length };
}

// What is surely wrong in a query that was refused, as {kind, from, to, word}; null when only the engine knows.
// kind: "empty", "update", "quote" (that nothing ends), "prefix" (used and declared nowhere), "word" (none of SPARQL's),
// "bracket" (that nothing closes or opens).
export function fault(query, prefixes) {
  const bare = words(query);
  if (!bare.trim()) return { kind: "empty", from: 0, to: 0, word: "" };
  const first = form(query);
  if (UPDATES.has(first)) return { kind: "update", ...place(bare, new RegExp(`\\b${first}\\b`, "i")), word: first };
  const quote = /["']/.exec(bare);
  if (quote) return { kind: "quote", from: quote.index, to: quote.index + 1, word: quote[0] };
  return strayWord(bare, first) ?? unknownPrefix(bare, prefixes) ?? strayBracket(bare);
}

function place(text, pattern) {
  const found = pattern.exec(text);
  return { from: found.index, to: found.index + found[0].length };
}

function strayWord(bare, first) {
  for (const match of bare.matchAll(/(?<![\p{L}\p{N}_:.?$@%^\\-])[A-Za-z][\w]*(?![\w:.-]*:)/gu)) {
    const word = match[0].toUpperCase();
    if (!KNOWN.has(word) && !FORMS.has(word)) return { kind: "word", from: match.index, to: match.index + match[0].length, word: match[0] };
  }
  return first && !FORMS.has(first) ? { kind: "word", ...place(bare, new RegExp(`\\b${first}\\b`, "i")), word: first } : null;
}

function unknownPrefix(bare, prefixes) {
  const declared = new Set([...bare.matchAll(DECLARATION)].map((match) => match[1]));
  const without = bare.replace(DECLARATION, (text) => " ".repeat(text.length));
  for (const match of without.matchAll(PREFIXED)) {
    if (!declared.has(match[1]) && !Object.hasOwn(prefixes, match[1])) {
      return { kind: "prefix", from: match.index, to: match.index + match[0].length, word: match[1] };
    }
  }
  return null;
}

function strayBracket(bare) {
  const open = [];
  for (const { 0: bracket, index } of bare.matchAll(/[()[\]{}]/g)) {
    if (!(bracket in PAIRS)) open.push([bracket, index]);
    else if (open.pop()?.[0] !== PAIRS[bracket]) return { kind: "bracket", from: index, to: index + 1, word: bracket };
  }
  if (!open.length) return null;
  const [word, from] = open.at(-1);
  return { kind: "bracket", from, to: from + 1, word };
}

// The place in a text of a line and a column that count from one.
export function offset(text, line, column) {
  const lines = text.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  return Math.min(before + column - 1, text.length);
}

// The line and the column, from one, of a place in a text.
export function position(text, at) {
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: before.at(-1).length + 1 };
}
