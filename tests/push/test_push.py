"""The push to real servers through a bad line: in the end exactly the release, and never half of it before."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from evil_proxy import DEEDS, Proxy, between
from pushed_releases import graph_names, hash_by_graph_store, hash_by_query, hash_of, hash_of_values, hashes, part, reading
from sparql_servers import Writable

from ciatlas import endpoint
from ciatlas.edition import open_release
from ciatlas.evaluation import in_process
from ciatlas.fault import AtlasError
from ciatlas.project import Project
from ciatlas.push.graphs import files
from ciatlas.push.server import Patience
from ciatlas.push.transfer import UPDATE_CHUNK, Pushed, push

QUICK = Patience(attempts=6, first_seconds=0.002, longest_seconds=0.02, timeout_seconds=60)
# RDFC-1.0 of no statements: SHA-256 of nothing.
EMPTY = hashlib.sha256(b"").hexdigest()
WAYS = ("update", "graph store")


def send(atlas: Project, folder: Path, server: Writable, proxy: Proxy | None = None, way: str = "update", **options: object) -> Pushed:
    url: Callable[[str], str] = proxy.url if proxy else str
    environment = {"CIATLAS_PUSH_USER": server.user, "CIATLAS_PUSH_PASSWORD": server.password, "NETRC": "/nowhere/netrc"}
    graph_store = url(server.graph_store) if way == "graph store" else None
    options = {"patience": QUICK, "chunk": 150, "environment": environment, **options}
    return push(atlas, folder, url(server.query), url(server.update), graph_store, **options)  # type: ignore[arg-type]


@contextmanager
def reader(server: Writable, graphs: list[str]) -> Iterator[list[tuple[float, tuple[int, ...]]]]:
    """Reads all the while, past the proxy: what it sees, each with the time when it was answered."""
    seen: list[tuple[float, tuple[int, ...]]] = []
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            seen.append((time.monotonic(), reading(server.query, graphs)))
            # So that what is read gets its share of the machine too.
            ended.wait(0.01)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def held(server: Writable, graphs: Iterable[str]) -> dict[str, str]:
    """What a server holds: the RDFC-1.0 hash of each graph."""
    there = graph_names(server.query)
    return {graph: hash_by_graph_store(server.graph_store, graph) if graph in there else EMPTY for graph in graphs}


def live(atlas: Project, folder: Path) -> set[str]:
    """The graphs of a release that have statements."""
    return {graph for graph, digest in hashes(atlas, folder).items() if digest != EMPTY}


def state_files(folder: Path) -> list[Path]:
    return sorted(folder.parent.glob(f".{folder.name}.push-*"))


def test_the_graphs_are_those_of_the_release(atlas: Project, release: Path):
    # A graph without statements is none in a store.
    named = {graph for graph, path in files(atlas, release).items() if hash_of(path) != EMPTY}
    assert named == {name.value for name in open_release(atlas, release).named_graphs()}  # type: ignore[union-attr]


@pytest.mark.parametrize("way", WAYS)
def test_oxigraph_holds_exactly_the_release_and_no_reader_sees_half(atlas: Project, earlier: Path, new: Path, oxigraph: Writable, way: str):
    send(atlas, earlier, oxigraph)
    graphs = sorted(hashes(atlas, new))
    before = reading(oxigraph.query, graphs)
    with between(oxigraph.query, seed=7, share=0.4) as proxy:
        with reader(oxigraph, graphs) as seen:
            pushed = send(atlas, new, oxigraph, proxy, way)
            time.sleep(0.1)
    after = reading(oxigraph.query, graphs)
    assert pushed.by_graph_store == (way == "graph store")
    assert set(proxy.did) == set(DEEDS)
    assert {one for _time, one in seen} == {before, after} and before != after
    assert after == tuple(pushed.graphs[graph] for graph in graphs)
    assert held(oxigraph, graphs) == hashes(atlas, new)
    assert graph_names(oxigraph.query) == live(atlas, new)
    assert state_files(new) == []


@pytest.mark.parametrize("way", WAYS)
def test_virtuoso_holds_exactly_the_release(atlas: Project, earlier: Path, new: Path, virtuoso: Writable, way: str):
    """Virtuoso commits row by row for a reader's query that runs at this moment, so that of the moment itself nothing can be said."""
    send(atlas, earlier, virtuoso)
    graphs = sorted(hashes(atlas, new))
    before = reading(virtuoso.query, graphs)
    steps: list[tuple[float, str]] = []
    with between(virtuoso.query, seed=3, share=0.4) as proxy:
        with reader(virtuoso, graphs) as seen:
            pushed = send(atlas, new, virtuoso, proxy, way, say=lambda step: steps.append((time.monotonic(), step)))
            end = time.monotonic()
            while seen[-1][0] < end + 0.2:
                time.sleep(0.02)
    switch = next(moment for moment, step in steps if "takes the place" in step)
    after = tuple(pushed.graphs[graph] for graph in graphs)
    assert pushed.by_graph_store == (way == "graph store")
    assert set(proxy.did) == set(DEEDS)
    assert {one for moment, one in seen if moment < switch - 0.5} == {before}
    assert seen[-1][1] == after != before
    assert {graph: hash_by_query(virtuoso.query, graph) for graph in graphs} == {graph: hash_of_values(path) for graph, path in files(atlas, new).items()}
    assert {name for name in graph_names(virtuoso.query) if "staging" in name} == set()


