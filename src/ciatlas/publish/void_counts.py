"""What an edition's graphs hold, counted by SPARQL: the numbers of its VoID description, none of them typed by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, QuerySolution, QuerySolutions, Store

from ciatlas.links.targets import target
from ciatlas.project import Edition, Project
from ciatlas.rdf.namespaces import WELL_KNOWN

LINKS = ("owl:sameAs", "skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch", "schema:sameAs")


@dataclass(frozen=True, slots=True)
class Size:
    """How many statements, and how many different subjects and objects they have."""

    triples: int
    subjects: int
    objects: int


@dataclass(frozen=True, slots=True)
class Linkset:
    """Links of one kind from the things below one of our addresses to those of another dataset.

    source: path below the base (``id/``). predicate: IRI. target: the beginning that the addresses of the other dataset share.
    """

    source: str
    predicate: str
    target: str
    triples: int


@dataclass(frozen=True, slots=True)
class Counts:
    """An edition, counted. Keys are IRIs, except those of `graphs`: part (``asserted``) -> size.

    entities: different things below ``id/`` of the base. examples: class -> the thing of it of which most is said.
    """

    size: Size
    entities: int
    graphs: Mapping[str, Size]
    classes: Mapping[str, int]
    properties: Mapping[str, Size]
    vocabularies: Sequence[str]
    examples: Mapping[str, str]
    linksets: Sequence[Linkset]
    places: Sequence[tuple[str, Mapping[str, str]]]
    first_year: int | None


def count(project: Project, edition: Edition, store: Store) -> Counts:
    """Counts the named graphs of an edition in a filled store, taken together as one graph, in which a statement counts once."""
    begin = project.graph(edition, "")
    graphs = sorted((graph for graph in store.named_graphs() if graph.value.startswith(begin)), key=lambda graph: graph.value)

    def ask(query: str, *only: NamedNode) -> QuerySolutions:
        found = store.query(query, prefixes=dict(project.prefixes), default_graph=list(only or graphs))
        assert isinstance(found, QuerySolutions)
        return found

    def size(triples: int, *only: NamedNode) -> Size:
        return Size(
            triples,
            _number(ask("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }", *only)),
            _number(ask("SELECT (COUNT(DISTINCT ?o) AS ?n) { ?s ?p ?o }", *only)),
        )

    # A graph is a set of statements; over several graphs Oxigraph tells a statement once for each.
    by_property = (
        "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)"
        " { SELECT DISTINCT * { ?s ?p ?o } } GROUP BY ?p"
    )
    properties = {row["p"].value: Size(_integer(row, "n"), _integer(row, "subjects"), _integer(row, "objects")) for row in ask(by_property)}
    classes = {row["class"].value: _integer(row, "n") for row in ask("SELECT ?class (COUNT(DISTINCT ?s) AS ?n) { ?s a ?class } GROUP BY ?class")}
    entities = f'SELECT (COUNT(DISTINCT ?s) AS ?n) {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), "{project.iri("id/")}")) }}'
    return Counts(
        size=size(sum(one.triples for one in properties.values())),
        entities=_number(ask(entities)),
        graphs={graph.value.removeprefix(begin): size(_number(ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", graph)), graph) for graph in graphs},
        classes=dict(sorted(classes.items())),
        properties=dict(sorted(properties.items())),
        vocabularies=sorted({namespace(name) for name in (*properties, *classes)}),
        examples=_examples(project, ask("SELECT ?class ?s (COUNT(*) AS ?n) { ?s a ?class ; ?p ?o } GROUP BY ?class ?s", NamedNode(begin + "asserted"))),
        linksets=_linksets(project, store),
        places=_places(ask("SELECT ?same ?name { ?place a ci:Country ; owl:sameAs ?same ; skos:prefLabel ?name }")),
        first_year=_first_year(ask("SELECT (MIN(xsd:integer(STR(?year))) AS ?n) { ?thing ci:startYear ?year }")),
    )


def namespace(name: str) -> str:
    """The namespace of a term: all up to the last ``#``, or else the last ``/``."""
    head, mark, _ = name.rpartition("#" if "#" in name else "/")
    return head + mark


def _integer(row: QuerySolution, name: str) -> int:
    return int(row[name].value)


def _number(rows: Iterator[QuerySolution]) -> int:
    return _integer(next(rows), "n")


def _first_year(rows: Iterator[QuerySolution]) -> int | None:
    found = next(rows, None)
    return int(found["n"].value) if found is not None and found["n"] is not None else None


def _examples(project: Project, rows: Iterator[QuerySolution]) -> dict[str, str]:
    best: dict[str, tuple[int, str]] = {}
    for row in rows:
        thing, kind = row["s"].value, row["class"].value
        candidate = (-_integer(row, "n"), thing)
        if thing.startswith(project.iri("id/")) and (kind not in best or candidate < best[kind]):
            best[kind] = candidate
    return {kind: thing for kind, (_, thing) in sorted(best.items())}


def _places(rows: Iterator[QuerySolution]) -> list[tuple[str, Mapping[str, str]]]:
    # DCAT-AP wants a place to be named by GeoNames, the EU's tables, or both; GeoNames knows all countries.
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["same"].value.startswith("https://sws.geonames.org/"):
            found.setdefault(row["same"].value, {})[row["name"].language or ""] = row["name"].value
    return [(place, dict(sorted(names.items()))) for place, names in sorted(found.items())]


def _linksets(project: Project, store: Store) -> list[Linkset]:
    wanted = " ".join(f"<{WELL_KNOWN[name.partition(':')[0]]}{name.partition(':')[2]}>" for name in LINKS)
    query = (
        f"SELECT DISTINCT ?s ?p ?o {{ VALUES ?p {{ {wanted} }} ?s ?p ?o"
        f' FILTER(ISIRI(?o) && STRSTARTS(STR(?s), "{project.base}") && !STRSTARTS(STR(?o), "{project.base}")) }}'
    )
    counter: Counter[tuple[str, str, str]] = Counter()
    rows = store.query(query, use_default_graph_as_union=True)
    assert isinstance(rows, QuerySolutions)
    for row in rows:
        local = row["s"].value.removeprefix(project.base)
        # What our terms equal among the terms of others is an alignment of vocabularies, not a link between datasets.
        if source := next((part for part in ("id/", "scheme/") if local.startswith(part)), None):
            counter[source, row["p"].value, target(row["o"].value).space] += 1
    return [Linkset(*key, number) for key, number in sorted(counter.items())]
