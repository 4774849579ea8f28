"""Under which letter a name stands in a list, and in which order letters and names follow each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from itertools import groupby
from typing import TypeVar

from ciatlas.publish.wording import is_right_to_left

# What stands under no letter of an alphabet: digits, and all the rest (signs, scripts without letters).
DIGITS, OTHERS = "0–9", "…"
# Scripts whose names are sought by their first letter, as Unicode's names of letters begin.
_ALPHABETS = frozenset({"LATIN", "HEBREW", "GREEK", "CYRILLIC", "ARABIC", "ARMENIAN", "GEORGIAN"})
_FINAL_HEBREW = str.maketrans("ךםןףץ", "כמנפצ")

One = TypeVar("One")


@cache
def folded(name: str) -> str:
    """The name as it is sorted: without case, accents, points and the signs before its first letter or digit."""
    bare = "".join(one for one in unicodedata.normalize("NFKD", name) if not unicodedata.combining(one)).casefold()
    start = next((place for place, one in enumerate(bare) if one.isalnum()), 0)
    return bare[start:]


@cache
def letter(name: str) -> str:
    """The letter under which a name is sought, large where the script has large ones; DIGITS or OTHERS where it begins with none."""
    first = folded(name)[:1]
    if first.isdigit():
        return DIGITS
    if script(first) in _ALPHABETS:
        return first.translate(_FINAL_HEBREW).upper()
    return OTHERS


def script(character: str) -> str:
    """The script of a letter, as Unicode's name of it begins (``LATIN``); empty for what has no name."""
    return unicodedata.name(character, "").partition(" ")[0] if character else ""


def anchor(letter: str) -> str:
    """The letter as an anchor in a page, of plain characters only."""
    return "letter-" + "".join(one if one.isascii() and one.isalnum() else f"{ord(one):x}" for one in letter)


def language_of(text: str) -> str | None:
    """The language to say a letter or a name in, where the script that it begins with is one language's (BCP 47); None for others."""
    return {"HEBREW": "he", "GREEK": "el", "ARMENIAN": "hy", "GEORGIAN": "ka"}.get(script(folded(text)[:1]))


def language_in(text: str) -> str | None:
    """The language of a text's first letter whose script is one language's (BCP 47); None where there is no such letter."""
    if text.isascii():
        return None
    return next((language for one in text if (language := language_of(one))), None)


def by_letter(things: Iterable[One], name: Callable[[One], str], language: str) -> list[tuple[str, list[One]]]:
    """Things under their letters, each letter's by name: the alphabets of the page's direction first, digits and others last."""
    rtl = is_right_to_left(language)

    def place(one: One) -> tuple[int, bool, str]:
        mark = letter(name(one))
        if mark in (DIGITS, OTHERS):
            return (1 if mark == DIGITS else 2), False, mark
        return 0, (unicodedata.bidirectional(mark) in ("R", "AL")) != rtl, mark

    ordered = sorted(things, key=lambda one: (place(one), folded(name(one)), name(one)))
    return [(mark, list(group)) for mark, group in groupby(ordered, key=lambda one: letter(name(one)))]
