// The answer as programs read it, to look at and to save.

import { _, fill, number } from "./messages.js";
import { element } from "./sparql-element.js";

const SHOWN = 200000;

export const ROWS = [
  { name: "CSV", media: "text/csv", ending: "csv" },
  { name: "TSV", media: "text/tab-separated-values", ending: "tsv" },
  { name: "JSON", media: "application/sparql-results+json", ending: "srj" },
  { name: "XML", media: "application/sparql-results+xml", ending: "srx" },
];
export const STATEMENTS = [
  { name: "Turtle", media: "text/turtle", ending: "ttl" },
  { name: "N-Triples", media: "application/n-triples", ending: "nt" },
  { name: "RDF/XML", media: "application/rdf+xml", ending: "rdf" },
];

// Buttons that save the whole answer. read: takes a media type, resolves to the text. failed: told of an Error.
export function saving(forms, read, failed) {
  return forms.map(({ name, media, ending }) => {
    const button = element("button", { type: "button" }, name);
    button.dataset.save = ending;
    button.ariaLabel = fill(_("Save as {form}"), { form: name });
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        save(await read(media), media, `query.${ending}`);
      } catch (error) {
        failed(error);
      }
      button.disabled = false;
    });
    return button;
  });
}

// Puts the text of the answer, in a form to choose, into `box`.
export function raw(box, forms, read, failed) {
  const text = element("pre", { tabIndex: 0 });
  const cut = element("p", { className: "small soft" });
  const select = element("select", {}, ...forms.map(({ name, media }) => element("option", { value: media }, name)));
  const show = async () => {
    try {
      const whole = await read(select.value);
      text.textContent = whole.slice(0, SHOWN);
      cut.textContent = whole.length > SHOWN ? fill(_("The first {n} characters. Save the file to have all."), { n: number(SHOWN) }) : "";
    } catch (error) {
      failed(error);
    }
  };
  select.addEventListener("change", show);
  box.replaceChildren(element("p", { className: "choices" }, element("label", {}, _("Form"), " ", select)), text, cut);
  return show();
}

function save(text, media, name) {
  const link = element("a", { href: URL.createObjectURL(new Blob([text], { type: media })), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
