"""The kinds of charts: bars, stacked bars, columns and lines by year, a matrix.

The layout is ours to the pixel (``autosize: none``), so that labels stand on the side where reading begins, in each direction of writing.
Years run from left to right in every language, as numbers do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt

from ciatlas.messages import ngettext
from ciatlas.publish import look
from ciatlas.publish.chart_data import Series
from ciatlas.publish.sheet import Sheet, width
from ciatlas.publish.wording import is_right_to_left, number

# All charts are so many pixels wide, and their letters so many high.
WIDTH = 760
SIZE = 16
_BAR = 27
_ENTRY = 26
_LABELS = 270
_LEGEND = 190
_ACROSS = 10

Spec = dict[str, Any]


def kind(series: Series) -> Callable[[Series, Sheet, str], Spec]:
    """The kind of chart that suits the numbers: what the query's header wants, unless there is too much for it to be read."""
    if series.years and series.series:
        return lines if series.kind == "line" or len(series.places) > 12 else matrix
    if series.years:
        return columns
    if series.series:
        return stacked if len(series.series) <= len(look.SERIES) and series.kind != "matrix" else matrix
    return bars


class Sides:
    """What is left and right in the direction of writing: labels are at the start, where reading begins."""

    def __init__(self, language: str) -> None:
        self.rtl = is_right_to_left(language)
        self.start, self.end = ("right", "left") if self.rtl else ("left", "right")
        # The sign of the pixels that lead from start to end.
        self.away = -1 if self.rtl else 1


def layered(layers: Sequence[alt.Chart], plot: tuple[float, float], room: Mapping[str, float]) -> Spec:
    """The layers as Vega-Lite on a plot of so many pixels with so much room at its sides."""
    chart = alt.layer(*layers, width=plot[0], height=plot[1], padding=dict(room), autosize=alt.AutoSizeParams(type="none"))
    # Checking each chart against the schema takes longer than drawing it; a test checks one of each kind.
    return chart.to_dict(validate=False)


def legend(sheet: Sheet, entries: Sequence[tuple[str, str, str, float]], sides: Sides, at: float, room: float) -> list[alt.Chart]:
    """Names of series (name, colour, shape, height) in a column whose marks stand at `at` pixels; its names have `room`."""
    rows = [{"text": sheet.text(name, room, SIZE), "fill": fill, "shape": shape, "at": height} for name, fill, shape, height in entries]
    base = alt.Chart(sheet.rows(rows)).encode(y=alt.Y("at:Q", scale=None, axis=None))
    marks = base.mark_point(filled=True, size=110, opacity=1).encode(
        x=alt.XValue(at), fill=alt.Fill("fill:N", scale=None), shape=alt.Shape("shape:N", scale=None)
    )
    return [marks, base.mark_text(align=sides.start).encode(x=alt.XValue(at + 13 * sides.away), text=alt.Text("text:N"))]


def _room(sides: Sides, start: float, end: float, top: float = 8, bottom: float = 12) -> tuple[float, dict[str, float]]:
    return WIDTH - start - end, {sides.start: start, sides.end: end, "top": top, "bottom": bottom}


def _widest(texts: Sequence[str], limit: float) -> float:
    return min(limit, max((width(text, SIZE) for text in texts), default=0))


def _places(texts: Sequence[str], sheet: Sheet, limit: float) -> tuple[dict[str, str], float]:
    """The places' names in the drawing, and the room that the widest takes."""
    return {text: sheet.text(text, limit, SIZE) for text in texts}, _widest(texts, limit) + 20


def _down(sides: Sides, gap: float = 0.28) -> alt.Y:
    scale = alt.Scale(paddingInner=gap, paddingOuter=gap / 3)
    return alt.Y("place:N", sort=None, axis=alt.Axis(orient=sides.start, title=None), scale=scale)


def _along(field: str, sides: Sides) -> alt.X:
    return alt.X(field, axis=None, scale=alt.Scale(reverse=sides.rtl, zero=True, nice=False))


