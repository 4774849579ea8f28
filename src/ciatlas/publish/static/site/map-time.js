// The time line of the map: a slider over the years and a way to play them, so that one sees what was there by each year.

import { calm } from "./base-map.js";
import { matches } from "./filters.js";
import { _, fill, ngettext, number } from "./messages.js";

const STEP_MS = 900;
const WAIT_MS = 120;
// The line begins at the year by which this part of what is dated was there: some organisations are centuries old.
const BEFORE = 0.2;

// Puts the time line into an element that has a button, a range and an output. filters: as mountFilters gives it.
// Gives show(state), to be called at each change. The line's end means all years, and what has no known year too.
export function timeLine(target, filters) {
  const [play, range, output, bars] = ["button", "input", "output", ".growth"].map((one) => target.querySelector(one));
  const years = filters.all.map((record) => record.year).filter((year) => year !== undefined).sort((one, two) => one - two);
  const first = years[Math.floor(years.length * BEFORE)];
  const last = years.at(-1);
  if (first === undefined || first === last) {
    target.hidden = true;
    return () => {};
  }
  Object.assign(range, { min: first, max: last + 1, step: 1 });
  for (let year = first; year <= last; year += 1) bars.append(document.createElement("span"));
  bars.style.setProperty("--slots", last - first + 2);
  let playing = null;
  let waiting;

  range.addEventListener("input", () => {
    stop();
    clearTimeout(waiting);
    say();
    waiting = setTimeout(() => filters.set({ to: chosen() }), WAIT_MS);
  });
  play.addEventListener("click", () => {
    if (playing) return stop();
    go();
    // Who wants no motion goes on a year by each press.
    if (!calm() && filters.state.to < last) playing = setInterval(go, STEP_MS);
    name();
  });
  name();

  function go() {
    const to = filters.state.to ?? last;
    filters.set({ to: to < first || to >= last ? first : to + 1 });
    if (filters.state.to >= last) stop();
  }

  function stop() {
    clearInterval(playing);
    playing = null;
    name();
  }

  function name() {
    play.textContent = playing ? _("Pause") : calm() ? _("Next year") : _("Play the years");
  }

  function chosen() {
    return range.valueAsNumber > last ? null : range.valueAsNumber;
  }

  function say() {
    const year = chosen();
    const words = year === null ? _("All years, and what has no known year") : fill(_("Up to {year}"), { year });
    range.setAttribute("aria-valuetext", words);
    output.textContent = words;
  }

  return function show(state) {
    const to = state.to === null ? last + 1 : Math.min(last, Math.max(first, state.to));
    if (document.activeElement !== range || range.valueAsNumber !== to) range.value = to;
    say();
    const dated = filters.all.filter((record) => record.year >= (state.from ?? 0) && matches(record, state, "years"));
    [...bars.children].forEach((bar, at) => {
      const year = first + at;
      const count = dated.filter((record) => record.year <= year).length;
      bar.style.blockSize = `${(100 * count) / Math.max(1, dated.length)}%`;
      bar.classList.toggle("reached", year <= to);
      bar.title = fill(ngettext("{year}: {n} thing", "{year}: {n} things", count), { year, n: number(count) });
    });
  };
}
