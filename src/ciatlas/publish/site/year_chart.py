"""What happened year by year as stacked bars: an SVG to stand in a page, whose bars lead to the years' pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ciatlas.publish.look import INK, LINE, SERIES, SOFT_INK
from ciatlas.publish.wording import number

WIDTH, HEIGHT = 780, 250
_TOP, _BOTTOM, _SIDE = 22, 28, 6
_SIZE = 13
# So much of a bar's room stays empty, that bars stand apart.
_GAP = 0.24
# Every so many years one is named below the bars.
_NAMED = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """A year. counts: one for each series, from the bottom up. link: to its page; None when it has none. told: what a reader of the bar is told."""

    year: int
    link: str | None
    told: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


def chart(bars: Sequence[Bar], label: str, language: str) -> str:
    """The bars from left to right, as years run in every language; colours are the series' in their order, as the day has them.

    label: what the whole shows. No bar may be without a series, and one bar at least is higher than nothing.
    """
    highest = max(bar.total for bar in bars)
    step = (WIDTH - 2 * _SIDE) / len(bars)
    drawn = "".join(_bar(bar, _SIDE + place * step, step, highest, language) for place, bar in enumerate(bars))
    named = "".join(
        f'<text x="{_SIDE + (place + 0.5) * step:.1f}" y="{HEIGHT - 9}" text-anchor="middle" fill="{INK}">{bar.year}</text>'
        for place, bar in enumerate(bars)
        if (len(bars) - 1 - place) % _NAMED == 0
    )
    base = HEIGHT - _BOTTOM
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="group" aria-label="{escape(label)}" direction="ltr" font-size="{_SIZE}">'
        f'{drawn}<path d="M{_SIDE} {base}H{WIDTH - _SIDE}" stroke="{LINE}" stroke-width="1.5"/>{named}</svg>'
    )


def _bar(bar: Bar, x: float, step: float, highest: int, language: str) -> str:
    base = HEIGHT - _BOTTOM
    unit = (base - _TOP) / highest
    wide = step * (1 - _GAP)
    left = x + step * _GAP / 2
    parts, top = [], float(base)
    for place, count in enumerate(bar.counts):
        if count:
            top -= count * unit
            parts.append(f'<rect x="{left:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{count * unit:.1f}" fill="{SERIES[place % len(SERIES)]}"/>')
    if not parts:
        return ""
    total = f'<text x="{x + step / 2:.1f}" y="{top - 6:.1f}" text-anchor="middle" fill="{SOFT_INK}">{number(bar.total, language)}</text>'
    drawn = f"<title>{escape(bar.told)}</title>{''.join(parts)}{total}"
    return f'<a href="{escape(bar.link)}" aria-label="{escape(bar.told)}">{drawn}</a>' if bar.link else f"<g>{drawn}</g>"
