"""Statements about one thing, written as a table of property and values with the well-known prefixes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Triple

from ciatlas.rdf.namespaces import WELL_KNOWN, XSD

Value = NamedNode | Literal
Values = Value | Iterable[Value] | None


def iri(name: str) -> NamedNode:
    """A name with a well-known prefix (``dcat:Dataset``), or an absolute IRI, as a node."""
    prefix, _, local = name.partition(":")
    return NamedNode(WELL_KNOWN[prefix] + local if prefix in WELL_KNOWN else name)


def iris(names: Iterable[str]) -> list[NamedNode]:
    """Several names as nodes; see `iri`."""
    return [iri(name) for name in names]


def texts(by_language: Mapping[str, str]) -> list[Literal]:
    """A text in each language."""
    return [Literal(text, language=language) for language, text in by_language.items()]


def typed(value: object, datatype: str) -> Literal:
    """A value as a literal of an XML Schema datatype, named without its prefix (``date``)."""
    return Literal(str(value), datatype=NamedNode(XSD + datatype))


def describe(subject: str, properties: Mapping[str, Values]) -> Iterator[Triple]:
    """The statements about `subject` (an IRI). properties: prefixed name -> one value, several, or None for nothing to say."""
    for name, values in properties.items():
        if values is None:
            continue
        for value in [values] if isinstance(values, NamedNode | Literal) else values:
            yield Triple(NamedNode(subject), iri(name), value)
