"""The vocabulary is whole, bilingual and used: nothing in the data is undeclared, nothing declared is idle without a reason."""

from __future__ import annotations

import re

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, QB, RDF, RDFS, SKOS, VANN

from ontology_files import CI, DOMAIN_INCLUDES, ONTOLOGY, RANGE_INCLUDES, ROOT, Column, columns, datatype, is_well_known

FILES = ("ci.ttl", "schemes.ttl", "alignments.ttl")
HEBREW = re.compile("[\u05d0-\u05ea]")
# A proper name that Hebrew, too, writes in Latin letters.
LATIN_IN_HEBREW = {"United Way"}
INVISIBLE = re.compile("[\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")

TEXTS = (
    RDFS.label,
    SKOS.prefLabel,
    SKOS.altLabel,
    SKOS.definition,
    SKOS.scopeNote,
    SKOS.editorialNote,
    DCTERMS.title,
    DCTERMS.description,
)


def terms(graph: rdflib.Graph) -> set[rdflib.URIRef]:
    return {term for term in graph.subjects(RDF.type) if isinstance(term, rdflib.URIRef) and str(term).startswith(CI) and str(term) != CI}


def used_in_tables() -> set[str]:
    used = {column.property for column in columns()}
    return used | {column.value_url for column in columns() if column.property == str(RDF.type)}


@pytest.mark.parametrize("name", FILES)
def test_two_parsers_read_the_same_statements(name: str) -> None:
    text = (ONTOLOGY / name).read_text(encoding="utf-8")
    by_rdflib = rdflib.Graph().parse(data=text, format="turtle")
    by_oxigraph = {str(quad) for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE)}
    lines = by_rdflib.serialize(format="ntriples")
    assert {str(quad) for quad in pyoxigraph.parse(lines, format=pyoxigraph.RdfFormat.N_TRIPLES)} == by_oxigraph
    assert len(by_rdflib) > 30


@pytest.mark.parametrize("name", FILES)
def test_no_blank_nodes(name: str) -> None:
    graph = rdflib.Graph().parse(ONTOLOGY / name)
    assert not [node for triple in graph for node in triple if isinstance(node, rdflib.BNode)]


def test_header_says_what_a_catalogue_needs(vocabulary: rdflib.Graph) -> None:
    ontology = rdflib.URIRef(CI)
    assert (ontology, RDF.type, OWL.Ontology) in vocabulary
    for property in (DCTERMS.title, DCTERMS.description):
        assert {text.language for text in vocabulary.objects(ontology, property)} == {"en", "he"}
    for property in (DCTERMS.creator, DCTERMS.license, OWL.versionIRI, OWL.versionInfo):
        assert len(list(vocabulary.objects(ontology, property))) == 1
    assert str(vocabulary.value(ontology, VANN.preferredNamespaceUri)) == CI
    assert str(vocabulary.value(ontology, VANN.preferredNamespacePrefix)) == "ci"
    assert not list(vocabulary.triples((None, OWL.imports, None)))


def test_each_term_has_one_label_and_one_definition_in_each_language(vocabulary: rdflib.Graph) -> None:
    assert len(terms(vocabulary)) >= 40
    for term in terms(vocabulary):
        for property in (RDFS.label, SKOS.definition):
            assert sorted(text.language for text in vocabulary.objects(term, property)) == ["en", "he"], f"{term} {property}"
        assert list(vocabulary.objects(term, RDFS.isDefinedBy)) == [rdflib.URIRef(CI)], term


def test_no_two_terms_of_a_kind_share_a_label(vocabulary: rdflib.Graph) -> None:
    for kinds in ((OWL.Class,), (OWL.ObjectProperty, OWL.DatatypeProperty)):
        of_kind = [term for kind in kinds for term in vocabulary.subjects(RDF.type, kind) if str(term).startswith(CI)]
        labels = [label for term in of_kind for label in vocabulary.objects(term, RDFS.label)]
        assert len(labels) == len(set(labels)), sorted(label for label in labels if labels.count(label) > 1)


@pytest.mark.parametrize("name", FILES[:2])
def test_texts_are_in_their_language_and_clean(name: str) -> None:
    graph = rdflib.Graph().parse(ONTOLOGY / name)
    texts = [(subject, text) for property in TEXTS for subject, text in graph.subject_objects(property)]
    assert {text.language for _, text in texts} == {"en", "he"}
    for subject, text in texts:
        if text.language == "he":
            assert HEBREW.search(text) or str(text) in LATIN_IN_HEBREW, f"{subject}: {text!r} has no Hebrew letter"
        else:
            assert not HEBREW.search(text), f"{subject}: {text!r} has Hebrew letters"
        assert not INVISIBLE.search(text), f"{subject}: {text!r} has an invisible character"
        assert str(text) == " ".join(text.split()), f"{subject}: {text!r} has blanks too many"
        assert text.count("(") == text.count(")"), f"{subject}: {text!r}: a bracket is open"


