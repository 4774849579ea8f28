"""The front of the site: figures that are counted, a map of the places, the insights that a project chose."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

from made_answers import every_kind, verdicts

from ciatlas.insights import read_insights
from ciatlas.publish import charts
from ciatlas.publish.site import home
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.story import story


def test_the_figures_are_those_of_the_tables(atlas: Atlas, tmp_path):
    figures = {words: number for number, words, _path in home.figures(Frame(atlas, "en", tmp_path))}
    assert figures["organisations"] == str(len(atlas.of_kind("organization")))
    assert figures["countries"] == str(len([one for one in atlas.of_kind("country") if not one.endswith("/INT")]))


def test_each_place_with_coordinates_is_a_dot(atlas: Atlas):
    drawn = ElementTree.fromstring(home.world(atlas, "he"))
    dots = [path for path in drawn.iter("{http://www.w3.org/2000/svg}path") if path.get("fill-opacity")]
    used = {place for kind, one in home._WHERE.items() for thing in atlas.of_kind(kind) for place in atlas.iris(thing, one)[:1]}
    assert len(dots) == len([place for place in used if atlas.value(place, "geo:lat") is not None]) > 100
    assert drawn.get("aria-label") == "היכן נמצאים הארגונים, היוזמות והאירועים"


def test_an_atlas_without_coordinates_has_no_map(atlas: Atlas):
    bare = replace(atlas, reading=replace(atlas.reading, facts={}), _iris={}, _paths={})
    assert home.world(bare, "en") == ""


def test_the_front_is_chosen_by_the_queries_headers(atlas: Atlas):
    answers = every_kind()
    told = story(atlas.project, atlas.edition, answers, verdicts(), charts.charts(answers, "en"), "en")
    assert [one["name"] for one in home.front(told)] == ["bars"]
    for section in told["sections"]:
        for one in section["insights"]:
            one["front"] = one["name"] in ("lines", "table")
    # What has no chart is not for the front.
    assert [one["name"] for one in home.front(told)] == ["lines"]


def test_our_front_is_chosen_and_drawn(atlas: Atlas):
    chosen = [file for file in read_insights(atlas.project) if file.header.get("front") is True]
    assert len(chosen) == 4 and all(file.header["chart"]["kind"] != "none" for file in chosen)


def test_verdicts_without_claims_are_left_out(atlas: Atlas):
    told = story(atlas.project, atlas.edition, [], verdicts(), {}, "en")
    assert [(one["verdict"], len(one["claims"])) for one in home.verdicts(told)] == [("supported", 1), ("partly-supported", 1), ("not-testable", 1)]
