"""Two small releases, an earlier and a new one, and what a server holds of them."""

from __future__ import annotations

import gzip
import shutil
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Store, parse

from ciatlas import endpoint
from ciatlas.evaluation import in_process
from ciatlas.insights import Value
from ciatlas.project import Project
from ciatlas.push.graphs import files
from ciatlas.rdf.canonical import canonical_hash
from ciatlas.rdf.namespaces import XSD

NAMELESS = "\n[] a <http://www.w3.org/2002/07/owl#AllDisjointClasses> ; <http://www.w3.org/2002/07/owl#members> ( <https://a.example/b> [] ) .\n"


def part(release: Path, project: Project, target: Path, step: int, nameless: bool = False) -> Path:
    """A release of every `step`-th subject of the dumps (the vocabulary is whole), with the checksums that belong to it."""
    shutil.copytree(release, target, ignore=lambda folder, names: [name for name in names if (Path(folder) / name).is_dir()])
    sums = {}
    for path in files(project, target).values():
        if path.suffix == ".gz":
            lines = gzip.decompress(path.read_bytes()).decode().splitlines(keepends=True)
            path.write_bytes(gzip.compress("".join(_every(lines, step)).encode()))
        elif path.name == "ci.ttl":
            path.write_text(path.read_text(encoding="utf-8") + (NAMELESS if nameless else ""), encoding="utf-8")
        else:
            lines = sorted(f"{quad.triple} .\n" for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE))
            path.write_text("".join(_every(lines, step)), encoding="utf-8")
        sums[path.name.partition(".")[0]] = hash_of(path)
    (target / "RDFC10SUMS").write_text("".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())), encoding="utf-8")
    return target


def _every(lines: list[str], step: int) -> list[str]:
    groups = [list(group) for _subject, group in groupby(lines, lambda line: line.partition(" ")[0])]
    return [line for group in groups[::step] for line in group]


def hash_of(path: Path) -> str:
    gz = path.suffix == ".gz"
    return canonical_hash(parse(gzip.decompress(path.read_bytes()) if gz else path.read_bytes(), format=RdfFormat.N_TRIPLES if gz else RdfFormat.TURTLE))


def hashes(project: Project, folder: Path) -> dict[str, str]:
    """Graph IRI -> RDFC-1.0 hash, from the release's own list."""
    sums = dict(reversed(line.split("  ")) for line in (folder / "RDFC10SUMS").read_text(encoding="utf-8").splitlines())  # type: ignore[misc]
    return {graph: sums[path.name.partition(".")[0]] for graph, path in files(project, folder).items()}


def graph_names(query: str) -> set[str]:
    """All graphs of a server that is ours alone."""
    _columns, rows = endpoint.ask(query, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", {})
    return {value.text for (value,) in rows if value is not None}


def hash_by_graph_store(graph_store: str, graph: str) -> str:
    with urlopen(f"{graph_store}?graph={quote(graph, safe='')}", timeout=60) as response:
        return canonical_hash(parse(response.read(), format=RdfFormat.TURTLE))


def hash_by_query(query: str, graph: str) -> str:
    """For a store that keeps values in place of literals: the hash of the graph with each whole number as xsd:decimal."""
    _columns, rows = endpoint.ask(query, f"SELECT ?s ?p ?o {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}", {})
    return canonical_hash(_quad(s, p, o) for s, p, o in rows)


def hash_of_values(path: Path) -> str:
    """The same of a dump."""
    gz = path.suffix == ".gz"
    text = gzip.decompress(path.read_bytes()) if gz else path.read_bytes()
    rows = Store()
    rows.load(text, RdfFormat.N_TRIPLES if gz else RdfFormat.TURTLE)
    _columns, found = in_process(rows, {})("SELECT ?s ?p ?o { ?s ?p ?o }")
    return canonical_hash(_quad(s, p, o) for s, p, o in found)


def _quad(subject: Value | None, predicate: Value | None, object: Value | None) -> Quad:
    assert subject and predicate and object
    return Quad(NamedNode(subject.text), NamedNode(predicate.text), _term(object), DefaultGraph())


def _term(value: Value) -> NamedNode | Literal:
    if value.iri:
        return NamedNode(value.text)
    if value.language:
        return Literal(value.text, language=value.language.lower())
    if value.datatype in (XSD + "integer", XSD + "decimal"):
        return Literal(f"{Decimal(value.text).normalize():f}", datatype=NamedNode(XSD + "decimal"))
    return Literal(value.text, datatype=NamedNode(value.datatype)) if value.datatype else Literal(value.text)


def reading(query: str, graphs: list[str]) -> tuple[int, ...]:
    """What a reader sees in one moment: the number of statements of each graph, from one query."""
    names = " ".join(f"<{graph}>" for graph in graphs)
    _columns, rows = endpoint.ask(query, f"SELECT ?g (COUNT(*) AS ?n) {{ VALUES ?g {{ {names} }} GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g", {})
    found = {g.text: int(n.text) for g, n in rows if g is not None and n is not None}
    return tuple(found.get(graph, 0) for graph in graphs)
