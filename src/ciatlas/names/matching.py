"""Matching: the candidates for a name with hints, each with a score that its features explain, and whether it is certain."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ciatlas.insights import Value
from ciatlas.names.form import form
from ciatlas.names.hints import KEY, SCHEME, WEBSITE, WEIGHTS, Hint, agreement
from ciatlas.names.index import Index, Near
from ciatlas.names.keys import Keys
from ciatlas.names.language import COMMON
from ciatlas.rdf.namespaces import WELL_KNOWN

CONCEPT = WELL_KNOWN["skos"] + "Concept"
# A candidate below is no help to anybody.
LEAST = 0.3
# Of what agrees and of what contradicts.
AGREES, CONTRADICTS = 0.85, 0.3
# What a candidate keeps of its score when it has none of the types asked for, and when it has one that is not what it is first.
OTHER_TYPE, WIDER_TYPE = 0.8, 0.99

Said = Mapping[int, Mapping[str, Sequence[Value]]]


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. text: its name, None where only hints are given. types: IRIs of classes and schemes.

    strict: ``any`` or ``all`` of the types must be a candidate's; ``should``: better if one is.
    """

    text: str | None
    types: tuple[str, ...] = ()
    hints: tuple[Hint, ...] = ()
    limit: int = 10
    strict: str = "any"


@dataclass(frozen=True, slots=True)
class Candidate:
    """number: of the thing in the index. score: 0 to 100. match: whether it is certain. features: what made the score, 0 to 1 each."""

    number: int
    score: float
    match: bool
    features: Mapping[str, float | bool]


@dataclass(frozen=True, slots=True)
class Draft:
    """The things that may be meant, before their properties are compared. keyed: those that a key names, by the text or by a hint."""

    query: Query
    near: Mapping[int, Near]
    keyed: frozenset[int] = field(default_factory=frozenset)


