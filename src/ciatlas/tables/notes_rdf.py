"""Common properties and notes as RDF (Generating RDF from Tabular Data on the Web, section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from typing import Any

from ciatlas.tables import iri, nquads
from ciatlas.tables.terms import XSD

Labels = Iterator[str]


def labels(prefix: str) -> Labels:
    """Labels of blank nodes, one after the other."""
    return (f"{prefix}.{number}" for number in count(1))


def annotation_lines(subject: str, annotations: Mapping[str, Any], tail: str, fresh: Labels) -> Iterator[str]:
    """The lines of a subject's common properties. annotations: IRI -> normalised value, as in the model."""
    for name, value in annotations.items():
        yield from value_lines(subject, nquads.iri(iri.absolute(name) or name), value, tail, fresh)


def value_lines(subject: str, predicate: str, value: Any, tail: str, fresh: Labels) -> Iterator[str]:
    """The lines that say one normalised value of a property, with the lines of the objects within it."""
    if isinstance(value, list):
        for item in value:
            yield from value_lines(subject, predicate, item, tail, fresh)
        return
    if not isinstance(value, dict) or "@value" in value:
        literal = _literal(value)
        if literal is not None:
            yield f"{subject} {predicate} {literal}{tail}"
        return
    found = iri.absolute(value["@id"]) if "@id" in value else None
    node = nquads.iri(found) if found is not None else next(fresh)
    yield f"{subject} {predicate} {node}{tail}"
    for type_ in value.get("@type", ()):
        yield f"{node} {nquads.TYPE} {nquads.iri(type_)}{tail}"
    yield from annotation_lines(node, {name: item for name, item in value.items() if not name.startswith("@")}, tail, fresh)


def _literal(value: Any) -> str | None:
    given = value if isinstance(value, dict) else {"@value": value}
    plain, datatype, language = given["@value"], given.get("@type"), given.get("@language")
    if plain is None:
        return None
    if isinstance(plain, bool):
        return nquads.literal(str(plain).lower(), datatype or XSD + "boolean")
    if isinstance(plain, int):
        return nquads.literal(str(plain), datatype or XSD + "integer")
    if isinstance(plain, float):
        return nquads.literal(str(plain), datatype or XSD + "double")
    return nquads.literal(plain, datatype or nquads.STRING, language)
