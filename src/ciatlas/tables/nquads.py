"""Terms in the syntax of N-Triples and N-Quads (RDF 1.1)."""

from __future__ import annotations

from collections.abc import Callable
from json.encoder import encode_basestring

from ciatlas.tables.terms import RDF, XSD

STRING = XSD + "string"

# JSON's escapes (\" \\ \n \r \t \b \f and \u00XX for other controls) are all escapes of N-Triples too, and Python has them in C.
quoted: Callable[[str], str] = encode_basestring


def literal(lexical: str, datatype: str = STRING, language: str | None = None) -> str:
    """A literal. A language tag, where given, takes the place of the datatype."""
    if language is not None:
        return f"{quoted(lexical)}@{language}"
    if datatype == STRING:
        return quoted(lexical)
    return f"{quoted(lexical)}^^<{datatype}>"


def iri(value: str) -> str:
    """An absolute IRI, already free of what no IRI may hold (see ciatlas.tables.iri)."""
    return f"<{value}>"


TYPE = iri(RDF + "type")
FIRST = iri(RDF + "first")
REST = iri(RDF + "rest")
NIL = iri(RDF + "nil")
