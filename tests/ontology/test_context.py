"""JSON-LD written with our context means what the tables mean, to any parser."""

from __future__ import annotations

import json
from typing import Any

import pyoxigraph
import pytest
import rdflib
from rdflib.namespace import RDF, SKOS

from ciatlas.rdf import jsonld
from ontology_files import CI, ONTOLOGY, SCHEME, columns, is_well_known

FILE = ONTOLOGY / "context.jsonld"
CONTEXT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))["@context"]
# The keys whose values are written as the notation of a concept, and the scheme that the concept is in.
CODED = {
    key: definition["@context"]["@vocab"].removesuffix("/")
    for key, definition in CONTEXT.items()
    if isinstance(definition, dict) and definition.get("@context", {}).get("@vocab", "").startswith(SCHEME)
}

EXAMPLE = [
    {
        "id": "initiative:strive-partnership",
        "type": "Initiative",
        "name": {"en": "StrivePartnership", "he": "סטרייב"},
        "altName": {"en": ["Strive", "Strive Cincinnati"]},
        "domains": ["early-childhood", "education"],
        "country": "US",
        "centre": "place:us-ohio-cincinnati",
        "placeBased": True,
        "placeScale": "region",
        "startYear": "2006",
        "partnerCount": 300,
        "sources": ["https://www.fsg.org/blog/connecting-people-and-places-cincinnati/"],
        "confidence": "high",
    },
    {
        "id": "organization:greater-cincinnati-foundation",
        "type": "Organization",
        "founded": "1963",
        "website": "https://www.gcfdn.org",
        "organizationType": "community-foundation",
        "engagements": [
            {
                "id": "engagement:greater-cincinnati-foundation--funder--strive-partnership",
                "type": "Engagement",
                "in": "initiative:strive-partnership",
                "part": "member",
                "purpose": "initiative",
                "amount": "250000.50",
                "currency": "USD",
            }
        ],
    },
    {"id": "event:summit", "type": "Event", "startDateMonth": "2015-05", "organizers": ["organization:fsg"]},
    {"id": "ciatlas:id/country/US", "type": "Country", "notation": "US", "continent": "north-america"},
]

MEANS = """
@prefix ci: <https://w3id.org/ciatlas/ns#> .
@prefix id: <https://w3id.org/ciatlas/id/> .
@prefix in: <https://w3id.org/ciatlas/scheme/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

id:initiative\\/strive-partnership a ci:Initiative ;
    skos:prefLabel "StrivePartnership"@en, "סטרייב"@he ;
    skos:altLabel "Strive"@en, "Strive Cincinnati"@en ;
    ci:domain in:domain\\/early-childhood, in:domain\\/education ;
    ci:country id:country\\/US ;
    ci:place id:place\\/us-ohio-cincinnati ;
    ci:placeBased true ;
    ci:placeScale in:place-scale\\/region ;
    ci:startYear "2006"^^xsd:gYear ;
    ci:partnerCount 300 ;
    dcterms:source <https://www.fsg.org/blog/connecting-people-and-places-cincinnati/> ;
    ci:confidence in:confidence\\/high .

id:organization\\/greater-cincinnati-foundation a org:Organization ;
    schema:foundingDate "1963"^^xsd:gYear ;
    foaf:homepage <https://www.gcfdn.org> ;
    org:classification in:organization-type\\/community-foundation .

id:engagement\\/greater-cincinnati-foundation--funder--strive-partnership a ci:Engagement ;
    org:member id:organization\\/greater-cincinnati-foundation ;
    org:organization id:initiative\\/strive-partnership ;
    org:role in:part\\/member ;
    ci:purpose in:funding-purpose\\/initiative ;
    ci:amount 250000.50 ;
    ci:currency "USD" .

id:event\\/summit a schema:Event ; schema:startDate "2015-05"^^xsd:gYearMonth ; schema:organizer id:organization\\/fsg .

id:country\\/US a ci:Country ; skos:notation "US" ; ci:continent in:continent\\/north-america .
"""


def by_oxigraph(document: object) -> set[str]:
    text = json.dumps(document, ensure_ascii=False)
    return {str(quad.triple) for quad in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD)}


def by_rdflib(document: object) -> set[str]:
    graph = rdflib.Graph().parse(data=json.dumps(document, ensure_ascii=False), format="json-ld")
    return {str(quad.triple) for quad in pyoxigraph.parse(graph.serialize(format="ntriples"), format=pyoxigraph.RdfFormat.N_TRIPLES)}


@pytest.mark.parametrize("read", [by_oxigraph, by_rdflib])
def test_a_document_means_what_the_tables_mean(read) -> None:
    expected = {str(quad.triple) for quad in pyoxigraph.parse(MEANS, format=pyoxigraph.RdfFormat.TURTLE)}
    assert read({"@context": CONTEXT, "@graph": EXAMPLE}) == expected


@pytest.mark.parametrize("read", [by_oxigraph, by_rdflib])
def test_each_notation_under_its_key_is_its_concept(read, schemes: rdflib.Graph) -> None:
    # What a check found stands beside the data, in the quality report, which is Turtle only.
    beside = {"https://w3id.org/ciatlas/scheme/check-verdict"}
    assert set(CODED.values()) | beside == {str(scheme) for scheme in schemes.subjects(RDF.type, SKOS.ConceptScheme)}
    graph, expected = [], set()
    for key, scheme in CODED.items():
        concepts = sorted(str(concept) for concept in schemes.subjects(SKOS.inScheme, rdflib.URIRef(scheme)))
        graph.append({"id": f"urn:x:{key}", key: [concept.removeprefix(scheme + "/") for concept in concepts]})
        property = jsonld.Context(FILE).expand(CONTEXT[key]["@id"])
        expected |= {f"<urn:x:{key}> <{property}> <{concept}>" for concept in concepts}
    assert read({"@context": CONTEXT, "@graph": graph}) == expected


def test_the_writer_of_our_dumps_gives_back_the_same_statements() -> None:
    context = jsonld.Context(FILE)
    triples = [quad.triple for quad in pyoxigraph.parse(MEANS, format=pyoxigraph.RdfFormat.TURTLE)]
    subjects = sorted({triple.subject.value for triple in triples})
    things = [jsonld.compact(context, [triple for triple in triples if triple.subject.value == subject]) for subject in subjects]
    document = {"@context": CONTEXT, "@graph": things}
    assert by_oxigraph(document) == by_rdflib(document) == {str(triple) for triple in triples}


def test_each_term_of_the_data_has_a_key(vocabulary: rdflib.Graph) -> None:
    context = jsonld.Context(FILE)
    named = {term.iri for terms in context.terms.values() for term in terms}
    used = {column.property for column in columns()} | {column.kind for column in columns()}
    ours = {str(term) for term in vocabulary.subjects(RDF.type) if str(term).startswith(CI) and str(term) != CI}
    assert not (used | ours) - named - {str(RDF.type)}


def test_each_key_names_a_term_that_exists(vocabulary: rdflib.Graph) -> None:
    context = jsonld.Context(FILE)
    declared = {str(term) for term in vocabulary.subjects(RDF.type)}
    for terms in context.terms.values():
        for term in terms:
            assert term.iri in declared or is_well_known(term.iri), f"{term.key}: {term.iri}"


def test_a_key_in_the_plural_always_holds_an_array() -> None:
    single_texts = {"notes"}
    for key, definition in CONTEXT.items():
        if isinstance(definition, dict) and key.endswith("s") and key not in single_texts and not key.endswith(("Basis", "basis")):
            assert "@set" in definition.get("@container", []), key
