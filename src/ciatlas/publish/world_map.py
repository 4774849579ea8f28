"""The countries on a map of the world, the more the darker, with the number of those that have many."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import altair as alt

from ciatlas import insights
from ciatlas.insights import Answer
from ciatlas.messages import _
from ciatlas.publish import look
from ciatlas.publish.chart_kinds import SIZE, WIDTH, Sides, layered, legend
from ciatlas.publish.sheet import Sheet
from ciatlas.publish.wording import number, plain

SHAPES = Path(__file__).parent / "static" / "shapes"
_CODE_IN_IRI = "/country/"
# The upper bounds of the classes but the last: counts of organisations spread over orders of magnitude.
_BOUNDS = (2, 9, 29, 99)
# Square degrees of a country whose number has room inside.
_WIDE = 150


def counts(answer: Answer) -> bool:
    """Whether the answer has one number for each country, and countries named by IRIs that end in their codes."""
    wanted = answer.file.header.get("chart") or {}
    if answer.fault or not answer.rows or wanted.get("kind") != "bar" or "colour" in wanted:
        return False
    at = answer.columns.index(wanted["x"])
    return all((value := row[at]) is not None and value.iri and _CODE_IN_IRI in value.text for row in answer.rows)


def spec(answer: Answer, sheet: Sheet, language: str) -> tuple[dict[str, Any], str, str]:
    """The map of an answer that counts by country: its Vega-Lite, its title and its description."""
    wanted = answer.file.header["chart"]
    country_at, number_at = answer.columns.index(wanted["x"]), answer.columns.index(wanted["y"])
    figures: dict[str, float] = {}
    names: dict[str, str] = {}
    for row in answer.rows:
        country, figure = row[country_at], insights.number(row[number_at])
        if country is not None and figure is not None:
            code = country.text.rpartition("/")[2]
            figures[code] = float(figure)
            names[code] = plain(insights.shown(answer, country, language))
    title = plain(answer.file.texts("title", (language,))[language])
    first = sorted(figures, key=lambda code: (-figures[code], code))[:5]
    told = "; ".join(_("{place}: {number}").format(place=names[code], number=number(figures[code], language)) for code in first)
    description = " ".join((_("A map of the world; the more, the darker the country."), _("Largest: {list}.").format(list=told)))
    return _spec(figures, sheet, language), title, description


@cache
def outlines() -> tuple[dict[str, Any], dict[str, list[float]]]:
    """The outlines of countries (TopoJSON), and where each is: code -> longitude, latitude, square degrees."""
    topology = json.loads((SHAPES / "countries.topojson").read_text(encoding="utf-8"))
    return topology, json.loads((SHAPES / "points.json").read_text(encoding="utf-8"))


def fill(figure: float) -> str:
    """The colour of a country that has so many."""
    return look.STEPS[sum(figure > bound for bound in _BOUNDS)]


def _spec(figures: Mapping[str, float], sheet: Sheet, language: str) -> dict[str, Any]:
    topology, points = outlines()
    drawn = {one.get("id") for one in topology["objects"]["countries"]["geometries"]}
    height = round(WIDTH * 0.47)
    found = json.dumps({code: fill(figure) for code, figure in sorted(figures.items())})
    land = alt.Chart(alt.NamedData(name="countries")).mark_geoshape(clip=False, stroke=look.PAPER, strokeWidth=0.6)
    shapes = land.transform_calculate(fill=f"{found}[datum.id] || '{look.LAND}'").encode(fill=alt.Fill("fill:N", scale=None))
    layers: list[alt.Chart] = [shapes]
    where = {"longitude": alt.Longitude("longitude:Q"), "latitude": alt.Latitude("latitude:Q")}
    known = [(code, figure, *points[code]) for code, figure in sorted(figures.items()) if code in points]
    # Countries too small for their shape at this scale.
    small = [{"longitude": x, "latitude": y, "fill": fill(figure)} for code, figure, x, y, _area in known if code not in drawn]
    if small:
        circles = alt.Chart(sheet.rows(small)).mark_circle(clip=False, size=60, opacity=1, stroke=look.INK, strokeWidth=0.8)
        layers.append(circles.encode(fill=alt.Fill("fill:N", scale=None), **where))
    for shift, labels in _labels(known, sheet, language).items():
        text = alt.Chart(sheet.rows(labels)).mark_text(clip=False, fontSize=SIZE - 2, fontWeight=600, dx=shift)
        layers.append(text.encode(text=alt.Text("text:N"), fill=alt.Fill("on:N", scale=None), **where))
    projected = alt.layer(*layers).project("naturalEarth1", scale=WIDTH / 5.6, translate=[WIDTH / 2, height * 0.56])
    drawing = layered([projected, *_classes(sheet, language, height)], (WIDTH, height), {"left": 0, "right": 0, "top": 0, "bottom": 0})
    # Altair would copy the shapes at each step.
    drawing["layer"][0]["layer"][0]["data"] = {"values": topology, "format": {"type": "topojson", "feature": "countries"}}
    return drawing


def _labels(known: Sequence[tuple[str, float, float, float, float]], sheet: Sheet, language: str) -> dict[int, list[dict[str, object]]]:
    """The numbers of the countries that have many, by how many pixels they are moved aside: a small country's number stands beside it.

    The greater come first; a number that has room on neither side is left to the table.
    """
    taken: list[tuple[float, float]] = []
    labels: dict[int, list[dict[str, object]]] = {}
    for _code, figure, longitude, latitude, area in sorted(known, key=lambda one: (-one[1], one[0])):
        inside = area > _WIDE
        # West of most small countries is the sea; of the middle and the north of Europe it is to the east.
        sides = (18, -18) if longitude > 5 and latitude > 45 else (-18, 18)
        for shift in (0,) if inside else sides:
            at = (longitude * WIDTH / 360 + shift, latitude * WIDTH / 360)
            if figure > _BOUNDS[1] and all(abs(at[0] - x) > 26 or abs(at[1] - y) > 13 for x, y in taken):
                taken.append(at)
                on = look.text_on(fill(figure)) if inside else look.INK
                text = sheet.text(number(figure, language))
                labels.setdefault(shift, []).append({"longitude": longitude, "latitude": latitude, "text": text, "on": on})
                break
    return labels


def _classes(sheet: Sheet, language: str, height: float) -> list[alt.Chart]:
    """What the colours mean, below at the left, where the map is empty."""
    starts = [1, *(bound + 1 for bound in _BOUNDS)]
    texts = [f"{start}–{end}" for start, end in zip(starts, _BOUNDS)] + [_("{number} and more").format(number=starts[-1])]
    entries = [
        (text, look.STEPS[index], "square", height - 20 - 24.0 * (len(texts) - 1 - index)) for index, text in enumerate(texts)
    ]
    sides = Sides(language)
    return legend(sheet, entries, sides, 130 if sides.rtl else 14, 120)
