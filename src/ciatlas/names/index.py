"""The index of names: from a text to the things whose names are like it, in a time that does not grow with the atlas.

Words lead to names. Only words that are rare enough are followed; what the others add is seen when the best names are compared
word by word. Measured at 220,000 names: comparing a text with each of them takes 35 to 330 ms even in C (RapidFuzz), SQLite's full text
4 ms by words, which finds no slips, and 140 ms by trigrams; a look-up here 1 to 2 ms.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest, nsmallest
from itertools import chain
from math import log

from ciatlas.names.form import OTHER, PART, PREFERRED, Form, form, forms, initials, is_acronym
from ciatlas.names.fold import bare, is_hebrew, parts
from ciatlas.names.language import COMMON, SAME, canonical
from ciatlas.names.likeness import Asked, likeness
from ciatlas.names.spelling import FORM, SKELETON, Spelling
from ciatlas.names.thing import Thing

# So many names are looked at for a text, and so many of them are compared word by word.
FOLLOWED = 1500
COMPARED = 40
# Names that are less like a text are not looked at.
UNLIKE = 0.3
# Where one is more like it, no other is looked for.
LIKE = 0.85
# Longer texts are no names.
WORDS = 24
INITIALS, AS_INITIALS = 0.8, 0.6
_COMMON_WORDS = Spelling(SAME)


@dataclass(frozen=True, slots=True)
class Near:
    """A thing whose name is like a text.

    number: of the thing in the index. likeness: 0 to 1. exact: whether it is the same name but for case, accents, punctuation,
    articles and forms of law. rank: of the form of the name that is nearest. name: the place of its name among the thing's. acronym:
    whether what agrees is only a short word in capitals.
    """

    number: int
    likeness: float
    exact: bool
    rank: int
    name: int
    acronym: bool = False


class Index:
    """All things by their names. Not changed once made, so any number of threads may look things up."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.things: Sequence[Thing] = list(things)
        self._forms: list[tuple[str, ...]] = []
        self._joined: list[str] = []
        self._thing, self._name, self._rank = array("I"), array("H"), array("B")
        self._postings: dict[str, array[int]] = {}
        self._exact: dict[str, list[int]] = {}
        self._initials: dict[str, list[int]] = {}
        self._frequent: dict[str, frozenset[int]] = {}
        for number, thing in enumerate(self.things):
            for place, name in enumerate(thing.names):
                for one in forms(name.text, name.preferred):
                    self._add(number, place, one)
                if name.preferred:
                    for letters in initials(name.text):
                        self._initials.setdefault(letters, []).append(len(self._forms) - 1)
        self.spelling = Spelling(self._postings)
        self._most = log(1 + len(self._forms))
        self._weights = {word: self._weight(word, len(found)) for word, found in self._postings.items()}
        self._weight_of = array("f", (sum(map(self._weights.__getitem__, one)) for one in self._forms))
        self.by_iri: Mapping[str, int] = {thing.iri: number for number, thing in enumerate(self.things)}
        of_type: dict[str, set[int]] = {}
        for number, thing in enumerate(self.things):
            for one in thing.types:
                of_type.setdefault(one, set()).add(number)
        self.of_type: Mapping[str, frozenset[int]] = {one: frozenset(numbers) for one, numbers in of_type.items()}

    def _add(self, number: int, place: int, one: Form) -> None:
        here = len(self._forms)
        self._forms.append(one.content)
        self._joined.append(one.joined)
        self._thing.append(number)
        self._name.append(min(place, 65535))
        self._rank.append(one.rank)
        for word in set(one.content):
            if word not in self._postings:
                self._postings[word] = array("I")
            self._postings[word].append(here)
        self._exact.setdefault(one.joined, []).append(here)

    def _weight(self, word: str, count: int) -> float:
        weight = log(1 + len(self._forms) / count) if count else self._most
        if word in COMMON:
            weight *= 0.6
        return weight * 0.4 if len(word) == 1 and not word.isdigit() else weight

    def weight(self, word: str) -> float:
        """How much a word tells: the rarer the more, most one that no name has."""
        return self._weights.get(word) or self._weight(word, 0)

    def among(self, types: Iterable[str]) -> Collection[int] | None:
        """The numbers of the things that have one of the types; None where there are no types, which is all things."""
        sets = [self.of_type.get(one, frozenset()) for one in types]
        return None if not sets else sets[0] if len(sets) == 1 else frozenset().union(*sets)

    def having(self, words: Iterable[str]) -> Iterable[int]:
        """The forms of names that have one of the words."""
        return chain.from_iterable(self._postings[word] for word in words)

    def thing_of(self, form: int) -> int:
        """The number of the thing that a form of a name is of."""
        return self._thing[form]

    def length(self, form: int) -> int:
        """How many letters the words of a form have."""
        return len(self._joined[form])

    def near(self, text: str, among: Collection[int] | None = None, most: int = 10) -> list[Near]:
        """The things whose names are like a text, the likest first. among: numbers of the things that count, all where None."""
        asked = self._asked(text)
        if not asked.kept:
            return []
        best: dict[int, Near] = {}
        first = {*self._exact.get(asked.joined, ()), *self._follow(asked, among)}
        self._compare(asked, first, among, best)
        many = any(len(found) > 1 and word in self.spelling for word, found in asked.alike.items())
        if many and max((one.likeness for one in best.values()), default=0.0) < LIKE:
            # What is spelt as a word of some name is may still be a slip.
            self._compare(asked, set(self._follow(asked, among, slips=True)) - first, among, best)
        for here, value in self._by_initials(asked):
            number = self._thing[here]
            if (among is None or number in among) and (number not in best or best[number].likeness < value):
                best[number] = Near(number, value, False, OTHER, self._name[here])
        return nlargest(most, best.values(), key=lambda one: (one.likeness, self.things[one.number].rank, -one.number))

    def _compare(self, asked: Asked, names: Iterable[int], among: Collection[int] | None, best: dict[int, Near]) -> None:
        """Compares names with what is asked, and keeps the best of each thing in `best`."""
        for here in names:
            number = self._thing[here]
            if among is not None and number not in among:
                continue
            same = self._joined[here] == asked.joined
            rank = self._rank[here]
            alike = 1.0 if same else likeness(asked, self._forms[here], self._joined[here])
            # A part of a name is a little less than a name; so is, less so, another name.
            alike *= (1.0, 0.995, 0.96)[rank]
            before = best.get(number)
            if before is None or (alike, -rank) > (before.likeness, -before.rank):
                acronym = same and rank != PREFERRED and is_acronym(self.things[number].names[self._name[here]].text)
                best[number] = Near(number, alike, same and rank != PART, rank, self._name[here], acronym)

    def _asked(self, text: str) -> Asked:
        one = form(text)
        alike = {word: self._alike(word) for word in set(one.content[:WORDS])}
        readings = [one.content[:WORDS]]
        for changed in self._readings(text, one.content[:WORDS], alike):
            if changed not in readings:
                readings.append(changed)
        for reading in readings[1:]:
            for word in reading:
                if word not in alike:
                    alike[word] = self._alike(word)
        weights = {word: self.weight(word) if word in self.spelling else max((self.weight(other) for other in found), default=self.weight(word)) for word, found in alike.items()}
        return Asked(one.kept, tuple(readings), one.joined, alike, weights, self._weights, is_hebrew(one.joined))

    def _alike(self, word: str) -> dict[str, float]:
        """The words of the index that may be meant: those that are like it, and what stands for a common word of any language that is."""
        found = self.spelling.alike(word)
        if word not in self.spelling:
            for written in {word, bare(word)}:
                for other, value in _COMMON_WORDS.alike(written, shortened=False).items():
                    meant = SAME[other]
                    if meant in self.spelling and value > found.get(meant, 0.0):
                        found[meant] = value
        return found

    def _readings(self, text: str, words: tuple[str, ...], alike: Mapping[str, Mapping[str, float]]) -> Iterable[tuple[str, ...]]:
        """Other ways to part the text into words: two that the index has as one, one that the index has as two."""
        for place in range(len(words) - 1):
            whole = words[place] + words[place + 1]
            if whole in self.spelling:
                yield (*words[:place], whole, *words[place + 2 :])
        camel = form(" ".join(parts(text))).content
        if len(words) < len(camel) <= WORDS:
            yield camel
        for place, word in enumerate(words):
            if word in self.spelling or len(word) < 6 or any(value >= 0.9 for value in alike[word].values()):
                continue
            for cut in range(3, len(word) - 2):
                first, second = canonical(word[:cut]), canonical(word[cut:])
                if first in self.spelling and second in self.spelling:
                    yield (*words[:place], first, second, *words[place + 1 :])
                    break

    def _follow(self, asked: Asked, among: Collection[int] | None, slips: bool = False) -> list[int]:
        """The names that have the most telling words of the text, at most `COMPARED`. slips: whether words that the index has may be slips."""
        found: dict[int, float] = {}
        for reading in asked.readings:
            self._collect(reading, asked, among, slips, found)
        thing, weight_of = self._thing, self._weight_of
        whole = max(sum(asked.weights[word] for word in reading) for reading in asked.readings)
        counting = found.items() if among is None else ((here, value) for here, value in found.items() if thing[here] in among)
        shares = [(value / (whole + weight_of[here]), here) for here, value in counting]
        return [here for _share, here in (nlargest(COMPARED, shares) if len(shares) > COMPARED else shares)]

    def _collect(self, reading: tuple[str, ...], asked: Asked, among: Collection[int] | None, slips: bool, found: dict[int, float]) -> None:
        ways = []
        for word in set(reading):
            alike = asked.alike[word]
            if word in self.spelling and not slips:
                # What is spelt right is not taken for another word, but for the same one in another form or script.
                followed = [(other, value) for other, value in alike.items() if value >= FORM or (value >= SKELETON - 0.12 and is_hebrew(other) != is_hebrew(word))]
            else:
                followed = list(alike.items())
            if followed:
                ways.append((sum(len(self._postings[other]) for other, _value in followed), word, followed))
        ways.sort(key=lambda way: way[0])
        left = FOLLOWED
        for count, word, followed in ways:
            if count > left:
                break
            left -= count
            weight = asked.weights[word]
            for other, value in followed:
                add = weight * value
                for here in self._postings[other]:
                    found[here] = found.get(here, 0.0) + add
        if left == FOLLOWED and ways:
            known = sum(asked.weights[word] for _count, word, _followed in ways)
            # Where most of what the text tells is in no name, those that share only its frequent words are not like it.
            if 2 * known / (known + sum(asked.weights[word] for word in reading)) >= UNLIKE:
                self._common([max(followed, key=lambda one: one[1])[0] for _count, _word, followed in ways], among, found)

    def _common(self, words: Sequence[str], among: Collection[int] | None, found: dict[int, float]) -> None:
        """Of a text that has only frequent words: the names that have as many of them as any does, the shortest of these.

        words: the rarest first.
        """
        here = self._all_of(words[0])
        for word in words[1:]:
            if both := here & self._all_of(word):
                here = both
        counting: Iterable[int] = here if among is None else (one for one in here if self._thing[one] in among)
        for one in nsmallest(COMPARED, counting, key=self._weight_of.__getitem__):
            found[one] = max(found.get(one, 0.0), 1.0)

    def _all_of(self, word: str) -> frozenset[int]:
        """The names that have a frequent word; kept, since such words come again and again and are few."""
        if word not in self._frequent:
            self._frequent[word] = frozenset(self._postings[word])
        return self._frequent[word]

    def _by_initials(self, asked: Asked) -> Iterable[tuple[int, float]]:
        if len(asked.kept) == 1:
            yield from ((here, INITIALS) for here in self._initials.get(asked.joined, ())[:COMPARED])
        elif len(asked.readings[0]) > 3:
            letters = "".join(word[0] for word in asked.readings[0])
            yield from ((here, AS_INITIALS) for here in self._exact.get(letters, ())[:COMPARED])
