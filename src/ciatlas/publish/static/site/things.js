// A thing in one line for lists and popups: its name that leads to its page, and what is known of it in short.

import { href } from "./atlas.js";
import { element, text } from "./filter-parts.js";
import { _, fill, language } from "./messages.js";

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur", "yi"]);
const KIND = { organization: () => _("Organisation"), initiative: () => _("Initiative"), event: () => _("Event"), publication: () => _("Publication") };

// A name that turns nothing around it and says its language where that is not the page's.
export function nameOf(record) {
  const made = text("bdi", record.name);
  if (record.lang) Object.assign(made, { lang: record.lang, dir: RIGHT_TO_LEFT.has(record.lang) ? "rtl" : "ltr" });
  return made;
}

// When a thing began or took place, in words; nothing when it is not known.
export function when(record) {
  if (record.year === undefined) return "";
  if (record.kind === "organization") {
    return fill(record.yearOf === "field" ? _("in the field since {year}") : _("founded {year}"), { year: record.year });
  }
  if (record.kind === "event" && record.date) return day(record.date);
  if (record.end !== undefined && record.end !== record.year) return fill(_("{from}–{to}"), { from: record.year, to: record.end });
  return record.kind === "initiative" && record.end === undefined ? fill(_("since {year}"), { year: record.year }) : String(record.year);
}

// A date as precisely as it is known: "2015-04", say, is a month.
function day(iso) {
  const [year, month, date] = iso.split("-").map(Number);
  if (!month) return String(year);
  const form = { year: "numeric", month: "long", timeZone: "UTC", ...(date && { day: "numeric" }) };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, form).format(Date.UTC(year, month - 1, date || 1));
}

// The name of a concept of a scheme; the value itself when the atlas does not know it.
export function concept(atlas, scheme, value) {
  return atlas.schemes[scheme]?.concepts.find(([one]) => one === value)?.[1] ?? value;
}

// A thing as a list item. first: what is to stand before the name, such as a coloured mark.
export function thingItem(atlas, record, first) {
  const link = element("a", { href: href(record.kind, record.id) }, nameOf(record));
  const roles = (record.roles ?? []).map((role) => concept(atlas, "role", role)).join(", ");
  const facts = [KIND[record.kind](), when(record), roles].filter(Boolean);
  const line = element("span", { className: "thing-facts" });
  facts.forEach((fact, at) => line.append(at ? " · " : "", text("bdi", fact)));
  return element("li", { className: "thing" }, ...(first ? [first] : []), link, line);
}
