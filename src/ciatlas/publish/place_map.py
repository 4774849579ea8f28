"""Places on a map of the world: the countries that have something are tinted, and each place is a dot, the larger the more is there."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from ciatlas.publish import look
from ciatlas.publish.chart_kinds import WIDTH, layered
from ciatlas.publish.sheet import Sheet
from ciatlas.publish.world_map import outlines

# Square pixels of a dot that stands for one thing.
_ONE = 14


@dataclass(frozen=True, slots=True)
class Dot:
    """So many things at a place."""

    longitude: float
    latitude: float
    number: int


def spec(dots: Sequence[Dot], countries: Collection[str], sheet: Sheet) -> dict[str, Any]:
    """The map as Vega-Lite. Large dots come first, so that none hides a smaller one. countries: the codes of those to tint."""
    topology = outlines()[0]
    height = round(WIDTH * 0.45)
    tinted = json.dumps({code: look.STEPS[0] for code in sorted(countries)})
    land = alt.Chart(alt.NamedData(name="countries")).mark_geoshape(clip=False, stroke=look.PAPER, strokeWidth=0.5)
    layers = [land.transform_calculate(fill=f"{tinted}[datum.id] || '{look.LAND}'").encode(fill=alt.Fill("fill:N", scale=None))]
    ordered = sorted(dots, key=lambda dot: (-dot.number, dot.longitude, dot.latitude))
    rows = [{"longitude": dot.longitude, "latitude": dot.latitude, "size": _ONE * dot.number} for dot in ordered]
    if rows:
        marks = {"fill": look.ACCENT, "fillOpacity": 0.62, "stroke": look.PAPER, "strokeWidth": 0.4}
        circles = alt.Chart(sheet.rows(rows)).mark_circle(clip=False, opacity=1, **marks)
        layers.append(
            circles.encode(
                size=alt.Size("size:Q", scale=None, legend=None),
                longitude=alt.Longitude("longitude:Q"),
                latitude=alt.Latitude("latitude:Q"),
            )
        )
    projected = alt.layer(*layers).project("naturalEarth1", scale=WIDTH / 5.25, translate=[WIDTH * 0.475, height * 0.6])
    drawing = layered([projected], (WIDTH, height), {"left": 0, "right": 0, "top": 0, "bottom": 0})
    # Altair would copy the shapes at each step.
    drawing["layer"][0]["layer"][0]["data"] = {"values": topology, "format": {"type": "topojson", "feature": "countries"}}
    return drawing
