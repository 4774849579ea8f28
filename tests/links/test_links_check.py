"""``ciatlas links check``: contradictions among the links, each at its cell."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from atlas_files import Run
from small_mapping import small_mapping

HEADER = "id,subject,predicate,object,object_label,method,checked_by,confidence,sources".split(",")
SAME, RECORD, EXACT, CLOSE, BROAD = "owl:sameAs", "https://schema.org/sameAs", "skos:exactMatch", "skos:closeMatch", "skos:broadMatch"
WD, GN, ROR = "http://www.wikidata.org/entity/", "https://sws.geonames.org/", "https://ror.org/"


def with_links(project: Path, *links: tuple[str, str, str]) -> int:
    """Adds rows to links.csv under ids that come last; gives the number of the first one as a spreadsheet shows it."""
    path = project / "data" / "2015" / "links.csv"
    first = len(path.read_text(encoding="utf-8").splitlines()) + 1
    with path.open("a", encoding="utf-8", newline="") as file:
        for number, (subject, predicate, object) in enumerate(links):
            csv.writer(file, lineterminator="\n").writerow([f"zz-{number}", subject, predicate, object, "", "ManualMappingCuration", "a test", "low", ""])
    return first


def checked(run: Run, project: Path, *options: str) -> tuple[int, list[str]]:
    result = run("links", "check", "--project", project, *options)
    return result.returncode, [line.strip() for line in result.stdout.splitlines() if "link-shared-website" not in line]


@pytest.fixture
def project(small_project: Path) -> Path:
    """Links are put in by hand beside those of a few rows."""
    return small_project


def test_the_atlas_has_no_contradiction(run: Run, root: Path):
    status, lines = checked(run, root)
    assert status == 0
    assert not [line for line in lines if "[" in line]


CONTRADICTIONS = [
    (("id/organization/nobody", SAME, WD + "Q1"), "column subject: 'id/organization/nobody': expected the address of a thing or a concept that is in the atlas [link-subject]"),
    (("id/country/US", RECORD, "https://w3id.org/ciatlas/id/country/US"), "expected an address outside the atlas [link-to-ourselves]"),
    (("id/country/US", SAME, WD + "Q29999"), "one address of Wikidata for United States (country:US) (http://www.wikidata.org/entity/Q30 is another one) [link-two-objects]"),
    (("id/country/FR", RECORD, WD + "Q30"), "an address that belongs to one thing of the atlas (United States (country:US) is linked to it too) [link-two-subjects]"),
    (("id/place/us-ohio", SAME, GN + "6252001/"), "nothing can be of both kinds (United States (country:US) is linked to it too) [link-classes]"),
    (("id/place/us-iowa", SAME, ROR + "02fvtx219"), "something of a kind that is in Research Organization Registry: org:Organization, ci:Initiative [link-kinds]"),
    (("id/organization/fsg", CLOSE, "http://metadata.un.org/sdg/4"), "column subject: 'id/organization/fsg': expected a concept, since SKOS maps only concepts"),
    (("scheme/domain/other", SAME, WD + "Q2"), "column subject: 'scheme/domain/other': expected a thing that is no concept (for a concept: skos:exactMatch) [link-kinds]"),
    (("scheme/domain/youth", EXACT, WD + "Q3"), None),
    (("scheme/domain/youth", BROAD, WD + "Q3"), "either skos:exactMatch or skos:broadMatch for these two [link-mixed]"),
]


@pytest.fixture(scope="module")
def contradicted(run: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, list[str]]:
    """What the check says of an atlas with all of them: the row of the first, and the lines."""
    folder = small_mapping(tmp_path_factory.mktemp("contradicted") / "atlas")
    row = with_links(folder, *(link for link, _told in CONTRADICTIONS))
    status, lines = checked(run, folder)
    assert status == 1
    return row, lines


@pytest.mark.parametrize("number", [number for number, (_link, told) in enumerate(CONTRADICTIONS) if told])
def test_each_contradiction_is_told_at_its_cell(contradicted: tuple[int, list[str]], number: int):
    first, lines = contradicted
    told = CONTRADICTIONS[number][1]
    at = [line for line in lines if line.startswith(f"row {first + number},")]
    assert any(told in line for line in at), "\n".join(at)


def test_a_contradiction_with_an_identifier_stands_at_both_cells(run: Run, project: Path):
    with_links(project, ("id/organization/ford-foundation", SAME, ROR + "000000000"))
    status, lines = checked(run, project)
    assert status == 1
    identifier = next(line for line in lines if "'02fvtx219'" in line)
    assert "one address of Research Organization Registry for Ford Foundation" in identifier
    assert "from the rule queries/rules/80-same-as.rq" in identifier


def test_a_link_that_another_table_has_already(run: Run, project: Path):
    row = with_links(project, ("id/country/US", SAME, WD + "Q30"))
    status, lines = checked(run, project)
    assert status == 0
    assert any(line.startswith(f"row {row},") and "each link in one row only" in line and "countries.csv" in line for line in lines)


def test_in_hebrew(run: Run, project: Path):
    with_links(project, ("id/country/FR", RECORD, WD + "Q30"))
    status, lines = checked(run, project, "--lang", "he")
    assert status == 1
    assert any("ארצות הברית (country:US)" in line and "כתובת" in line for line in lines)


def test_shared_websites_are_remarks(run: Run, project: Path):
    result = run("links", "check", "--project", project)
    assert result.returncode == 0
    assert "https://shared.example" in result.stdout
    assert "Tenant (organization:tenant) has it too" in result.stdout
    assert "strive.example" not in result.stdout, "an organisation and its own initiative may share a website"


def test_the_build_refuses_a_contradiction(run: Run, project: Path):
    with_links(project, ("id/country/FR", RECORD, WD + "Q30"))
    result = run("build", "--no-report", "--project", project)
    assert result.returncode == 1
    assert "[link-two-subjects]" in result.stderr
    assert not (project / "dist").exists()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("http://elsewhere.example/x", SAME, WD + "Q2"), "the end of an address of the atlas"),
        (("id/country/US", "owl:differentFrom", WD + "Q2"), "skos:exactMatch"),
        (("id/country/US", SAME, "Q30"), "a web address"),
        (("id/country/US", SAME, "javascript:alert(1)"), "a web address"),
        (("id/country/US", SAME, "http://www.wikidata.org/entity/Q2> <x"), "a web address"),
    ],
)
def test_cells_that_are_no_link(run: Run, project: Path, row: tuple[str, str, str], told: str):
    number = with_links(project, row)
    result = run("check", "--project", project)
    assert result.returncode == 1
    assert any(line.strip().startswith(f"row {number},") and told in line for line in result.stdout.splitlines()), result.stdout[-2000:]
