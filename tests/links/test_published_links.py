"""What is published of the links: the lookup table, the mappings in SSSOM, VoID's linksets; read by other readers than ours, counted anew."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from pathlib import Path

import pytest
import rdflib
import yaml

from ciatlas.edition import open_release
from ciatlas.project import read
from ciatlas.publish import lookup
from atlas_files import ROOT

BASE = "https://w3id.org/ciatlas/"
PREFIXES = "PREFIX void: <http://rdfs.org/ns/void#>\n"


@pytest.fixture(scope="module")
def graph(release: Path) -> rdflib.Graph:
    """Asserted and derived statements and the schemes, read by rdflib."""
    graph = rdflib.Graph()
    for name in ("ciatlas-2015.ttl", "ciatlas-2015-derived.ttl", "schemes.ttl"):
        graph.parse(release / name)
    return graph


@pytest.fixture(scope="module")
def table(release: Path) -> list[dict[str, str]]:
    with gzip.open(release / "lookup.csv.gz", "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def mappings(release: Path) -> tuple[dict[str, object], list[dict[str, str]]]:
    """Metadata and rows of the SSSOM file, read as its specification has it: YAML behind # on each line, then a table with tabs."""
    lines = (release / "mappings.sssom.tsv").read_text(encoding="utf-8").splitlines()
    head = [line.removeprefix("#") for line in lines if line.startswith("#")]
    body = "\n".join(lines[len(head) :])
    return yaml.safe_load("\n".join(head)), list(csv.DictReader(io.StringIO(body), delimiter="\t", quoting=csv.QUOTE_NONE))


def test_the_lookup_knows_a_thing_by_all_its_names(table: list[dict[str, str]]):
    fsg = {(row["text"], row["kind"], row["language"], row["scheme"]) for row in table if row["iri"] == BASE + "id/organization/fsg"}
    assert {("FSG", "name", "en", ""), ("https://www.fsg.org", "website", "", ""), ("fsg.org", "website-key", "", "")} <= fsg
    ford = {(row["text"], row["kind"], row["scheme"]) for row in table if row["iri"] == BASE + "id/organization/ford-foundation"}
    assert {
        ("13-1684331", "identifier", "ein"),
        ("US-EIN-13-1684331", "identifier", "org-id"),
        ("02fvtx219", "identifier", "ror"),
        ("https://ror.org/02fvtx219", "same-as", ""),
        ("https://doi.org/10.13039/100000010", "same-as", ""),
    } <= ford
    us = {(row["text"], row["kind"], row["language"]) for row in table if row["iri"] == BASE + "id/country/US"}
    assert {("United States", "name", "en"), ("ארצות הברית", "name", "he"), ("US", "notation", "")} <= us
    assert {"https://www.iso.org/obp/ui/#iso:code:3166:US", "http://publications.europa.eu/resource/authority/country/USA"} <= {text for text, _, _ in us}


def test_the_lookup_holds_every_name(table: list[dict[str, str]], graph: rdflib.Graph):
    query = """SELECT DISTINCT ?name ?thing { ?thing skos:prefLabel|skos:altLabel|dcterms:title ?name FILTER(isIRI(?thing)) }"""
    names = {(str(name), str(thing)) for name, thing in graph.query(query)}
    assert names == {(row["text"], row["iri"]) for row in table if row["kind"] in ("name", "other-name")}
    assert len(names) > 2500


def test_the_lookup_is_sorted_and_each_line_stands_once(table: list[dict[str, str]]):
    lines = [tuple(row.values()) for row in table]
    assert lines == sorted(set(lines))
    assert not [row for row in table if row["text"].startswith(("=", "+", "-", "@"))]


def test_the_same_graph_gives_the_same_bytes(release: Path, tmp_path: Path):
    atlas = read(ROOT)
    [again] = lookup.write(atlas, atlas.editions[0], open_release(atlas, release), tmp_path)
    assert again.read_bytes() == (release / "lookup.csv.gz").read_bytes()


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("https://www.FSG.org/", "fsg.org"),
        ("http://fsg.org", "fsg.org"),
        ("https://example.org/Path/To/", "example.org/Path/To"),
        ("https://www.example.org:8080/?q=1", "example.org:8080/?q=1"),
    ],
)
def test_a_website_as_two_people_may_write_it(address: str, key: str):
    assert lookup.website_key(address) == key


def test_mappings_have_what_sssom_requires(mappings: tuple[dict[str, object], list[dict[str, str]]]):
    head, rows = mappings
    assert head["mapping_set_id"] == BASE + "data/2015/mappings"
    assert head["license"] == "https://creativecommons.org/licenses/by/4.0/"
    prefixes = head["curie_map"]
    assert isinstance(prefixes, dict)
    for row in rows:
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            prefix, colon, local = row[column].partition(":")
            assert colon and local and prefix in prefixes, row
        assert row["subject_label"]
        assert None not in row and None not in row.values()
    assert set(prefixes) == {row[column].partition(":")[0] for row in rows for column in ("subject_id", "predicate_id", "object_id", "mapping_justification")}


def test_mappings_are_the_statements_of_the_graph(mappings: tuple[dict[str, object], list[dict[str, str]]], graph: rdflib.Graph, release: Path):
    head, rows = mappings
    prefixes: dict[str, str] = head["curie_map"]  # type: ignore[assignment]

    def whole(curie: str) -> str:
        prefix, _colon, local = curie.partition(":")
        return prefixes[prefix] + local

    said = {tuple(whole(row[column]) for column in ("subject_id", "predicate_id", "object_id")) for row in rows}
    skos = "http://www.w3.org/2004/02/skos/core#"
    expected = {tuple(map(str, one)) for one in graph if str(one[1]).startswith(skos) and str(one[1]).endswith("Match")}
    expected |= {tuple(map(str, one)) for one in rdflib.Graph().parse(release / "alignments.ttl")}
    assert said == expected
    assert len(said) == len(rows)


def test_each_mapping_of_a_concept_says_who_checked_it(mappings: tuple[dict[str, object], list[dict[str, str]]]):
    rows = [row for row in mappings[1] if not row["subject_id"].startswith("ci:")]
    assert len(rows) > 60
    assert all(row["reviewer_label"] and row["object_label"] and row["comment"].startswith("confidence: ") for row in rows)


def test_linksets_have_the_true_counts(release: Path, graph: rdflib.Graph):
    void = rdflib.Graph().parse(release / "void.ttl")
    query = """SELECT ?predicate ?space ?triples {
      ?set a void:Linkset ; void:linkPredicate ?predicate ; void:triples ?triples ; void:objectsTarget [ void:uriSpace ?space ; foaf:homepage [] ] }"""
    said: Counter[tuple[str, str]] = Counter()
    for predicate, space, triples in void.query(PREFIXES + query):
        said[str(predicate), str(space)] += int(triples)
    assert len(said) >= 12
    for (predicate, space), number in said.items():
        found = [o for s, o in graph.subject_objects(rdflib.URIRef(predicate)) if str(o).startswith(space) and "/id/link/" not in str(s)]
        assert number == len(found), (predicate, space)
    links = {"sameAs", "exactMatch", "closeMatch", "relatedMatch", "broadMatch", "narrowMatch"}
    assert sum(said.values()) == sum(1 for _s, p, _o in graph if str(p).rpartition("/")[2].rpartition("#")[2] in links)
