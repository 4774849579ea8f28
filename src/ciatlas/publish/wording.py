"""Text of the data on its way to people: made harmless to set, numbers and dates as the language writes them."""

from __future__ import annotations

import unicodedata
from datetime import date
from functools import cache

# Characters that turn the direction of what follows; a name that holds one must not turn the page.
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"

# The English of the atlas is British.
_LOCALES = {"en": "en_GB"}

RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})


def is_right_to_left(language: str) -> bool:
    """Whether the language (BCP 47) is written from right to left."""
    return language.partition("-")[0] in RIGHT_TO_LEFT


def plain(text: str) -> str:
    """The text in one line without characters that XML forbids, that hide or that turn the direction."""
    if not text.isprintable():
        text = "".join(character if _is_shown(character) else " " if character.isspace() else "" for character in text)
    return " ".join(text.split())


def is_seen(text: str) -> bool:
    """Whether a reader sees anything of the text."""
    return any(one.isprintable() and not one.isspace() for one in text)


def _is_shown(character: str) -> bool:
    return character not in _TURNING and unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") and character != "\ufeff"


def isolated(text: str) -> str:
    """The text in its own direction, whatever stands around it: for SVG, where each text runs from left to right unless it says so."""
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_ISOLATE}"


@cache
def number(value: float, language: str) -> str:
    """A number as the language writes it, with at most one decimal; with three below one, where one decimal would tell little."""
    from babel.numbers import format_decimal

    return format_decimal(value, format="#,##0.#" if abs(value) >= 1 else "0.###", locale=language)


@cache
def day(iso: str, language: str) -> str:
    """A date (``YYYY-MM-DD``) in words."""
    from babel.dates import format_date

    return format_date(date.fromisoformat(iso), format="long", locale=_LOCALES.get(language, language))


@cache
def language_name(language: str) -> str:
    """A language's name in itself."""
    from babel import Locale

    return Locale.parse(language).get_display_name(language) or language


@cache
def language_called(tag: str, language: str) -> str:
    """What a language (BCP 47) is called in another one; its tag where no name of it is known."""
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(tag, sep="-").get_display_name(language) or tag
    except (UnknownLocaleError, ValueError):
        return tag


@cache
def period(start: str, end: str | None, language: str) -> str:
    """From a date to another in few words, as precisely as both are known (``2014``, ``2014-05``, ``2014-05-12``)."""
    from babel.dates import format_interval, format_skeleton

    precision = min(10, len(start), len(end or start))
    first, last = (_day(one[:precision]) for one in (start, end or start))
    skeleton = {4: "y", 7: "yMMM"}.get(precision, "yMMMd")
    locale = _LOCALES.get(language, language)
    return format_skeleton(skeleton, first, locale=locale) if first == last else format_interval(first, last, skeleton, locale=locale)


def _day(iso: str) -> date:
    return date.fromisoformat(iso + "-01-01"[len(iso) - 4 :] if len(iso) < 10 else iso)
