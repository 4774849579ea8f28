"""A picture of the network: the best connected, with who is joined with whom among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import cos, pi, sin, sqrt
from typing import Any

import altair as alt

from ciatlas.messages import _
from ciatlas.publish import look
from ciatlas.publish.chart_kinds import SIZE, WIDTH, Sides, layered, legend
from ciatlas.publish.sheet import Sheet, fitting, width
from ciatlas.publish.wording import number, plain

# So many can be told apart in one picture; so many of them have room for their names.
NODES = 48
NAMES = 18
HEIGHT = 400
_MARGIN = 26
_ROUNDS = 260
_INITIATIVE = "/initiative/"

Edge = tuple[str, str]


def shown(edges: Iterable[Edge]) -> list[str]:
    """The IRIs of the picture, the best connected first: from the best connected on, always the best connected that is joined to one shown."""
    edges = list(edges)
    degrees = _degrees(edges)
    near: dict[str, set[str]] = {iri: set() for iri in degrees}
    for one, other in edges:
        near[one].add(other)
        near[other].add(one)

    def rank(iri: str) -> tuple[int, str]:
        return -degrees[iri], iri

    chosen: set[str] = set()
    waiting = {min(degrees, key=rank)} if degrees else set()
    while waiting and len(chosen) < NODES:
        best = min(waiting, key=rank)
        chosen.add(best)
        waiting = (waiting | near[best]) - chosen
    return sorted(chosen, key=rank)


def _degrees(edges: Iterable[Edge]) -> dict[str, int]:
    degrees: dict[str, int] = {}
    for edge in edges:
        for iri in edge:
            degrees[iri] = degrees.get(iri, 0) + 1
    return degrees


def spec(edges: Sequence[Edge], names: Mapping[str, str], sheet: Sheet, language: str) -> tuple[dict[str, Any], str, str]:
    """The picture's Vega-Lite, its title and its description. names: IRI -> name in the language, at least those of `shown`."""
    degrees, nodes = _degrees(edges), shown(edges)
    inner = tuple(sorted(edge for edge in edges if edge[0] in nodes and edge[1] in nodes))
    at = dict(zip(nodes, _places(tuple(nodes), inner), strict=True))
    radius = {iri: 4 + 11 * sqrt(degrees[iri] / degrees[nodes[0]]) for iri in nodes}
    ends = [{"x": at[one][0], "y": at[one][1], "x2": at[other][0], "y2": at[other][1]} for one, other in inner]
    dots = [{"x": at[iri][0], "y": at[iri][1], "size": 4 * radius[iri] ** 2, **_kind(iri)} for iri in reversed(nodes)]
    called = {iri: plain(names.get(iri) or iri.rstrip("/#").rpartition("/")[2]) for iri in nodes}
    texts = [
        {"x": x, "y": y, "text": sheet.text(text)} for x, y, text in _names([(iri, called[iri]) for iri in nodes[:NAMES]], at, radius)
    ]
    plane = {"x": alt.X("x:Q", scale=None, axis=None), "y": alt.Y("y:Q", scale=None, axis=None)}
    lines = alt.Chart(sheet.rows(ends)).mark_rule(stroke=look.SERIES[5], strokeWidth=1.1, opacity=0.55)
    points = alt.Chart(sheet.rows(dots)).mark_point(filled=True, opacity=1, stroke=look.PAPER, strokeWidth=1.2)
    words = alt.Chart(sheet.rows(texts)).mark_text(fontSize=SIZE - 3, fontWeight=600, stroke=look.PAPER, strokeWidth=3.5, strokeJoin="round")
    layers = [
        lines.encode(**plane, x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q")),
        points.encode(**plane, size=alt.Size("size:Q", scale=None), fill=alt.Fill("fill:N", scale=None), shape=alt.Shape("shape:N", scale=None)),
        # First a rim of paper, then the letters, so that lines do not cross them out.
        words.encode(**plane, text=alt.Text("text:N")),
        words.mark_text(fontSize=SIZE - 3, fontWeight=600).encode(**plane, text=alt.Text("text:N")),
    ]
    sides = Sides(language)
    entries = [(_("Organisations"), look.SERIES[0], "circle", HEIGHT - 34.0), (_("Initiatives"), look.SERIES[1], "square", HEIGHT - 10.0)]
    layers += legend(sheet, entries, sides, WIDTH - 12 if sides.rtl else 12, 200)
    told = "; ".join(_("{place}: {number}").format(place=called[iri], number=number(degrees[iri], language)) for iri in nodes[:5])
    description = _("Lines join those that have a part in one another. Best connected: {list}.").format(list=told)
    none = {"left": 0, "right": 0, "top": 0, "bottom": 0}
    return layered(layers, (WIDTH, HEIGHT), none), _("The best connected organisations and initiatives"), description


def _kind(iri: str) -> dict[str, str]:
    return {"fill": look.SERIES[1], "shape": "square"} if _INITIATIVE in iri else {"fill": look.SERIES[0], "shape": "circle"}


@lru_cache(maxsize=8)
def _places(nodes: tuple[str, ...], edges: tuple[Edge, ...]) -> list[tuple[float, float]]:
    """Where each node stands: all push one another away, those that are joined pull (Fruchterman and Reingold 1991).

    It begins with a spiral and has no chance in it, so the same network gives the same picture.
    """
    index = {iri: place for place, iri in enumerate(nodes)}
    joined = [(index[one], index[other]) for one, other in edges]
    count = len(nodes)
    golden = pi * (3 - sqrt(5))
    # Rounded, since the last digits of sine and cosine are not the same on each machine.
    x = [round(sqrt((place + 0.5) / count) * cos(place * golden), 6) for place in range(count)]
    y = [round(sqrt((place + 0.5) / count) * sin(place * golden), 6) for place in range(count)]
    ideal = 1.5 / sqrt(count)
    for step in range(_ROUNDS):
        dx, dy = [0.0] * count, [0.0] * count
        for one in range(count):
            for other in range(one):
                across, down = x[one] - x[other], y[one] - y[other]
                force = ideal * ideal / max(across * across + down * down, 1e-6)
                dx[one] += across * force
                dy[one] += down * force
                dx[other] -= across * force
                dy[other] -= down * force
        for one, other in joined:
            across, down = x[one] - x[other], y[one] - y[other]
            force = sqrt(across * across + down * down) / ideal
            dx[one] -= across * force
            dy[one] -= down * force
            dx[other] += across * force
            dy[other] += down * force
        heat = 0.12 * (1 - step / _ROUNDS) + 0.002
        for one in range(count):
            # A little towards the middle, so that those who are joined with nobody here do not drift away.
            dx[one] -= 0.9 * ideal * x[one]
            dy[one] -= 0.9 * ideal * y[one]
            length = max(sqrt(dx[one] * dx[one] + dy[one] * dy[one]), 1e-9)
            x[one] += dx[one] / length * min(length, heat)
            y[one] += dy[one] / length * min(length, heat)
    return list(zip(_spread(x, WIDTH), _spread(y, HEIGHT), strict=True))


def _spread(values: Sequence[float], length: float) -> list[float]:
    """Positions along a side: half as the forces left them, half evenly by their order, so that the middle is no knot."""
    low, high = min(values), max(values)
    order = {place: rank for rank, place in enumerate(sorted(range(len(values)), key=lambda place: (values[place], place)))}
    mixed = [
        0.5 * (value - low) / max(high - low, 1e-9) + 0.5 * order[place] / max(len(values) - 1, 1) for place, value in enumerate(values)
    ]
    return [round(_MARGIN + one * (length - 2 * _MARGIN), 1) for one in mixed]


def _names(
    called: Sequence[tuple[str, str]], at: Mapping[str, tuple[float, float]], radius: Mapping[str, float]
) -> list[tuple[float, float, str]]:
    """Names below or above their marks (middle of the text, text), without those that would cover another name."""
    size = SIZE - 3
    taken: list[tuple[float, float, float]] = []
    placed = []
    for iri, name in called:
        text = fitting(name, 170, size)
        half = width(text, size) * 1.04 / 2
        x = min(max(at[iri][0], half + 2), WIDTH - half - 2)
        for down in (radius[iri] + 9, -radius[iri] - 8):
            y = at[iri][1] + down
            if 6 < y < HEIGHT - 6 and all(abs(x - other) > half + wide + 4 or abs(y - height) > size for other, height, wide in taken):
                taken.append((x, y, half))
                placed.append((x, y, text))
                break
    return placed
