"""What the report's words mean, at their edges, and how parts and readings make a verdict."""

from __future__ import annotations

import re

import pytest

from ciatlas.fault import AtlasError
from ciatlas.insights import Answer, Value
from ciatlas.query_file import QueryFile
from ciatlas.verdict import (
    COLUMNS,
    NOT_SUPPORTED,
    NOT_TESTABLE,
    PARTLY,
    SUPPORTED,
    WORDS,
    judge_part,
    of_parts,
    of_readings,
    reading,
    word_of,
)

INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
PART = Value("a part")

# word, ?count and ?of that just meet it, and ?count and ?of that just miss it
EDGES = [
    ("most", (51, 100), (50, 100)),
    ("large-majority", (67, 100), (2, 3)),
    ("small-minority", (19, 100), (20, 100)),
    ("single", (4, 100), (5, 100)),
    ("often", (1, 3), (33, 100)),
    ("many", (1, 5), (19, 100)),
    ("since", (51, 100), (50, 100)),
    ("leads-without-competition", (21, 10), (20, 10)),
    ("grows", (11, 10), (10, 10)),
    ("emerges", (21, 10), (20, 10)),
    ("emerges", (2, 0), (1, 0)),
    ("main", (11, 10), (10, 10)),
    ("stands-out", (21, 10), (20, 10)),
    ("some", (2, 0), (1, 100)),
    ("exists", (1, 0), (0, 100)),
]


@pytest.mark.parametrize(("name", "meets", "misses"), EDGES)
def test_a_word_is_met_and_missed_at_its_edge(name: str, meets: tuple[int, int], misses: tuple[int, int]) -> None:
    assert judge_part(WORDS[name], PART, *meets, 0).passed is True
    assert judge_part(WORDS[name], PART, *misses, 0).passed is False


def test_each_word_has_an_edge_and_a_meaning_in_each_language() -> None:
    assert {name for name, _, _ in EDGES} == set(WORDS)
    for name, word in WORDS.items():
        assert set(word.meaning) == {"en", "he"}, name
        assert re.search("[\u05d0-\u05ea]", word.meaning["he"]), name
    meanings = [(word.meaning["en"], word.known) for word in WORDS.values()]
    assert len(set(meanings)) == len(meanings)


@pytest.mark.parametrize("name", ["most", "large-majority", "small-minority", "single", "often", "many", "since"])
def test_a_share_of_nothing_known_is_not_testable(name: str) -> None:
    assert judge_part(WORDS[name], PART, 0, 0, 40).passed is None


def test_nothing_at_all_is_not_growth_but_not_testable() -> None:
    assert judge_part(WORDS["grows"], PART, 0, 0, 7).passed is None


def test_existence_needs_no_base() -> None:
    assert judge_part(WORDS["some"], PART, 0, 0, 7).passed is False


def test_a_base_is_thin_when_more_is_unknown_than_known() -> None:
    assert not judge_part(WORDS["most"], PART, 9, 10, 10).thin
    assert judge_part(WORDS["most"], PART, 9, 10, 11).thin
    assert not judge_part(WORDS["grows"], PART, 6, 4, 10).thin
    assert judge_part(WORDS["grows"], PART, 6, 4, 11).thin
    assert not judge_part(WORDS["exists"], PART, 1, 0, 1000).thin


def parts(*rows: tuple[int, int, int], word: str = "most") -> str:
    return of_parts([judge_part(WORDS[word], PART, *row) for row in rows])


def test_parts_make_a_verdict() -> None:
    assert parts((6, 10, 0), (7, 10, 0)) == SUPPORTED
    assert parts((6, 10, 0), (5, 10, 0)) == PARTLY
    assert parts((4, 10, 0), (5, 10, 0)) == NOT_SUPPORTED
    assert parts((0, 0, 9), (0, 0, 0)) == NOT_TESTABLE
    assert parts() == NOT_TESTABLE


def test_a_part_that_cannot_be_tested_keeps_a_claim_from_full_support() -> None:
    assert parts((6, 10, 0), (0, 0, 9)) == PARTLY
    assert parts((4, 10, 0), (0, 0, 9)) == NOT_SUPPORTED


def test_a_thin_base_keeps_a_claim_from_full_support() -> None:
    assert parts((10, 10, 11)) == PARTLY
    assert parts((0, 10, 11)) == NOT_SUPPORTED


@pytest.mark.parametrize(
    ("stated", "every", "final"),
    [
        (SUPPORTED, SUPPORTED, SUPPORTED),
        (PARTLY, PARTLY, PARTLY),
        (NOT_SUPPORTED, NOT_SUPPORTED, NOT_SUPPORTED),
        (NOT_TESTABLE, NOT_TESTABLE, NOT_TESTABLE),
        (SUPPORTED, NOT_SUPPORTED, PARTLY),
        (NOT_SUPPORTED, SUPPORTED, PARTLY),
        (NOT_TESTABLE, SUPPORTED, PARTLY),
        (PARTLY, SUPPORTED, PARTLY),
        (NOT_SUPPORTED, PARTLY, PARTLY),
        (NOT_TESTABLE, NOT_SUPPORTED, NOT_SUPPORTED),
    ],
)
def test_readings_that_differ_give_partly_at_most(stated: str, every: str, final: str) -> None:
    assert of_readings(stated, every) == final


def answer(*rows: tuple[str, ...], test: str = "most") -> Answer:
    file = QueryFile("x", "queries/claims/x.rq", {"test": test}, "")
    values = [(Value(part), *(Value(figure, datatype=INTEGER) for figure in figures)) for part, *figures in rows]
    return Answer(file, COLUMNS, values, 0.0)


def test_rows_become_a_reading() -> None:
    found = reading("all", answer(("initiatives", "6", "10", "1"), ("events", "3", "10", "0")))
    assert found.verdict == PARTLY
    assert [(part.part.text, part.count, part.base, part.unknown, part.passed) for part in found.parts] == [
        ("initiatives", 6, 10, 1, True),
        ("events", 3, 10, 0, False),
    ]


@pytest.mark.parametrize("figures", [("6", "many", "0"), ("-1", "10", "0"), ("", "10", "0")])
def test_a_row_without_its_counts_is_a_fault_that_names_the_query(figures: tuple[str, str, str]) -> None:
    with pytest.raises(AtlasError, match=re.escape("queries/claims/x.rq: expected a part and three counts in each row")):
        reading("all", answer(("initiatives", *figures)))


def test_an_unknown_word_is_a_fault_that_names_the_known_ones() -> None:
    with pytest.raises(AtlasError, match=r"queries/claims/x\.rq: header 'test': 'mostly': expected one of most, large-majority"):
        word_of(QueryFile("x", "queries/claims/x.rq", {"test": "mostly"}, ""))
