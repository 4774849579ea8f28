"""Statements as an rdflib graph, for what only rdflib's world can do (SHACL), a third of the time that a parse would take."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from pyoxigraph import Quad, Triple
from rdflib import Graph
from rdflib.term import Identifier

from ciatlas.rdf.lookup import Ask, Lookup
from ciatlas.rdf.terms import Term, to_rdflib


def to_graph(triples: Iterable[Triple | Quad], ask: Ask | None = None) -> Graph:
    """The triples, each once, as an rdflib graph. Literals keep their lexical form, whether it fits the datatype or not.

    ask: what answers queries over the same triples (Lookup.ask), where there is such a thing already.
    """
    lookup = Lookup()
    graph = Graph(lookup)
    known: dict[Term, Identifier] = {}

    def convert(term: Term) -> Identifier:
        found = known.get(term)
        if found is None:
            found = known[term] = to_rdflib(term)
        return found

    with quiet():
        for one in triples:
            lookup.add((convert(one.subject), convert(one.predicate), convert(one.object)), graph)
    lookup.ask = ask
    return graph


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
