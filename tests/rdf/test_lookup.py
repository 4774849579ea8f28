"""The store behind the graphs that pySHACL reads answers what rdflib's own store answers."""

from __future__ import annotations

from itertools import product

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, BNode, Dataset, Graph, Literal, URIRef

from ciatlas.rdf.graph import to_graph

TURTLE = """
@prefix ex: <https://example.org/> .
ex:a a ex:Thing ; ex:name "A"@en, "א"@he ; ex:year "0999"^^<http://www.w3.org/2001/XMLSchema#gYear> ; ex:near ex:b .
ex:b a ex:Thing ; ex:near ex:a, [ ex:name "C"@en ] .
"""
NEAR, NAME, A = (URIRef(f"https://example.org/{name}") for name in ("near", "name", "a"))
QUERY = "SELECT ?this ?name WHERE { ?this <https://example.org/name> ?name }"


@pytest.fixture
def graph() -> Graph:
    return to_graph(parse(TURTLE, RdfFormat.TURTLE))


def test_each_pattern_finds_what_rdflib_finds(graph: Graph):
    plain = Graph()
    for triple in graph:
        plain.add(triple)
    assert len(plain) == len(graph) == 9
    for triple, known in product([*plain, (NAME, NEAR, RDF.type)], product((True, False), repeat=3)):
        pattern = tuple(term if given else None for term, given in zip(triple, known, strict=True))
        assert set(graph.triples(pattern)) == set(plain.triples(pattern)), pattern


def test_a_statement_counts_once_and_can_be_removed(graph: Graph):
    statement = (A, NAME, Literal("A", lang="en"))
    graph.add(statement)
    assert len(graph) == 9
    assert list(graph.subjects(NAME, statement[2])) == [A]
    graph.remove((A, None, statement[2]))
    assert len(graph) == 8 and statement not in graph
    assert list(graph.subjects(NAME, statement[2])) == []


def test_a_query_sees_the_statements_of_the_moment(graph: Graph):
    asked = {"this": A}
    assert {(row.this, row.name) for row in graph.query(QUERY, initBindings=asked)} == {(A, Literal("A", lang="en")), (A, Literal("א", lang="he"))}
    graph.remove((A, NAME, Literal("A", lang="en")))
    assert [row.name for row in graph.query(QUERY, initBindings=asked)] == [Literal("א", lang="he")]


def test_a_query_keeps_the_lexical_form(graph: Graph):
    [row] = graph.query("SELECT ?year WHERE { ?thing <https://example.org/year> ?year }")
    assert str(row.year) == "0999"


def test_other_queries_are_answered_by_rdflib(graph: Graph):
    assert graph.query("ASK { ?one a <https://example.org/Thing> }").askAnswer
    assert len(graph.query("CONSTRUCT WHERE { ?one a ?kind }").graph) == 2


def test_what_answers_queries_can_be_given():
    def ask(query: str, *, substitutions: object) -> object:
        raise AssertionError(query)

    with pytest.raises(AssertionError, match="SELECT"):
        to_graph(parse(TURTLE, RdfFormat.TURTLE), ask).query("SELECT * WHERE { ?a ?b ?c }")


def test_a_nameless_node_is_found_in_its_graph(graph: Graph):
    # pySHACL looks for the graph of a nameless node before it describes one in a message.
    [node] = [value for value in graph.objects(None, NEAR) if isinstance(value, BNode)]
    assert {quad[3] for quad in Dataset(store=graph.store).quads((node, None, None, None))} == {graph.identifier}
