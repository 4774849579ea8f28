"""Search: the things whose names have the words of a text, while it is typed or when it is sent."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from heapq import nsmallest

from ciatlas.names.fold import words
from ciatlas.names.index import Index
from ciatlas.names.language import DROPPED, DROPPED_LAST, JOINING, canonical

# So many words may begin with what was typed of the last one.
BEGUN = 200


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. name: its name in the language asked for, with that name's language. found: the other name by which it was found.

    score: 0 to 1, how like the text its name is.
    """

    iri: str
    name: str
    language: str
    types: tuple[str, ...]
    score: float
    found: str | None = None


def search(
    index: Index, text: str, language: str, kinds: Collection[str] = (), limit: int = 20, offset: int = 0, beginning: bool = False
) -> tuple[list[Hit], int]:
    """The hits from `offset`, at most `limit` of them, and how many there are in all.

    text: words in any script, spelt nearly right, in any order; a thing is found when its name has them all, or, where none has, when its
    name is like the text. language: in which hits are named. kinds: IRIs of classes or schemes; things of one of them count, all where
    there are none. beginning: whether the last word may be only begun, as while one types.
    """
    among = index.among(kinds)
    found = _with_all(index, text, among, beginning)
    alike = {one.number: one for one in index.near(text, among, 50)}
    ranked = dict(found)
    for number, near in alike.items():
        if number in found or near.likeness > 0.6 or not found:
            ranked[number] = max(ranked.get(number, 0.0), near.likeness)

    def order(number: int) -> tuple[bool, float, int, int, int]:
        thing = index.things[number]
        # A name that has only the rarest of the words may be more like the text than one that has them all and others.
        return number not in found, -ranked[number], -thing.rank, len(thing.name(language).text), number

    best = nsmallest(offset + limit, ranked, key=order)
    return [_hit(index, number, ranked[number], language, text, alike[number].name if number in alike else None) for number in best[offset:]], len(ranked)


def _with_all(index: Index, text: str, among: Collection[int] | None, beginning: bool) -> dict[int, float]:
    """The things whose names have all words of the text -> how much of the nearest name these are."""
    sought = words(text)
    here: set[int] | None = None
    for place, word in enumerate(sought):
        begun = beginning and place == len(sought) - 1
        ways = set(index.spelling.beginning(word, BEGUN)) if begun else set()
        known = canonical(word)
        if known in index.spelling:
            ways.add(known)
        elif not ways:
            ways |= {other for other, value in index.spelling.alike(known, shortened=False).items() if value >= 0.75}
        if not ways and (word in JOINING or word in DROPPED or word in DROPPED_LAST):
            continue
        named = set(index.having(ways))
        here = named if here is None else here & named
        if not here:
            return {}
    found: dict[int, float] = {}
    length = sum(map(len, sought))
    for form in here or ():
        number = index.thing_of(form)
        if among is None or number in among:
            # Of names that have the words, that which has the least beside them.
            value = min(0.9, length / max(length, index.length(form)))
            if value > found.get(number, 0.0):
                found[number] = value
    return found


def _hit(index: Index, number: int, score: float, language: str, text: str, place: int | None) -> Hit:
    thing = index.things[number]
    name = thing.name(language)
    found = None
    sought = set(map(canonical, words(text)))
    if not sought & set(map(canonical, words(name.text))):
        others: Iterable[str] = [thing.names[place].text] if place is not None else []
        others = [*others, *(other.text for other in thing.names if sought & set(map(canonical, words(other.text))))]
        found = next((other for other in others if other != name.text), None)
    return Hit(thing.iri, name.text, name.language, thing.types, score, found)
