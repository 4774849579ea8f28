"""The search of names: whole words, words that are only begun, slips, both scripts, some kinds only, pages of hits."""

from __future__ import annotations

import pytest

from ciatlas.names.index import Index
from ciatlas.names.search import search
from ciatlas.names.thing import Name, Thing


@pytest.mark.parametrize(
    ("text", "language", "first"),
    [
        ("ford foundation", "en", "organization/ford-foundation"),
        ("foundation ford", "en", "organization/ford-foundation"),
        ("tamarak", "en", "organization/tamarack-institute"),
        ("רשי", "he", "organization/rashi-foundation"),
        ("בקרן רשי", "he", "organization/rashi-foundation"),
        ("Shitufim", "en", "organization/sheatufim"),
        ("strive together", "en", "organization/strivetogether"),
        ("cincinatti", "en", "place/us-ohio-cincinnati"),
        # A place that has the rarer of the words comes after the names that have both.
        ("foundation cincinnati", "en", "organization/greater-cincinnati-foundation"),
    ],
)
def test_the_first_hit(index: Index, text: str, language: str, first: str):
    hits, number = search(index, text, language)
    assert hits[0].iri.endswith(f"/id/{first}")
    assert number >= len(hits) > 0


def test_a_word_that_is_only_begun(index: Index):
    hits, _number = search(index, "annie cas", "en", beginning=True)
    assert hits[0].name == "Annie E. Casey Foundation"
    assert not search(index, "annie cxs", "en", beginning=True)[0][:1] or search(index, "annie cxs", "en", beginning=True)[0][0].score < 1


def test_kinds(index: Index):
    every, number = search(index, "nashville", "en", limit=100)
    places, fewer = search(index, "nashville", "en", kinds=[next(hit.types[0] for hit in every if "/place/" in hit.iri)], limit=100)
    assert 0 < fewer < number
    assert all("/place/" in hit.iri for hit in places)


def test_pages_of_hits_are_one_list(index: Index):
    every, number = search(index, "foundation", "en", limit=60)
    assert number > 60
    assert [hit.iri for start in range(0, 60, 20) for hit in search(index, "foundation", "en", limit=20, offset=start)[0]] == [hit.iri for hit in every]


def test_a_hit_tells_by_which_name_it_was_found(index: Index):
    hits, _number = search(index, "Rashi", "he")
    assert (hits[0].name, hits[0].language, hits[0].found) == ('קרן רש"י', "he", "Rashi Foundation")


@pytest.mark.parametrize("text", ["", "   ", "…", "qzxwvk", "\x00", "a" * 5000, "ab " * 3000])
def test_nothing_is_found_without_harm(index: Index, text: str):
    assert len(search(index, text, "en", limit=5)[0]) <= 5


def test_an_atlas_without_things():
    assert search(Index([]), "ford", "en") == ([], 0)


def test_an_atlas_in_other_languages():
    index = Index([Thing("http://a.example/1", (Name("Фонд Форда", "ru"),)), Thing("http://a.example/2", (Name("京都大学", "ja"), Name("Kyoto University", "en", False)))])
    assert search(index, "фонд форда", "ru")[0][0].iri.endswith("1")
    assert search(index, "京都大学", "ja")[0][0].iri.endswith("2")
