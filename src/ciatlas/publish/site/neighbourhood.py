"""A thing's neighbourhood in the network as a small SVG for its page: the thing in the middle, around it those joined with it, by part."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from math import sqrt

from ciatlas.messages import _, ngettext
from ciatlas.publish.look import INK, LINE, PAPER, SERIES, SOFT_INK
from ciatlas.publish.sheet import fitting, width
from ciatlas.publish.site.atlas import Atlas, Text
from ciatlas.publish.site.parts import series
from ciatlas.publish.wording import is_right_to_left, isolated, number

# So many neighbours have room for their names.
NEIGHBOURS = 14
WIDTH = 520
_SIZE = 14
_LINE_HEIGHT = 16.5
_ROW = 40
_EDGE = 14
# How far from the middle the marks at the side and those at top and bottom stand.
_NEAR, _FAR = 40.0, 84.0

Page = Callable[[str], str | None]
# A neighbour and its part.
_Joined = tuple[str, str]


def neighbourhood_svg(atlas: Atlas, iri: str, language: str, page: Page) -> str | None:
    """The picture as SVG to stand in a page, with the day's colours as attributes; None when the thing is joined with nobody.

    Takes the best connected neighbours, each with the most frequent of its parts. page: the link to the page of a thing, or None.
    Messages are in the language in use.
    """
    joined = _joined(atlas, iri)
    if not joined:
        return None
    colours = series(atlas)
    order = {part: place for place, part in enumerate(atlas.parts)}
    nobody = (0, 0.0)
    best = sorted(joined, key=lambda one: (-atlas.measures.get(one, nobody)[0], one))[:NEIGHBOURS]
    shown = sorted(((one, min(joined[one], key=order.__getitem__)) for one in best), key=lambda pair: order[pair[1]])
    mirrored = is_right_to_left(language)
    rows = (len(shown) + 1) // 2
    height = max(rows, 2) * _ROW + 2 * _EDGE
    middle = WIDTH / 2, height / 2
    lines, marks = [], []
    for place, (other, part) in enumerate(shown):
        # The first half downwards where reading ends, the others upwards on the side where it begins: round, as a clock goes.
        first = place < rows
        side = 1 if first != mirrored else -1
        row = place if first else len(shown) - 1 - place
        count = rows if first else len(shown) - rows
        down = (row - (count - 1) / 2) * _ROW
        x = middle[0] + side * (_NEAR + (_FAR - _NEAR) * sqrt(1 - (2 * down / height) ** 2))
        y = middle[1] + down
        colour = SERIES[colours[part] - 1]
        lines.append(f'<path d="M{middle[0]:g} {middle[1]:g}L{x:.1f} {y:g}" stroke="{colour}"/>')
        marks.append(_neighbour(atlas.name(other, language), page(other), _mark(atlas.kind(other), x, y, 6.5, colour), x, y, side))
    legend, below = _legend(atlas, [part for _other, part in shown], len(joined) - len(shown), height, language)
    name = escape(isolated(atlas.name(iri, language).text))
    title = _("{name} in the network").format(name=name)
    told = ngettext("Joined with {number} other.", "Joined with {number} others.", len(joined)).format(number=number(len(joined), language))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="neighbourhood" viewBox="0 0 {WIDTH} {below:g}" role="group" aria-label="{title}" direction="ltr">'
        f"<title>{title}</title><desc>{told}</desc>"
        f'<g fill="none" stroke-width="2" stroke-opacity="0.8">{"".join(lines)}</g>'
        f'<g stroke="{PAPER}" stroke-width="2">{_mark(atlas.kind(iri), *middle, 12, INK)}</g>'
        f'<g font-size="{_SIZE}">{"".join(marks)}</g>{legend}</svg>'
    )


def _joined(atlas: Atlas, iri: str) -> dict[str, list[str]]:
    """Who is joined with a thing -> by which parts."""
    found: dict[str, list[str]] = {}
    for engagement in atlas.engagements(iri):
        members = atlas.iris(engagement, "org:member")
        wholes = atlas.iris(engagement, "org:organization") or atlas.iris(engagement, "ci:event")
        for other in wholes if iri in members else members:
            if other != iri:
                found.setdefault(other, []).extend(atlas.iris(engagement, "org:role"))
    return {other: parts for other, parts in found.items() if parts}


def _mark(kind: str, x: float, y: float, radius: float, colour: str) -> str:
    """The mark of a node: its shape tells its kind, as in the whole network."""
    if kind == "initiative":
        half = radius * 0.9
        return f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half:.1f}" height="{2 * half:.1f}" fill="{colour}"/>'
    if kind == "event":
        return f'<path d="M{x:.1f} {y - radius * 1.2:.1f}l{radius * 1.2:.1f} {radius * 1.2:.1f}l{-radius * 1.2:.1f} {radius * 1.2:.1f}l{-radius * 1.2:.1f} {-radius * 1.2:.1f}z" fill="{colour}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:g}" r="{radius:g}" fill="{colour}"/>'


def _neighbour(name: Text, link: str | None, mark: str, x: float, y: float, side: int) -> str:
    """A neighbour's mark with its name beside it, in one line or two; both are a link where it has a page."""
    start = x + side * 13
    room = (WIDTH - start if side > 0 else start) - 2
    lines = _wrapped(name.text, room)
    anchor = "start" if side > 0 else "end"
    first = y + 4.8 - (len(lines) - 1) * _LINE_HEIGHT / 2
    texts = "".join(
        f'<text x="{start:.1f}" y="{first + place * _LINE_HEIGHT:g}" text-anchor="{anchor}" fill="{INK}">{escape(isolated(line))}</text>'
        for place, line in enumerate(lines)
    )
    cut = f"<title>{escape(name.text)}</title>" if lines[-1].endswith("…") else ""
    language = f' lang="{escape(name.language)}"' if name.language not in ("", name.shown_in) else ""
    if link is None:
        return f"<g{language}>{cut}{mark}{texts}</g>"
    # A label must have all that is seen in it (WCAG 2.5.3), which the title of a name that is cut does not.
    label = "" if cut else f' aria-label="{escape(name.text)}"'
    return f'<a href="{escape(link)}"{label}{language}>{cut}{mark}{texts}</a>'


