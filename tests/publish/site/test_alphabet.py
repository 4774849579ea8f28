"""Letters of lists: which one a name stands under, and their order."""

from __future__ import annotations

import pytest

from ciatlas.publish.site.alphabet import DIGITS, OTHERS, anchor, by_letter, folded, language_of, letter


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Aspen", "A"),
        ("école", "E"),
        ("“Quoted”", "Q"),
        ("#YouthMatters", "Y"),
        ("100Kin10", DIGITS),
        ("אינטל", "א"),
        ("ךר", "כ"),
        ("שׁלום", "ש"),
        ("集合", OTHERS),
        ("…", OTHERS),
        ("", OTHERS),
        ("Москва", "М"),
    ],
)
def test_a_name_stands_under_its_first_letter(name: str, expected: str):
    assert letter(name) == expected


def test_the_page_s_alphabet_comes_first():
    names = ["Zoo", "אב", "apple", "7 Days", "Éclair", "集合", "בית"]
    assert [mark for mark, _names in by_letter(names, str, "en")] == ["A", "E", "Z", "א", "ב", DIGITS, OTHERS]
    assert [mark for mark, _names in by_letter(names, str, "he")] == ["א", "ב", "A", "E", "Z", DIGITS, OTHERS]


def test_names_under_a_letter_follow_each_other_without_case_and_accents():
    assert by_letter(["Ebb", "École", "ear", "E.S.A."], str, "en") == [("E", ["E.S.A.", "ear", "Ebb", "École"])]


def test_anchors_are_plain_and_differ():
    marks = ["A", "B", "א", "ב", DIGITS, OTHERS]
    anchors = [anchor(mark) for mark in marks]
    assert len(set(anchors)) == len(marks) and all(one.isascii() and " " not in one for one in anchors)


def test_a_letter_says_its_language_where_only_one_has_it():
    assert (language_of("א"), language_of("A"), language_of(DIGITS)) == ("he", None, None)


def test_folding_leaves_what_is_sorted():
    assert folded("  “École”") == "ecole”"
