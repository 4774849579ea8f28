"""Retired addresses: a merged or removed thing keeps its IRI, and the table that says so is checked like any other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import rdflib
from made_editions import retire

BASE = "https://w3id.org/ciatlas/"
GOOD = (
    "id/organization/fsg-social-impact-advisors,id/organization/fsg,The same firm under its former name,אותה חברה בשמה הקודם,2026-12-01",
    "id/event/never-held,,It was announced and never held,הוכרז ולא התקיים,2026-12-02",
)


@pytest.fixture
def project(small_project: Path) -> Path:
    """A few rows, to one of which a retired address leads."""
    return small_project


def test_a_retired_address_says_what_came_in_its_place_why_and_when(run, project: Path):
    retire(project, *GOOD)
    built = run("build", "--no-report", "--project", project)
    assert built.returncode == 0, built.stderr
    graph = rdflib.Graph().parse(project / "dist" / "ciatlas-retired.ttl")
    old = rdflib.URIRef(BASE + "id/organization/fsg-social-impact-advisors")
    assert graph.value(old, rdflib.DCTERMS.isReplacedBy) == rdflib.URIRef(BASE + "id/organization/fsg")
    assert graph.value(old, rdflib.OWL.deprecated) == rdflib.Literal(True)
    assert graph.value(old, rdflib.DCTERMS.modified) == rdflib.Literal("2026-12-01", datatype=rdflib.XSD.date)
    assert set(graph.objects(old, rdflib.SKOS.changeNote)) == {
        rdflib.Literal("The same firm under its former name", "en"),
        rdflib.Literal("אותה חברה בשמה הקודם", "he"),
    }
    gone = rdflib.URIRef(BASE + "id/event/never-held")
    assert graph.value(gone, rdflib.OWL.deprecated) == rdflib.Literal(True)
    assert (gone, rdflib.DCTERMS.isReplacedBy, None) not in graph
    answer = run("query", "SELECT ?new { ?old dcterms:isReplacedBy ?new }", "--format", "csv", "--project", project)
    assert answer.stdout.split() == ["new", BASE + "id/organization/fsg"]


def faults(run, project: Path) -> list[dict[str, object]]:
    report = run("check", "--format", "json", "--project", project)
    violations = [one for one in json.loads(report.stdout)["faults"] if one["severity"] == "violation"]
    assert report.returncode == (1 if violations else 0)
    return violations


def places(found: list[dict[str, object]]) -> list[tuple[object, ...]]:
    return [(one["rule"], one["file"], one["row"], one["column"]) for one in found]


FILE = "data/retired.csv"


def test_rows_that_the_atlas_contradicts_are_named_beside_good_ones(run, project: Path):
    retire(
        project,
        *GOOD,
        "id/country/IL,,Gone,איננו,2026-12-01",
        "id/organization/old,id/organization/fsgg,Gone,איננו,2026-12-01",
        "scheme/domain/learning,scheme/domain/educatoin,Gone,איננו,2026-12-01",
    )
    found = faults(run, project)
    assert places(found) == [
        ("retired-in-use", FILE, 4, "path"),
        ("retired-replacement", FILE, 5, "replaced_by"),
        ("retired-replacement", FILE, 6, "replaced_by"),
    ]
    assert found[0]["expected"] == "an address that edition 2015 uses no more"
    assert [one["hint"] for one in found[1:]] == ["did you mean id/organization/fsg?", "did you mean scheme/domain/education?"]


@pytest.mark.parametrize(
    ("lines", "found", "told"),
    [
        (
            ["id/organization/a,id/organization/b,Gone,איננו,2026-12-01", "id/organization/b,id/organization/fsg,Gone,איננו,2026-12-01"],
            ("retired-chain", 2, "replaced_by"),
            "write id/organization/fsg",
        ),
        (
            ["id/organization/a,id/organization/b,Gone,איננו,2026-12-01", "id/organization/b,,Gone,איננו,2026-12-01"],
            ("retired-chain", 2, "replaced_by"),
            "leave it empty: nothing is left in its place",
        ),
        (["id/organization/a,id/organization/a,Gone,איננו,2026-12-01"], ("retired-chain", 2, "replaced_by"), "in a circle: id/organization/a → id/organization/a"),
        (["id/organization/a,,Gone,,2026-12-01"], ("required", 2, "reason_he"), "a value"),
        (["id/organization/a,,Gone,איננו,soon"], ("datatype", 2, "date"), "a date"),
        (["organization/a b,,Gone,איננו,2026-12-01"], ("datatype", 2, "path"), "id/organization/united-way"),
        (["id/event/a,,Gone,איננו,2026-12-01", "id/event/a,,Gone,איננו,2026-12-01"], ("duplicate-key", 3, "path"), "row 2 has it first"),
    ],
)
def test_a_bad_row_is_named_with_its_cell(run, project: Path, lines: list[str], found: tuple[str, int, str], told: str):
    retire(project, *lines)
    rule, row, column = found
    [fault] = faults(run, project)
    assert places([fault]) == [(rule, FILE, row, column)]
    assert told in f"{fault['expected']} {fault['hint']}"


def test_a_circle_is_named_at_each_of_its_rows(run, project: Path):
    retire(project, "id/event/a,id/event/b,Gone,איננו,2026-12-01", "id/event/b,id/event/a,Gone,איננו,2026-12-01")
    assert places(faults(run, project)) == [("retired-chain", FILE, row, "replaced_by") for row in (2, 3)]
    hebrew = run("check", "--project", project, "--lang", "he").stdout
    assert "השורות סובבות במעגל: id/event/a → id/event/b → id/event/a" in hebrew


def test_a_bad_row_keeps_the_release_from_appearing(run, project: Path):
    retire(project, "id/organization/fsg,,Gone,איננו,2026-12-01")
    result = run("build", "--no-report", "--project", project)
    assert result.returncode == 1
    assert "uses no more" in result.stderr and not (project / "dist").exists()


def test_a_table_that_is_not_there_is_named(run, project: Path):
    (project / "data" / "retired.csv").unlink()
    assert places(faults(run, project)) == [("missing-file", FILE, None, None)]


def test_an_atlas_without_such_a_table_is_one_all_the_same(run, project: Path):
    toml = project / "atlas.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('retired = "data/csv-metadata.json"\n', ""), encoding="utf-8")
    result = run("build", "--no-report", "--project", project)
    assert result.returncode == 0, result.stderr
    assert not list((project / "dist").glob("*retired*"))
