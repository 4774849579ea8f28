"""Hebrew and Latin letters: a word's consonants as both scripts may write them, so that רשי and Rashi meet.

A skeleton keeps what transcriptions agree on: no vowels, no doubled letters, one letter for sounds that are written in several ways
(s, sh, z, tz; b, v, w; p, f; k, q, c). Letters about which they disagree give several skeletons.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from ciatlas.names.fold import is_hebrew

MOST = 8

_HEBREW = {
    "א": ("",), "ב": ("b",), "ג": ("g",), "ד": ("d",), "ה": ("",), "ו": ("",), "ז": ("s",), "ח": ("", "k"), "ט": ("t",), "י": ("",), "כ": ("k",),
    "ל": ("l",), "מ": ("m",), "נ": ("n",), "ס": ("s",), "ע": ("",), "פ": ("p",), "צ": ("s",), "ק": ("k",), "ר": ("r",), "ש": ("s",), "ת": ("t",),
}
# The longest first.
_LATIN = {
    "tion": ("sn",), "sch": ("s",), "tch": ("s", "tk"), "tsh": ("s",), "ch": ("k", "", "s"), "sh": ("s",), "kh": ("k",), "th": ("t",), "ph": ("p",), "tz": ("s",), "ts": ("s",),
    "ck": ("k",), "gh": ("g", ""), "ce": ("s", "k"), "ci": ("s",), "cy": ("s",), "ge": ("g",), "qu": ("kb", "k"),
    "b": ("b",), "c": ("k",), "d": ("d",), "f": ("p",), "g": ("g",), "h": ("",), "j": ("g",), "k": ("k",), "l": ("l",), "m": ("m",), "n": ("n",),
    "p": ("p",), "q": ("k",), "r": ("r",), "s": ("s",), "t": ("t",), "v": ("b",), "w": ("b", ""), "x": ("ks",), "z": ("s",),
}  # fmt: skip


@lru_cache(maxsize=65536)
def skeletons(word: str) -> tuple[str, ...]:
    """The skeletons of a folded word, at most `MOST`; none for one with digits or of another script."""
    if not word.isalpha():
        return ()
    choices = _of_hebrew(word) if is_hebrew(word) else _of_latin(word)
    if choices is None:
        return ()
    ways = 1
    for place, choice in enumerate(choices):
        ways *= len(choice)
        if ways > MOST:
            choices[place] = choice[:1]
            ways //= len(choice)
    found = {_single("".join(way)) for way in product(*choices)}
    return tuple(sorted(one for one in found if one))


def _of_hebrew(word: str) -> list[tuple[str, ...]] | None:
    choices: list[tuple[str, ...]] = []
    place = 0
    while place < len(word):
        letter = word[place]
        if letter not in _HEBREW:
            return None
        if letter == "ו" and (word[place : place + 2] == "וו" or place == 0):
            # A doubled vav is a consonant, and so is one that begins a word.
            choices.append(("b",))
            place += 2 if word[place : place + 2] == "וו" else 1
            continue
        if letter == "ו" and place + 1 < len(word) and place > 0:
            choices.append(("", "b"))
        else:
            choices.append(_HEBREW[letter])
        place += 1
    return choices


def _of_latin(word: str) -> list[tuple[str, ...]] | None:
    if not word.isascii():
        return None
    choices: list[tuple[str, ...]] = []
    place = 0
    while place < len(word):
        for length in (4, 3, 2, 1):
            piece = word[place : place + length]
            if len(piece) == length and piece in _LATIN:
                choices.append(_LATIN[piece])
                # The vowel after c and g only tells how they sound.
                place += length
                break
        else:
            place += 1
    return choices


def _single(text: str) -> str:
    return "".join(letter for place, letter in enumerate(text) if not place or text[place - 1] != letter)