@pytest.mark.parametrize("name", FILES[:2])
def test_each_text_is_in_both_languages(name: str) -> None:
    graph = rdflib.Graph().parse(ONTOLOGY / name)
    for property in TEXTS:
        if property != SKOS.altLabel:
            for subject in set(graph.subjects(property)):
                assert sorted(text.language for text in graph.objects(subject, property)) == ["en", "he"], f"{subject} {property}"


@pytest.mark.parametrize("name", FILES[:2])
def test_sentences_end_in_a_full_stop_and_labels_do_not(name: str) -> None:
    graph = rdflib.Graph().parse(ONTOLOGY / name)
    for property in (SKOS.definition, SKOS.scopeNote, SKOS.editorialNote, DCTERMS.description):
        for subject, text in graph.subject_objects(property):
            assert text.endswith("."), f"{subject}: {text!r}"
    for property in (RDFS.label, SKOS.prefLabel, SKOS.altLabel):
        for subject, text in graph.subject_objects(property):
            assert not text.endswith("."), f"{subject}: {text!r}"


def test_each_term_in_the_tables_is_declared_or_well_known(vocabulary: rdflib.Graph) -> None:
    declared = {str(term) for term in terms(vocabulary)}
    assert not [term for term in sorted(used_in_tables()) if term not in declared and not is_well_known(term)]


def test_each_term_in_the_release_is_declared_or_well_known(vocabulary: rdflib.Graph) -> None:
    dumps = sorted((ROOT / "dist").glob("ciatlas-*.ttl"))
    if not dumps:
        pytest.skip("dist/ holds no dump yet")
    declared = {str(term) for term in terms(vocabulary)}
    for dump in dumps:
        seen: set[str] = set()
        for quad in pyoxigraph.parse(path=dump, format=pyoxigraph.RdfFormat.TURTLE):
            seen.add(quad.predicate.value)
            if quad.predicate.value == str(RDF.type):
                seen.add(quad.object.value)
        assert not [term for term in sorted(seen) if term not in declared and not is_well_known(term)], dump.name


def test_each_declared_term_is_used_or_says_why_not(vocabulary: rdflib.Graph) -> None:
    used = used_in_tables()
    for term in terms(vocabulary):
        says_why = (term, SKOS.editorialNote, None) in vocabulary
        assert (str(term) in used) != says_why, f"{term}: {'used, and a note denies it' if says_why else 'not used, and no note says why'}"


def test_terms_of_others_are_spelled_as_theirs(vocabulary: rdflib.Graph, schemes: rdflib.Graph, alignments: rdflib.Graph) -> None:
    ours = "https://w3id.org/ciatlas/"
    elsewhere = ("https://creativecommons.org/",)
    for graph in (vocabulary, schemes, alignments):
        iris = {node for triple in graph for node in triple if isinstance(node, rdflib.URIRef)}
        strange = [iri for iri in iris if not str(iri).startswith((ours, *elsewhere)) and not is_well_known(str(iri))]
        assert not strange


def test_alignments_speak_of_declared_terms(vocabulary: rdflib.Graph, alignments: rdflib.Graph) -> None:
    assert not set(alignments.subjects()) - terms(vocabulary)


def test_few_axioms_no_inverses(vocabulary: rdflib.Graph) -> None:
    for property in (OWL.inverseOf, RDFS.domain, OWL.equivalentClass):
        assert not list(vocabulary.triples((None, property, None)))


@pytest.mark.parametrize("column", [column for column in columns() if column.property.startswith(CI)], ids=str)
def test_a_term_is_used_as_it_is_meant(column: Column, vocabulary: rdflib.Graph) -> None:
    property = rdflib.URIRef(column.property)
    kinds = {str(kind) for kind in vocabulary.objects(property, DOMAIN_INCLUDES)}
    assert not kinds or column.kind in kinds
    code_list = vocabulary.value(property, QB.codeList)
    assert column.scheme == (str(code_list) if code_list else None)
    if column.value_url:
        assert (property, RDF.type, OWL.ObjectProperty) in vocabulary
    else:
        assert (property, RDF.type, OWL.DatatypeProperty) in vocabulary
        datatypes = set(vocabulary.objects(property, RDFS.range)) | set(vocabulary.objects(property, RANGE_INCLUDES))
        assert datatypes <= {datatype(column.base)}
