"""What a name is: the same words whatever case, accents, points, punctuation, language and script."""

from __future__ import annotations

import pytest

from ciatlas.names.fold import words
from ciatlas.names.form import form, forms, initials
from ciatlas.names.transliteration import skeletons


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Children’s Àlliance, Inc.", "childrens alliance inc"),
        ('צה"ל', "צהל"),
        ("צה״ל", "צהל"),
        ("קוֹלֶקְטִיב", "קולקטיב"),
        ("AT&T", "att"),
        ("Health&Wellbeing", "health and wellbeing"),
        ("Health & Wellbeing", "health and wellbeing"),
        ("U.S.A. Today", "usa today"),
        ("Bæredygtigt Landbrug", "baeredygtigt landbrug"),
        ("ＦＳＧ", "fsg"),
        ("...", ""),
        ("", ""),
    ],
)
def test_words(text: str, folded: str):
    assert " ".join(words(text)) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Bridgespan Group, Inc.", "Bridgespan Group"),
        ("Ford Fdn", "ford FOUNDATION"),
        ("Centre for Organisational Health", "Center for Organizational Health"),
        ("Strive Together", "StriveTogether"),
        ("עמותת שיתופים (ע״ר)", "שיתופים (ער)"),
        ('שיתופים חל"צ', "שיתופים"),
        ("Trees & Rivers", "Trees and Rivers"),
    ],
)
def test_two_spellings_of_one_name(one: str, other: str):
    assert form(one).joined == form(other).joined


@pytest.mark.parametrize(("one", "other"), [("Ford Foundation", "Ford Motor"), ("Partners for Health", "Partners in Health"), ("Zone 126", "Zone 26"), ("Co-op", "The")])
def test_two_names(one: str, other: str):
    assert form(one).joined != form(other).joined


def test_a_name_of_words_that_say_nothing_keeps_them():
    assert form("The The").kept == ("the", "the")


def test_a_name_is_known_by_its_parts_too():
    found = {" ".join(one.kept) for one in forms("Annenberg Institute (Brown University)", True)}
    assert found == {"annenberg institute brown university", "annenberg institute"}


def test_initials():
    assert set(initials("Center for the Study of Social Policy")) == {"cssp", "cftsosp"}


@pytest.mark.parametrize(
    ("hebrew", "latin"),
    [("שיתופים", "sheatufim"), ("רשי", "rashi"), ("ברוקדייל", "brookdale"), ("מלאכי", "malachi"), ("אשקלון", "ashkelon"), ("קוואלקום", "qualcomm"), ("טראמפ", "trump"),
     ("התחלה", "hatchala"), ("נאשוויל", "nashville"), ("סינסינטי", "cincinnati"), ("רוקפלר", "rockefeller"), ("יציב", "yatziv")],
)  # fmt: skip
def test_a_word_in_two_scripts_has_one_skeleton(hebrew: str, latin: str):
    assert set(skeletons("".join(words(hebrew)))) & set(skeletons(latin))


def test_what_is_no_word_has_no_skeleton():
    assert skeletons("100kin10") == skeletons("привет") == skeletons("") == ()
