"""How the atlas looks: its colours and fonts, the same in charts, slides, report and site."""

from __future__ import annotations

from pathlib import Path

FONTS = Path(__file__).parent / "static" / "fonts"
TEXT_FONT = "Assistant"
HEADING_FONT = "Rubik"

PAPER = "#fbf7f0"
INK = "#22211f"
# Text of less weight; still 4.5:1 on paper.
SOFT_INK = "#6b655c"
LINE = "#ddd5c8"
ACCENT = "#b23a1e"

# Each has 3:1 on paper and keeps apart from the others under the three colour-blindnesses; neighbours differ in lightness too.
SERIES = ("#b23a1e", "#0e6670", "#bc8112", "#47296b", "#5590c9", "#918a7f")
# A second mark of each series, for lines: nobody needs to see colours.
SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
# From few to many.
STEPS = ("#f3d9c4", "#e3a583", "#d0714c", "#9c3417", "#5f1d0b")
LAND = "#e9e2d6"

VERDICTS = {"supported": "#0e6670", "partly-supported": "#8f5f06", "not-supported": "#b23a1e", "not-testable": "#6b655c"}

# The site's custom properties by day and by night. A night's text has at least 4.5:1 on its paper, its marks 3:1, as the day's have.
DAY = {
    "paper": PAPER,
    "card": "#ffffff",
    "ink": INK,
    "soft": SOFT_INK,
    "line": LINE,
    "accent": ACCENT,
    "land": LAND,
    **{f"series-{number}": colour for number, colour in enumerate(SERIES, 1)},
    **{f"step-{number}": colour for number, colour in enumerate(STEPS, 1)},
    **VERDICTS,
}
NIGHT = {
    "paper": "#1b1917",
    "card": "#262320",
    "ink": "#f1ebe2",
    "soft": "#b3aa9d",
    "line": "#433d37",
    "accent": "#f0876a",
    "land": "#322e2a",
    **dict(zip((f"series-{number}" for number in range(1, 7)), ("#f0876a", "#56b8c4", "#e0ab47", "#b79ae6", "#83b4ea", "#a89f93"), strict=True)),
    **dict(zip((f"step-{number}" for number in range(1, 6)), ("#4d3226", "#7d4630", "#b0603e", "#db8a66", "#f8c9ac"), strict=True)),
    **dict(zip(VERDICTS, ("#56b8c4", "#e0ab47", "#f0876a", "#b3aa9d"), strict=True)),
}


def luminance(colour: str) -> float:
    """The relative luminance of a ``#rrggbb`` colour, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def text_on(colour: str) -> str:
    """The colour of text that is read best on `colour`."""
    return max((INK, "#ffffff"), key=lambda text: contrast(text, colour))
