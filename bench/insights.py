"""Measures the insight queries over synthetic atlases, in Oxigraph on disk and in rdflib, and names the slowest.

    python bench/insights.py --organizations 10000
    python bench/insights.py --organizations 100000 --engines oxigraph
    python bench/insights.py --organizations 1000000 --engines oxigraph --limit 300

The tables come from bench/generate.py. What the rules of queries/rules derive goes through a file, since the program's own way, which
tells new statements from known ones in Python, is made for the size of a real mapping.
"""

from __future__ import annotations

import argparse
import re
import signal
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store
from rich.console import Console
from rich.table import Table

import generate
from ciatlas import evaluation, insights, project, query, rules
from ciatlas.edition import load_vocabulary
from ciatlas.fault import AtlasError
from ciatlas.project import Project
from ciatlas.query_file import QueryFile
from ciatlas.tables import metadata
from ciatlas.tables.lift_files import lift_files

ENGINES = ("oxigraph", "rdflib")
# A thing that a query names is one of many copies in a synthetic atlas; the first has this ending.
FIRST_COPY = "-c0"

console = Console(width=120)


def timed(what: str, work: Callable[[], object]) -> None:
    start = time.perf_counter()
    work()
    console.print(f"{what}: {time.perf_counter() - start:.1f} s", highlight=False)


def make(atlas: Project, folder: Path, organizations: int) -> Path:
    """A store on disk with the tables' statements, the vocabulary, what the rules derive and degrees; gives its folder."""
    edition = atlas.editions[0]
    tables, lines, place = folder / "tables", folder / "tables.nt", folder / "store"
    timed("generate", lambda: generate.generate(edition.tables, tables, organizations, 7))
    timed("lift", lambda: lift_files(metadata.read(tables / edition.tables.name).tables, tables, lines))
    store = Store(str(place))
    timed("load", lambda: store.bulk_load(path=lines, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(atlas.graph(edition, "asserted"))))
    lines.unlink()
    load_vocabulary(atlas, store)
    timed("derive", lambda: derive(store, atlas, lines))
    timed("measure", lambda: degrees(store, atlas))
    timed("optimise", store.optimize)
    console.print(f"{len(store):,} statements", highlight=False)
    store.flush()
    return place


def derive(store: Store, atlas: Project, lines: Path) -> None:
    """The rules once, in their order, each through a file: no insight reads what only a second round would derive."""
    graph = NamedNode(atlas.graph(atlas.editions[0], "derived"))
    for rule in rules.read_rules(atlas):
        results = query.run(store, first_copies(rule.file.text), atlas.prefixes, rule.file.file)
        results.serialize(lines, format=RdfFormat.N_TRIPLES)
        store.bulk_load(path=lines, format=RdfFormat.N_TRIPLES, to_graph=graph)
    lines.unlink()


def degrees(store: Store, atlas: Project) -> None:
    """ci:degree as network.py counts it; ci:betweenness is 0, since computing it is not what is measured here."""
    graph, ci = atlas.graph(atlas.editions[0], "measured"), atlas.prefixes["ci"]
    joined: dict[str, set[str]] = defaultdict(set)
    for solution in query.run(store, "SELECT ?a ?b WHERE { ?e org:member ?a ; org:organization ?b }", atlas.prefixes):
        one, other = solution["a"].value, solution["b"].value
        joined[one].add(other)
        joined[other].add(one)
    xsd = "http://www.w3.org/2001/XMLSchema#"
    lines = (
        f'<{iri}> <{ci}degree> "{len(others)}"^^<{xsd}integer> .\n<{iri}> <{ci}betweenness> "0.0"^^<{xsd}decimal> .\n' for iri, others in joined.items()
    )
    store.bulk_load("".join(lines), RdfFormat.N_TRIPLES, to_graph=NamedNode(graph))


def first_copies(text: str) -> str:
    """The query with each organisation or initiative that it names replaced by its first copy."""
    return re.sub(r"\b((?:organization|initiative):[a-z0-9-]+)", rf"\g<1>{FIRST_COPY}", text)


