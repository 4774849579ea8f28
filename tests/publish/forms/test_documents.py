"""A document about each thing: the same graph in four forms, complete, named, never outside of its folder."""

from __future__ import annotations

import gzip
import json
import re

import pytest
import rdflib
from pyoxigraph import RdfFormat, parse

from ciatlas.project import Project
from ciatlas.publish.forms.documents import document_name
from ciatlas.rdf.canonical import canonical_hash

BASE = "https://w3id.org/ciatlas/"
ID = rdflib.Namespace(BASE + "id/")
CI = rdflib.Namespace(BASE + "ns#")
ORG = rdflib.Namespace("http://www.w3.org/ns/org#")
FORMS = {".ttl": (RdfFormat.TURTLE, "turtle"), ".jsonld": (RdfFormat.JSON_LD, "json-ld"), ".nt": (RdfFormat.N_TRIPLES, "nt"), ".rdf": (RdfFormat.RDF_XML, "xml")}

THINGS = ["organization/fsg", "initiative/strive-partnership", "country/IL", "publication/collective-impact-2011", "scheme/domain/education", "scheme/domain"]


@pytest.mark.parametrize("thing", THINGS)
def test_four_forms_are_one_graph_for_two_parsers(made, thing: str):
    rdflib.NORMALIZE_LITERALS = False
    hashes = set()
    for ending, (oxigraph_format, rdflib_format) in FORMS.items():
        data = (made.folder / "doc" / f"{thing}{ending}").read_bytes()
        hashes.add(canonical_hash(parse(data, oxigraph_format)))
        graph = rdflib.Graph().parse(data=data, format=rdflib_format)
        hashes.add(canonical_hash(parse(graph.serialize(format="nt"), RdfFormat.N_TRIPLES)))
    assert len(hashes) == 1


def test_every_row_has_its_document_in_each_form(made):
    tables = {"organizations": "organization", "initiatives": "initiative", "engagements": "engagement", "events": "event", "places": "place"}
    for table, kind in tables.items():
        for row in made.rows(f"{table}.csv"):
            for ending in FORMS:
                assert (made.folder / "doc" / kind / f"{row['id']}{ending}").is_file()


def test_all_that_the_release_tells_of_has_its_document(made):
    told = {str(triple.subject.value) for triple in parse(gzip.decompress((made.folder / "ciatlas-2015.nt.gz").read_bytes()), RdfFormat.N_TRIPLES)}
    things = {iri for iri in told if iri.startswith((BASE + "id/", BASE + "scheme/"))}
    assert len(things) > 1000
    lacking = [f"{name}{ending}" for name in (document_name(made.project, iri) for iri in things) for ending in FORMS if not (made.folder / "doc" / f"{name}{ending}").is_file()]
    assert lacking == []


def test_a_description_has_the_engagements_at_both_ends_and_names_all_it_points_at(made):
    graph = rdflib.Graph().parse(made.folder / "doc" / "organization" / "fsg.ttl")
    rows = [row for row in made.rows("engagements.csv") if "fsg" in (row["member_organization"], row["in_organization"])]
    assert {row["member_organization"] == "fsg" for row in rows} == {True, False}
    for row in rows:
        engagement = ID[f"engagement/{row['id']}"]
        assert (engagement, ORG.role, rdflib.URIRef(f"{BASE}scheme/part/{row['role']}")) in graph
    pointed = {one for one in graph.objects() if isinstance(one, rdflib.URIRef) and str(one).startswith((BASE + "id/", BASE + "scheme/"))}
    assert len(pointed) > 50
    assert [one for one in pointed if not list(graph.objects(one, rdflib.SKOS.prefLabel)) and "/engagement/" not in one and "/identifier/" not in one] == []


def test_a_document_says_what_it_is_about_and_how_it_may_be_used(made):
    document = json.loads((made.folder / "doc" / "initiative" / "strive-partnership.jsonld").read_text(encoding="utf-8"))
    about = document["@graph"][-1]
    assert about["id"] == "ciatlas:doc/initiative/strive-partnership"
    assert about["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert about["foaf:primaryTopic"] == [{"id": "initiative:strive-partnership"}]
    assert document["@graph"][0]["name"]["en"] == "StrivePartnership"


def test_a_json_ld_context_holds_what_its_document_uses_and_little_more(made):
    text = (made.folder / "doc" / "country" / "IL.jsonld").read_text(encoding="utf-8")
    assert len(text) < 4000
    assert "engagements" not in json.loads(text)["@context"]


def test_shortcuts_that_were_derived_are_in_it(made):
    graph = rdflib.Graph().parse(made.folder / "doc" / "initiative" / "strive-partnership.nt")
    assert (ID["initiative/strive-partnership"], CI.funder, ID["organization/greater-cincinnati-foundation"]) in graph


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("id/organization/fsg", "organization/fsg"),
        ("id/identifier/ein/a%20b", "identifier/ein/a b"),
        ("scheme/role/funding", "scheme/role/funding"),
        ("id/identifier/x/%2E%2E%2F..", None),
        ("id/identifier/x/..%2F..%2F..%2Fetc%2Fpasswd", None),
        ("id/identifier/x/.htaccess", None),
        ("id/identifier/x/a%00b", None),
        ("id/identifier/x/a%5Cb", None),
        ("id/organization/" + "x" * 300, None),
        ("id/organization/", None),
    ],
)
def test_no_address_leads_out_of_the_folder(made, path: str, name: str | None):
    project: Project = made.project
    assert document_name(project, project.iri(path)) == name


def test_hostile_texts_are_one_graph_in_each_form_where_the_form_can_hold_them(hostile):
    rdflib.NORMALIZE_LITERALS = False
    control = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
    seen = 0
    for row in hostile.rows("organizations.csv"):
        stem = hostile.folder / "doc" / "organization" / row["id"]
        hashes = {canonical_hash(parse((stem.with_name(stem.name + ending)).read_bytes(), form)) for ending, (form, _) in FORMS.items() if ending != ".rdf"}
        if not control.search("".join(row.values())):
            hashes.add(canonical_hash(parse(stem.with_name(stem.name + ".rdf").read_bytes(), RdfFormat.RDF_XML)))
            rdflib.Graph().parse(stem.with_name(stem.name + ".rdf"), format="xml")
            seen += 1
        assert len(hashes) == 1
    assert seen >= 5
