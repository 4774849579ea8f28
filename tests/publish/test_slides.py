"""Slides and report: the page to step through, the PDFs, and texts that try to break out of either."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import made_answers
import pytest

from ciatlas import project
from ciatlas.project import Project
from ciatlas.publish import charts, report, slides, typesetting
from ciatlas.publish.story import Story, story

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "he")


class Page(HTMLParser):
    """What a browser would find in the page: elements with their attributes, and the texts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def atlas() -> Project:
    return project.read(ROOT)


@pytest.fixture(scope="module")
def written(atlas: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Slides and report of the made answers, as a release has them."""
    folder = tmp_path_factory.mktemp("told")
    write(atlas, folder)
    return folder


def write(atlas: Project, folder: Path) -> None:
    answers, verdicts = made_answers.every_kind(), made_answers.verdicts()
    network = charts.Network([("https://e.org/id/initiative/a", "https://e.org/id/organization/b")], {})
    drawn = charts.write(folder / "charts", answers, atlas.languages, network)
    slides.write(folder, atlas, atlas.editions[0], answers, verdicts, drawn)
    report.write(folder, atlas, atlas.editions[0], answers, verdicts, drawn)


def told(atlas: Project, language: str, names: tuple[str, ...] = ()) -> Story:
    answers = [one for one in made_answers.every_kind() if not names or one.file.name in names]
    values = story(atlas, atlas.editions[0], answers, made_answers.verdicts(), charts.charts(answers, language), language)
    return {**values, "slides": slides.deck(values, language), "most_rows": report.ROWS}


def test_the_deck_tells_the_report_from_title_to_what_comes_next(atlas: Project):
    deck = told(atlas, "en")["slides"]
    assert [slide["kind"] for slide in deck] == ["title", "method", "map", *["insight"] * 7, "verdicts", "claims", "next"]
    assert [slide["title"] for slide in deck[3:5]] == ["Title of bars", "Title of stacked"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_slide_is_one_page(atlas: Project, language: str):
    values = told(atlas, language)
    pages = typesetting.pictures("slides.typ", values, language, "2015-12-31", ppi=4)
    assert len(pages) == len(values["slides"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["slides", "report"])
def test_the_pdf_is_tagged_has_title_language_and_the_editions_date(written: Path, name: str, language: str):
    pdf = (written / f"{name}-{language}.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert b"/Marked true" in pdf and b"/StructTreeRoot" in pdf
    assert re.search(rb"/Lang ?\(%s\b" % language.encode(), pdf)
    assert b"/CreationDate(D:20151231" in pdf.replace(b" ", b"")
    assert b"dc:title" in pdf
    assert b"/FontFile" in pdf


@pytest.mark.parametrize("template", ["slides.typ", "report.typ"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_signs_that_no_font_has_the_pdf_keeps_pdf_ua(atlas: Project, template: str, language: str):
    values = told(atlas, language, ("bars", "stacked", "lines", "years", "matrix"))
    assert b"pdfuaid" in typesetting.pdf(template, values, language, "2015-12-31")


def test_a_fault_of_a_template_is_not_hidden(atlas: Project):
    values = told(atlas, "en", ("bars",))
    del values["description"]
    with pytest.raises(RuntimeError, match="description"):
        typesetting.pdf("slides.typ", values, "en", "2015-12-31")


def test_written_again_the_bytes_are_the_same(atlas: Project, written: Path, tmp_path: Path):
    write(atlas, tmp_path)
    first, second = ({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()} for folder in (written, tmp_path))
    assert first == second
    assert {"slides-en.pdf", "slides-he.pdf", "slides-en.html", "slides-he.html", "report-en.pdf", "report-he.pdf"} <= {str(path) for path in first}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_works_from_a_folder_without_the_web(written: Path, language: str):
    page = Page((written / f"slides-{language}.html").read_text(encoding="utf-8"))
    assert page.all("html") == [{"lang": language, "dir": "rtl" if language == "he" else "ltr"}]
    scripts = page.all("script")
    assert [one.get("src") for one in scripts] == ["slides/slides.js"], "no script in the page itself"
    assert page.all("style") == [] and not [one for _tag, one in page.elements if "style" in one]
    assert not [name for _tag, one in page.elements for name in one if name.startswith("on")]
    loaded = [one["src"] or "" for _tag, one in page.elements if "src" in one] + [one["href"] or "" for one in page.all("link")]
    assert all((written / path).is_file() for path in loaded)
    style = (written / "slides" / "slides.css").read_text(encoding="utf-8")
    assert all((written / "slides" / path).is_file() for path in re.findall(r'url\("([^"]+)"\)', style))
    assert "http" not in style


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_slide_has_its_heading_and_each_chart_its_table(atlas: Project, written: Path, language: str):
    page = Page((written / f"slides-{language}.html").read_text(encoding="utf-8"))
    sections = page.all("section")
    headings = {one.get("id") for tag in ("h1", "h2") for one in page.all(tag)}
    assert sections and {one["aria-labelledby"] for one in sections} == headings
    assert len(page.all("h1")) == 1
    insights = [one for one in made_answers.every_kind()]
    assert len(page.all("table")) == len(insights)
    assert len(page.all("details")) == len(insights) - 1
    assert all(one.get("role") == "img" for one in page.all("svg") if one.get("viewbox") != "0 0 24 24")
    for text in ("ארצות הברית" if language == "he" else "United States", "1,412"):
        assert text in page.texts


def test_hostile_texts_stay_texts_in_the_page(written: Path):
    text = (written / "slides-en.html").read_text(encoding="utf-8")
    page = Page(text)
    assert any("<script>alert(1)</script>" in one for one in page.texts)
    assert any("{{ 7*7 }}" in one for one in page.texts), "nothing of the data is a template"
    assert not any(character in text for character in "\u202e\u202c\x00\x07")
    assert len(page.all("script")) == 1


def test_texts_of_the_data_never_become_typst(atlas: Project):
    """Formulas, code and markup of Typst in names: if one were read, it would fail or vanish."""
    values = told(atlas, "en", ("hostile", "table"))
    for template in ("slides.typ", "report.typ"):
        assert typesetting.pdf(template, values, "en", "2015-12-31").startswith(b"%PDF-")
    assert values["sections"][0]["insights"][1]["rows"][0][0] == made_answers.HOSTILE[0]


def test_a_word_without_end_breaks_the_line_and_not_the_page(atlas: Project):
    values = told(atlas, "en", ("bars",))
    values["title"] = "W" * 900
    values["slides"][0]["title"] = values["title"]
    long = typesetting.pictures("slides.typ", values, "en", "2015-12-31", ppi=4)
    assert len(long) == len(values["slides"])


def test_a_table_has_places_beside_series_where_the_chart_has(atlas: Project):
    insight = told(atlas, "en", ("stacked",))["sections"][0]["insights"][0]
    assert [column["title"] for column in insight["columns"]] == ["Country", "Backbone", "Consulting", "Funding"]
    assert insight["rows"][0] == ["United States", "470", "706", "353"]


def test_where_the_readings_differ_both_are_told(atlas: Project):
    most, some, searches = told(atlas, "en")["sections"][0]["claims"]
    assert most["verdict_name"] == "Partly supported" and not most["agree"]
    assert [reading["verdict"] for reading in most["readings"]] == ["not-supported", "supported"]
    assert [part["percent"] for reading in most["readings"] for part in reading["parts"]] == ["40%", "80%"]
    assert most["readings"][0]["parts"][0]["name"] == "All of them"
    assert [reading["name"] for reading in some["readings"]] == ["Stated facts and all facts alike"]
    assert searches["verdict_name"] == "Not testable with this data" and searches["untestable"] == "No searches here."


def test_a_slide_of_verdicts_shows_the_share_of_each_reading(atlas: Project):
    values = told(atlas, "en", ("bars",))
    claims = next(slide for slide in values["slides"] if slide["kind"] == "claims")["claims"]
    assert [claim["shares"] for claim in claims] == [["40%", "80%"], [], []]
    assert "40% | 80%" in slides.html(values, LANGUAGES)


def test_the_script_knows_the_keys():
    script = (slides.STATIC / "slides.js").read_text(encoding="utf-8")
    assert {"ArrowRight", "ArrowLeft", "PageDown", "PageUp", "Home", "End"} <= set(re.findall(r"\b[A-Z]\w+(?=:)", script))
