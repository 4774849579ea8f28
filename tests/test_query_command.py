"""`ciatlas query`: prefixes known, every format read by another reader than ours, errors with line and column."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
import rdflib

FSG = "https://w3id.org/ciatlas/id/organization/fsg"
NAME = "SELECT ?thing ?name WHERE { VALUES ?thing { organization:fsg } ?thing skos:prefLabel ?name }"


@pytest.fixture(scope="session")
def release(small_built: Path) -> Path:
    """Of a few rows, which are read in a moment; the examples (examples/test_examples.py) ask the real one."""
    return small_built / "dist"


@pytest.fixture(scope="session")
def ask(run, release):
    def ask(*arguments: str, **options):
        return run("query", "--release", release, *arguments, **options)

    return ask


def test_csv_for_a_program(ask):
    result = ask(NAME)
    assert list(csv.reader(io.StringIO(result.stdout))) == [["thing", "name"], [FSG, "FSG"]]


def test_tsv(ask):
    assert ask(NAME, "--format", "tsv").stdout == f'?thing\t?name\n<{FSG}>\t"FSG"@en\n'


def test_json(ask):
    [row] = json.loads(ask(NAME, "--format", "json").stdout)["results"]["bindings"]
    assert row["name"] == {"type": "literal", "value": "FSG", "xml:lang": "en"}


def test_xml(ask):
    tree = ElementTree.fromstring(ask(NAME, "--format", "xml").stdout)
    assert [uri.text for uri in tree.iter("{http://www.w3.org/2005/sparql-results#}uri")] == [FSG]


def test_a_table_for_a_person_shortens_names(ask):
    result = ask(NAME, "--format", "table")
    assert "organization:fsg" in result.stdout and "1 row(s)" in result.stdout


@pytest.mark.parametrize(("format", "reader"), [("ttl", "turtle"), ("jsonld", "json-ld"), ("nt", "nt"), ("rdf", "xml")])
def test_a_graph_in_every_form(ask, format, reader):
    text = ask("CONSTRUCT WHERE { organization:fsg skos:prefLabel ?name ; ci:role ?role }", "--format", format).stdout
    graph = rdflib.Graph().parse(data=text, format=reader)
    assert len(graph) == 5 and rdflib.Literal("FSG", lang="en") in graph.objects(rdflib.URIRef(FSG))


def test_describe_is_turtle_unless_told_otherwise(ask):
    assert ask("DESCRIBE country:IL").stdout.startswith("@prefix")


def test_an_ask(ask):
    assert ask("ASK { organization:fsg a org:Organization }").stdout == "true\n"


def test_labels_of_the_vocabulary_are_there_too(ask):
    result = ask('SELECT ?label { role:funding skos:prefLabel ?label FILTER (LANG(?label) = "he") }')
    assert result.stdout.splitlines()[1] == "מימון"


def test_from_a_file_and_from_standard_input(ask, tmp_path):
    path = tmp_path / "name.rq"
    path.write_text(NAME, encoding="utf-8")
    assert ask("--file", str(path)).stdout == ask("-", input=NAME).stdout == ask(NAME).stdout


def test_the_prefixes_are_listed(ask):
    lines = ask("--prefixes").stdout.splitlines()
    assert "PREFIX ci: <https://w3id.org/ciatlas/ns#>" in lines and "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>" in lines


BAD = {
    "a syntax error": (["SELECT ?s WHERE {\n  ?s a ci:Initiative\n  ; ; ] }"], "query, line 3, column 7: not SPARQL from ']' on"),
    "a word misspelt": (["SELECT ?s WHER { ?s ?p ?o }"], "line 1, column 11: not SPARQL from 'WHER' on"),
    "a clause misspelt": (["SELECT ?s\nWHERE { ?s ?p ?o }\nODER BY ?s"], "line 3, column 1: not SPARQL from 'ODER' on"),
    "a brace missing": (["SELECT ?s WHERE {\n ?s ?p ?o"], "line 2, column 10: the query ends too early"),
    "a column that is not grouped": (["SELECT (COUNT(*) AS ?n) ?s { ?s ?p ?o }"], "a variable that is unbound"),
    "an unknown prefix": (["SELECT ?s { ?s foo:bar ?o }"], "a prefix here is not declared"),
    "an update": (["DELETE WHERE { ?s ?p ?o }"], "an update is refused"),
    "an update behind a prefix": (["# note\nPREFIX a: <urn:a>\nINSERT DATA { a:b a:c a:d }"], "an update is refused"),
    "nothing": ([""], "line 1, column 1"),
    "no query": ([], "expected one query"),
    "two queries": ([NAME, "--file", "x.rq"], "expected one query"),
    "no such file": (["--file", "nowhere.rq"], "nowhere.rq"),
    "an unknown format": ([NAME, "--format", "pdf"], "'pdf': expected one of table, csv"),
    "rows as a graph": ([NAME, "--format", "ttl"], "a SELECT or ASK gives rows; expected one of table, csv"),
    "a graph as rows": (["DESCRIBE country:IL", "--format", "csv"], "gives a graph; expected one of ttl"),
    "a graph as a table": (["DESCRIBE country:IL", "--format", "table"], "gives a graph; expected one of ttl"),
    "a service that is away": (["SELECT * { SERVICE <http://127.0.0.1:1/sparql> { ?s ?p ?o } }"], "the query failed while it ran"),
    "a name that is no name": (["SELECT * { <a b> ?p ?o }"], "line 1, column"),
    "brackets without end": (["SELECT * { " + "{" * 3000 + " ?s ?p ?o " + "}" * 3000 + "}"], "nested more than 200 deep"),
    "a hostile text": (["SELECT * { ?s ?p '\x1b[31m\u202e' ] }"], "line 1"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_query_gets_one_clear_message(ask, case):
    arguments, expected = BAD[case]
    result = ask(*arguments)
    assert result.returncode == 1
    assert expected in result.stderr and "Traceback" not in result.stderr
    assert result.stdout == "" and "\x1b" not in result.stderr and "\u202e" not in result.stderr


def test_the_error_points_at_the_place(ask):
    result = ask("SELECT ?s WHERE {\n\t?s a ci:Initiative ; ] }")
    lines = result.stderr.splitlines()
    assert lines[1] == "   ?s a ci:Initiative ; ] }"
    assert lines[2].index("^") == lines[1].index("]")


def test_before_any_build(run, tmp_path):
    result = run("query", "--release", tmp_path, NAME)
    assert result.returncode == 1 and "run `ciatlas build` first" in result.stderr


def test_a_damaged_dump_is_named(run, release, tmp_path):
    (tmp_path / "ciatlas-2015.nt.gz").write_bytes((release / "ciatlas-2015.nt.gz").read_bytes()[:1000])
    result = run("query", "--release", tmp_path, NAME)
    assert result.returncode == 1 and "ciatlas-2015.nt.gz cannot be read" in result.stderr and "Traceback" not in result.stderr
