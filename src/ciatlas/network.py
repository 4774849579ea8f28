"""The network: who is joined with whom by engagements, measured with networkx and stated as what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import networkx
from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store

from ciatlas import query
from ciatlas.fault import AtlasError
from ciatlas.project import Edition, Project
from ciatlas.query_file import QueryFile, read
from ciatlas.rdf.namespaces import RDF, RDFS, WELL_KNOWN, XSD

FILE = "queries/network/engagements.rq"
# Betweenness takes the product of nodes and edges: seconds for thousands of each, days for a million. Beyond this number of
# nodes it is estimated from the shortest ways of SAMPLE of them, always the same ones (Brandes and Pich 2007).
EXACT_NODES = 5_000
SAMPLE = 200
PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Measures:
    """degree: with how many others a node is joined. betweenness: on what part of the shortest ways of others it lies, 0 to 1."""

    degree: int
    betweenness: Decimal


def read_network(project: Project) -> QueryFile:
    """The CONSTRUCT query that makes the network. Raises AtlasError when it cannot be read or its header lacks a text."""
    file = read(project.root / FILE, FILE)
    for key in ("title", "description"):
        file.texts(key, project.languages)
    return file


def network(store: Store, project: Project, file: QueryFile) -> networkx.Graph:
    """The network that the query constructs: an undirected graph of IRIs in sorted order, without loops.

    Raises AtlasError that names the file when the query does not parse or makes no graph.
    """
    results = query.run(store, file.text, project.prefixes, file.file)
    if not isinstance(results, QueryTriples):
        raise AtlasError(f"{file.file}: expected a CONSTRUCT query")
    edges = {tuple(sorted((one.subject.value, one.object.value))) for one in results}
    # networkx goes through nodes and edges in the order of their arrival, and sums floats in it.
    graph = networkx.Graph()
    graph.add_edges_from(sorted(edge for edge in edges if edge[0] != edge[1]))
    return graph


def measure(graph: networkx.Graph) -> dict[str, Measures]:
    """IRI -> its measures, in the order of the IRIs. Betweenness is normalised, and rounded to six places."""
    sample = None if len(graph) <= EXACT_NODES else SAMPLE
    between = networkx.betweenness_centrality(graph, k=sample, normalized=True, seed=0)
    return {iri: Measures(graph.degree[iri], Decimal(between[iri]).quantize(PLACES)) for iri in sorted(graph)}


def apply(store: Store, project: Project, edition: Edition) -> None:
    """Measures the network of the store's statements and adds the measures, with their method, to the graph ``measured``."""
    file = read_network(project)
    store.extend(statements(measure(network(store, project, file)), project, edition, file))


def statements(measures: Mapping[str, Measures], project: Project, edition: Edition, file: QueryFile) -> Iterator[Quad]:
    """The measures as ci:degree and ci:betweenness, and as PROV-O what made them: the query, networkx, the graphs read."""
    ci, prov, dcterms = project.prefixes["ci"], WELL_KNOWN["prov"], WELL_KNOWN["dcterms"]
    measured = project.graph(edition, "measured")

    def state(subject: str, predicate: str, value: str | Literal) -> Quad:
        return Quad(NamedNode(subject), NamedNode(predicate), value if isinstance(value, Literal) else NamedNode(value), NamedNode(measured))

    for iri, one in measures.items():
        yield state(iri, ci + "degree", Literal(str(one.degree), datatype=NamedNode(XSD + "integer")))
        yield state(iri, ci + "betweenness", Literal(f"{one.betweenness:f}", datatype=NamedNode(XSD + "decimal")))
    plan, activity = project.iri(f"query/network/{file.name}"), f"{measured}/network/activity"
    agent = "https://networkx.org/"
    yield state(plan, RDF + "type", prov + "Plan")
    yield state(plan, RDF + "type", WELL_KNOWN["sh"] + "SPARQLConstructExecutable")
    yield state(plan, WELL_KNOWN["sh"] + "construct", Literal(file.text))
    for language, text in file.texts("title", project.languages).items():
        yield state(plan, RDFS + "label", Literal(text, language=language))
    for language, text in file.texts("description", project.languages).items():
        yield state(plan, dcterms + "description", Literal(text, language=language))
    yield state(activity, RDF + "type", prov + "Activity")
    yield state(activity, prov + "used", plan)
    for part in ("asserted", "derived"):
        yield state(activity, prov + "used", project.graph(edition, part))
    yield state(activity, prov + "wasAssociatedWith", agent)
    yield state(agent, RDF + "type", prov + "SoftwareAgent")
    yield state(agent, RDFS + "label", Literal("networkx"))
    yield state(measured, RDF + "type", prov + "Entity")
    yield state(measured, prov + "wasGeneratedBy", activity)
