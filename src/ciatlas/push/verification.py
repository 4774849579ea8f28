"""Whether a graph on a server is the one of the release: the number of its statements, and the hash of a sample of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from ciatlas.fault import AtlasError
from ciatlas.insights import Row, Value
from ciatlas.messages import _
from ciatlas.push.graphs import Graph
from ciatlas.push.server import Server
from ciatlas.rdf.namespaces import XSD

# xsd:decimal and what derives from it: Virtuoso keeps a whole decimal as an integer.
_DECIMALS = {XSD + name for name in ("integer", "decimal", "nonNegativeInteger", "positiveInteger", "int", "long")}
_FLOATS = {XSD + "double", XSD + "float"}


def count(server: Server, graph: str) -> int:
    """The number of statements in a graph of the server. Raises AtlasError, also when the answer is no number."""
    _columns, rows = server.ask(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    try:
        (value,) = rows[0]
        return int(value.text)  # type: ignore[union-attr]
    except (IndexError, ValueError, AttributeError):
        raise AtlasError(_("{url} was asked for a count and answered with something else").format(url=server.query_url)) from None


def difference(server: Server, graph: Graph, name: str) -> str:
    """In words, how the server's graph `name` differs from `graph`; empty when count and sample are right. Raises AtlasError."""
    found = count(server, name)
    if found != graph.statements:
        return _("{graph}: expected {expected} statements, found {found}").format(graph=name, expected=graph.statements, found=found)
    if graph.sample:
        subjects = " ".join(f"<{subject}>" for subject in graph.sample)
        _columns, rows = server.ask(
            f"SELECT ?s ?p ?o WHERE {{ GRAPH <{name}> {{ VALUES ?s {{ {subjects} }} ?s ?p ?o FILTER(!isBlank(?o)) }} }}"
        )
        if digest(rows) != digest(graph.sample_rows):
            told = _("{graph}: the number of statements is right, but a sample of {number} differs")
            return told.format(graph=name, number=len(graph.sample_rows))
    return ""


def digest(rows: Iterable[Row]) -> str:
    """The SHA-256 of rows of terms, whatever their order; two forms of one value are the same, since some stores keep values only."""
    texts = sorted("\t".join(_normal(value) for value in row if value is not None) for row in rows)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _normal(value: Value) -> str:
    if value.iri:
        return f"<{value.text}>"
    text, datatype = value.text, value.datatype or ""
    try:
        if datatype in _DECIMALS:
            text, datatype = f"{Decimal(text).normalize():f}", XSD + "decimal"
        elif datatype in _FLOATS:
            text = repr(float(text))
    except (InvalidOperation, ValueError):
        # No number, whatever its datatype says: its text stands for itself.
        text = value.text
    # Language tags are equal whatever their case (RDF 1.1 Concepts, 3.3).
    return repr((text, datatype, (value.language or "").lower()))
