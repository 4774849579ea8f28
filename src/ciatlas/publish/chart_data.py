"""What a chart shows: an answer's rows cut to what the eye takes in, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, count

from ciatlas import insights
from ciatlas.insights import Answer
from ciatlas.messages import _
from ciatlas.publish import look
from ciatlas.publish.wording import plain

# So many bars can be read on a slide; the table below the chart has all rows.
BARS = 12

# Place, series -> number.
Values = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers by place (``x``) and series (``colour``), in the order of the answer.

    title: what the chart says it is. places, series: labels in their order; series is empty when there is only one.
    values: place, series ("" for the only one) -> number. axis: the titles of the places and of the numbers.
    left_out: how many places of the answer are not shown.
    """

    title: str
    description: str
    kind: str
    places: tuple[str, ...]
    series: tuple[str, ...]
    values: Values
    axis: tuple[str, str]
    years: bool
    left_out: int

    def total(self, place: str) -> float:
        """The sum of a place's series."""
        return sum(self.values.get((place, one), 0) for one in self.series or ("",))


def read(answer: Answer, language: str) -> Series | None:
    """The numbers of an answer's chart in one language; None where its header wants no chart or there is nothing to draw."""
    wanted = answer.file.header.get("chart") or {}
    kind = wanted.get("kind", "none")
    if answer.fault or kind == "none" or not answer.rows:
        return None
    x, y, colour = wanted["x"], wanted["y"], wanted.get("colour")
    place_at, number_at = answer.columns.index(x), answer.columns.index(y)
    series_at = answer.columns.index(colour) if colour in answer.columns else None
    names = _Names(answer, language)
    values: Values = {}
    for row in answer.rows:
        figure = insights.number(row[number_at])
        if figure is None or row[place_at] is None:
            continue
        key = (names.of(row[place_at]), "" if series_at is None else names.of(row[series_at]))
        values[key] = values.get(key, 0) + float(figure)
    if not values:
        return None
    years = all(name.isdigit() and len(name) == 4 for name, _series in values)
    places, series, values = _years(values) if years else _places(values, names, several=series_at is not None)
    places, left_out = (places, 0) if years else (places[:BARS], max(0, len(places) - BARS))
    titles = [insights.column_titles(answer.file, column, (language,))[language] for column in (x, y)]
    return Series(
        title=plain(answer.file.texts("title", (language,))[language]),
        description=plain(answer.file.texts("description", (language,))[language]),
        kind=kind,
        places=places,
        series=series if series_at is not None else (),
        values=values,
        axis=(plain(titles[0]), plain(titles[1])),
        years=years,
        left_out=left_out,
    )


class _Names:
    """The labels of an answer's values; two things of one name stay two."""

    def __init__(self, answer: Answer, language: str) -> None:
        self.answer, self.language = answer, language
        self.known: dict[tuple[str, bool], str] = {}
        self.taken: set[str] = set()

    def of(self, value: insights.Value | None) -> str:
        if value is None:
            return _("unknown")
        key = (value.text, value.iri)
        if key not in self.known:
            name = plain(insights.shown(self.answer, value, self.language)) or "–"
            free = next(one for one in chain([name], (f"{name} ({times})" for times in count(2))) if one not in self.taken)
            self.taken.add(free)
            self.known[key] = free
        return self.known[key]


def _places(values: Values, names: _Names, several: bool) -> tuple[tuple[str, ...], tuple[str, ...], Values]:
    """Places in the query's order; where each has several rows, in which an order by number is not to be had, the greatest first.

    Series are in the order of their IRIs, so that the same ones have the same colours in each chart.
    """
    places = list(dict.fromkeys(place for place, _series in values))
    if several and not all(place.isdigit() for place in places):
        sums = dict.fromkeys(places, 0.0)
        for (place, _series), value in values.items():
            sums[place] += value
        places.sort(key=lambda place: -sums[place])
    keys = {name: text for (text, _iri), name in names.known.items()}
    series = sorted(dict.fromkeys(series for _place, series in values), key=lambda name: keys.get(name, name))
    return tuple(places), tuple(series), values


def _years(values: Values) -> tuple[tuple[str, ...], tuple[str, ...], Values]:
    """Years one after another: a year without a row counts nothing. Series beyond the colours are told together."""
    found = sorted(int(year) for year, _series in values)
    years = tuple(str(year) for year in range(found[0], found[-1] + 1))
    sums: dict[str, float] = {}
    for (_year, series), value in values.items():
        sums[series] = sums.get(series, 0) + value
    order: Sequence[str] = sorted(sums, key=lambda series: (-sums[series], series))
    if len(order) > len(look.SERIES):
        others = _("all others")
        few = order[: len(look.SERIES) - 1]
        folded: Values = {}
        for (year, series), value in values.items():
            key = (year, series if series in few else others)
            folded[key] = folded.get(key, 0) + value
        order, values = [*few, others], folded
    filled = {(year, series): values.get((year, series), 0) for year in years for series in order}
    return years, tuple(order), filled
