"""Suggest services (API 0.2, 6): entities, types and properties while somebody types."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from rapidfuzz import fuzz

from ciatlas.names.fold import words as words_of
from ciatlas.names.search import search
from ciatlas.serve.names import Names
from ciatlas.serve.reconcile.words import Words

LIMIT, MOST = 10, 100
# A text is no beginning of a name if it is longer.
LONGEST = 200
# Of how like a label what was typed must be, of 100.
_ALIKE = 78


def entities(prefix: str, cursor: int, limit: int, types: Collection[str], names: Names, words: Words) -> dict[str, Any]:
    """Things that what was typed is the id or another key of, or the beginning of a name of, or that have such a name."""
    prefix = prefix[:LONGEST]
    keyed = sorted(names.keys.of_text(prefix) | {number for iri in [names.vocabulary.ids.iri(prefix)] if (number := names.index.by_iri.get(iri)) is not None})
    first = [names.index.things[number].iri for number in keyed]
    hits, _number = search(names.index, prefix, words.language, types, limit + len(first), max(0, cursor - len(first)), beginning=True)
    found = [*(first[cursor:]), *(hit.iri for hit in hits if hit.iri not in first)][:limit]
    return {"result": [_entity(iri, names, words) for iri in found]}


def _entity(iri: str, names: Names, words: Words) -> dict[str, Any]:
    thing = names.index.things[names.index.by_iri[iri]]
    told = {"id": names.vocabulary.ids.entity(iri), "name": words.name(iri), "notable": [words.type(one) for one in thing.types]}
    description = words.description(thing)
    return {**told, "description": description} if description else told


def types(prefix: str, cursor: int, limit: int, names: Names, words: Words) -> dict[str, Any]:
    """Types by their ids, or by their labels in any language; those that most things have first."""
    found = _ranked(prefix, list(names.vocabulary.types.values()), lambda one: one.count)
    return {"result": [words.type_in_full(one) for one in found[cursor : cursor + limit]]}


def properties(prefix: str, cursor: int, limit: int, type: str | None, names: Names, words: Words) -> dict[str, Any]:
    """Properties likewise, by what people write at the head of a column too. type: IRI of the type that they are to be of."""
    every = [one for one in names.vocabulary.properties.values() if type is None or type in one.types]
    found = _ranked(prefix, every, lambda one: sum(one.types.values()))
    meant = names.vocabulary.property(prefix)
    found = sorted(found, key=lambda one: one.iri != meant)
    if meant is not None and all(one.iri != meant for one in found):
        found = [*(one for one in every if one.iri == meant), *found]
    return {"result": [words.property(one) for one in found[cursor : cursor + limit]]}


def _ranked(prefix: str, terms: Sequence[Any], count: Callable[[Any], int]) -> list[Any]:
    sought = " ".join(words_of(prefix[:LONGEST]))
    ranked = []
    for one in terms:
        likeness = max(_likeness(sought, prefix.strip(), one.id, one.labels.values(), one.iri), 0)
        if likeness:
            ranked.append((-likeness, -count(one), one.id, one))
    return [one for *_order, one in sorted(ranked, key=lambda item: item[:3])]


def _likeness(sought: str, typed: str, id: str, labels: Iterable[str], iri: str) -> int:
    """0 where a term is not meant; more, the likelier it is."""
    if not sought:
        return 1
    if typed in (id, iri):
        return 5
    best = 0
    for label in (*labels, id.rpartition(":")[2], id):
        text = " ".join(words_of(label))
        if text == sought:
            best = max(best, 4)
        elif text.startswith(sought):
            best = max(best, 3)
        elif f" {sought}" in f" {text}":
            best = max(best, 2)
        elif len(sought) > 3 and fuzz.partial_ratio(sought, text, score_cutoff=_ALIKE) >= _ALIKE and len(text) >= len(sought) - 1:
            best = max(best, 1)
    return best
