"""Charts: what is drawn where, in both directions of writing, for those who do not see colours or the chart at all."""

from __future__ import annotations

import itertools
import math
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import altair as alt
import made_answers
import pytest

from ciatlas.insights import Answer
from ciatlas.publish import chart_data, chart_kinds, charts, look, network_picture, sheet
from ciatlas.publish.wording import plain
from ciatlas.rdf.namespaces import XSD

SVG = "{http://www.w3.org/2000/svg}"
ISOLATES = "\u2068\u2069"
DRAWN = {f"{SVG}{name}" for name in ("svg", "title", "desc", "g", "path", "line", "text", "tspan", "rect", "defs", "clipPath")}
EDGES = [("https://e.org/id/initiative/a", f"https://e.org/id/organization/{name}") for name in "bcdefg"]
# From linear sRGB to what people see who lack one kind of cones (Machado, Oliveira and Fernandes 2009).
BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "none": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
}


def drawn(answer: Answer, language: str = "en") -> ElementTree.Element:
    text = charts.chart(answer, language)
    assert text is not None
    return ElementTree.fromstring(text)


def texts(root: ElementTree.Element) -> list[str]:
    return [(one.text or "").strip(ISOLATES) for one in root.iter(f"{SVG}text")]


def across(root: ElementTree.Element, text: str) -> float:
    """How far from the left a text stands, in pixels."""
    parents = {child: parent for parent in root.iter() for child in parent}
    element = next(one for one in root.iter(f"{SVG}text") if (one.text or "").strip(ISOLATES) == text)
    moved = 0.0
    while element is not root:
        shift = element.get("transform", "").removeprefix("translate(").partition(")")[0].partition(",")[0]
        moved += float(shift or 0)
        element = parents[element]
    return moved


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("answer", [one for one in made_answers.every_kind() if one.file.name != "table"], ids=lambda one: one.file.name)
def test_each_chart_is_an_image_with_words_for_those_who_do_not_see_it(answer: Answer, language: str):
    root = drawn(answer, language)
    assert root.get("role") == "img"
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    title = plain(answer.file.header["title"][language])
    assert root[0].tag == f"{SVG}title" and root[0].text == title == root.get("aria-label")
    assert root[1].tag == f"{SVG}desc" and answer.file.header["description"][language] in root[1].text
    assert {one.tag for one in root.iter()} <= DRAWN
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on") or "href" in name]


@pytest.mark.parametrize("answer", [one for one in made_answers.every_kind() if one.file.name != "table"], ids=lambda one: one.file.name)
def test_what_is_drawn_is_vega_lite(answer: Answer):
    series = chart_data.read(answer, "en")
    paper = sheet.Sheet()
    alt.LayerChart.from_dict(chart_kinds.kind(series)(series, paper, "en"), validate=True)


def test_an_answer_without_chart_rows_or_success_draws_nothing():
    bars = made_answers.bars()
    assert charts.chart(made_answers.table(), "en") is None
    assert charts.chart(Answer(bars.file, bars.columns, [], 0.0), "en") is None
    assert charts.chart(Answer(bars.file, (), [], 0.0, "queries/insights/bars.rq, line 3: no"), "en") is None


def test_bars_tell_their_numbers_as_the_language_writes_them():
    assert ["United States", "1,412"] == [one for one in texts(drawn(made_answers.bars())) if one in ("United States", "1,412")]
    assert "ארצות הברית" in texts(drawn(made_answers.bars(), "he"))


def test_numbers_below_one_keep_their_digits():
    rows = [(made_answers.Value(name), made_answers.Value(text, datatype=f"{XSD}decimal")) for name, text in (("a", "0.041234"), ("b", "12.36"))]
    assert {"0.041", "12.4"} <= set(texts(drawn(made_answers.answer("small", "bar", ("name", "n"), rows))))


