"""Faults as text, JSON and SARIF."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from ciatlas import fault_report
from ciatlas.fault import Fault
from ciatlas.tables import check, metadata

SARIF_SCHEMA = Path(__file__).parent / "schemas" / "sarif-schema-2.1.0.json"

FAULTS = [
    Fault("enumeration", "data/2015/organizations.csv", 12, "roles", "fundng", "one of backbone, funding", "did you mean funding?"),
    Fault("missing-file", "data/2015/events.csv", None, None, None, "a file"),
    Fault("empty-table", "data/2015/figures.csv", None, None, None, "at least one row", severity="warning"),
    Fault("required", "data/2015/organizations.csv", 3, "name", "", "a value"),
    Fault("extra-column", "data/2015/odd name é.csv", 1, "x", "x", "only columns that the metadata describes", severity="info"),
]


def test_text_is_grouped_by_file_and_sorted_by_row():
    assert fault_report.text(FAULTS) == (
        "data/2015/events.csv\n"
        "  expected a file [missing-file]\n"
        "\n"
        "data/2015/figures.csv\n"
        "  warning: expected at least one row [empty-table]\n"
        "\n"
        "data/2015/odd name é.csv\n"
        "  row 1, column x: info: 'x': expected only columns that the metadata describes [extra-column]\n"
        "\n"
        "data/2015/organizations.csv\n"
        "  row 3, column name: '': expected a value [required]\n"
        "  row 12, column roles: 'fundng': expected one of backbone, funding (did you mean funding?) [enumeration]\n"
        "\n"
        "3 violations, 1 warning, 1 remark in 4 files\n"
    )


def test_text_without_faults_says_so():
    assert fault_report.text([]) == "No faults.\n"


def test_text_does_not_let_a_hostile_value_write_to_the_terminal():
    fault = Fault("invisible-character", "a\x1b[2J.csv", 2, "na\u202eme", "x\x1b[31mred\u200f\nline\r" + "y" * 500, "plain text")
    report = fault_report.text([fault])
    assert all(character.isprintable() or character == "\n" for character in report)
    assert len(report.splitlines()) == 4
    assert len(report) < 500


def test_json_keeps_every_field():
    document = json.loads(fault_report.json(FAULTS))
    assert document["counts"] == {"violation": 3, "warning": 1, "info": 1}
    assert document["faults"][-1] == {
        "rule": "enumeration",
        "file": "data/2015/organizations.csv",
        "row": 12,
        "column": "roles",
        "value": "fundng",
        "expected": "one of backbone, funding",
        "hint": "did you mean funding?",
        "severity": "violation",
        "message": "",
    }


@pytest.mark.parametrize("faults", [[], FAULTS])
def test_sarif_is_valid_by_its_schema(faults):
    schema = json.loads(SARIF_SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(json.loads(fault_report.sarif(faults)))


def test_sarif_points_at_the_place():
    run = json.loads(fault_report.sarif(FAULTS, {("data/2015/organizations.csv", 12): 15}))["runs"][0]
    result = run["results"][-1]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "enumeration"
    assert result["level"] == "error"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "data/2015/organizations.csv", "uriBaseId": "PROJECTROOT"},
        "region": {"startLine": 15},
    }
    assert result["properties"]["row"] == 12
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note", "error", "error"]
    assert run["results"][2]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "data/2015/odd%20name%20%C3%A9.csv"


def test_sarif_names_the_line_of_the_file_where_a_cell_has_line_breaks(tmp_path):
    (tmp_path / "notes.csv").write_text('id,note\na,"one\ntwo\nthree"\na,\n', encoding="utf-8")
    described = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": "notes.csv",
        "tableSchema": {"primaryKey": "id", "columns": [{"name": "id", "titles": "id"}, {"name": "note", "titles": "note"}]},
    }
    (tmp_path / "notes.csv-metadata.json").write_text(json.dumps(described), encoding="utf-8")
    group = metadata.read(tmp_path / "notes.csv-metadata.json")
    (fault,) = check.check(group, tmp_path, "tables")
    assert (fault.rule, fault.row) == ("duplicate-key", 3)
    lines = check.physical_lines([fault], group, tmp_path, "tables")
    (result,) = json.loads(fault_report.sarif([fault], lines))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 5}
    assert result["properties"]["row"] == 3
