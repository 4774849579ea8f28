"""What a chart is drawn on: its texts and data, kept aside while Vega lays it out.

Vega would measure each text letter by letter, which takes most of its time, and needs it for nothing: the layout is ours. So it gets two
letters in place of each text, and svg.dress puts the text there. No text of the data passes through Vega, which is why none can be taken
for an expression.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from string import ascii_letters
from typing import TYPE_CHECKING

from ciatlas.publish import look
from ciatlas.publish.wording import isolated, plain

if TYPE_CHECKING:
    import altair as alt


@cache
def _advances() -> dict[str, int]:
    by_width = json.loads((look.FONTS / "widths.json").read_text(encoding="utf-8"))
    return {character: int(width) for width, characters in by_width.items() for character in characters}


def width(text: str, size: float) -> float:
    """How wide the text font sets a text of so many pixels, in pixels; a character that it lacks counts as a wide one."""
    known = _advances()
    return sum(known.get(character, 1000) for character in text) * size / 1000


def fitting(text: str, room: float, size: float) -> str:
    """The text, cut with an ellipsis where it is wider than `room` pixels."""
    if width(text, size) <= room:
        return text
    left = room - width("…", size)
    for end, character in enumerate(text):
        left -= width(character, size)
        if left < 0:
            return text[:end].rstrip() + "…"
    return text


class Sheet:
    """The texts and the data of one chart. texts: in the order in which they were put; their places are their names in the drawing."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.data: dict[str, list[Mapping[str, object]]] = {}

    def text(self, text: str, room: float | None = None, size: float = 0) -> str:
        """The name under which a text goes into the drawing; the text is cut to `room` pixels when set in `size`."""
        harmless = plain(text)
        self.texts.append(isolated(fitting(harmless, room, size) if room is not None else harmless))
        return name_of(len(self.texts) - 1)

    def rows(self, rows: Sequence[Mapping[str, object]]) -> alt.NamedData:
        """The rows under a name; Altair copies what it holds at each step, and of these only the name."""
        name = f"rows-{len(self.data)}"
        self.data[name] = list(rows)
        # Here alone: whoever only measures texts has no need of what draws.
        import altair as alt

        return alt.NamedData(name=name)


def name_of(index: int) -> str:
    """Two letters: no label that Vega writes by itself, a number or a year, looks like it."""
    return ascii_letters[index // len(ascii_letters)] + ascii_letters[index % len(ascii_letters)]
