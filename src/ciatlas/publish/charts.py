"""Charts of the insights as SVG, in the reader's language: Altair makes the Vega-Lite, vl-convert draws it without a browser."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

import altair as alt
import vl_convert

from ciatlas.insights import Answer
from ciatlas.messages import _, speaking
from ciatlas.publish import chart_data, chart_kinds, look, network_picture, place_map, svg, world_map
from ciatlas.publish.chart_data import Series
from ciatlas.publish.place_map import Dot
from ciatlas.publish.sheet import Sheet
from ciatlas.publish.wording import number

_THREADS = 2
_VEGA_LITE = "v" + ".".join(alt.SCHEMA_VERSION.lstrip("v").split(".")[:2])
_CONFIG: dict[str, Any] = {
    # What Vega-Lite says of a chart is in English; the chart has its own title and description.
    "aria": False,
    "background": None,
    "font": f"{look.TEXT_FONT}, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelFontSize": chart_kinds.SIZE,
        "labelColor": look.INK,
        "labelLimit": 0,
        "gridColor": look.LINE,
        "domain": False,
        "ticks": False,
        "labelPadding": 8,
    },
    "text": {"fontSize": chart_kinds.SIZE, "fill": look.INK},
}


@dataclass(frozen=True, slots=True)
class Network:
    """Who is joined with whom. edges: pairs of IRIs. names: language -> IRI -> name, at least for network_picture.shown(edges)."""

    edges: Sequence[tuple[str, str]]
    names: Mapping[str, Mapping[str, str]]


def write(folder: Path, answers: Sequence[Answer], languages: Sequence[str], network: Network | None = None) -> dict[str, dict[str, str]]:
    """Draws each answer that wants a chart, in each language, into ``folder/<language>/<name>.svg``.

    Gives language -> name -> SVG text. ``world`` is the map of the first answer that counts by country, ``network`` the network.
    """
    drawn: dict[str, dict[str, str]] = {}
    for language in languages:
        place = folder / language
        place.mkdir(parents=True, exist_ok=True)
        drawn[language] = charts(answers, language, network)
        for name, text in drawn[language].items():
            (place / f"{name}.svg").write_text(text, encoding="utf-8", newline="\n")
    return drawn


def charts(answers: Sequence[Answer], language: str, network: Network | None = None) -> dict[str, str]:
    """The SVG of each answer that wants a chart, by the query's name, and of ``world`` and ``network``."""
    tasks: dict[str, Callable[[], str | None]] = {answer.file.name: partial(chart, answer, language) for answer in answers}
    counted = next((answer for answer in answers if world_map.counts(answer)), None)
    if counted is not None:
        tasks["world"] = partial(world, counted, language)
    if network is not None and network.edges:
        tasks["network"] = partial(picture, network, language)
    # vl-convert draws outside Python's lock, so one chart is drawn while the next is described.
    with ThreadPoolExecutor(_THREADS) as pool:
        drawn = zip(tasks, pool.map(lambda task: task(), tasks.values()), strict=True)
        return {name: text for name, text in drawn if text is not None}


def picture(network: Network, language: str) -> str:
    """The picture of a network that has at least one edge, as SVG text."""
    with speaking(language):
        sheet = Sheet()
        spec, title, description = network_picture.spec(network.edges, network.names.get(language, {}), sheet, language)
        return _draw(spec, sheet, title, description, language)


def chart(answer: Answer, language: str) -> str | None:
    """One answer's chart as SVG text; None where its header wants none or it has no rows."""
    with speaking(language):
        series = chart_data.read(answer, language)
        if series is None:
            return None
        sheet = Sheet()
        spec = chart_kinds.kind(series)(series, sheet, language)
        return _draw(spec, sheet, series.title, _describe(series, language), language)


def world(answer: Answer, language: str) -> str:
    """The map of an answer that counts by country (world_map.counts) as SVG text."""
    with speaking(language):
        sheet = Sheet()
        spec, title, description = world_map.spec(answer, sheet, language)
        return _draw(spec, sheet, title, description, language)


def places(dots: Sequence[Dot], countries: Collection[str], title: str, description: str, language: str) -> str:
    """Dots on a map of the world, with some countries (their codes) tinted, as SVG text. description: what the map shows, in words."""
    sheet = Sheet()
    return _draw(place_map.spec(dots, countries, sheet), sheet, title, description, language)


def _describe(series: Series, language: str) -> str:
    """What somebody who does not see the chart is told: what it is about, and its largest numbers."""
    first = sorted(series.places, key=lambda place: -series.total(place))[:3]
    told = "; ".join(_("{place}: {number}").format(place=place, number=number(series.total(place), language)) for place in first)
    return " ".join((series.description, _("Largest: {list}.").format(list=told), _("The table has all numbers.")))


def _draw(spec: dict[str, Any], sheet: Sheet, title: str, description: str, language: str) -> str:
    _register_fonts()
    drawn = vl_convert.vegalite_to_svg({**spec, "datasets": sheet.data, "config": _CONFIG}, vl_version=_VEGA_LITE)
    return svg.dress(drawn, sheet.texts, title, description, language)


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(look.FONTS))
