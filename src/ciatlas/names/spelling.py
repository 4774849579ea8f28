"""The words of an index, found again when they are misspelt, cut short, put together or written in the other script.

Slips are found by deletion: two words that one slip (or two swapped letters) makes of each other become the same word when a letter
is left out of one of them or of both, so a look-up takes as many steps as the word has letters, however many words there are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA, Indel

from ciatlas.names.fold import bare, is_hebrew
from ciatlas.names.transliteration import skeletons

# What a word that is like another counts, at most.
FORM, SKELETON, PREFIX = 0.95, 0.87, 0.7
# Only so much of a word goes into the look-up of slips, which bounds its size; the rest is compared.
REACH = 9
# No more words than these begin with what is taken for a shortened word.
SHORTENED = 24
MOST = 24


class Spelling:
    """The distinct words of an index. Immutable once made."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = sorted(set(words))
        self._known = frozenset(self.words)
        deletes: dict[str, int | list[int]] = {}
        sounds: dict[str, int | list[int]] = {}
        for number, word in enumerate(self.words):
            if _may_slip(word):
                for key in {word[:REACH], *_without_one(word[:REACH])}:
                    _add(deletes, key, number)
            for sound in skeletons(word):
                _add(sounds, sound, number)
            if (stem := bare(word)) != word:
                _add(deletes, stem[:REACH], number)
        self._deletes, self._sounds = deletes, sounds

    def __contains__(self, word: str) -> bool:
        return word in self._known

    def alike(self, word: str, shortened: bool = True) -> dict[str, float]:
        """The words of the index that may be meant -> how like they are, 1 for the word itself; at most `MOST`, the likest.

        shortened: whether words that begin with it count.
        """
        found: dict[str, float] = {}
        if word in self._known:
            found[word] = 1.0
        for other, likeness in self._others(word, shortened and not found):
            if likeness > found.get(other, 0.0):
                found[other] = likeness
        if len(found) > MOST:
            found = dict(sorted(found.items(), key=lambda one: (-one[1], one[0]))[:MOST])
        return found

    def beginning(self, start: str, most: int) -> list[str]:
        """The words that begin with a text, at most so many."""
        first = bisect_left(self.words, start)
        found = []
        for word in self.words[first : first + most]:
            if not word.startswith(start):
                break
            found.append(word)
        return found

    def _others(self, word: str, shortened: bool) -> Iterator[tuple[str, float]]:
        if not any(character.isdigit() for character in word):
            yield from self._slips(word)
            yield from self._sounding(word)
        if shortened and len(word) >= 3 and word.isalpha():
            begun = self.beginning(word, SHORTENED + 1)
            if len(begun) <= SHORTENED:
                yield from ((other, PREFIX if len(word) > 3 else PREFIX - 0.1) for other in begun)

    def _slips(self, word: str) -> Iterator[tuple[str, float]]:
        stem = bare(word)
        if stem != word:
            yield from ((self.words[number], FORM) for number in _of(self._deletes, stem[:REACH]) if bare(self.words[number]) == stem)
        yield from ((self.words[number], FORM) for number in _of(self._deletes, word[:REACH]) if self.words[number] != word and bare(self.words[number]) == word)
        if not _may_slip(word):
            return
        seen = set()
        for key in {word[:REACH], *_without_one(word[:REACH])}:
            for number in _of(self._deletes, key):
                if number not in seen:
                    seen.add(number)
                    likeness = slip(word, self.words[number])
                    if likeness:
                        yield self.words[number], likeness

    def _sounding(self, word: str) -> Iterator[tuple[str, float]]:
        hebrew = is_hebrew(word)
        for sound in skeletons(word):
            for number in _of(self._sounds, sound):
                other = self.words[number]
                if is_hebrew(other) != hebrew:
                    yield other, SKELETON if len(sound) > 2 else SKELETON - 0.12 if len(sound) > 1 else SKELETON - 0.3
                elif not hebrew and len(sound) > 2:
                    # Two transcriptions of one word: Sheatufim, Shitufim.
                    likeness = Indel.normalized_similarity(word, other)
                    if likeness > 0.7:
                        yield other, likeness * 0.9


def slip(word: str, other: str) -> float:
    """How like two words are that differ by slips of the hand; 0 where too much differs."""
    length = max(len(word), len(other))
    allowed = 1 if length < 7 else 2
    distance = OSA.distance(word, other, score_cutoff=allowed)
    if distance > allowed:
        return 0.0
    likeness = 1 - distance / length
    # Slips come seldom in the first letter, and words that differ there are mostly others.
    return likeness if word[0] == other[0] else likeness - 0.1


def _may_slip(word: str) -> bool:
    return len(word) > 3 and not any(character.isdigit() for character in word)


def _without_one(word: str) -> Iterator[str]:
    return (word[:place] + word[place + 1 :] for place in range(len(word)))


def _add(table: dict[str, int | list[int]], key: str, number: int) -> None:
    # Most keys have one word; a list for each would take most of the memory.
    before = table.get(key)
    if before is None:
        table[key] = number
    elif isinstance(before, int):
        if before != number:
            table[key] = [before, number]
    elif before[-1] != number:
        before.append(number)


def _of(table: dict[str, int | list[int]], key: str) -> tuple[int, ...] | list[int]:
    found = table.get(key)
    return () if found is None else (found,) if isinstance(found, int) else found
