"""The graphs of the atlas out of a SPARQL endpoint elsewhere, to make documents and pages of (SPARQL 1.1 Protocol, CONSTRUCT)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus

import httpx
from pyoxigraph import NamedNode, RdfFormat, Store

from ciatlas import retired
from ciatlas.edition import load_vocabulary
from ciatlas.fault import AtlasError
from ciatlas.project import Project
from ciatlas.publish.forms.reading import PARTS

# Statements that are asked for at once, where the endpoint cuts longer answers: by default Virtuoso does so after that many.
PAGE = 10_000
_SECONDS = 120.0
_GRAPH, _ROWS = "application/n-triples, text/plain;q=0.5", "application/sparql-results+json"


def read(project: Project, endpoint: str) -> Store:
    """The atlas as a store, each graph by its name, as edition.open_release gives it.

    Raises AtlasError that names the endpoint when it is away, refuses, or holds nothing of the newest edition.
    """
    store = Store()
    with httpx.Client(timeout=_SECONDS) as client:
        for edition in project.editions:
            for part in PARTS:
                name = project.graph(edition, part)
                for page in _pages(client, endpoint, name):
                    _load(store, endpoint, name, page)
    newest = project.graph(project.editions[-1], "asserted")
    if next(store.quads_for_pattern(None, None, None, NamedNode(newest)), None) is None:
        raise AtlasError(f"{endpoint} holds no statements in the graph {newest}")
    # As the project has them: the vocabulary is no part of an edition.
    retired.load(project, store)
    load_vocabulary(project, store)
    return store


def _load(store: Store, endpoint: str, name: str, page: bytes) -> None:
    try:
        store.load(page, RdfFormat.N_TRIPLES, to_graph=NamedNode(name))
    except (SyntaxError, OSError) as error:
        raise AtlasError(f"{endpoint} answered with something else than N-Triples: {error}") from error


def _pages(client: httpx.Client, endpoint: str, graph: str) -> Iterator[bytes]:
    """The statements of a graph as N-Triples: in one answer, or in pages where that is cut short."""
    wanted = f"GRAPH <{graph}> {{ ?s ?p ?o }}"
    total = _number(endpoint, _ask(client, endpoint, f"SELECT (COUNT(*) AS ?n) WHERE {{ {wanted} }}", _ROWS))
    whole = _ask(client, endpoint, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {wanted} }}", _GRAPH)
    if _lines(whole) >= total:
        yield whole
        return
    for offset in range(0, total, PAGE):
        # In an order, since else nothing says that the pages are of one cut; within a SELECT of its own, since Virtuoso sorts no more
        # than a page where it is to cut as well.
        ordered = f"SELECT ?s ?p ?o WHERE {{ {wanted} }} ORDER BY ?s ?p ?o"
        page = f"SELECT ?s ?p ?o WHERE {{ {{ {ordered} }} }} LIMIT {PAGE} OFFSET {offset}"
        yield _ask(client, endpoint, f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ {page} }} }}", _GRAPH)


def _ask(client: httpx.Client, endpoint: str, query: str, accept: str) -> bytes:
    try:
        answer = client.post(endpoint, data={"query": query}, headers={"Accept": accept})
    except httpx.HTTPError as error:
        raise AtlasError(f"{endpoint} cannot be reached: {error}") from error
    if answer.status_code not in (HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT):
        raise AtlasError(f"{endpoint} refused a query (HTTP {answer.status_code})")
    return answer.content


def _number(endpoint: str, answer: bytes) -> int:
    try:
        return int(json.loads(answer)["results"]["bindings"][0]["n"]["value"])
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise AtlasError(f"{endpoint} answered with something else than SPARQL results") from error


def _lines(page: bytes) -> int:
    return sum(1 for line in page.split(b"\n") if line.strip() and not line.startswith(b"#"))
