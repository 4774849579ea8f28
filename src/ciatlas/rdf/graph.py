"""Statements as an rdflib graph, for what only rdflib's world can do (SHACL), a third of the time that a parse would take."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pyoxigraph import BlankNode, NamedNode, Quad, Triple
from pyoxigraph import Literal as OxLiteral
from rdflib import XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Identifier

_STRING, _DECIMAL = str(XSD.string), str(XSD.decimal)
# XML Schema 1.1 Datatypes, 3.3.3.1
_DECIMAL_FORM = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")

Term = NamedNode | BlankNode | OxLiteral


def to_graph(triples: Iterable[Triple | Quad]) -> Graph:
    """The triples as an rdflib graph. Literals keep their lexical form, whether it fits the datatype or not."""
    graph = Graph()
    known: dict[Term, Identifier] = {}

    def convert(term: Term) -> Identifier:
        found = known.get(term)
        if found is None:
            found = known[term] = _convert(term)
        return found

    with quiet():
        for one in triples:
            graph.store.add((convert(one.subject), convert(one.predicate), convert(one.object)), graph)
    return graph


def _convert(term: Term) -> Identifier:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    if datatype == _STRING:
        return Literal(term.value)
    literal = Literal(term.value, datatype=URIRef(datatype), normalize=False)
    if datatype == _DECIMAL and not _DECIMAL_FORM.fullmatch(term.value):
        # rdflib takes what Python takes for a decimal, and NaN stops pySHACL in the middle of a comparison.
        literal._value, literal._ill_typed = None, True
    return literal


@contextmanager
def quiet() -> Iterator[None]:
    """Keeps rdflib and pySHACL from printing about literals that break their datatype: the report says it better."""
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled
