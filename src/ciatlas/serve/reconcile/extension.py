"""Data extension (API 0.2, 7): properties that a type has, and the values of properties of things."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from ciatlas.insights import Value
from ciatlas.names import hints
from ciatlas.names.vocabulary import Property
from ciatlas.project import Project
from ciatlas.rdf.namespaces import XSD
from ciatlas.serve.names import Names
from ciatlas.serve.problem import Problem
from ciatlas.serve.reconcile.parameters import bad, shown, whole_number
from ciatlas.serve.reconcile.values import Values
from ciatlas.serve.reconcile.words import Words

# Things and properties in one query, values of one property.
THINGS, PROPERTIES, MOST = 1000, 50, 10_000
CONTENTS = ("entity", "literal", "id")

_INTEGERS = frozenset(XSD + name for name in ("integer", "int", "long", "short", "nonNegativeInteger", "positiveInteger", "gYear"))
_NUMBERS = frozenset(XSD + name for name in ("decimal", "double", "float"))
_DATE = re.compile(r"-?\d{4}-\d\d-\d\d", re.ASCII)
_DATE_TIME = re.compile(r"-?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?", re.ASCII)


def proposal(type: str | None, limit: int | None, names: Names, words: Words) -> dict[str, Any]:
    """The properties that things of a type have, those of most things first (API 0.2, 7.2). type: an id; without one, of any type."""
    iri = names.vocabulary.type(type) if type else None
    found: list[Property] = []
    if not type or iri is not None:
        counts = {one.iri: sum(one.types.values()) if iri is None else one.types.get(iri, 0) for one in names.vocabulary.properties.values()}
        used = [one for one in names.vocabulary.properties.values() if counts[one.iri]]
        found = sorted(used, key=lambda one: (-counts[one.iri], one.id))
    told: dict[str, Any] = {"properties": [words.property(one) for one in found[:limit]]}
    if type:
        told["type"] = type
    if limit is not None:
        told["limit"] = limit
    return told


async def extend(value: object, project: Project, names: Names, values: Values, words: Words) -> dict[str, Any]:
    """The answer to a data extension query (API 0.2, 7.4). Raises Problem for a query that is none, 413 for one that asks too much."""
    if not isinstance(value, dict) or not isinstance(value.get("ids"), list) or not isinstance(value.get("properties"), list):
        raise bad(f"extend is {shown(value)}: expected an object with ids, a list of ids of entities, and properties, a list of objects with id")
    ids, asked = value["ids"], value["properties"]
    if wrong := [one for one in ids if not isinstance(one, str)]:
        raise bad(f"extend.ids has {shown(wrong[0])}: expected ids of entities, which are texts")
    if wrong := [one for one in asked if not isinstance(one, dict) or not isinstance(one.get("id"), str)]:
        raise bad(f"extend.properties has {shown(wrong[0])}: expected an object with id, the id of a property")
    if len(ids) > THINGS or len(asked) > PROPERTIES:
        detail = f"extend asks for {len(asked)} properties of {len(ids)} entities: expected at most {PROPERTIES} of {THINGS}"
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)
    columns = [_Column(one, project, names, words) for one in asked]
    things = {id: names.vocabulary.ids.iri(id) for id in ids}
    known = [iri for iri in things.values() if iri in names.index.by_iri]
    said = await values.of(known, sorted({column.property.iri for column in columns if column.property is not None and column.asks}))
    rows = {id: {column.id: column.cells(iri, said.get(iri, {})) for column in columns} for id, iri in things.items()}
    return {"meta": [column.meta() for column in columns], "rows": rows}


class _Column:
    """One property that is asked for, with its settings."""

    def __init__(self, asked: Mapping[str, Any], project: Project, names: Names, words: Words) -> None:
        self.id: str = asked["id"]
        iri = names.vocabulary.property(self.id)
        self.property = names.vocabulary.properties[iri] if iri is not None else None
        self.names, self.words = names, words
        self.languages = project.languages
        settings = asked.get("settings") or {}
        if not isinstance(settings, dict):
            raise bad(f"extend.properties, {shown(self.id)}: settings is {shown(settings)}: expected an object")
        self.limit = whole_number(f"extend.properties, {shown(self.id)}: limit", settings.get("limit"), 0, 0, MOST)
        self.content = CONTENTS[0] if settings.get("content") in (None, "") else settings["content"]
        if self.content not in CONTENTS:
            raise bad(f"extend.properties, {shown(self.id)}: content is {shown(self.content)}: expected one of {', '.join(CONTENTS)}")
        self.count = settings.get("count") in (True, "on", "true", "1")
        self.language = settings.get("language") or ""
        if not isinstance(self.language, str):
            raise bad(f"extend.properties, {shown(self.id)}: language is {shown(self.language)}: expected the code of a language, or nothing")

    @property
    def asks(self) -> bool:
        """Whether the store has the values; else the index does."""
        return self.property is not None and not self._numbers

    @property
    def _numbers(self) -> bool:
        """Whether the values are registered numbers, of one scheme or of all: what the property points at has no name."""
        return self.property is not None and (self.property.kind == hints.SCHEME or self.property.id == "adms:identifier")

    def meta(self) -> dict[str, Any]:
        """What the column is (API 0.2, 7.4)."""
        if self.property is None:
            return {"id": self.id, "name": self.id}
        told = {"id": self.id, "name": self.words.label(self.property.labels)}
        if self.property.target is not None and self.content == "entity" and not self.count:
            told["type"] = self.words.type(self.property.target)
        return told

    def cells(self, iri: str, said: Mapping[str, Sequence[Value]]) -> list[dict[str, Any]]:
        """The values of one thing."""
        found = self._values(iri, said)
        if self.count:
            return [{"int": len(found)}]
        cells = [self._cell(one) for one in found]
        return cells[: self.limit] if self.limit else cells

    def _values(self, iri: str, said: Mapping[str, Sequence[Value]]) -> list[Value]:
        if self.property is None or iri not in self.names.index.by_iri:
            return []
        if self._numbers:
            keys = self.names.index.things[self.names.index.by_iri[iri]].keys
            one = self.property.iri if self.property.kind == hints.SCHEME else None
            schemes = {scheme.iri for scheme in self.names.vocabulary.properties.values() if scheme.kind == hints.SCHEME}
            return [Value(key.text) for key in keys if key.scheme == one or (one is None and key.scheme in schemes)]
        found: Iterable[Value] = said.get(self.property.iri, ())
        if self.language:
            found = [one for one in found if one.language in (None, self.language)]
        return sorted(found, key=self._order)

    def _order(self, one: Value) -> tuple[object, ...]:
        place = self.languages.index(one.language) if one.language in self.languages else len(self.languages)
        return place, self.words.name(one.text).casefold() if one.iri else "", one.text

    def _cell(self, one: Value) -> dict[str, Any]:
        if one.iri:
            name = self.words.name(one.text)
            if not name or self.content == "id":
                return {"str": one.text}
            return {"str": name} if self.content == "literal" else {"id": self.names.vocabulary.ids.entity(one.text), "name": name}
        return literal(one)


def literal(one: Value) -> dict[str, Any]:
    """A literal with its type, as far as the API has one: whole numbers and years, other numbers, days and moments; else its text."""
    text = one.text
    try:
        if one.datatype in _INTEGERS:
            return {"int": int(text)}
        if one.datatype in _NUMBERS and math.isfinite(float(text)):
            return {"float": float(text)}
    except ValueError:
        return {"str": text}
    if one.datatype == XSD + "date" and _DATE.fullmatch(text):
        return {"date": f"{text}T00:00:00Z"}
    if one.datatype == XSD + "dateTime" and _DATE_TIME.fullmatch(text):
        return {"date": text}
    return {"str": text}
