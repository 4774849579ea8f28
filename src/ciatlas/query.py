"""SPARQL 1.1 queries over a store, and their results in the standard formats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, QueryTriples, RdfFormat, Store, serialize

from ciatlas import query_text
from ciatlas.fault import AtlasError
from ciatlas.rdf import jsonld, ntriples, turtle

SOLUTION_FORMATS = {
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
}
GRAPH_FORMATS = ("ttl", "jsonld", "nt", "rdf")

# Parsers go down a step of the stack with each bracket, and Oxigraph's falls off its end with the whole process.
DEPTH = 200

_POSITION = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
_UPDATE = re.compile(
    r"(?:\s|#[^\n]*\n|(?:PREFIX\s+\S+|BASE)\s*<[^>]*>)*(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Table:
    """The solutions of a SELECT or ASK for people: column names, and rows of texts with IRIs shortened by prefixes."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


Results = QuerySolutions | QueryTriples | QueryBoolean


def run(store: Store, query: str, prefixes: Mapping[str, str], name: str = "query") -> Results:
    """The results of a SPARQL query (SELECT, ASK, CONSTRUCT, DESCRIBE) over the union of all graphs of the store.

    prefixes: known without declaring them; the query may declare its own. name: what messages call the query.
    Raises AtlasError with line and column at a syntax error, an unknown prefix or a refused update.
    """
    if query_text.depth(query) > DEPTH:
        raise AtlasError(f"{name}: brackets are nested more than {DEPTH} deep; expected a simpler query")
    try:
        with _evaluation():
            return store.query(query, prefixes=dict(prefixes), use_default_graph_as_union=True)
    except SyntaxError as error:
        raise AtlasError(_explain(query, str(error), name)) from error


@contextmanager
def _evaluation() -> Iterator[None]:
    """Solutions are computed as they are read, so a failure (a SERVICE that is away) may come at any of them."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise AtlasError(f"the query failed while it ran: {error}") from error


def _explain(query: str, message: str, name: str) -> str:
    line, column, problem = locate(query, message)
    lines = query.splitlines() or [""]
    text = lines[line - 1] if line <= len(lines) else ""
    return f"{name}, line {line}, column {column}: {problem}\n  {visible(text)}\n  {' ' * (column - 1)}^"


def locate(query: str, message: str) -> tuple[int, int, str]:
    """Line, column and kind of a fault. message: what Oxigraph says of it. Slow for long queries.

    Oxigraph names the farthest place it tried, often the query's end; rdflib the word it cannot read.
    """
    from pyparsing import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    if _UPDATE.match(query):
        return 1, 1, "expected a query (SELECT, ASK, CONSTRUCT, DESCRIBE); an update is refused, since the atlas is only read"
    try:
        parseQuery(query.replace("\t", " "))
    except ParseException as error:
        found = query[error.loc :].split()
        return error.lineno, error.column, f"not SPARQL from {visible(found[0])!r} on" if found else "the query ends too early"
    except RecursionError:
        return 1, 1, "the query is nested too deeply"
    return position(message)


def position(message: str) -> tuple[int, int, str]:
    """Line, column and kind of a fault as Oxigraph says it."""
    found = _POSITION.match(message)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    if "Prefix not found" in message:
        return line, column, "a prefix here is not declared; declare it with PREFIX, or see `ciatlas query --prefixes`"
    words = (found[3] if found else message).replace("\n", " ")
    if "..=" in words:
        # It lists the signs that a name may go on with.
        return line, column, "not SPARQL from here on"
    return line, column, re.sub(r"^expected one of (The SELECT[^,]*).*", r"\1", words)


def visible(text: str) -> str:
    """The text with a sign in place of each character that would move the cursor, turn the direction or hide."""
    return "".join(" " if character == "\t" else character if character.isprintable() else "\ufffd" for character in text)


def default_format(results: Results, is_terminal: bool) -> str:
    """The format that suits who reads: a table for a person, csv for a program, ttl for a graph in either case."""
    if isinstance(results, QueryTriples):
        return "ttl"
    return "table" if is_terminal else "csv"


def table(results: Results, prefixes: Mapping[str, str]) -> Table:
    """Solutions, or the answer of an ASK, as a table of texts. Raises AtlasError for a graph, which is no table."""
    if isinstance(results, QueryTriples):
        raise AtlasError(f"format 'table': a CONSTRUCT or DESCRIBE gives a graph; expected one of {', '.join(GRAPH_FORMATS)}")
    if isinstance(results, QueryBoolean):
        return Table(("answer",), [("yes" if results else "no",)])
    names = turtle.Names(prefixes)
    columns = tuple(variable.value for variable in results.variables)
    with _evaluation():
        rows = [tuple(_cell(solution[column], names) for column in columns) for solution in results]
    return Table(columns, rows)


def _cell(term: object, names: turtle.Names) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal):
        return visible(term.value)
    return names.iri(term.value) if isinstance(term, NamedNode) else str(term)


def serialise(results: Results, format: str, prefixes: Mapping[str, str], context: Path) -> bytes:
    """The results in one of SOLUTION_FORMATS (SELECT, ASK) or GRAPH_FORMATS (CONSTRUCT, DESCRIBE).

    context: the JSON-LD context to compact with. Raises AtlasError when the format does not suit the kind of query.
    """
    if isinstance(results, QueryTriples):
        if format not in GRAPH_FORMATS:
            raise AtlasError(f"format {format!r}: a CONSTRUCT or DESCRIBE gives a graph; expected one of {', '.join(GRAPH_FORMATS)}")
        return _graph(results, format, prefixes, context)
    if format not in SOLUTION_FORMATS:
        raise AtlasError(f"format {format!r}: a SELECT or ASK gives rows; expected one of {', '.join(('table', *SOLUTION_FORMATS))}")
    if isinstance(results, QueryBoolean) and format in ("csv", "tsv"):
        return b"true\n" if results else b"false\n"
    with _evaluation():
        return results.serialize(format=SOLUTION_FORMATS[format]) or b""


def _graph(results: QueryTriples, format: str, prefixes: Mapping[str, str], context: Path) -> bytes:
    with _evaluation():
        lines = (serialize(results, format=RdfFormat.N_TRIPLES) or b"").decode().splitlines(keepends=True)
    ordered = list(ntriples.sort(lines))
    if format == "nt":
        return "".join(ordered).encode()
    subjects = list(ntriples.subjects(ordered))
    if format == "ttl":
        return "".join(turtle.write(subjects, prefixes)).encode()
    if format == "rdf":
        return serialize((one for _, triples in subjects for one in triples), format=RdfFormat.RDF_XML, prefixes=dict(prefixes)) or b""
    return "".join(jsonld.write(subjects, jsonld.Context(context))).encode()


