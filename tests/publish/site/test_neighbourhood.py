"""The small picture of a thing's neighbours: readable, harmless, the same each time."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from ciatlas import messages
from ciatlas.publish import look
from ciatlas.publish.sheet import width
from ciatlas.publish.site import neighbourhood
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.neighbourhood import neighbourhood_svg

SVG = "{http://www.w3.org/2000/svg}"


def drawn(atlas: Atlas, iri: str, language: str) -> ElementTree.Element | None:
    with messages.speaking(language):
        picture = neighbourhood_svg(atlas, iri, language, atlas.path)
    return None if picture is None else ElementTree.fromstring(picture)


def things(atlas: Atlas) -> list[str]:
    return [iri for kind in ("organization", "initiative", "event") for iri in atlas.of_kind(kind)]


def best(atlas: Atlas) -> str:
    return max(atlas.measures, key=lambda iri: atlas.measures[iri])


@pytest.mark.parametrize("language", ["en", "he"])
def test_every_joined_thing_has_a_picture_of_what_fits(atlas: Atlas, language: str):
    for iri in things(atlas):
        picture = drawn(atlas, iri, language)
        if picture is None:
            assert iri not in atlas.measures
            continue
        degree = atlas.measures.get(iri, (0, 0.0))[0]
        links = picture.findall(f".//{SVG}a")
        assert min(degree, neighbourhood.NEIGHBOURS) <= len(links) <= neighbourhood.NEIGHBOURS
        assert all(link.get("href") and (link.get("aria-label") or link.findtext(f"{SVG}title")) for link in links)


@pytest.mark.parametrize("language", ["en", "he"])
def test_names_stay_in_the_picture_and_apart(atlas: Atlas, language: str):
    for iri in sorted(atlas.measures, key=lambda one: -atlas.measures[one][0])[:60]:
        picture = drawn(atlas, iri, language)
        assert picture is not None
        boxes = []
        for group, size in ((f".//{SVG}a", 14), ("", 13)):
            texts = [text for one in picture.findall(group) for text in one.iter(f"{SVG}text")] if group else picture.findall(f"{SVG}g[4]/{SVG}text")
            for text in texts:
                wide = width((text.text or "").strip("\u2068\u2069"), size)
                x = float(text.get("x", "")) - (wide if text.get("text-anchor") == "end" else 0)
                assert x >= -1 and x + wide <= neighbourhood.WIDTH + 1, (iri, text.text)
                boxes.append((x, x + wide, float(text.get("y", ""))))
        for place, (left, right, y) in enumerate(boxes):
            for other_left, other_right, other_y in boxes[:place]:
                assert abs(y - other_y) >= 13 or left >= other_right or other_left >= right, iri


def test_nothing_in_it_is_styled_or_run_inline_and_night_can_follow(atlas: Atlas):
    with messages.speaking("en"):
        picture = neighbourhood_svg(atlas, best(atlas), "en", atlas.path) or ""
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|\sid=", picture)
    assert set(re.findall(r'(?:fill|stroke)="(#\w+)"', picture)) <= set(look.DAY.values())


def test_hostile_names_show_as_text(atlas: Atlas):
    hostile = '<script>alert("x")</script> & \u202e' + "w" * 300
    named = replace(atlas.reading, labels={**atlas.reading.labels, **{iri: {"en": hostile} for iri in atlas.measures}})
    picture = drawn(Atlas(atlas.project, atlas.edition, named, atlas.group, atlas.measures, atlas.written), best(atlas), "en")
    assert picture is not None and not list(picture.iter(f"{SVG}script"))
    assert "\u202e" not in "".join(picture.itertext())


def test_it_is_the_same_each_time(atlas: Atlas):
    with messages.speaking("he"):
        assert neighbourhood_svg(atlas, best(atlas), "he", atlas.path) == neighbourhood_svg(atlas, best(atlas), "he", atlas.path)


def test_it_is_drawn_fast(atlas: Atlas):
    iris = things(atlas)

    def seconds() -> float:
        start = time.process_time()
        for iri in iris:
            neighbourhood_svg(atlas, iri, "en", atlas.path)
        return time.process_time() - start

    # 0.15 ms each where it was written.
    assert min(seconds() for _ in range(3)) < len(iris) * 0.0006
