"""How like names are, and who is meant, in small atlases of any language."""

from __future__ import annotations

import pytest

from ciatlas.names.hints import COUNTRY, OTHER, SCHEME, WEBSITE, Hint
from ciatlas.names.index import Index
from ciatlas.names.keys import Keys
from ciatlas.names.matching import Matching, Query
from ciatlas.names.spelling import Spelling, slip
from ciatlas.names.thing import Key, Name, Thing

A, B = "http://t.example/A", "http://t.example/B"
KINDS = {"country": COUNTRY, "site": WEBSITE, "register": SCHEME}


def thing(name: str, *others: str, id: str = "", type: str = A, **facts: object) -> Thing:
    return Thing(f"http://a.example/{id or name}", (Name(name), *(Name(other, preferred=False) for other in others)), (type,), **facts)  # type: ignore[arg-type]


def matching(*things: Thing) -> Matching:
    index = Index(things)
    return Matching(index, Keys(things), lambda property: KINDS.get(property, OTHER), lambda text: text)


def found(made: Matching, query: Query) -> list[tuple[str, bool]]:
    return [(made.index.things[one.number].names[0].text, one.match) for one in made.candidates(made.draft(query), {})]


def best(made: Matching, text: str) -> tuple[str, bool] | None:
    return next(iter(found(made, Query(text))), None)


@pytest.mark.parametrize(
    ("name", "asked"),
    [
        ("Rybák a synové", "Rybak a synove"), ("Ångström Institutet", "Angstrom institutet"), ("Фонд Форда", "фонд форда"), ("京都大学", "京都大学"), ("Ίδρυμα Ωνάση", "ιδρυμα ωναση"),
        ("مؤسسة", "مُؤَسَّسَة"), ("Straße der Hilfe", "Strasse der Hilfe"), ("Mouvement d’Aide", "Mouvement d'Aide"), ("Peace+Justice", "Peace Justice"),
    ],
)  # fmt: skip
def test_the_same_name_in_another_spelling_is_certain(name: str, asked: str):
    assert best(matching(thing(name), thing("Something else")), asked) == (name, True)


@pytest.mark.parametrize(
    ("name", "asked"),
    [("Knowledge Works", "KnowlegdeWorks"), ("Open Society Foundations", "open society fundations"), ("Sheatufim", "שיתופים"), ("Brookdale Institute", "מכון ברוקדייל"), ("קרן יד הנדיב", "Yad Hanadiv"),
     ("Ministry of Health", "משרד הבריאות"), ("Center for the Study of Social Policy", "CSSP"), ("Northwind Traders Cooperative", "Northwind Trad"), ("Ford Foundation", "Fort Foundation")],
)  # fmt: skip
def test_a_name_that_is_near_is_found_and_not_certain(name: str, asked: str):
    made = matching(thing(name), thing("Fort Worth Zoo"), thing("Some Other Health Institute"), thing("The Society"))
    assert best(made, asked) == (name, False)


def test_a_word_that_no_name_has_makes_a_name_unlike():
    made = matching(*(thing(f"United Way of {city}") for city in ("Boston", "Toledo", "Ohio County")))
    (first, *_others) = made.candidates(made.draft(Query("United Way of Sacramento")), {})
    assert first.score < 70 and not first.match


def test_numbers_are_no_slips():
    made = matching(thing("Zone 126"), thing("Zone 226"))
    assert best(made, "Zone 126") == ("Zone 126", True)
    assert [one for one, _match in found(made, Query("Zone 127"))][:1] != [] and not any(match for _one, match in found(made, Query("Zone 127")))


def test_two_of_one_name_are_told_apart_by_what_else_is_known():
    us, ca = thing("US", id="us", keys=(Key("US", "code"),)), thing("Canada", id="ca", keys=(Key("CA", "code"),))
    made = matching(us, ca, thing("Hope", id="1", country=us.iri), thing("Hope", id="2", country=ca.iri))
    assert found(made, Query("Hope")) == [("Hope", False), ("Hope", False)]
    for country, iri in (("CA", "2"), ("Canada", "2"), ("USA", "1")):
        (first, other) = made.candidates(made.draft(Query("Hope", hints=(Hint("c", "country", (country,)),))), {})
        assert (made.index.things[first.number].iri[-1], first.match, other.match) == (iri, True, False)
        assert (first.features["c"], other.features["c"]) == (1.0, 0.0)
    assert not any(match for _name, match in found(made, Query("Hope", hints=(Hint("c", "country", ("France",)),))))


def test_keys():
    made = matching(thing("One", keys=(Key("12-34 567", "register"),), websites=("https://www.one.example/",)), thing("Two", type=B, websites=("http://one.example",)))
    assert found(made, Query(None, hints=(Hint("n", "register", ("1234567",)),))) == [("One", True)]
    # A number of that register that is another one's speaks against an exact name.
    assert found(made, Query("One", hints=(Hint("n", "register", ("7654321",)),)))[0] == ("One", False)
    shared = Hint("w", "site", ("ONE.example",))
    assert {name for name, match in found(made, Query(None, hints=(shared,)))} == {"One", "Two"}
    assert not any(match for _name, match in found(made, Query(None, hints=(shared,))))
    assert found(made, Query(None, (B,), (shared,)))[0] == ("Two", True)
    assert found(made, Query("two", hints=(shared,)))[0] == ("Two", True)


def test_a_key_of_another_type_makes_nothing_certain():
    made = matching(thing("One", websites=("https://one.example",)))
    assert found(made, Query("one.example", (B,), strict="should")) == [("One", False)]


def test_many_of_one_name():
    made = matching(*(thing("Hope", id=str(number)) for number in range(3000)), thing("Hope Springs"))
    assert len(found(made, Query("Hope", limit=7))) == 7
    assert best(made, "Hope Springs") == ("Hope Springs", True)


@pytest.mark.parametrize(("word", "other", "like"), [("tamarack", "tamarak", True), ("nashville", "nahsville", True), ("boston", "bolton", True), ("boston", "austin", False), ("iowa", "ohio", False)])
def test_slips(word: str, other: str, like: bool):
    assert (slip(word, other) > 0) == like
    assert (other in Spelling([other, "elsewhere"]).alike(word)) == like
