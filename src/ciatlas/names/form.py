"""The forms of a name: what may stand for it in somebody's table, each as words that can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ciatlas.names.fold import parts, words
from ciatlas.names.language import JOINING, content, kept

PREFERRED, OTHER, PART = 0, 1, 2

_BRACKETS = re.compile(r"\s*[(\[]([^)\]]*)[)\]]\s*")
_BEFORE = re.compile(r"\s*(?::|\s[-–—]|[–—])\s*")
_PARTED = re.compile(r"[(\[:,–—]|\s-")
_LONGEST_INITIALS = 9


@dataclass(frozen=True, slots=True)
class Form:
    """kept: the words by which it is the same name. content: those that say something. rank: PREFERRED, OTHER or PART of a name."""

    kept: tuple[str, ...]
    content: tuple[str, ...]
    rank: int

    @property
    def joined(self) -> str:
        """The same for StriveTogether and Strive Together."""
        return "".join(self.kept)


@lru_cache(maxsize=8192)
def form(text: str, rank: int = PREFERRED) -> Form:
    """A text as a form; one without words where it has no letter and no digit."""
    every = kept(words(text))
    return Form(every, content(every), rank)


def forms(text: str, preferred: bool) -> Iterator[Form]:
    """A name as a whole, and what people leave of it: without what is in brackets, without what follows a colon or a dash."""
    whole = form(text, PREFERRED if preferred else OTHER)
    if not whole.kept:
        return
    yield whole
    if not _PARTED.search(text):
        return
    seen = {whole.kept}
    for shorter in _parts(text):
        one = form(shorter, PART)
        if one.kept and one.kept not in seen:
            seen.add(one.kept)
            yield one


def _parts(text: str) -> Iterator[str]:
    if "(" in text or "[" in text:
        yield _BRACKETS.sub(" ", text)
        yield from _bracketed(text)
    yield _BEFORE.split(text)[0]
    first = text.partition(",")[0]
    if len(words(first)) > 2:
        yield first


def initials(text: str) -> Iterator[str]:
    """The acronyms that may be made of a name: of its words that say something, and of all of them; each of three letters or more."""
    plain = _BRACKETS.sub(" ", text) if "(" in text or "[" in text else text
    seen = set()
    for one in dict.fromkeys((words(plain), parts(plain))):
        for chosen in ([word for word in one if word not in JOINING and word != "the"], one):
            letters = "".join(word[0] for word in chosen)
            if 2 < len(letters) <= _LONGEST_INITIALS and letters not in seen:
                seen.add(letters)
                yield letters


def is_acronym(text: str) -> bool:
    """Whether a text is one short word in capitals, which many organisations may bear."""
    return len(text) < 6 and len(words(text)) == 1 and text.upper() == text and any(character.isalpha() for character in text)


def _bracketed(text: str) -> list[str]:
    return [inside for inside in _BRACKETS.findall(text) if is_acronym(inside)]
