"""The server over a store elsewhere: Virtuoso, whose own ways are set right or told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from atlas_files import ROOT
from built_site import built
from rdflib import Dataset
from serving import Answer, Server, ask, serving
from small_atlas import BASE
from sparql_servers import virtuoso

from ciatlas import edition, endpoint, evaluation, query
from ciatlas.project import read
from ciatlas.query_file import read_folder

JSON = "application/sparql-results+json"
FSG = f"{BASE}id/organization/fsg"


@pytest.fixture(scope="module")
def over_virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    release = built(tmp_path_factory)
    store = edition.open_release(read(ROOT), release)
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), store) as url, serving(release, tmp_path_factory.mktemp("over"), "--store", url) as running:
        yield running


def _ask(server: Server, text: str, format: str = "json", **parameters: str) -> Answer:
    return ask(server, f"/sparql?{urlencode({'query': text, 'format': format, **parameters})}")


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("holds", [True, False])
def test_yes_and_no_in_each_form(over_virtuoso: Server, format: str, holds: bool) -> None:
    answer = _ask(over_virtuoso, f"ASK {{ <{FSG}> a {'org:Organization' if holds else 'ci:Country'} }}", format)
    assert answer.status == 200 and ("true" if holds else "false") in answer.text and "RETVAL" not in answer.text
    if format == "json":
        assert json.loads(answer.text)["boolean"] is holds


def test_literals_are_those_of_the_standard(over_virtuoso: Server) -> None:
    answer = _ask(over_virtuoso, "SELECT (1 AS ?one) ('\"typed-literal\"' AS ?text) {}")
    row = json.loads(answer.text)["results"]["bindings"][0]
    assert row["one"]["type"] == row["text"]["type"] == "literal" and row["text"]["value"] == '"typed-literal"'


def test_tab_separated_values_are_terms(over_virtuoso: Server) -> None:
    lines = _ask(over_virtuoso, f"SELECT ?s ?name {{ VALUES ?s {{ <{FSG}> }} ?s skos:prefLabel ?name FILTER(LANG(?name) = 'en') }}", "tsv").text.splitlines()
    assert lines == ["?s\t?name", f'<{FSG}>\t"FSG"@en']


def test_graphs_in_each_form(over_virtuoso: Server) -> None:
    for format, parser in (("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld"), ("nq", "nquads"), ("trig", "trig")):
        answer = _ask(over_virtuoso, "CONSTRUCT { ?x a org:Organization } { ?x a org:Organization } LIMIT 50", format)
        assert answer.status == 200 and len(Dataset(default_union=True).parse(data=answer.text, format=parser)) == 50


def test_only_the_atlas_is_asked(over_virtuoso: Server) -> None:
    """Virtuoso has graphs of its own, and others may have theirs beside the atlas."""
    answer = _ask(over_virtuoso, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")
    assert all(row["g"]["value"].startswith(BASE) for row in json.loads(answer.text)["results"]["bindings"])
    counted = [json.loads(_ask(over_virtuoso, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", **more).text)["results"]["bindings"][0]["n"]["value"] for more in ({}, {"default-graph-uri": BASE + "ns"})]
    assert int(counted[0]) > int(counted[1]) > 100


def test_what_virtuoso_does_not_understand_is_told_and_what_it_adds_is_refused(over_virtuoso: Server) -> None:
    wrong = json.loads(_ask(over_virtuoso, "SELECT * {\n ?s ?p }").text)
    assert wrong["status"] == 400 and wrong["line"] == 2
    for text in ("DEFINE get:soft \"soft\" SELECT * { ?s ?p ?o }", "SELECT (bif:version() AS ?v) {}", "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"):
        assert _ask(over_virtuoso, text).status in (400, 403)


def test_answers_equal_those_of_the_embedded_store(over_virtuoso: Server) -> None:
    project = read(ROOT)
    files = read_folder(ROOT / "queries" / "insights", "insights")[:12]
    store = edition.open_release(project, built_release(over_virtuoso))
    same = 0
    for file in files:
        answer = ask(over_virtuoso, "/sparql", "POST", file.text, Content_Type="application/sparql-query", Accept=JSON)
        if answer.status != 200:
            continue
        columns, rows = endpoint.results("", answer.body)
        expected_columns, expected = evaluation.result(query.run(store, file.text, project.prefixes))
        same += columns == expected_columns and len(rows) == len(expected)
    assert same >= len(files) * 0.8


def built_release(server: Server) -> Path:
    return next((server.log.parent / "state" / "snapshots").glob("*/release"))


def test_answers_of_a_store_elsewhere_are_not_kept(over_virtuoso: Server) -> None:
    answer = _ask(over_virtuoso, "ASK {}")
    assert "etag" not in answer.headers and answer.headers["cache-control"] == "no-store"
    assert ask(over_virtuoso, "/health").status == 200