def test_reading_begins_on_the_side_of_the_labels():
    english, hebrew = drawn(made_answers.bars()), drawn(made_answers.bars(), "he")
    assert across(english, "Canada") < across(english, "120")
    assert across(hebrew, "קנדה") > across(hebrew, "120")
    # The greater the number, the farther from the label.
    assert across(english, "1,412") > across(english, "120")
    assert across(hebrew, "1,412") < across(hebrew, "120")
    assert hebrew.get("direction") == "ltr", "in a page from right to left the anchors would change sides"


def test_years_run_from_left_to_right_in_both_languages():
    for language in ("en", "he"):
        root = drawn(made_answers.years(), language)
        assert across(root, "2003") < across(root, "2015")


def test_a_year_without_rows_counts_nothing():
    series = chart_data.read(made_answers.lines(), "en")
    assert series.places == tuple(str(year) for year in range(2003, 2016))
    assert series.values[("2005", "series 0")] == 0 and series.values[("2006", "series 0")] == 6


def test_lines_beyond_the_colours_are_told_together():
    series = chart_data.read(made_answers.lines(series=9), "en")
    assert len(series.series) == len(look.SERIES)
    assert series.series[-1] == "all others"
    assert series.values[("2004", "all others")] == sum(4 * (one + 1) for one in range(4))
    assert len({"circle", *look.SHAPES}) == len(look.SERIES), "a shape for each colour"


def test_many_series_become_a_matrix_with_a_number_in_each_cell():
    root = drawn(made_answers.many_series())
    assert texts(root).count("9") == len(made_answers.COUNTRIES)


def test_what_is_left_to_the_table_is_said():
    rows = [(made_answers.Value(f"place {place:02}"), made_answers.literal(100 - place)) for place in range(30)]
    root = drawn(made_answers.answer("long", "bar", ("place", "n"), rows))
    assert "and 18 more, in the table" in texts(root)
    assert "place 11" in texts(root) and "place 12" not in texts(root)


def test_stacked_bars_keep_the_greatest_whatever_the_order_of_the_query():
    rows = [(made_answers.Value(f"place {place:02}"), made_answers.role("funding"), made_answers.literal(place + 1)) for place in range(30)]
    assert "place 29" in texts(drawn(made_answers.answer("long", "stacked-bar", ("place", "role", "n"), rows)))


def test_two_things_of_one_name_stay_two():
    rows = [(made_answers.Value(f"https://e.org/{place}/same", iri=True), made_answers.literal(place)) for place in (5, 3)]
    assert {"same", "same (2)", "5", "3"} <= set(texts(drawn(made_answers.answer("same", "bar", ("place", "n"), rows))))


def test_hostile_texts_are_texts():
    root = drawn(made_answers.hostile())
    found = texts(root)
    for text in ("]]> --> </svg></text>", "{{ 7*7 }} {% raw %} #{1+1} ${2}", "ab", "aa", "datum.n", "nullbellesc[31m"):
        assert text in found
    assert any(text.startswith("<script>alert(1)</script>") for text in found)
    assert any(text.startswith("WWWW") and text.endswith("…") and len(text) < 60 for text in found)
    assert not any("\u202e" in text or "\x00" in text for text in found)


def test_names_of_texts_are_not_taken_for_texts():
    """A label that looks like the name of another text in the drawing is still itself."""
    labels = [sheet.name_of(place) for place in (3, 2, 1, 0)]
    rows = [(made_answers.Value(text), made_answers.literal(9 - place)) for place, text in enumerate(labels)]
    found = texts(drawn(made_answers.answer("names", "bar", ("name", "n"), rows)))
    assert [text for text in found if text in labels] == labels
    assert len({sheet.name_of(place) for place in range(2000)}) == 2000


def test_a_text_is_cut_where_its_room_ends():
    text = "Ruapehu Whānau Transformation"
    assert sheet.fitting(text, sheet.width(text, 16), 16) == text
    cut = sheet.fitting(text, 100, 16)
    assert cut.endswith("…") and sheet.width(cut, 16) <= 100 < sheet.width(text[: len(cut)] + "…", 16)