@pytest.mark.parametrize("way", WAYS)
def test_blank_nodes_are_not_doubled_by_what_is_sent_twice(atlas: Project, nameless: Path, oxigraph: Writable, way: str):
    with between(oxigraph.query, seed=5, share=0.6) as proxy:
        send(atlas, nameless, oxigraph, proxy, way)
    vocabulary = atlas.iri("ns")
    assert hash_by_graph_store(oxigraph.graph_store, vocabulary) == hashes(atlas, nameless)[vocabulary]


@pytest.mark.parametrize("way", WAYS)
def test_blank_nodes_reach_virtuoso(atlas: Project, nameless: Path, virtuoso: Writable, way: str):
    assert send(atlas, nameless, virtuoso, way=way).by_graph_store == (way == "graph store")


def test_everything_into_one_graph(atlas: Project, new: Path, oxigraph: Writable):
    one = "https://a.example/atlas#all"
    pushed = send(atlas, new, oxigraph, graph=one)
    assert graph_names(oxigraph.query) == {one}
    statements = {quad.triple for quad in open_release(atlas, new)}
    assert pushed.graphs == {one: reading(oxigraph.query, [one])[0]} and 0 < pushed.graphs[one] <= len(statements)


def test_by_update_where_there_is_no_graph_store(atlas: Project, new: Path, oxigraph: Writable):
    told: list[str] = []
    nowhere = Writable(oxigraph.query, oxigraph.update, oxigraph.query + "/nothing")
    assert not send(atlas, new, nowhere, way="graph store", say=told.append).by_graph_store
    assert any("(HTTP 404)" in step and "going on by SPARQL Update" in step for step in told), told


@pytest.mark.parametrize("way", WAYS)
def test_a_push_goes_on_where_it_was_cut(atlas: Project, earlier: Path, new: Path, oxigraph: Writable, way: str):
    send(atlas, earlier, oxigraph)
    graphs = sorted(hashes(atlas, new))
    before = reading(oxigraph.query, graphs)
    with between(oxigraph.query) as proxy:
        proxy.breaks_after = 14
        with pytest.raises(AtlasError, match="failed .HTTP 500.: evil; given up after 6 attempts. The earlier release is untouched"):
            send(atlas, new, oxigraph, proxy, way)
        assert reading(oxigraph.query, graphs) == before
        assert len(state_files(new)) == 1
        proxy.breaks_after, proxy.requests = None, 0
        told: list[str] = []
        send(atlas, new, oxigraph, proxy, way, say=told.append)
        resumed = proxy.requests
        proxy.requests = 0
        send(atlas, new, oxigraph, proxy, way)
    assert sum("going on after" in step for step in told) >= 1
    assert resumed < proxy.requests
    assert held(oxigraph, graphs) == hashes(atlas, new)
    assert state_files(new) == []