def _note(series: Series, sheet: Sheet, plot: tuple[float, float], sides: Sides, language: str) -> list[alt.Chart]:
    """Says below the chart how many places are only in the table."""
    if not series.left_out:
        return []
    words = ngettext("and {number} more, in the table", "and {number} more, in the table", series.left_out)
    row = {"text": sheet.text(words.format(number=number(series.left_out, language)))}
    mark = alt.Chart(sheet.rows([row])).mark_text(align=sides.start, baseline="top", fill=look.SOFT_INK, fontSize=SIZE - 1)
    return [mark.encode(x=alt.XValue(plot[0] if sides.rtl else 0), y=alt.YValue(plot[1] + 6), text=alt.Text("text:N"))]


def _measure(series: Series, sheet: Sheet, wide: float, sides: Sides, beyond: float = 0) -> alt.Chart:
    """Says above the chart, from the start of the labels, what the numbers count."""
    mark = alt.Chart(sheet.rows([{"text": sheet.text(series.axis[1], WIDTH, SIZE)}]))
    drawn = mark.mark_text(align=sides.start, baseline="bottom", fill=look.SOFT_INK, fontSize=SIZE - 1)
    return drawn.encode(x=alt.XValue(wide + beyond if sides.rtl else -beyond), y=alt.YValue(-8), text=alt.Text("text:N"))


def _below(series: Series) -> float:
    return 32 if series.left_out else 12


def bars(series: Series, sheet: Sheet, language: str) -> Spec:
    """One bar for each place, with its number."""
    sides = Sides(language)
    names, label = _places(series.places, sheet, _LABELS)
    wide, room = _room(sides, label, 70, top=32, bottom=_below(series))
    plot = (wide, len(series.places) * _BAR)
    figures = {place: series.values[(place, "")] for place in series.places}
    rows = [{"place": names[place], "n": figure, "text": sheet.text(number(figure, language))} for place, figure in figures.items()]
    base = alt.Chart(sheet.rows(rows)).encode(y=_down(sides), x=_along("n:Q", sides))
    ends = base.mark_text(align=sides.start, dx=6 * sides.away, fontWeight=600).encode(text=alt.Text("text:N"))
    drawn = base.mark_bar(fill=look.SERIES[1])
    return layered([drawn, ends, _measure(series, sheet, wide, sides), *_note(series, sheet, plot, sides, language)], plot, room)


def stacked(series: Series, sheet: Sheet, language: str) -> Spec:
    """One bar for each place, cut by series, with the number of each part that has room for it, and the sum."""
    sides = Sides(language)
    names, label = _places(series.places, sheet, _LABELS - 50)
    entry = _widest(series.series, _LEGEND)
    wide, room = _room(sides, label, 62 + 26 + entry, top=32, bottom=_below(series))
    plot = (wide, max(len(series.places) * _BAR, len(series.series) * _ENTRY))
    most = max(map(series.total, series.places)) or 1
    parts: list[dict[str, object]] = []
    for place in series.places:
        before = 0.0
        for index, one in enumerate(series.series):
            value = series.values.get((place, one), 0)
            if value:
                text = number(value, language)
                has_room = value / most * wide > width(text, SIZE) + 6
                parts.append(
                    {
                        "place": names[place],
                        "from": before,
                        "to": before + value,
                        "middle": before + value / 2,
                        "fill": look.SERIES[index],
                        "text": sheet.text(text) if has_room else "",
                        "on": look.text_on(look.SERIES[index]),
                    }
                )
            before += value
    sums = [{"place": names[one], "n": series.total(one), "text": sheet.text(number(series.total(one), language))} for one in series.places]
    base = alt.Chart(sheet.rows(parts)).encode(y=_down(sides))
    fill = alt.Fill("fill:N", scale=None)
    drawn = base.mark_bar(stroke=look.PAPER, strokeWidth=1.5).encode(x=_along("from:Q", sides), x2=alt.X2("to:Q"), fill=fill)
    on = alt.Fill("on:N", scale=None)
    inner = base.mark_text(fontSize=SIZE - 1).encode(x=_along("middle:Q", sides), text=alt.Text("text:N"), fill=on)
    ends = alt.Chart(sheet.rows(sums)).mark_text(align=sides.start, dx=6 * sides.away, fontWeight=600)
    ended = ends.encode(y=_down(sides), x=_along("n:Q", sides), text=alt.Text("text:N"))
    entries = [(one, look.SERIES[index], "square", _ENTRY / 2 + index * _ENTRY) for index, one in enumerate(series.series)]
    at = -68 if sides.rtl else wide + 68
    beside = [_measure(series, sheet, wide, sides), *legend(sheet, entries, sides, at, _LEGEND)]
    return layered([drawn, inner, ended, *beside, *_note(series, sheet, plot, sides, language)], plot, room)


