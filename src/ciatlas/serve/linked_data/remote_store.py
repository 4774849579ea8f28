"""The graphs of the atlas out of a SPARQL endpoint elsewhere, to make documents and pages of (SPARQL 1.1 Protocol, CONSTRUCT)."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import httpx
from pyoxigraph import NamedNode, RdfFormat, Store

from ciatlas import retired
from ciatlas.edition import load_vocabulary
from ciatlas.fault import AtlasError
from ciatlas.project import Project
from ciatlas.publish.forms.reading import PARTS

# Statements that are asked for at once: endpoints cut longer answers, Virtuoso by default after so many.
PAGE = 5_000
_SECONDS = 60.0
_ACCEPT = "application/n-triples, text/plain;q=0.5"


def read(project: Project, endpoint: str) -> Store:
    """The atlas as a store, each graph by its name, as edition.open_release gives it.

    Raises AtlasError that names the endpoint when it is away, refuses, or holds nothing of the newest edition.
    """
    store = Store()
    with httpx.Client(timeout=_SECONDS, headers={"Accept": _ACCEPT}) as client:
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
    """The statements of a graph as N-Triples, in pages. In an order, since else nothing says that the pages are of one cut."""
    offset = 0
    while True:
        # Within a SELECT of its own, since Virtuoso sorts no more than a page where it is to cut as well.
        ordered = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} ORDER BY ?s ?p ?o"
        query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ SELECT ?s ?p ?o WHERE {{ {{ {ordered} }} }} LIMIT {PAGE} OFFSET {offset} }} }}"
        try:
            answer = client.post(endpoint, data={"query": query})
        except httpx.HTTPError as error:
            raise AtlasError(f"{endpoint} cannot be reached: {error}") from error
        if answer.status_code != HTTPStatus.OK:
            raise AtlasError(f"{endpoint} refused a query (HTTP {answer.status_code})")
        page = answer.content
        lines = sum(1 for line in page.split(b"\n") if line.strip() and not line.startswith(b"#"))
        if lines:
            yield page
        if lines < PAGE:
            return
        offset += PAGE
