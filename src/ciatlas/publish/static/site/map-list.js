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

  // By place, else by region; those of which neither is known at the end.
  function contents(code, records) {
    const areas = new Map();
    for (const record of records) {
      const area = record.place ?? record.region ?? "";
      areas.set(area, [...(areas.get(area) ?? []), record]);
    }
    const nowhere = areas.get("");
    areas.delete("");
    const sorted = [...areas].sort(([one], [two]) => order(atlas.places[one].name, atlas.places[two].name));
    const link = code && element("p", {}, element("a", { href: href("country", code) }, fill(_("All about {name}"), { name: names.get(code) })));
    const made = sorted.flatMap(([id, there]) => [element("h4", {}, element("a", { href: href("place", id) }, text("bdi", atlas.places[id].name))), things(there)]);
    if (nowhere) made.push(...(sorted.length ? [text("h4", _("Region not known"))] : []), things(nowhere));
    return [...(link ? [link] : []), ...made];
  }

  function things(records) {
    return element("ul", { className: "things" }, ...records.map((record) => thingItem(atlas, record)));
  }

  return show;
}