def test_the_map_colours_countries_and_marks_small_ones():
    root = ElementTree.fromstring(charts.charts([made_answers.bars()], "he")["world"])
    fills = [one.get("fill") for one in root.iter(f"{SVG}path")]
    assert fills.count(look.STEPS[4]) >= 2 and fills.count(look.LAND) > 150
    assert {"1,412", "120", "61", "31"} <= set(texts(root)), "also where there is no room inside"
    small = [one for one in root.iter(f"{SVG}path") if one.get("stroke") == look.INK]
    assert len(small) == 1, "Bermuda has no shape at this scale; what is worldwide is no place"
    assert "ארצות הברית" in (root[1].text or "")


def test_the_network_grows_from_the_best_connected():
    far = [(f"https://e.org/id/organization/x{place}", "https://e.org/id/organization/y") for place in range(3)]
    shown = network_picture.shown([*EDGES, *far])
    assert shown[0].endswith("/a") and len(shown) == 7, "what is not joined with it is another picture"
    names = {"en": {shown[0]: "<b>Hub</b> \u202e$x$"}}
    text = charts.picture(charts.Network(EDGES, names), "en")
    assert "<b>Hub</b> $x$" in texts(ElementTree.fromstring(text))
    assert text == charts.picture(charts.Network(EDGES[::-1], names), "en"), "the order of the edges changes nothing"


def test_legends_keep_apart_and_in_order():
    heights = chart_kinds.apart({"a": 100, "b": 101, "c": 268, "d": 270}, 24, 270)
    order = sorted(heights, key=heights.__getitem__)
    assert order == ["a", "b", "c", "d"]
    assert all(heights[later] - heights[sooner] >= 24 for sooner, later in itertools.pairwise(order))
    assert max(heights.values()) <= 270


@pytest.mark.parametrize(("most", "steps"), [(1, [0, 1]), (5, [0, 1, 2, 3, 4, 5]), (47, [0, 10, 20, 30, 40]), (1999, [0, 500, 1000, 1500])])
def test_axes_step_in_numbers_that_people_count_in(most: float, steps: list[int]):
    assert chart_kinds.steps(most) == steps


@pytest.mark.parametrize("colour", look.SERIES)
def test_each_colour_stands_out_from_the_paper(colour: str):
    assert look.contrast(colour, look.PAPER) >= 3
    assert look.contrast(look.text_on(colour), colour) >= 4.5


def test_words_can_be_read():
    for colour in (look.INK, look.SOFT_INK, look.ACCENT, *look.VERDICTS.values()):
        assert look.contrast(colour, look.PAPER) >= 4.5
    for colour in look.STEPS:
        assert look.contrast(look.text_on(colour), colour) >= 4.5


@pytest.mark.parametrize("kind", BLINDNESS)
def test_colours_differ_for_every_eye(kind: str):
    for one, other in itertools.combinations(look.SERIES, 2):
        assert math.dist(_seen(one, kind), _seen(other, kind)) > 10, (one, other)


def _seen(colour: str, kind: str) -> tuple[float, float, float]:
    """A colour in CIELAB as somebody sees it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    red, green, blue = (min(1.0, max(0.0, sum(a * b for a, b in zip(row, linear, strict=True)))) for row in BLINDNESS[kind])
    x, y, z = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883,
    )
    x, y, z = (value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_the_same_answers_give_the_same_bytes_in_any_process(tmp_path: Path):
    network = charts.Network(EDGES, {})
    answers = made_answers.every_kind()
    charts.write(tmp_path / "here", answers[::-1], ("he", "en"), network)
    script = (
        "import sys; sys.path.insert(0, sys.argv[2]); import made_answers; from pathlib import Path; from ciatlas.publish import charts;"
        "edges = [('https://e.org/id/initiative/a', f'https://e.org/id/organization/{name}') for name in 'bcdefg'];"
        "charts.write(Path(sys.argv[1]), made_answers.every_kind(), ('en', 'he'), charts.Network(edges, {}))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", script, tmp_path / "there", Path(made_answers.__file__).parent], env=environment, check=True, timeout=120)
    folders = (tmp_path / "here", tmp_path / "there")
    here, there = ({path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.svg")} for folder in folders)
    assert len(here) == 16
    assert here == there
