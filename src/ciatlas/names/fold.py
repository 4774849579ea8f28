"""Folding: a name as words that are the same whatever case, accents, points and punctuation somebody wrote it with."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ħ": "h", "ŋ": "n", "ə": "e", "ĸ": "k"}
)
_FINALS = str.maketrans("ךםןףץ", "כמנפצ")
# Within a word they are no border: children's, O'Brien, צה"ל, ג'וינט, U.S.A.
_INSIDE = re.compile(r"['’‘ʼ`´׳\"״“”](?=\w)|(?<=\w)['’‘ʼ`´׳]|(?<=\b\w)\.(?=\w\b)")
_BETWEEN = re.compile(r"[\W_]+")
_HEBREW = re.compile(r"[א-ת]")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
# One-letter words that Hebrew writes together with the next: and, the, in, to, as, from, that.
_PREFIXED = re.compile(r"^[והבלכמש](?=[א-ת]{3})")


@lru_cache(maxsize=4096)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in their order, folded; letters of all scripts and digits make words, ``&`` and ``+`` between them are "and".

    ``"Children’s Àlliance, Inc."`` gives ``("childrens", "alliance", "inc")``; ``צה״ל`` gives ``("צהל",)``.
    """
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"(?<=\w)\s*&\s*(?=\w)", lambda found: " and " if " " in found[0] else "&", plain)
    # AT&T is a word, Health&Wellbeing are two.
    plain = re.sub(r"(?<=\w\w\w)&(?=\w\w\w)|\s[&+]\s", " and ", plain).replace("&", "")
    plain = unicodedata.normalize("NFKD", plain.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = _INSIDE.sub("", plain.translate(_LETTERS).translate(_FINALS))
    return tuple(word for word in _BETWEEN.split(plain) if word)


def parts(text: str) -> tuple[str, ...]:
    """The words of a text, those that are written together in capitals and small letters (``StriveTogether``) apart."""
    return words(_CAMEL.sub(" ", text))


def is_hebrew(word: str) -> bool:
    """Whether a word has a Hebrew letter."""
    return bool(_HEBREW.search(word))


def bare(word: str) -> str:
    """A Hebrew word without the one-letter word before it, if it may have one; else the word."""
    return _PREFIXED.sub("", word)
