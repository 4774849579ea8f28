// The editor: CodeMirror in a shadow root, whose styles are adopted sheets, so that the page needs no inline style. A plain text field takes
// its place where that fails; both are used through the same few functions.

import { _ } from "./messages.js";
import { complete } from "./sparql-completion.js";

// Makes an editor out of the page's text field, which stays the plain alternative. onChange: called after each change. onRun: Ctrl+Enter.
// onLeave: Escape. Resolves to {get(), set(text), focus(), mark(from, to, message), clear()}.
export async function editor(field, { vocabulary, onChange, onRun, onLeave }) {
  field.addEventListener("input", onChange);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) onRun();
    else if (event.key === "Escape") onLeave();
    else return;
    event.preventDefault();
  });
  try {
    return await rich(field, { vocabulary, onChange, onRun, onLeave });
  } catch (error) {
    console.warn(error);
    return plain(field);
  }
}

function plain(field) {
  return {
    get: () => field.value,
    set: (text) => { field.value = text; },
    focus: () => field.focus(),
    mark(from, to) {
      field.focus();
      field.setSelectionRange(from, to);
      field.setAttribute("aria-invalid", "true");
    },
    clear: () => field.removeAttribute("aria-invalid"),
  };
}

async function rich(field, { vocabulary, onChange, onRun, onLeave }) {
  const host = document.createElement("div");
  host.className = "editor";
  const shadow = host.attachShadow({ mode: "open" });
  if (!shadow.adoptedStyleSheets) throw new Error("no adopted style sheets");
  const cm = await import("./lib/codemirror.js");
  const { EditorView, EditorState, keymap } = cm;
  const leave = () => {
    onLeave();
    return true;
  };
  const extensions = [
    cm.lineNumbers(),
    cm.highlightSpecialChars(),
    cm.history(),
    cm.drawSelection(),
    cm.bracketMatching(),
    cm.closeBrackets(),
    cm.indentOnInput(),
    cm.highlightActiveLine(),
    cm.StreamLanguage.define(cm.sparql),
    cm.syntaxHighlighting(colours(cm)),
    cm.autocompletion({ override: [complete(vocabulary)], maxRenderedOptions: 60, icons: false }),
    cm.lintMarks,
    look(cm),
    EditorView.lineWrapping,
    EditorState.phrases.of(phrases()),
    EditorView.contentAttributes.of(attributes()),
    cm.Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (onRun(), true) }])),
    // Tab goes on to the next control, as everywhere on the web; completions are taken by Enter.
    keymap.of([...cm.closeBracketsKeymap, ...cm.completionKeymap, ...cm.historyKeymap]),
    keymap.of([{ key: "Mod-/", run: cm.toggleComment }, { key: "Escape", run: leave }, ...cm.defaultKeymap]),
    EditorView.domEventHandlers({ beforeinput: (event, view) => typeOver(cm, event, view) }),
    EditorView.updateListener.of((update) => update.docChanged && onChange()),
  ];
  const view = new EditorView({ state: EditorState.create({ doc: field.value, extensions }), parent: shadow, root: shadow });
  field.before(host);
  field.hidden = true;
  document.querySelector(`label[for="${field.id}"]`)?.addEventListener("click", () => view.focus());
  const clear = () => view.dispatch(cm.setDiagnostics(view.state, []));
  return {
    get: () => view.state.doc.toString(),
    set(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true });
      clear();
    },
    focus: () => view.focus(),
    mark(from, to, message) {
      const length = view.state.doc.length;
      const start = Math.min(from, Math.max(length - 1, 0));
      const diagnostic = { from: start, to: Math.min(Math.max(to, start + 1), length), severity: "error", message };
      view.dispatch(cm.setDiagnostics(view.state, [diagnostic]), { selection: { anchor: start }, scrollIntoView: true });
    },
    clear,
  };
}

// Left to itself, Chromium writes inline styles where text takes the place of some that was chosen; the page's policy forbids these.
function typeOver({ EditorView }, event, view) {
  const { from, to, empty } = view.state.selection.main;
  if (event.inputType !== "insertText" || !event.data || empty || event.isComposing) return false;
  const insert = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  if (!view.state.facet(EditorView.inputHandler).some((handle) => handle(view, from, to, event.data, insert))) view.dispatch(insert());
  event.preventDefault();
  return true;
}

// Colours that follow the page's by day and by night: custom properties reach into the shadow root.
function colours({ HighlightStyle, tags }) {
  return HighlightStyle.define([
    { tag: tags.keyword, color: "var(--accent)", fontWeight: "600" },
    { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
    { tag: [tags.string, tags.special(tags.string)], color: "var(--series-2)" },
    { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--query-variable)" },
    { tag: [tags.atom, tags.link, tags.url, tags.labelName], color: "var(--query-name)" },
    { tag: [tags.number, tags.bool], color: "var(--series-2)" },
    { tag: tags.invalid, textDecoration: "underline" },
  ]);
}

function look({ EditorView }) {
  return EditorView.theme({
    "&": { fontSize: ".92rem", color: "var(--ink)", backgroundColor: "var(--card)", direction: "ltr", textAlign: "left" },
    "&.cm-focused": { outline: "none" },
    ".cm-scroller": { fontFamily: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, monospace', lineHeight: "1.55", minHeight: "14rem", maxHeight: "32rem" },
    ".cm-content": { caretColor: "var(--ink)", padding: ".6rem 0" },
    ".cm-cursor": { borderLeftColor: "var(--ink)" },
    ".cm-gutters": { backgroundColor: "var(--card)", color: "var(--soft)", border: "0" },
    ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "color-mix(in srgb, var(--ink) 5%, transparent)" },
    "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "color-mix(in srgb, var(--accent) 26%, transparent)" },
    "&.cm-focused .cm-matchingBracket": { backgroundColor: "color-mix(in srgb, var(--series-2) 28%, transparent)" },
    ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--line)", borderRadius: ".35rem", overflow: "hidden", boxShadow: "0 .4rem 1.2rem rgb(0 0 0 / .18)" },
    ".cm-tooltip-autocomplete > ul": { fontFamily: "inherit", maxHeight: "16rem" },
    ".cm-tooltip-autocomplete > ul > li": { padding: ".2rem .6rem" },
    ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--paper)" },
    ".cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail": { color: "inherit" },
    ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal", unicodeBidi: "isolate" },
    ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
    ".cm-completionInfo": { padding: ".5rem .75rem", maxWidth: "22rem", unicodeBidi: "plaintext", textAlign: "start" },
    ".cm-diagnostic": { padding: ".4rem .7rem", unicodeBidi: "plaintext" },
  });
}

function attributes() {
  const described = document.getElementById("keys").textContent;
  return { "aria-label": _("Query (SPARQL)"), "aria-description": described, dir: "ltr", tabindex: "0", spellcheck: "false", translate: "no" };
}

function phrases() {
  return { Completions: _("Completions"), "Control character": _("Control character"), Diagnostics: _("Faults") };
}
