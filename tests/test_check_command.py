"""`ciatlas check`: tables, rules and shapes together; each fault at its cell, in the reader's language, in every form."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest
import rdflib
from rdflib import SH
from small_mapping import small_mapping

Edit = Callable[[dict[str, str]], None]


@pytest.fixture
def project(small_project: Path) -> Path:
    """Where a fault is put in, a few rows serve as well as thousands."""
    return small_project


def edit(project: Path, table: str, id: str, **cells: str) -> int:
    """Changes cells of one row as a mapper would, and gives the row's number as a spreadsheet shows it."""
    path = project / "data" / "2015" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    number = next(number for number, row in enumerate(rows, 2) if row["id"] == id)
    rows[number - 2] |= cells
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames or [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return number


def faults_of(run, project: Path, *options: str) -> list[dict]:
    result = run("check", "--project", project, "--format", "json", *options)
    assert "Traceback" not in result.stderr
    return json.loads(result.stdout)["faults"]


def violations(run, project: Path, *options: str) -> list[dict]:
    return [fault for fault in faults_of(run, project, *options) if fault["severity"] == "violation"]


@pytest.fixture(scope="module")
def of_the_real_data(run) -> list[dict]:
    """The faults that the command tells of the real atlas, and that it ends well."""
    result = run("check", "--format", "json")
    assert result.returncode == 0, result.stdout
    return json.loads(result.stdout)["faults"]


@pytest.fixture(scope="module")
def of_good_rows(run, tmp_path_factory) -> str:
    """What the command prints of a project without violations."""
    result = run("check", "--project", small_mapping(tmp_path_factory.mktemp("good") / "atlas"))
    assert result.returncode == 0, result.stdout
    return result.stdout


def test_the_real_data_has_no_violation(of_the_real_data):
    assert {fault["severity"] for fault in of_the_real_data} <= {"warning", "info"}


def test_where_there_is_no_violation_none_is_told(of_good_rows):
    assert "violation" not in of_good_rows and "warnings in" in of_good_rows


def test_each_warning_left_is_explained_in_the_decisions(of_the_real_data, root):
    decisions = (root / "data" / "2015" / "DECISIONS.md").read_text(encoding="utf-8")
    rules = {fault["rule"] for fault in of_the_real_data if fault["severity"] == "warning"}
    assert [rule for rule in sorted(rules) if f"`{rule}`" not in decisions] == []


FUNDER = "greater-cincinnati-foundation--funder--strive-partnership"
LATE = ("initiatives", "strive-partnership", {"start_year": "2017", "later_evidence": ""}, "start_year")
# Where a table cannot be read as its metadata says, the shapes are not asked: those faults come alone.
OF_TABLES = {
    "the end before the start": ("initiatives", "strive-partnership", {"end_year": "1999"}, "start_year"),
    "a name with two spaces": ("organizations", "fsg", {"name": "F  SG"}, "name"),
}
OF_SHAPES = {
    "an amount without a currency": ("engagements", FUNDER, {"amount": "100", "currency": ""}, "currency"),
    "a place in the wrong country": ("places", "us-ohio-cincinnati", {"latitude": "48.85", "longitude": "2.35"}, None),
    "a fact after the edition without the mark": LATE,
}


@pytest.fixture(scope="module")
def of_shapes(run, tmp_path_factory) -> tuple[dict[str, tuple[str, int]], list[dict]]:
    """Where the faults were put in (case -> file, row), and the violations that the command tells in English."""
    folder = small_mapping(tmp_path_factory.mktemp("faulty") / "atlas")
    where = {case: (f"data/2015/{table}.csv", edit(folder, table, id, **cells)) for case, (table, id, cells, _column) in OF_SHAPES.items()}
    return where, violations(run, folder, "--lang", "en")


@pytest.mark.parametrize("case", OF_TABLES)
def test_a_fault_stands_at_its_cell(run, project, case):
    table, id, cells, column = OF_TABLES[case]
    row = edit(project, table, id, **cells)
    found = violations(run, project)
    assert found, "nothing was found"
    assert {(fault["file"], fault["row"]) for fault in found} == {(f"data/2015/{table}.csv", row)}
    assert column in {fault["column"] for fault in found}


@pytest.mark.parametrize("case", OF_SHAPES)
def test_a_fault_of_the_shapes_stands_at_its_cell(of_shapes, case):
    where, found = of_shapes
    here = [fault for fault in found if (fault["file"], fault["row"]) == where[case]]
    assert here, "nothing was found"
    column = OF_SHAPES[case][-1]
    assert column is None or column in {fault["column"] for fault in here}


def test_a_fault_stands_nowhere_else(of_shapes):
    where, found = of_shapes
    assert {(fault["file"], fault["row"]) for fault in found} == set(where.values())


@pytest.mark.parametrize(
    ("good", "bad", "scheme", "example"),
    [("13-1684331", "131684331", "ein", "13-1684331"), ("02fvtx219", "ror.org/02fvtx219", "ror", "02fvtx219"), ("Q1313036", "1313036", "wikidata", "Q655286")],
)
def test_a_malformed_identifier_is_named_with_its_value_and_what_was_expected(run, project, good, bad, scheme, example):
    table = project / "data" / "2015" / "identifiers.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(good, bad), encoding="utf-8")
    row = next(number for number, line in enumerate(table.read_text(encoding="utf-8").splitlines(), 1) if bad in line)
    result = run("check", "--project", project)
    assert result.returncode == 1
    assert f"row {row}, column value: '{bad}': This is not how an identifier of this scheme looks: one of {scheme} is written as {example}. [" in result.stdout
    in_hebrew = run("check", "--project", project, "--lang", "he").stdout
    assert f"'{bad}': כך לא נראה מזהה בשיטה הזאת: מזהה של {scheme} נכתב כמו {example}. [" in in_hebrew


def test_a_fault_of_a_table_and_of_the_shapes_look_alike(run, project):
    edit(project, "organizations", "fsg", country="UX")
    table_fault = violations(run, project)[0]
    edit(project, "organizations", "fsg", country="US", name="")
    edit(project, "engagements", "fsg--convener--champions-for-change-2013", role="backbone")
    assert table_fault.keys() == {"rule", "file", "row", "column", "value", "expected", "hint", "severity", "message"}
    text = run("check", "--project", project).stdout
    assert "data/2015/organizations.csv\n  row" in text


def test_the_message_comes_in_the_language_asked_for(run, project, of_shapes):
    _where, found = of_shapes
    for table, id, cells, _column in OF_SHAPES.values():
        edit(project, table, id, **cells)
    english = {fault["message"] for fault in found}
    hebrew = {fault["message"] for fault in violations(run, project, "--lang", "he")}
    assert english and hebrew and english.isdisjoint(hebrew)
    assert all(any("\u05d0" <= letter <= "\u05ea" for letter in message) for message in hebrew)
    assert not any("\u05d0" <= letter <= "\u05ea" for message in english for letter in message)


def test_an_unknown_language_is_refused(run, project):
    result = run("check", "--project", project, "--lang", "xx")
    assert result.returncode == 1 and "'xx': expected one of en" in result.stderr


@pytest.mark.parametrize(("format", "reader"), [("ttl", "turtle"), ("jsonld", "json-ld")])
def test_the_standard_report_can_be_had(run, project, format, reader):
    edit(project, "initiatives", "strive-partnership", start_year="2017", later_evidence="")
    result = run("check", "--project", project, "--format", format)
    assert result.returncode == 1
    graph = rdflib.Graph().parse(data=result.stdout, format=reader)
    [report] = graph.subjects(rdflib.RDF.type, SH.ValidationReport)
    assert graph.value(report, SH.conforms).toPython() is False
    focus = rdflib.URIRef("https://w3id.org/ciatlas/id/initiative/strive-partnership")
    assert focus in {*graph.objects(None, SH.focusNode), *graph.objects(None, SH.value)}


def test_sarif_is_valid(run, project, root):
    row = edit(project, "initiatives", "strive-partnership", start_year="2017", later_evidence="")
    log = json.loads(run("check", "--project", project, "--format", "sarif").stdout)
    schema = json.loads((root / "tests" / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema).validate(log)
    errors = [result for result in log["runs"][0]["results"] if result["level"] == "error"]
    assert {result["properties"]["row"] for result in errors} == {row}


def test_a_violation_is_never_published(run, project):
    edit(project, "initiatives", "strive-partnership", start_year="2017", later_evidence="")
    result = run("build", "--no-report", "--project", project)
    assert result.returncode == 1 and "nothing was built" in result.stderr and "initiatives.csv" in result.stderr
    assert not (project / "dist").exists()


def test_warnings_stop_a_strict_build_only(run, small_built, of_good_rows, project):
    assert "warnings in" in of_good_rows
    assert (small_built / "dist" / "ciatlas-2015.ttl").is_file(), "the same project was built without --strict"
    strict = run("build", "--no-report", "--project", project, "--out", project / "strict", "--strict")
    assert strict.returncode == 1 and not (project / "strict").exists()
    assert run("check", "--project", project, "--strict").returncode == 1


def test_a_fault_of_a_derived_statement_names_the_rule_and_its_cells(run, project):
    (project / "queries" / "rules" / "99-wrong.rq").write_text(
        "#+ title: {en: t, he: t}\n#+ description: {en: d, he: d}\n#+ makes: [foaf:homepage]\n"
        "CONSTRUCT { ?funder foaf:homepage ?initiative } WHERE {\n"
        "  ?e org:role part:backbone ; org:member ?funder ; org:organization ?initiative .\n"
        "  FILTER (?funder = organization:fsg || ?funder = organization:sheatufim) BIND (1 AS ?one) }\n",
        encoding="utf-8",
    )
    shapes = project / "ontology" / "shapes.ttl"
    shapes.write_text(
        shapes.read_text(encoding="utf-8")
        + "\nshape:test-homepage a sh:PropertyShape ; sh:targetSubjectsOf foaf:homepage ; sh:path foaf:homepage ;\n"
        '  sh:not [ sh:pattern "/id/initiative/" ] ; sh:message "A website is no initiative."@en, "אתר אינו יוזמה."@he .\n',
        encoding="utf-8",
    )
    found = [fault for fault in violations(run, project) if fault["rule"] == "shape:test-homepage"]
    assert found and all(fault["hint"] == "from the rule queries/rules/99-wrong.rq" for fault in found)
    assert {fault["file"] for fault in found} == {"data/2015/engagements.csv"}
    assert {"member_organization", "in_initiative"} <= {fault["column"] for fault in found}


BROKEN = {
    "shapes with a syntax error": ("ontology/shapes.ttl", "shape:broken a sh:NodeShape ;; ]", "ontology/shapes.ttl, line"),
    "a shape that targets nothing": (
        "ontology/shapes.ttl",
        'shape:nobody a sh:NodeShape ; sh:targetClass ci:Nobody ; sh:nodeKind sh:IRI ; sh:message "m"@en, "m"@he .',
        "shape:nobody",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_broken_shapes_are_named_with_file_and_line(run, project, case):
    name, text, expected = BROKEN[case]
    path = project / name
    lines = path.read_text(encoding="utf-8").count("\n")
    path.write_text(path.read_text(encoding="utf-8") + "\n" + text + "\n", encoding="utf-8")
    result = run("check", "--project", project)
    printed = result.stdout + result.stderr
    assert expected in printed and "ontology/shapes.ttl" in printed and "Traceback" not in printed
    assert any(str(number) in printed for number in range(lines, lines + 4))
