"""The concept schemes and the tables' lists of words are the same: a cell's word is a concept, a concept is some cell's word."""

from __future__ import annotations

import re

import pytest
import rdflib
from rdflib.namespace import DCTERMS, ORG, RDF, SDO, SKOS

from ontology_files import SCHEME, Column, columns

CODED = [column for column in columns() if column.scheme]


def notations(schemes: rdflib.Graph, scheme: str) -> set[str]:
    return {str(schemes.value(concept, SKOS.notation)) for concept in schemes.subjects(SKOS.inScheme, rdflib.URIRef(scheme))}


def test_each_scheme_has_a_name_a_description_and_a_licence(schemes: rdflib.Graph) -> None:
    found = set(schemes.subjects(RDF.type, SKOS.ConceptScheme))
    assert len(found) == 19
    for scheme in found:
        for property in (SKOS.prefLabel, DCTERMS.description):
            assert sorted(text.language for text in schemes.objects(scheme, property)) == ["en", "he"], scheme
        assert schemes.value(scheme, DCTERMS.license), scheme


def test_each_concept_is_whole_and_its_address_ends_in_its_notation(schemes: rdflib.Graph) -> None:
    concepts = set(schemes.subjects(RDF.type, SKOS.Concept))
    assert concepts
    for concept in concepts:
        [scheme] = schemes.objects(concept, SKOS.inScheme)
        [notation] = schemes.objects(concept, SKOS.notation)
        assert (scheme, RDF.type, SKOS.ConceptScheme) in schemes
        assert list(schemes.objects(concept, SKOS.topConceptOf)) == [scheme]
        assert str(concept) == f"{scheme}/{notation}"
        assert re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", notation)
        for property in (SKOS.prefLabel, SKOS.definition):
            assert sorted(text.language for text in schemes.objects(concept, property)) == ["en", "he"], concept


def test_no_two_concepts_of_a_scheme_share_a_name(schemes: rdflib.Graph) -> None:
    for scheme in schemes.subjects(RDF.type, SKOS.ConceptScheme):
        of_scheme = list(schemes.subjects(SKOS.inScheme, scheme))
        names = [name for concept in of_scheme for name in (*schemes.objects(concept, SKOS.prefLabel), *schemes.objects(concept, SKOS.altLabel))]
        assert len(names) == len(set(names)), scheme


def test_parts_are_roles_as_org_wants_them(schemes: rdflib.Graph) -> None:
    parts = set(schemes.subjects(SKOS.inScheme, rdflib.URIRef(SCHEME + "part")))
    assert parts == set(schemes.subjects(RDF.type, ORG.Role))


@pytest.mark.parametrize("column", CODED, ids=str)
def test_the_words_a_column_allows_are_its_scheme(column: Column, schemes: rdflib.Graph) -> None:
    assert set(column.words) == notations(schemes, column.scheme)
    assert column.value_url == f"{column.scheme}/{{{column.name}}}"


@pytest.mark.parametrize("column", CODED, ids=str)
def test_each_cell_is_a_concept(column: Column, schemes: rdflib.Graph) -> None:
    assert set(column.cells()) <= notations(schemes, column.scheme)


def test_each_concept_is_in_a_cell_or_says_why_not(schemes: rdflib.Graph) -> None:
    used = {f"{column.scheme}/{word}" for column in CODED for word in column.cells()}
    for concept, scheme in schemes.subject_objects(SKOS.inScheme):
        says_why = any((one, SKOS.editorialNote, None) in schemes for one in (concept, scheme))
        assert (str(concept) in used) != says_why, f"{concept}: {'in a cell, and a note denies it' if says_why else 'in no cell, and no note says why'}"


def test_each_scheme_of_identifiers_tells_the_form_of_its_values(schemes: rdflib.Graph) -> None:
    for concept in schemes.subjects(SKOS.inScheme, rdflib.URIRef(SCHEME + "identifier-scheme")):
        [form] = schemes.objects(concept, SDO.valuePattern)
        [example] = schemes.objects(concept, SKOS.example)
        assert re.fullmatch(form, example), concept
        assert not re.fullmatch(form, example[:-1] + "?"), concept
