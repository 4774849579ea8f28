"""Reconciliation queries (API 0.2, 4): read from JSON, matched, answered as result batches."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from ciatlas.insights import Value
from ciatlas.names import hints
from ciatlas.names.hints import Hint
from ciatlas.names.matching import Candidate, Draft, Query
from ciatlas.names.vocabulary import Vocabulary
from ciatlas.serve.names import Names
from ciatlas.serve.problem import Problem
from ciatlas.serve.reconcile.parameters import bad, shown, whole_number
from ciatlas.serve.reconcile.values import Values
from ciatlas.serve.reconcile.words import Words

# Queries in a batch, candidates of one, its properties, values of one of these.
BATCH, CANDIDATES, PROPERTIES, VALUES = 100, 100, 20, 20
DEFAULT_CANDIDATES = 10
# A longer text is no name.
LONGEST = 1000
STRICT = ("any", "all", "should")
# These the index knows itself.
_KNOWN = frozenset({hints.COUNTRY, hints.PLACE, hints.WEBSITE, hints.SCHEME, hints.KEY, hints.NAME})


def read_batch(value: object, vocabulary: Vocabulary) -> dict[str, Query]:
    """The queries of a batch by their keys. Raises Problem that names the query and the member that are wrong, 413 where there are too many."""
    if not isinstance(value, dict):
        raise bad(f"queries is {shown(value)}: expected an object with a query for each key")
    if len(value) > BATCH:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"There are {len(value)} queries in the batch: expected at most {BATCH}, the manifest's batchSize")
    return {key: read_query(f"queries.{key[:40]}", one, vocabulary) for key, one in value.items()}


def read_query(name: str, value: object, vocabulary: Vocabulary) -> Query:
    """One query (API 0.2, 4.1); members that the API does not know are passed over."""
    if not isinstance(value, dict):
        raise bad(f"{name} is {shown(value)}: expected an object with query, properties or both")
    text = value.get("query")
    properties = value.get("properties")
    if text is None and not properties:
        raise bad(f"{name} has neither query nor properties: expected at least one of them")
    if text is not None and not isinstance(text, str):
        raise bad(f"{name}.query is {shown(text)}: expected a text")
    strict = value.get("type_strict")
    if strict is not None and strict not in STRICT:
        raise bad(f"{name}.type_strict is {shown(strict)}: expected one of {', '.join(STRICT)}")
    asked = _types(f"{name}.type", value.get("type"))
    types = [found for one in asked if (found := vocabulary.type(one)) is not None]
    if asked and not types:
        # No thing has such a type: none is certain then, but the names may still help.
        types, strict = [""], "should"
    limit = whole_number(f"{name}.limit", value.get("limit"), DEFAULT_CANDIDATES, 1, CANDIDATES)
    return Query(text, tuple(types), tuple(_hints(f"{name}.properties", properties, vocabulary)), limit, strict or "any")


def _types(name: str, value: object) -> list[str]:
    if value is None or value == "":
        return []
    given = value if isinstance(value, list) else [value]
    # OpenRefine has sent a type with its name, too.
    texts = [one.get("id") if isinstance(one, dict) else one for one in given[:VALUES]]
    if not all(isinstance(one, str) for one in texts):
        raise bad(f"{name} is {shown(value)}: expected the id of a type, or a list of ids")
    return texts


def _hints(name: str, value: object, vocabulary: Vocabulary) -> Iterable[Hint]:
    if value is None:
        return
    if not isinstance(value, list) or len(value) > PROPERTIES:
        raise bad(f"{name} is {shown(value)}: expected a list of at most {PROPERTIES} objects with pid and v")
    for place, one in enumerate(value):
        if not isinstance(one, dict) or not isinstance(one.get("pid"), str) or "v" not in one:
            raise bad(f"{name}[{place}] is {shown(one)}: expected an object with pid, the id of a property, and v, its value or values")
        given = one["v"] if isinstance(one["v"], list) else [one["v"]]
        values = [text for single in given[:VALUES] if (text := _text(f"{name}[{place}].v", single))]
        yield Hint(one["pid"], vocabulary.property(one["pid"]), tuple(values))


def _text(name: str, value: object) -> str:
    """A property value (API 0.2, 2.4) as a text; of an entity its id."""
    if value is None:
        return ""
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        return str(value["id"])
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) or (isinstance(value, (int, float)) and math.isfinite(value)):
        return str(value).strip()[:LONGEST]
    raise bad(f"{name} is {shown(value)}: expected a text, a number, true, false, or an object with the id of an entity")


async def match(queries: Mapping[str, Query], names: Names, values: Values, words: Words) -> dict[str, Any]:
    """The result batch (API 0.2, 4.2). Between two queries others get their turn: the loop waits for one query, not for a batch.

    A thread would not help them: matching is Python's own work mostly, and a thread that holds the interpreter's lock is waited for
    just as long.
    """
    drafts: dict[str, Draft] = {}
    for key, query in queries.items():
        if query.text is not None and len(query.text) > LONGEST:
            query = Query("", query.types, query.hints, query.limit, query.strict)
        drafts[key] = names.matching.draft(query)
        await asyncio.sleep(0)
    said = await _said(drafts.values(), names, values)
    results = {}
    for key, draft in drafts.items():
        found = names.matching.candidates(draft, said)
        results[key] = {"result": [_candidate(one, names, words) for one in found]}
        await asyncio.sleep(0)
    return results


async def _said(drafts: Iterable[Draft], names: Names, values: Values) -> dict[int, Mapping[str, Sequence[Value]]]:
    """What the atlas says of the things that may be meant, of those properties that hints need and the index does not know."""
    things: set[int] = set()
    properties: set[str] = set()
    for draft in drafts:
        asked = {hint.property for hint in draft.query.hints if hint.property is not None and names.vocabulary.kind(hint.property) not in _KNOWN}
        if asked:
            properties |= asked
            things |= {*draft.near, *draft.keyed}
    if not things:
        return {}
    found = await values.of([names.index.things[number].iri for number in sorted(things)], sorted(properties))
    return {names.index.by_iri[iri]: said for iri, said in found.items()}


def _candidate(one: Candidate, names: Names, words: Words) -> dict[str, Any]:
    thing = names.index.things[one.number]
    told = {
        "id": names.vocabulary.ids.entity(thing.iri),
        "name": words.name(thing.iri),
        "description": words.description(thing),
        "type": [words.type(iri) for iri in thing.types],
        "score": one.score,
        "match": one.match,
        "features": [{"id": id, "value": value} for id, value in one.features.items()],
    }
    return told if told["description"] else {key: value for key, value in told.items() if key != "description"}