def _wrapped(text: str, room: float) -> list[str]:
    """The text in one line, or in two where it is too wide; cut where two do not hold it."""
    if width(text, _SIZE) <= room:
        return [text]
    words = text.split(" ")
    first = words[0]
    taken = 1
    while taken < len(words) and width(longer := f"{first} {words[taken]}", _SIZE) <= room:
        first, taken = longer, taken + 1
    if taken == len(words) or width(first, _SIZE) > room:
        return [fitting(text, room, _SIZE)]
    return [first, fitting(" ".join(words[taken:]), room, _SIZE)]


def _legend(atlas: Atlas, parts: list[str], more: int, top: float, language: str) -> tuple[str, float]:
    """What the colours mean and how many are not shown, in lines from `top` on; and where they end."""
    colours = series(atlas)
    names: dict[int, list[str]] = {}
    for part in dict.fromkeys(parts):
        names.setdefault(colours[part], []).append(atlas.name(part, language).text)
    entries = [(SERIES[colour - 1], ", ".join(called)) for colour, called in names.items()]
    if more:
        entries.append(("", ngettext("and {number} more", "and {number} more", more).format(number=number(more, language))))
    mirrored = is_right_to_left(language)
    size, y, x = 13, top + 20.0, 2.0
    drawn = [f'<path d="M0 {top:g}h{WIDTH}" stroke="{LINE}"/>']
    for colour, words in entries:
        swatch = 22 if colour else 0
        wide = swatch + width(words, size) * 1.03
        if x > 2 and x + wide > WIDTH:
            x, y = 2.0, y + 20
        at = WIDTH - x if mirrored else x
        sign = -1 if mirrored else 1
        if colour:
            drawn.append(f'<path d="M{at:.1f} {y - 4.5:g}h{sign * 16}" stroke="{colour}" stroke-width="3"/>')
        anchor = "end" if mirrored else "start"
        drawn.append(f'<text x="{at + sign * swatch:.1f}" y="{y:g}" text-anchor="{anchor}" fill="{SOFT_INK}">{escape(isolated(words))}</text>')
        x += wide + 18
    return f'<g font-size="{size}">{"".join(drawn)}</g>', y + 10
