// The marks of @codemirror/lint are data: images, which the site's content security policy forbids; these are drawn by CSS.
import { EditorView } from "@codemirror/view";

const COLOURS = { error: "#c5221f", warning: "#b06000", info: "#5f6368", hint: "#1a73e8" };

function marks(severity, colour) {
  return {
    [`.cm-lintRange-${severity}`]: {
      backgroundImage: "none",
      textDecoration: `underline wavy ${colour}`,
      textDecorationSkipInk: "none",
    },
    [`.cm-lint-marker-${severity}`]: { content: "normal", borderRadius: "50%", backgroundColor: colour },
  };
}

/** An extension to give to each editor that shows diagnostics. */
export const lintMarks = EditorView.theme(
  Object.assign({}, ...Object.entries(COLOURS).map(([severity, colour]) => marks(severity, colour))),
);
