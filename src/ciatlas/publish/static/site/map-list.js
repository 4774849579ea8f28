// The map as a list: the same things by country and place, for who does not use the map, and what stands at no point of it.

import { href } from "./atlas.js";
import { element, text } from "./filter-parts.js";
import { byCountry } from "./map-countries.js";
import { located } from "./map-points.js";
import { _, fill, language, number } from "./messages.js";
import { thingItem } from "./things.js";

// Up to so many are laid open at once.
const FEW = 30;

// Takes two elements. Gives show(records), which lists those at a point of the map in the first, the others in the second.
export function mapList(atlas, onMap, offMap) {
  const opened = new Set();
  const names = new Map(atlas.countries.map(([code, name]) => [code, name]));
  const order = new Intl.Collator(language).compare;

  function show(records) {
    const few = records.length <= FEW;
    fillWith(onMap, "on", records.filter((record) => located(atlas, record)), few);
    fillWith(offMap, "off", records.filter((record) => !located(atlas, record)), few);
  }

  function fillWith(target, part, records, few) {
    const groups = [...byCountry(records)].sort(([one, some], [two, more]) => more.length - some.length || order(names.get(one), names.get(two)));
    const nowhere = records.filter(({ country }) => country === undefined);
    if (nowhere.length) groups.push(["", nowhere]);
    target.replaceChildren(...groups.map(([code, there]) => group(`${part} ${code}`, code, there, few)));
    if (!records.length) target.append(text("p", _("Nothing that is shown."), "soft"));
  }

  // A country that opens; what is in it is made when it does.
  function group(key, code, records, few) {
    const words = code ? names.get(code) : _("Country not known");
    const made = element("details", {}, element("summary", {}, text("bdi", words), text("span", number(records.length), "count")));
    const build = () => {
      if (made.open && made.children.length === 1) made.append(...contents(code, records));
    };
    made.open = few || opened.has(key);
    build();
    made.addEventListener("toggle", () => {
      build();
      if (made.open) opened.add(key);
      else opened.delete(key);
    });
    return made;
  }

  function contents(code, records) {
    const places = new Map();
    for (const record of records) places.set(record.place ?? "", [...(places.get(record.place ?? "") ?? []), record]);
    const sorted = [...places].sort(([one], [two]) => order(atlas.places[one]?.name ?? "", atlas.places[two]?.name ?? ""));
    const link = code && element("p", {}, element("a", { href: href("country", code) }, fill(_("All about {name}"), { name: names.get(code) })));
    return [...(link ? [link] : []), ...sorted.flatMap(([id, there]) => place(id, there))];
  }

  function place(id, records) {
    const list = element("ul", { className: "things" }, ...records.map((record) => thingItem(atlas, record)));
    return id ? [element("h4", {}, element("a", { href: href("place", id) }, text("bdi", atlas.places[id].name))), list] : [list];
  }

  return show;
}