@pytest.mark.parametrize("damage", ["the graph is lost", "the file is garbage", "the file tells of more than there is"])
def test_a_push_begins_anew_where_it_cannot_go_on(atlas: Project, new: Path, oxigraph: Writable, damage: str):
    with between(oxigraph.query) as proxy:
        proxy.breaks_after = 14
        with pytest.raises(AtlasError):
            send(atlas, new, oxigraph, proxy)
        proxy.breaks_after = None
        (file,) = state_files(new)
        if damage == "the graph is lost":
            (staging,) = [name for name in graph_names(oxigraph.query) if "asserted" in name]
            send_update(oxigraph, f"DROP GRAPH <{staging}>")
        elif damage == "the file is garbage":
            file.write_bytes(b"\xff{")
        else:
            file.write_text(file.read_text(encoding="utf-8").replace(": ", ": 9"), encoding="utf-8")
        told: list[str] = []
        send(atlas, new, oxigraph, proxy, say=told.append)
    assert not any("asserted: going on after" in step for step in told)
    assert held(oxigraph, hashes(atlas, new)) == hashes(atlas, new)


def send_update(server: Writable, text: str) -> None:
    from SPARQLWrapper import POST, SPARQLWrapper

    client = SPARQLWrapper(server.query, updateEndpoint=server.update)
    client.setMethod(POST)
    client.setQuery(text)
    client.query()


def test_staging_graphs_of_earlier_pushes_are_removed_and_others_stay(atlas: Project, new: Path, oxigraph: Writable):
    stale = atlas.iri("data/2015/asserted") + "#staging-0123456789ab"
    other = "https://a.example/other#staging-0123456789ab"
    send_update(oxigraph, f"INSERT DATA {{ GRAPH <{stale}> {{ <{stale}> a <{stale}> }} GRAPH <{other}> {{ <{stale}> a <{stale}> }} }}")
    send(atlas, new, oxigraph)
    assert graph_names(oxigraph.query) == {*live(atlas, new), other}


def test_what_arrives_changed_is_not_published(atlas: Project, earlier: Path, new: Path, oxigraph: Writable):
    """As many statements, of which some say something else: the count is right and the sample is not."""
    send(atlas, earlier, oxigraph)
    graphs = sorted(hashes(atlas, new))
    before = held(oxigraph, graphs)
    with between(oxigraph.query) as proxy:
        proxy.change = lambda body: body.replace(b'"@en', b'"@it') if b"INSERT" in body else body
        with pytest.raises(AtlasError, match="the number of statements is right, but a sample of [0-9]+ differs. The earlier release is untouched"):
            send(atlas, new, oxigraph, proxy)
    assert held(oxigraph, graphs) == before
    assert state_files(new) == []


def test_what_arrives_in_part_is_not_published(atlas: Project, new: Path, oxigraph: Writable):
    with between(oxigraph.query) as proxy:
        proxy.change = lambda body: b"INSERT DATA {}" if body.startswith(b"INSERT DATA") else body
        with pytest.raises(AtlasError, match="asserted#staging-[0-9a-f]{12}: expected [0-9]+ statements, found [0-9]+"):
            send(atlas, new, oxigraph, proxy)
    assert {name for name in graph_names(oxigraph.query) if "staging" not in name} == set()


def test_a_newer_release_goes_over_one_that_was_given_up(atlas: Project, earlier: Path, new: Path, oxigraph: Writable, tmp_path: Path):
    with between(oxigraph.query) as proxy:
        proxy.breaks_after = 14
        with pytest.raises(AtlasError):
            send(atlas, earlier, oxigraph, proxy)
    assert any("staging" in name for name in graph_names(oxigraph.query))
    send(atlas, new, oxigraph)
    assert graph_names(oxigraph.query) == live(atlas, new)


def test_the_same_release_twice(atlas: Project, new: Path, oxigraph: Writable):
    assert send(atlas, new, oxigraph) == send(atlas, new, oxigraph)


def test_a_query_is_answered_there_as_at_home(atlas: Project, release: Path, oxigraph: Writable, tmp_path: Path):
    """What it is all for: so much of the atlas that it is many chunks as large as they are by default, asked where it was pushed to."""
    folder = part(release, atlas, tmp_path / "dist", 4)
    sent: list[int] = []
    send(atlas, folder, oxigraph, chunk=None, sent=lambda _graph, number, _total: sent.append(number))
    assert len(sent) > 10 and UPDATE_CHUNK in sent
    query = "SELECT ?one ?name { GRAPH ?g { ?one skos:prefLabel ?name FILTER(STRSTARTS(STR(?one), STR(organization:))) } } ORDER BY ?one LANG(?name)"
    here = in_process(open_release(atlas, folder), atlas.prefixes)(query)
    assert len(here[1]) > 50 and endpoint.ask(oxigraph.query, query, atlas.prefixes) == here
