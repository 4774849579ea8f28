"""Checks of rows against public pages: counted on the quality page, published as annotations, refused where a table is wrong."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from pathlib import Path

import pytest
import rdflib

from ciatlas import row_checks
from ciatlas.fault import AtlasError
from ciatlas.project import read

BASE = "https://w3id.org/ciatlas/"
DQV = rdflib.Namespace("http://www.w3.org/ns/dqv#")
OA = rdflib.Namespace("http://www.w3.org/ns/oa#")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")


def rows(root: Path, name: str) -> list[dict[str, str]]:
    with (root / "data" / "2015" / "quality" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def project(small_project: Path) -> Path:
    """A few rows with the real checks: what was checked need not be in the atlas any more."""
    return small_project


@pytest.fixture(scope="module")
def report(release: Path) -> Path:
    """The quality report of the real atlas, as the build puts it into the release (test_quality.py: as the check writes it)."""
    return release


def of_rows(root: Path) -> dict[str, dict[tuple[str, str], set[str]]]:
    """Check -> row -> what was found of it."""
    found: dict[str, dict[tuple[str, str], set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in rows(root, "checked.csv"):
        found[row["check"]][row["kind"], row["id"]].add(row["verdict"])
    return found


def test_each_check_looked_at_all_rows_that_were_drawn(root):
    found = of_rows(root)
    assert {check: len(of) for check, of in found.items()} == {row["id"]: int(row["sample"]) for row in rows(root, "checks.csv")}


@pytest.mark.parametrize("language", ["en", "he"])
def test_the_page_counts_what_the_table_says(root, report, language):
    page = (report / f"ciatlas-2015-quality-{language}.html").read_text(encoding="utf-8")
    for check in rows(root, "checks.csv"):
        part = re.search(rf'<h3 id="check-{check["id"]}">.*?</table>', page, re.DOTALL)
        assert part, check["id"]
        assert check["title" if language == "en" else "title_he"] in part[0]
        of = list(of_rows(root)[check["id"]].values())
        wrong = sum("wrong" in one for one in of)
        nothing = sum(one == {"not-found"} for one in of)
        supported = sum(one == {"supported"} for one in of)
        counts = [int(number) for number in re.findall(r"</span>(\d+)</td>", part[0])]
        assert counts == [supported, len(of) - wrong - nothing - supported, wrong, nothing]
        assert f"{round((len(of) - wrong - nothing) * 100 / len(of), 1):g}%" in part[0]


def test_the_newest_check_stands_first(root, report):
    page = (report / "ciatlas-2015-quality-en.html").read_text(encoding="utf-8")
    assert re.findall(r'<h3 id="check-([^"]+)"', page) == [row["id"] for row in reversed(rows(root, "checks.csv"))]


def test_each_line_is_an_annotation_of_what_it_speaks_of(root, report):
    graph = rdflib.Graph().parse(report / "ciatlas-2015-quality.ttl")
    annotations = set(graph.subjects(rdflib.RDF.type, DQV.QualityAnnotation))
    lines = rows(root, "checked.csv")
    assert len(annotations) == len(lines)
    told = {
        (str(graph.value(one, PROV.wasGeneratedBy)), str(graph.value(one, OA.hasTarget)), str(graph.value(one, OA.hasBody))) for one in annotations
    }
    assert told == {
        (f"{BASE}data/2015/quality/check/{line['check']}", f"{BASE}id/{line['kind']}/{line['id']}", f"{BASE}scheme/check-verdict/{line['verdict']}")
        for line in lines
    }
    checks = set(graph.objects(None, PROV.wasGeneratedBy))
    assert all({title.language for title in graph.objects(check, rdflib.DCTERMS.title)} == {"en", "he"} for check in checks)


def test_a_verdict_that_is_none_names_file_row_and_column(run, project):
    path = project / "data" / "2015" / "quality" / "checked.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",supported,", ",suported,", 1), encoding="utf-8")
    done = run("check", cwd=project)
    assert done.returncode != 0
    assert re.search(r"quality/checked\.csv.*row 2, column verdict: 'suported'", done.stdout + done.stderr, re.DOTALL)
    assert "Traceback" not in done.stderr


def test_a_line_of_a_check_that_nothing_describes_is_refused(run, project):
    path = project / "data" / "2015" / "quality" / "checked.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines()[1].replace("first", "hundredth", 1) + "\n", encoding="utf-8")
    done = run("check", cwd=project)
    assert done.returncode != 0
    assert "'hundredth'" in done.stdout + done.stderr


def test_an_edition_without_checks_has_none_on_its_page(run, project):
    toml = project / "atlas.toml"
    toml.write_text(re.sub(r"^checks = .*\n", "", toml.read_text(encoding="utf-8"), flags=re.MULTILINE), encoding="utf-8")
    assert run("check", "--report", project / "report", cwd=project).returncode == 0
    for language in ("en", "he"):
        assert 'id="checks"' not in (project / "report" / f"ciatlas-2015-quality-{language}.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["checks.csv", "checked.csv"])
def test_tables_that_cannot_be_read_are_one_clear_fault(project, name):
    (project / "data" / "2015" / "quality" / name).write_bytes(b"\xff\xfe")
    known = read(project)
    with pytest.raises(AtlasError, match=r"data/2015/quality: .*`ciatlas check`"):
        row_checks.read(known, known.editions[-1])
