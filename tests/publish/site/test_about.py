"""The page about the atlas: the project's own text in Markdown, and what holds for every atlas."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from ciatlas import row_checks
from ciatlas.fault import AtlasError
from ciatlas.project import Project
from ciatlas.publish.site import about, check_pages, quality_page
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
    assert checks and bars(of_checks) == [borne_out(check) for check in checks]
    assert len(bars(page)) == len(bars(*of_tables)) + len(bars(of_checks)), "no bar stands outside of them"
    assert not page.xpath("//*[@style]")


@pytest.mark.parametrize("language", ["en", "he"])
def test_each_check_has_a_page_with_what_was_found_of_each_row(atlas: Atlas, tmp_path: Path, language: str):
    frame = Frame(atlas, language, tmp_path)
    quality_page.write(frame)
    check_pages.write(frame)
    told = html.document_fromstring((tmp_path / language / "quality.html").read_bytes().decode())
    checks = row_checks.read(atlas.project, atlas.edition)
    [of_checks] = told.xpath("//section[h2/@id='checks']")
    assert of_checks.xpath(".//th/a/@href") == [f"../{language}/check/{check.id}.html" for check in checks]
    for check in checks:
        page = html.document_fromstring((tmp_path / language / "check" / f"{check.id}.html").read_bytes().decode())
        assert page.xpath("string(//h1)") == check.titles[language] and bars(page) == shares(check)
        lines = {line.get("id"): line for line in page.xpath("//ul[@class='findings']/li")}
        assert len(lines) == len(check.findings)
        for one in check.findings:
            line = lines[check_pages.anchor(one)]
            words = line.text_content()
            assert one.note in words and one.column in words and all(plain(said) in plain(words) for said in (one.in_table, one.on_page))
            assert [link for link in line.xpath(".//p[last()]/a/@href") if link.startswith("http")] == ([one.source] if one.source else [])
            thing = atlas.path(atlas.project.iri(f"id/{one.kind}/{one.id}"))
            assert line.xpath("p[1]/a/@href") == ([f"../{thing}"] if thing else [])
            assert thing or one.id in words


def test_what_a_check_says_is_text(atlas: Atlas, tmp_path: Path):
    hostile = "<script>alert(1)</script>\u202e"
    finding = row_checks.Finding(1, "organization", "../../<b>", "wrong", hostile, hostile, hostile, "javascript:alert(1)", hostile)
    texts = {"en": hostile, "he": hostile}
    check = row_checks.Check("../../out of it", "2026-01-01", texts, texts, ("organization",), ("wrong",), {("organization", "wrong"): 1}, (finding,))
    check_pages.write(Frame(replace(atlas, checks=(check,)), "en", tmp_path))
    [written] = tmp_path.rglob("*.html")
    assert written.parent == tmp_path / "en" / "check"
    page = html.document_fromstring(written.read_bytes().decode())
    assert hostile in page.xpath("string(//ul[@class='findings'])") and "<b>" in page.xpath("string(//ul[@class='findings'])")
    assert not page.xpath("//script[contains(., 'alert')] | //li//b | //a[starts-with(@href, 'javascript')]")


def plain(text: str) -> str:
    return " ".join(text.split())


def bars(*parts: html.HtmlElement) -> list[float]:
    return [float(width) for part in parts for width in part.xpath(".//rect[@class='known']/@width")]


def shares(check: row_checks.Check) -> list[float]:
    """What part of the checked rows has which verdict, in the order of the verdicts."""
    counts = [sum(count for (_kind, verdict), count in check.rows.items() if verdict == one) for one in check.verdicts]
    return [round(count / sum(counts), 4) for count in counts]


def borne_out(check: row_checks.Check) -> float:
    """What part of the checked rows the pages support wholly or in part."""
    return round(sum(count for (_kind, verdict), count in check.rows.items() if verdict in ("supported", "partly")) / sum(check.rows.values()), 4)


def order(atlas: Atlas):
    """The page's order: tables as they are first measured, in each the metrics as they are."""
    tables = list(dict.fromkeys(one.table for one in atlas.quality.measurements))
    metrics = list(atlas.quality.metrics)
    return lambda one: (tables.index(one.table), metrics.index(one.metric))
