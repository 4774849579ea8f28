"""VoID: every count is the one that another program counts, over the dumps as they are published."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib import OWL, RDF, SKOS, VOID, Graph, Literal, URIRef

from ciatlas.publish.void_counts import namespace
from ciatlas.rdf.canonical import canonical_hash

BASE = "https://w3id.org/ciatlas/"
EDITION = URIRef(f"{BASE}data/2015")
DUMPS = {"asserted": "ciatlas-2015.ttl", "derived": "ciatlas-2015-derived.ttl", "measured": "ciatlas-2015-measured.ttl", "provenance": "ciatlas-2015-provenance.ttl"}


@pytest.fixture(scope="module")
def void(release: Path) -> Graph:
    return Graph().parse(release / "void.ttl")


@pytest.fixture(scope="module")
def graphs(release: Path) -> dict[str, Graph]:
    rdflib.NORMALIZE_LITERALS = False
    return {part: Graph().parse(release / name) for part, name in DUMPS.items()}


@pytest.fixture(scope="module")
def whole(graphs: dict[str, Graph]) -> Graph:
    union = Graph()
    for graph in graphs.values():
        for triple in graph:
            union.add(triple)
    return union


def number(void: Graph, subject: URIRef, predicate: URIRef) -> int:
    return int(void.value(subject, predicate, any=False))


def sizes(void: Graph, subject: URIRef) -> tuple[int, int, int]:
    return number(void, subject, VOID.triples), number(void, subject, VOID.distinctSubjects), number(void, subject, VOID.distinctObjects)


def test_the_edition_and_each_of_its_graphs_have_their_size(void: Graph, graphs: dict[str, Graph], whole: Graph):
    assert sizes(void, EDITION) == (len(whole), len(set(whole.subjects())), len(set(whole.objects())))
    for part, graph in graphs.items():
        subset = URIRef(f"{EDITION}/{part}")
        assert (EDITION, VOID.subset, subset) in void
        assert sizes(void, subset) == (len(graph), len(set(graph.subjects())), len(set(graph.objects())))
    assert number(void, EDITION, VOID.entities) == len({one for one in whole.subjects() if str(one).startswith(f"{BASE}id/")})
    assert void.value(EDITION, VOID.uriSpace) == Literal(f"{BASE}id/")


def test_class_partitions(void: Graph, whole: Graph):
    counted = Counter(kind for _thing, kind in set(whole.subject_objects(RDF.type)))
    partitions = {void.value(one, VOID["class"]): number(void, one, VOID.entities) for one in void.objects(EDITION, VOID.classPartition)}
    assert partitions == dict(counted)
    assert number(void, EDITION, VOID.classes) == len(counted)


def test_property_partitions(void: Graph, whole: Graph):
    partitions = {void.value(one, VOID.property): sizes(void, one) for one in void.objects(EDITION, VOID.propertyPartition)}
    counted = {}
    for predicate in set(whole.predicates()):
        pairs = list(whole.subject_objects(predicate))
        counted[predicate] = (len(pairs), len({subject for subject, _ in pairs}), len({value for _, value in pairs}))
    assert partitions == counted
    assert number(void, EDITION, VOID.properties) == len(counted)


def test_vocabularies_are_those_in_use(void: Graph, whole: Graph):
    used = {namespace(str(term)) for term in {*whole.predicates(), *whole.objects(None, RDF.type)}}
    assert {str(one) for one in void.objects(EDITION, VOID.vocabulary)} == used


def test_linksets_have_their_links(release: Path, void: Graph, whole: Graph):
    union = whole + Graph().parse(release / "schemes.ttl") + Graph().parse(release / "alignments.ttl")
    predicates = [OWL.sameAs, SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch, URIRef("https://schema.org/sameAs")]
    linksets = list(void.subjects(RDF.type, VOID.Linkset))
    total = 0
    for one in linksets:
        predicate = void.value(one, VOID.linkPredicate)
        space = str(void.value(void.value(one, VOID.objectsTarget), VOID.uriSpace))
        source = f"{BASE}id/" if void.value(one, VOID.subjectsTarget) == EDITION else f"{BASE}scheme/"
        links = [1 for subject, value in union.subject_objects(predicate) if str(subject).startswith(source) and str(value).startswith(space)]
        assert number(void, one, VOID.triples) == len(links), one
        assert (EDITION, VOID.subset, one) in void
        total += len(links)
    outward = [
        value
        for predicate in predicates
        for subject, value in union.subject_objects(predicate)
        if str(subject).startswith((f"{BASE}id/", f"{BASE}scheme/")) and isinstance(value, URIRef) and not str(value).startswith(BASE)
    ]
    assert total == len(outward), "each link is in one linkset"
    hosts = {urlsplit(str(void.value(void.value(one, VOID.objectsTarget), VOID.uriSpace))).netloc for one in linksets}
    assert {"sws.geonames.org", "www.wikidata.org"} <= hosts


def test_examples_are_described_and_dumps_are_there(release: Path, void: Graph, graphs: dict[str, Graph]):
    examples = list(void.objects(EDITION, VOID.exampleResource))
    assert len(examples) == len({kind for kind in graphs["asserted"].objects(None, RDF.type)})
    assert all((one, None, None) in graphs["asserted"] for one in examples)
    for part, name in DUMPS.items():
        files = {str(dump).removeprefix(BASE) for dump in void.objects(URIRef(f"{EDITION}/{part}"), VOID.dataDump)}
        assert name in files
        assert all((release / file).is_file() for file in files)


def test_the_catalogue_says_the_same(release: Path, void: Graph):
    catalog = Graph().parse(release / "catalog.ttl")
    assert set(void) <= set(catalog)
    with (release / "void.ttl").open("rb") as file:
        assert canonical_hash(parse(file, RdfFormat.TURTLE)) == canonical_hash(parse(void.serialize(format="nt"), RdfFormat.N_TRIPLES))
