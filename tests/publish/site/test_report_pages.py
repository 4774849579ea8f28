"""The report's pages from answers made by hand: all rows, both readings, the query to run; what tables hold shows as text."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html
from made_answers import HOSTILE, every_kind, verdicts

from ciatlas.publish import charts
from ciatlas.publish.site import report_pages
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.story import Story, story
from ciatlas.publish.wording import plain

LANGUAGES = ("en", "he")


@pytest.fixture(scope="module")
def stories(atlas: Atlas) -> dict[str, Story]:
    answers = every_kind()
    return {one: story(atlas.project, atlas.edition, answers, verdicts(), charts.charts(answers, one), one) for one in LANGUAGES}


@pytest.fixture(scope="module")
def written(atlas: Atlas, stories: dict[str, Story], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    for language in LANGUAGES:
        report_pages.write(Frame(atlas, language, folder), stories[language])
    return folder


def page(written: Path, name: str, language: str = "en") -> html.HtmlElement:
    return html.document_fromstring((written / language / "report" / f"{name}.html").read_bytes().decode())


def texts(element: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in element.xpath(path)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_claim_and_insight_has_a_page_with_its_title(written: Path, stories: dict[str, Story], language: str):
    for section in stories[language]["sections"]:
        for one in (*section["claims"], *section["insights"]):
            assert texts(page(written, one["name"], language), "//h1") == [one["title"]]


def test_the_table_has_all_rows_and_links_things_to_their_pages(written: Path):
    table = page(written, "bars").get_element_by_id("numbers")
    rows = [[cell.text_content() for cell in row.xpath("td")] for row in table.xpath("tbody/tr")]
    assert rows[0] == ["United States", "1,412"] and len(rows) == 6
    assert table.xpath(".//a/@href")[0] == "../../en/country/US.html"


def test_what_tables_hold_shows_as_text(written: Path):
    for name in ("hostile", "table", "hostile-claim", "index", "all"):
        found = page(written, name)
        assert {script.get("src") is not None for script in found.xpath("//script")} == {True}
        assert not found.xpath("//*[@onload or @onclick or @onerror or @style]")
    cells = texts(page(written, "table"), "//table/tbody/tr/td[1]")
    assert [cell.strip() for cell in cells] == [plain(text) for text in HOSTILE]


def test_a_query_runs_from_its_page_and_is_there_as_a_file(written: Path, stories: dict[str, Story]):
    one = stories["en"]["sections"][0]["insights"][0]
    found = page(written, one["name"])
    (run,) = [link for link in found.xpath("//a/@href") if "sparql.html?" in link]
    assert urlsplit(run).path == "../../en/sparql.html"
    assert parse_qs(urlsplit(run).query) == {"query": [one["query"]], "run": ["1"]}
    assert (written / one["file"]).read_text(encoding="utf-8") == one["query"]
    assert "../../" + one["file"] in found.xpath("//a/@href")


def test_a_page_names_its_data(written: Path):
    links = page(written, "bars").xpath("//aside//a/@href")
    assert {"../../insights/bars.csv", "../../insights/bars.json"} <= set(links)


def test_a_claim_shows_both_readings_where_they_differ(written: Path):
    found = page(written, "most-are")
    assert texts(found, "//p[@class='which']") == ["Stated facts alone: Not supported", "All facts, what was inferred included: Supported"]
    assert texts(found, "//*[contains(@class, 'judgement')]") == ["Partly supported"]
    assert texts(found, "//table[1]//tbody//td")[:2] == ["4 (40%)", "10"]
    # What was counted is drawn beside what it is compared with.
    assert found.xpath("(//svg[@class='pair'])[1]/rect/@width") == ["100.0", "40.0"]


def test_a_claim_shows_one_table_where_both_readings_are_the_same(written: Path):
    assert len(page(written, "hostile-claim").xpath("//table")) == 1


def test_a_claim_that_cannot_be_tested_says_why_and_has_no_query_to_run(written: Path):
    found = page(written, "searches", "he")
    assert "אין כאן חיפושים." in found.text_content()
    assert not [link for link in found.xpath("//a/@href") if "sparql.html?" in link]


def test_the_pages_follow_one_another(written: Path, stories: dict[str, Story]):
    order = [one["name"] for section in stories["en"]["sections"] for one in (*section["claims"], *section["insights"])]
    walked = [order[0]]
    while following := page(written, walked[-1]).xpath("//a[@rel='next']/@href"):
        walked.append(following[0].removesuffix(".html"))
    assert walked == order
    assert not page(written, order[0]).xpath("//a[@rel='prev']")


def test_the_contents_tell_verdicts_and_why(written: Path):
    found = page(written, "index")
    assert texts(found, "//ul[@class='verdict-sum']/li") == ["1 Supported", "1 Partly supported", "0 Not supported", "1 Not testable with this data"]
    assert "All of them: 8 of 10 (80%), met" in texts(found, "//p[contains(@class, 'why')]")


def test_all_is_on_one_page(written: Path, stories: dict[str, Story]):
    found = page(written, "all")
    for section in stories["en"]["sections"]:
        for one in (*section["claims"], *section["insights"]):
            assert found.get_element_by_id(one["name"]) is not None
    assert len(found.xpath("//*[@id]")) == len({one.get("id") for one in found.xpath("//*[@id]")})