class Matching:
    """Matches queries. kind: property IRI -> kind of hint. resolve: makes an IRI of an id."""

    def __init__(self, index: Index, keys: Keys, kind: Callable[[str], str], resolve: Callable[[str], str]) -> None:
        self.index, self.keys, self.kind, self.resolve = index, keys, kind, resolve

    def draft(self, query: Query) -> Draft:
        """Finds the things that may be meant. Their properties, where a hint is of another kind than the index knows, are the caller's to get."""
        among = self._among(query)
        keyed: set[int] = set()
        if query.text is not None:
            known = self.index.by_iri.get(self.resolve(query.text))
            keyed |= self.keys.of_text(query.text) | ({known} if known is not None else set())
        for hint in query.hints:
            for value in hint.values:
                if hint.property is not None and self.kind(hint.property) == WEBSITE:
                    keyed |= self.keys.of_site(value)
                elif hint.property is not None and self.kind(hint.property) in (KEY, SCHEME):
                    keyed |= self.keys.of_identifier(value, {hint.property} if self.kind(hint.property) == SCHEME else None)
        if among is not None:
            keyed = {number for number in keyed if number in among}
        near = {one.number: one for one in self.index.near(query.text, among, max(query.limit, 10) + 5)} if query.text is not None else {}
        return Draft(query, near, frozenset(keyed))

    def candidates(self, draft: Draft, said: Said) -> list[Candidate]:
        """The candidates, the best first. said: thing -> property -> what the atlas says, as far as the draft's hints need it."""
        query = draft.query
        found = []
        for number in {**draft.near, **dict.fromkeys(draft.keyed)}:
            near = draft.near.get(number)
            features: dict[str, float | bool] = {}
            if query.text is not None:
                features["name"] = round(near.likeness, 4) if near else 0.0
            if query.types:
                features["type"] = self._type(number, query.types)
            agreed = self._hints(query, number, said.get(number, {}))
            features |= {pid: round(value, 4) for pid, (value, _weight) in agreed.items()}
            keyed = number in draft.keyed
            if keyed:
                features["key"] = True
            score = 1.0 if keyed else self._score(features, agreed.values())
            found.append((number, score, features))
        found.sort(key=lambda one: (-one[1], -float(one[2].get("name", 0)), -self.index.things[one[0]].rank, one[0]))
        certain = self._certain(draft, {number: features for number, _score, features in found})
        return [
            Candidate(number, round(100 * score, 2), number == certain, features)
            for number, score, features in sorted(found, key=lambda one: one[0] != certain)
            if score >= LEAST or number == certain
        ][: query.limit]

    def _among(self, query: Query) -> Collection[int] | None:
        if query.strict == "should" or not query.types:
            return None
        if query.strict == "all":
            sets = [self.index.of_type.get(one, frozenset()) for one in query.types]
            return frozenset.intersection(*sets)
        return self.index.among(query.types)

    def _type(self, number: int, types: Sequence[str]) -> float:
        own = self.index.things[number].types
        return 1.0 if own and own[0] in types else 0.9 if any(one in types for one in own) else 0.0

    def _hints(self, query: Query, number: int, said: Mapping[str, Sequence[Value]]) -> dict[str, tuple[float, float]]:
        """Property as it was asked -> how well the candidate agrees, and how much that counts; nothing where the atlas says nothing."""
        agreed = {}
        for hint in query.hints:
            if hint.property is None or not hint.values:
                continue
            kind = self.kind(hint.property)
            value = agreement(hint, kind, self.index.things[number], said.get(hint.property, ()), self.index, self.resolve)
            if value is not None:
                agreed[hint.pid] = value, WEIGHTS[kind]
        return agreed

    def _score(self, features: Mapping[str, float | bool], agreed: Iterable[tuple[float, float]]) -> float:
        pairs = list(agreed)
        name = float(features.get("name", 0.0))
        score = (name + sum(value * weight for value, weight in pairs)) / (1 + sum(weight for _value, weight in pairs))
        kind = features.get("type", 1.0)
        return score * (1.0 if kind == 1.0 else WIDER_TYPE if kind else OTHER_TYPE)

    def _certain(self, draft: Draft, features: Mapping[int, Mapping[str, float | bool]]) -> int | None:
        """The one thing that is meant for certain; None where there is none, or more than one may be."""
        query = draft.query
        exact = [number for number, near in draft.near.items() if near.exact]
        keyed = [number for number in sorted(draft.keyed) if features[number].get("type") != 0.0]
        if keyed:
            # Who shares a key with others is told apart by the type, and by the name.
            one = self._one(keyed, query, features)
            return one if one is not None else self._one([number for number in keyed if number in exact], query, features)
        if any(features[number].get("type") == 1.0 for number in exact):
            exact = [number for number in exact if features[number]["type"] == 1.0]
        elif query.types and query.strict == "should":
            exact = []
        pids = {hint.pid for hint in query.hints}
        open_ = [number for number in exact if not any(features[number].get(pid, 1.0) <= CONTRADICTS for pid in pids)]
        confirmed = [number for number in open_ if any(features[number].get(pid, 0.0) >= AGREES for pid in pids)]
        if len(exact) > 1:
            return confirmed[0] if len(confirmed) == 1 else None
        if not open_ or confirmed:
            return next(iter(confirmed), None)
        (number,) = open_
        # A short word in capitals, or a name of words that anybody takes, may be another's as well, whom the atlas does not know.
        if draft.near[number].acronym or (query.text is not None and set(form(query.text).content) <= COMMON and not self._is_term(number)):
            return None
        return number

    @staticmethod
    def _one(numbers: Sequence[int], query: Query, features: Mapping[int, Mapping[str, float | bool]]) -> int | None:
        if len(numbers) > 1 and query.types:
            numbers = [number for number in numbers if features[number].get("type") == 1.0]
        return numbers[0] if len(numbers) == 1 else None

    def _is_term(self, number: int) -> bool:
        """Whether a thing is a concept: a word of the atlas's own, of which there is no other one."""
        return self.index.things[number].types[:1] == (CONCEPT,)