def columns(series: Series, sheet: Sheet, language: str) -> Spec:
    """One column for each year, with its number."""
    sides = Sides(language)
    wide, room = _room(sides, 10, 10, top=52, bottom=34)
    every = -(-len(series.places) // 13)
    shown = [year for index, year in enumerate(reversed(series.places)) if index % every == 0]
    rows = [
        {"year": year, "n": series.total(year), "text": sheet.text(number(series.total(year), language)) if series.total(year) else ""}
        for year in series.places
    ]
    axis = alt.Axis(title=None, labelAngle=0, values=shown, domain=True, domainColor=look.SOFT_INK)
    base = alt.Chart(sheet.rows(rows)).encode(
        x=alt.X("year:O", axis=axis, scale=alt.Scale(paddingInner=0.2, paddingOuter=0.1)),
        y=alt.Y("n:Q", axis=None, scale=alt.Scale(zero=True, nice=False)),
    )
    text = base.mark_text(dy=-10, fontWeight=600, fontSize=SIZE if len(series.places) <= 20 else SIZE - 4).encode(text=alt.Text("text:N"))
    title = _measure(series, sheet, wide, sides)
    return layered([base.mark_bar(fill=look.SERIES[1]), text, title.encode(y=alt.YValue(-28))], (wide, 250), room)


def lines(series: Series, sheet: Sheet, language: str) -> Spec:
    """One line for each series over the years, told apart by colour and by the shape of its points, with its name beside it."""
    sides = Sides(language)
    entry = _widest(series.series, _LEGEND)
    wide, room = _room(sides, 48, entry + 44, top=34, bottom=34)
    height = 270.0
    most = max(series.values.values()) or 1
    every = -(-len(series.places) // max(1, int(wide // 56)))
    shown = [int(year) for index, year in enumerate(reversed(series.places)) if index % every == 0]
    rows = [
        {"year": int(year), "n": series.values[(year, one)], "colour": look.SERIES[index], "shape": look.SHAPES[index]}
        for index, one in enumerate(series.series)
        for year in series.places
    ]
    span = [int(series.places[0]), int(series.places[-1])]
    across = alt.Axis(title=None, format="d", values=shown, grid=False, domain=True, domainColor=look.SOFT_INK)
    up = alt.Axis(orient=sides.start, title=None, format=",d", values=steps(most))
    base = alt.Chart(sheet.rows(rows)).encode(
        x=alt.X("year:Q", axis=across, scale=alt.Scale(domain=span, nice=False, zero=False)),
        y=alt.Y("n:Q", axis=up, scale=alt.Scale(domain=[0, most], nice=False)),
    )
    drawn = base.mark_line(strokeWidth=2.5).encode(stroke=alt.Stroke("colour:N", scale=None))
    points = base.mark_point(filled=True, opacity=1, size=46, stroke=look.PAPER, strokeWidth=0.8).encode(
        fill=alt.Fill("colour:N", scale=None), shape=alt.Shape("shape:N", scale=None)
    )
    if sides.rtl:
        # The last year is at the right and the names are at the left: a list from top to bottom.
        heights = {one: 10 + _ENTRY * float(index) for index, one in enumerate(series.series)}
    else:
        heights = apart({one: height * (1 - series.values[(series.places[-1], one)] / most) for one in series.series}, 24, height)
    entries = [(one, look.SERIES[index], look.SHAPES[index], heights[one]) for index, one in enumerate(series.series)]
    at = -20 if sides.rtl else wide + 20
    return layered([drawn, points, _measure(series, sheet, wide, sides, beyond=40), *legend(sheet, entries, sides, at, _LEGEND)], (wide, height), room)


def steps(most: float) -> list[int]:
    """Whole numbers from 0 to `most` in even steps that people count in (1, 2, 5, 10 …), six of them at most."""
    step = next(one * 10**power for power in range(12) for one in (1, 2, 5) if most / (one * 10**power) <= 5.5)
    return list(range(0, int(most) + 1, step))


def apart(heights: Mapping[str, float], gap: float, most: float) -> dict[str, float]:
    """Heights moved so that no two are nearer than `gap`, none is below `most`, and their order stays."""
    order = sorted(heights, key=lambda name: heights[name])
    moved: dict[str, float] = {}
    last = -gap
    for name in order:
        last = max(heights[name], last + gap)
        moved[name] = last
    floor = most + gap
    for name in reversed(order):
        floor = min(moved[name], floor - gap)
        moved[name] = floor
    return moved


def matrix(series: Series, sheet: Sheet, language: str) -> Spec:
    """Numbers in cells, the more the darker: places below one another, the greatest series (or the years) beside one another."""
    sides = Sides(language)
    values = {key[::-1]: value for key, value in series.values.items()} if series.years else series.values
    if series.years:
        across, down = series.places, series.series
    else:
        sums = {one: sum(series.values.get((place, one), 0) for place in series.places) for one in series.series}
        across, down = tuple(sorted(series.series, key=lambda one: -sums[one]))[:_ACROSS], series.places
    names, label = _places(down, sheet, _LABELS - 60)
    heads = {one: sheet.text(one, 130, SIZE - 1) for one in across}
    top = 30 if series.years else _widest(across, 130) * 0.64 + 30
    # Slanting heads lean out over the end.
    beyond = 40 if series.years else max(40, _widest(across[-1:], 130) * 0.77)
    wide, room = _room(sides, label, beyond, top=top, bottom=_below(series))
    plot = (wide, len(down) * 28)
    most = max(values.values()) or 1
    rows = []
    for one in down:
        for other in across:
            value = values.get((one, other), 0)
            # By the root, so that one large number does not leave all others pale.
            fill = look.STEPS[min(len(look.STEPS) - 1, int((value / most) ** 0.5 * len(look.STEPS)))] if value else look.PAPER
            text = sheet.text(number(value, language) if value else "·")
            rows.append({"place": names[one], "head": heads[other], "fill": fill, "on": look.text_on(fill), "text": text})
    slant = {"labelAngle": 0} if series.years else {"labelAngle": 40 if sides.rtl else -40, "labelAlign": sides.start, "labelFontSize": SIZE - 1}
    order = [heads[one] for one in across]
    base = alt.Chart(sheet.rows(rows)).encode(
        y=_down(sides, gap=0),
        x=alt.X(
            "head:N",
            sort=order if series.years else order[:: sides.away],
            axis=alt.Axis(orient="top", title=None, labelOverlap=False, **slant),
            scale=alt.Scale(padding=0),
        ),
    )
    cells = base.mark_rect(stroke=look.PAPER, strokeWidth=2).encode(fill=alt.Fill("fill:N", scale=None))
    text_marks = base.mark_text(fontSize=SIZE - 1).encode(text=alt.Text("text:N"), fill=alt.Fill("on:N", scale=None))
    return layered([cells, text_marks, *_note(series, sheet, plot, sides, language)], plot, room)