def by_oxigraph(atlas: Project, place: Path, files: Sequence[QueryFile], limit: float) -> dict[str, tuple[float | None, int]]:
    """Name of a query -> seconds (None when cut) and rows; the process that answers reads the store on disk."""
    found: dict[str, tuple[float | None, int]] = {}
    with evaluation.local(place, atlas.prefixes, limit) as ask:
        ask("ASK {}")
        for file in files:
            start = time.perf_counter()
            try:
                rows = len(ask(first_copies(file.text))[1])
            except AtlasError:
                found[file.name] = None, 0
            else:
                found[file.name] = time.perf_counter() - start, rows
    return found


class _Late(Exception):
    pass


def by_rdflib(atlas: Project, place: Path, files: Sequence[QueryFile], limit: float) -> dict[str, tuple[float | None, int]]:
    """The same in rdflib, which is Python all through and so can be stopped by a signal."""
    from rdflib import Graph

    def late(_signal: int, _frame: object) -> None:
        raise _Late

    graph = Graph()
    lines = place.parent / "all.nt"
    with lines.open("wb") as out:
        for part in ("asserted", "derived", "measured"):
            Store.read_only(str(place)).dump(out, RdfFormat.N_TRIPLES, from_graph=NamedNode(atlas.graph(atlas.editions[0], part)))
    timed("load into rdflib", lambda: graph.parse(lines, format="nt"))
    found: dict[str, tuple[float | None, int]] = {}
    signal.signal(signal.SIGALRM, late)
    for file in files:
        start = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, limit)
        try:
            rows = len(list(graph.query(first_copies(file.text), initNs=dict(atlas.prefixes))))
        except _Late:
            found[file.name] = None, 0
        else:
            found[file.name] = time.perf_counter() - start, rows
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    return found


def report(found: dict[str, dict[str, tuple[float | None, int]]], organizations: int, limit: float) -> Table:
    """The queries from the slowest on, with each engine's seconds and the rows of the first."""
    first = next(iter(found.values()))
    table = Table("query", "rows", *(f"{engine} s" for engine in found), title=f"{organizations:,} organisations", box=None)
    for name in sorted(first, key=lambda name: -(first[name][0] or limit)):
        seconds = (f"{found[engine][name][0]:.3f}" if found[engine][name][0] is not None else f"> {limit:g}" for engine in found)
        table.add_row(name, f"{first[name][1]:,}", *seconds)
    sums = (f"{sum(one[0] or limit for one in of.values()):.1f}" for of in found.values())
    table.add_row("together", "", *sums, style="bold")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures the insight queries over a synthetic atlas.")
    parser.add_argument("--organizations", type=int, default=10_000)
    parser.add_argument("--engines", default=",".join(ENGINES), help=f"which of {', '.join(ENGINES)}, with commas")
    parser.add_argument("--folder", type=Path, help="where the store is kept and found again; default: a new one, for this run")
    parser.add_argument("--limit", type=float, default=60, help="seconds after which a query is cut (default: 60)")
    arguments = parser.parse_args()
    engines = arguments.engines.split(",")
    if not set(engines) <= set(ENGINES):
        parser.error(f"--engines: expected some of {', '.join(ENGINES)}")
    atlas = project.read(generate.ROOT)
    files = insights.read_insights(atlas)
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch)
        place = folder / "store" if (folder / "store").is_dir() else make(atlas, folder, arguments.organizations)
        run = {"oxigraph": by_oxigraph, "rdflib": by_rdflib}
        found = {engine: run[engine](atlas, place, files, arguments.limit) for engine in engines}
    console.print(report(found, arguments.organizations, arguments.limit))
    first = found[engines[0]]
    slowest = sorted(first, key=lambda name: -(first[name][0] or arguments.limit))[:3]
    console.print(f"The slowest: {', '.join(slowest)}", highlight=False)


if __name__ == "__main__":
    main()
