// On pages that only lead on: goes to the page in the reader's language. Without scripts the links there do the same.
//
// The page has `<ul data-languages>` with a link for each language, `<a hreflang="…">`; the first is for readers of none of them.

// Browsers and systems of old say some languages by codes that have since been replaced.
const REPLACED = { iw: "he", in: "id", ji: "yi" };

const links = [...document.querySelectorAll("[data-languages] a[hreflang]")];

function wanted(tags) {
  for (const tag of tags) {
    const [primary] = tag.toLowerCase().split("-");
    const language = REPLACED[primary] ?? primary;
    const link = links.find((one) => one.hreflang.toLowerCase() === tag.toLowerCase()) ?? links.find((one) => one.hreflang.toLowerCase() === language);
    if (link) return link;
  }
  return links[0];
}

const link = wanted(navigator.languages ?? [navigator.language]);
// What was asked and the place in the page go along; the reader's way back does not end here again.
if (link) location.replace(link.href + location.search + location.hash);
