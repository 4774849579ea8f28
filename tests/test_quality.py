"""Data quality: the figures are those of the tables, counted here by a plain reader."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import rdflib

DQV = rdflib.Namespace("http://www.w3.org/ns/dqv#")
BASE = "https://w3id.org/ciatlas/"


@pytest.fixture
def project(small_project: Path) -> Path:
    """What is broken by hand is broken among a few rows too."""
    return small_project


@pytest.fixture(scope="module")
def report(release: Path) -> Path:
    """The report of the real atlas, as the build puts it into the release."""
    return release


def test_the_check_writes_the_report_that_the_build_writes(run, small_built, tmp_path):
    assert run("check", "--project", small_built, "--report", tmp_path / "report").returncode == 0
    names = {"ciatlas-2015-quality.ttl", "ciatlas-2015-quality-en.html", "ciatlas-2015-quality-he.html"}
    assert {path.name for path in (tmp_path / "report").iterdir()} == names
    for name in names:
        assert (tmp_path / "report" / name).read_bytes() == (small_built / "dist" / name).read_bytes(), name


@pytest.fixture(scope="module")
def measured(report: Path) -> dict[str, float]:
    graph = rdflib.Graph().parse(report / "ciatlas-2015-quality.ttl")
    return {str(one).removeprefix(BASE + "data/2015/quality/"): float(value) for one, value in graph.subject_objects(DQV.value)}


def rows(root: Path, table: str) -> list[dict[str, str]]:
    with (root / "data" / "2015" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def share(found: list[bool]) -> float:
    return round(sum(found) / len(found), 4)


def test_shares_are_those_of_the_tables(root, measured):
    organizations, initiatives, engagements = (rows(root, name) for name in ("organizations", "initiatives", "engagements"))
    identified = {row["organization"] for row in rows(root, "identifiers")}
    located = {row["id"] for row in rows(root, "places") if row["latitude"]}
    assert measured["two-sources/organizations"] == share([len(set(row["sources"].split(";"))) > 1 for row in organizations])
    assert measured["confidence-high/initiatives"] == share([row["confidence"] == "high" for row in initiatives])
    assert measured["stated/engagements"] == share([row["basis"] == "stated" for row in engagements])
    assert measured["identifier/organizations"] == share([row["id"] in identified for row in organizations])
    assert measured["coordinates/organizations"] == share([row["seat"] in located for row in organizations])
    assert measured["year/initiatives"] == share([bool(row["start_year"]) for row in initiatives])
    assert measured["website/organizations"] == share([bool(row["website"]) for row in organizations])
    canadian = [row for row in initiatives if row["country"] == "CA"]
    assert measured["two-sources/initiatives-CA"] == share([len(set(row["sources"].split(";"))) > 1 for row in canadian])


def test_every_measurement_has_a_metric_with_a_name_in_both_languages(report):
    graph = rdflib.Graph().parse(report / "ciatlas-2015-quality.ttl")
    metrics = set(graph.objects(None, DQV.isMeasurementOf))
    assert metrics
    for metric in metrics:
        assert {label.language for label in graph.objects(metric, rdflib.SKOS.prefLabel)} == {"en", "he"}


def test_the_page_is_in_both_languages(report):
    english, hebrew = ((report / f"ciatlas-2015-quality-{language}.html").read_text(encoding="utf-8") for language in ("en", "he"))
    assert '<html lang="en" dir="ltr">' in english and '<html lang="he" dir="rtl">' in hebrew
    assert "Organisations" in english and "ארגונים" in hebrew
    assert not re.search(r"[\u05d0-\u05ea]", english)
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", hebrew, flags=re.DOTALL)
    assert re.findall(r"[A-Za-z]{3,}", text) == [], "nothing on the Hebrew page is left in English"


def test_a_link_that_leads_nowhere_is_counted(run, project, tmp_path):
    rule = "#+ title: {en: t, he: t}\n#+ description: {en: d, he: d}\n#+ makes: [foaf:page]\n"
    (project / "queries" / "rules" / "99-lost.rq").write_text(rule + "CONSTRUCT { organization:fsg foaf:page organization:nobody } WHERE {}")
    run("check", "--project", project, "--report", tmp_path)
    assert "1 link leads nowhere inside the atlas." in (tmp_path / "ciatlas-2015-quality-en.html").read_text(encoding="utf-8")


def test_a_broken_measure_is_named(run, project, tmp_path):
    (project / "queries" / "quality" / "99-broken.rq").write_text("#+ title: {en: t, he: t}\n#+ description: {en: d, he: d}\nSELECT ?thing { ?thing }")
    result = run("check", "--project", project, "--report", tmp_path)
    assert result.returncode == 1 and "queries/quality/99-broken.rq, line 3" in result.stderr and "Traceback" not in result.stderr
