"""How like two names are: word by word, each word counting as much as it tells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from ciatlas.names.fold import is_hebrew

# Of the likeness, what the letters of the whole say beside its words, where both are of one script.
LETTERS = 0.2
OTHER_ORDER = 0.97


@dataclass(frozen=True, slots=True)
class Asked:
    """A text that is looked for.

    kept, joined: as of a form. readings: ways to part it into words that say something. alike: each word -> words of the index that
    may be meant -> how like they are. weights: how much each of its words tells; known: how much each word of the index does.
    """

    kept: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...]
    joined: str
    alike: Mapping[str, Mapping[str, float]]
    weights: Mapping[str, float]
    known: Mapping[str, float]
    hebrew: bool


def likeness(asked: Asked, words: tuple[str, ...], joined: str) -> float:
    """From 0 to 1. words: the words of a name of the index that say something; joined: all of its words that are kept, in one."""
    by_words = max(_by_words(asked, reading, words) for reading in asked.readings)
    if is_hebrew(joined) != asked.hebrew:
        return by_words
    letters: float = Indel.normalized_similarity(asked.joined, joined)
    blended = (1 - LETTERS) * by_words + LETTERS * letters
    # Where the same letters are parted into words in another way.
    return min(0.999, max(blended, 0.95 * letters if letters > 0.85 else 0.0))


def _by_words(asked: Asked, reading: tuple[str, ...], words: tuple[str, ...]) -> float:
    """The weight of the words that both have, in proportion to that of all words of both (Dice's coefficient with weights)."""
    left = list(words)
    places: list[int] = []
    agreed = whole = 0.0
    for word in reading:
        weight = asked.weights[word]
        whole += weight
        alike = asked.alike[word]
        best, value = "", 0.0
        for other in left:
            one = alike.get(other, 0.0)
            if one > value:
                best, value = other, one
        if value:
            left.remove(best)
            places.append(words.index(best))
            agreed += value * (weight + asked.known[best])
    for word in words:
        whole += asked.known[word]
    if not whole:
        return 0.0
    found = agreed / whole
    return found if places == sorted(places) else found * OTHER_ORDER
