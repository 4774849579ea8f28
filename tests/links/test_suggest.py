"""``ciatlas links suggest``: a table to review, and nothing else."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path
from string import ascii_uppercase

import pytest

from atlas_files import Run
from reconciliation_service import MANIFEST, answer, results, service
from small_atlas import SOURCE, make


@pytest.fixture
def run(run: Run, small_built: Path) -> Run:
    """The command, as it is called in a project of a few rows; its countries have links to Wikidata, all but one."""
    return partial(run, cwd=small_built)


@pytest.fixture
def project(small_project: Path) -> Path:
    return small_project


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_candidates_come_as_a_table_to_review(run: Run, tmp_path: Path):
    out = tmp_path / "review.csv"
    with service() as running:
        result = run("links", "suggest", "--service", running.url, "--kind", "country", "--limit", "3", "--candidates", "2", "--out", out)
    assert result.returncode == 0, result.stderr
    assert "3 asked, 3 with candidates, 0 without an answer" in result.stderr
    table = rows(out.read_text(encoding="utf-8"))
    assert running.names == ["Australia", "Belgium", "Bermuda"]
    assert table[0] == {
        "subject": "https://w3id.org/ciatlas/id/country/AU",
        "name": "Australia",
        "candidate": "australia",
        "candidate_iri": "http://things.example/id/australia",
        "candidate_name": "Australia",
        "description": "the same",
        "types": "Organisation",
        "score": "99.5",
        "match": "yes",
        "features": '{"country": false, "name": 1}',
        "decision": "",
    }
    assert [row["match"] for row in table] == ["yes", "no"] * 3


def test_names_types_and_properties_as_the_user_wants_them(run: Run):
    with service() as running:
        result = run("links", "suggest", "--service", running.url, "--kind", "country", "--limit", "1", "--lang", "he", "--type", "Q6256", "--property", "P30=continent")
    assert result.returncode == 0, result.stderr
    assert running.batches == [{"q0": {"query": "אוסטרליה", "limit": 5, "type": "Q6256", "properties": [{"pid": "P30", "v": "אוקיאניה"}]}}]


def test_what_has_a_link_there_is_not_asked_again(run: Run):
    wikidata = {**MANIFEST, "identifierSpace": "http://www.wikidata.org/entity/"}
    with service(manifest=wikidata) as running:
        result = run("links", "suggest", "--service", running.url, "--kind", "country")
    assert result.returncode == 0, result.stderr
    assert running.names == ["Worldwide"]
    with service(manifest=wikidata) as running:
        run("links", "suggest", "--service", running.url, "--kind", "country", "--again", "--limit", "2")
    assert running.names == ["Australia", "Belgium"]


def test_a_strangers_text_is_no_formula(run: Run):
    evil = {"q0": {"result": [{"id": "=1+1", "name": "@SUM(A1)\n\tx", "score": -1, "description": "=HYPERLINK(\"http://evil\")"}]}}
    with service(lambda queries, number: answer(evil)) as running:
        result = run("links", "suggest", "--service", running.url, "--kind", "country", "--limit", "1")
    [row] = rows(result.stdout)
    assert (row["candidate"], row["candidate_name"], row["description"]) == ("'=1+1", "'@SUM(A1) x", "'=HYPERLINK(\"http://evil\")")


def test_what_it_said_before_it_went_away_is_kept(run: Run, tmp_path: Path):
    out = tmp_path / "review.csv"
    many = {"countries": [{"code": f"A{letter}", "name": f"Land {letter}", "sources": SOURCE["sources"]} for letter in ascii_uppercase]}
    atlas = make(tmp_path / "many", {**many, "places": []})
    with service(lambda queries, number: answer(results(queries)) if number < 2 else (200, {}, b"gone")) as running:
        result = run("links", "suggest", "--service", running.url, "--kind", "country", "--batch", "2", "--out", out, "--project", atlas)
    assert result.returncode == 1
    assert "not JSON" in result.stderr and "Traceback" not in result.stderr
    assert {row["name"] for row in rows(out.read_text(encoding="utf-8"))} == {"Land A", "Land B", "Land C", "Land D"}


def test_nothing_in_the_project_changes(run: Run, project: Path):
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    with service() as running:
        assert run("links", "suggest", "--service", running.url, "--kind", "event", "--project", project).returncode == 0
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--kind", "person"], "expected one of organization, initiative, place"),
        (["--property", "P17"], "expected PID=KEY"),
        (["--property", "P17=colour"], "expected PID=KEY"),
    ],
)
def test_arguments_that_do_not_fit(run: Run, arguments: list[str], told: str):
    with service() as running:
        result = run("links", "suggest", "--service", running.url, *arguments)
    assert result.returncode == 1 and told in result.stderr
    assert running.batches == []
