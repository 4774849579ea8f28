"""The page about the atlas: the project's own text in Markdown, and what holds for every atlas."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from ciatlas import row_checks
from ciatlas.fault import AtlasError
from ciatlas.project import Project
from ciatlas.publish.site import about, quality_page
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import Frame


def project(atlas: Atlas, root: Path, text: bytes | None) -> Project:
    if text is not None:
        (root / "about").mkdir()
        (root / "about" / "en.md").write_bytes(text)
    return replace(atlas.project, root=root)


def test_markdown_is_understood_and_nothing_else(atlas: Atlas, tmp_path: Path):
    text = (
        b"## Made by\n\n*Us* <script>alert(1)</script> [bad](javascript:alert(1)) [good](quality.html)"
        b" ![x](https://elsewhere.example/x.png)\n\n<b style='x'>b</b>\n"
    )
    told = html.fragment_fromstring(str(about.told(project(atlas, tmp_path, text), "en")), create_parent="div")
    assert [one.tag for one in told.iter()] == ["div", "h2", "p", "em", "a", "a", "p"]
    assert told.xpath(".//a/@href") == ["quality.html", "https://elsewhere.example/x.png"]
    assert "<script>alert(1)</script>" in told.text_content()


def test_a_project_needs_no_text_of_its_own(atlas: Atlas, tmp_path: Path):
    assert about.told(project(atlas, tmp_path, None), "en") == ""


def test_a_text_that_cannot_be_read_is_named(atlas: Atlas, tmp_path: Path):
    with pytest.raises(AtlasError, match="about/en.md"):
        about.told(project(atlas, tmp_path, b"\xff\xfe\x00"), "en")


@pytest.mark.parametrize("language", ["en", "he"])
def test_the_page_has_what_the_site_s_other_pages_lead_to(atlas: Atlas, tmp_path: Path, language: str):
    about.write(Frame(atlas, language, tmp_path))
    page = html.document_fromstring((tmp_path / language / "about.html").read_bytes().decode())
    for anchor in ("sources", "correct", "publish", "cite", "licence", "accessibility", "privacy"):
        assert page.get_element_by_id(anchor) is not None
    files = page.xpath("//td/code/text()")
    assert "data/2015/organizations.csv" in files and all((atlas.project.root / file).is_file() for file in files)
    assert atlas.project.iri(f"data/{atlas.edition.name}") in page.text_content()


@pytest.mark.parametrize("language", ["en", "he"])
def test_the_quality_page_has_each_measurement_without_inline_style(atlas: Atlas, tmp_path: Path, language: str):
    quality_page.write(Frame(atlas, language, tmp_path))
    page = html.document_fromstring((tmp_path / language / "quality.html").read_bytes().decode())
    measured = [one for one in atlas.quality.measurements if one.country is None]
    [of_checks], of_tables = page.xpath("//section[h2/@id='checks']"), page.xpath("//section[not(h2/@id='checks')]")
    assert bars(*of_tables) == [round(float(one.share), 4) for one in sorted(measured, key=order(atlas))]
    checks = row_checks.read(atlas.project, atlas.edition)
    assert checks and bars(of_checks) == [share for check in checks for share in shares(check)]
    assert len(bars(page)) == len(bars(*of_tables)) + len(bars(of_checks)), "no bar stands outside of them"
    assert not page.xpath("//*[@style]")


def bars(*parts: html.HtmlElement) -> list[float]:
    return [float(width) for part in parts for width in part.xpath(".//rect[@class='known']/@width")]


def shares(check: row_checks.Check) -> list[float]:
    """What part of the checked rows has which verdict, in the order of the verdicts."""
    counts = [sum(count for (_kind, verdict), count in check.rows.items() if verdict == one) for one in check.verdicts]
    return [round(count / sum(counts), 4) for count in counts]


def order(atlas: Atlas):
    """The page's order: tables as they are first measured, in each the metrics as they are."""
    tables = list(dict.fromkeys(one.table for one in atlas.quality.measurements))
    metrics = list(atlas.quality.metrics)
    return lambda one: (tables.index(one.table), metrics.index(one.metric))
