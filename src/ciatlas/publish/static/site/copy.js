// A button beside each piece of code that copies it.

import { _ } from "./messages.js";

for (const code of document.querySelectorAll("pre[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = _("Copy");
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = _("Copied");
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = _("Chosen; press Ctrl+C");
    }
    setTimeout(() => { button.textContent = _("Copy"); }, 2500);
  });
  const frame = document.createElement("div");
  frame.className = "code";
  code.before(frame);
  frame.append(code, button);
}
