"""Every constraint is kept by a graph with nothing wrong, and broken by a case that changes little; none is dead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from rdflib import SH, SKOS, Graph, URIRef

from ciatlas.shapes import Shapes, check_shapes, read_shapes, untargeted, validate
from ciatlas.validation_report import SEVERITIES
from shape_cases import PREFIXES, WHOLE, Case, broken, constraints, read_cases, turtle

CASES = read_cases()
HEBREW = re.compile("[\u05d0-\u05ea]")


@pytest.fixture(scope="module")
def shapes(root: Path) -> Shapes:
    return read_shapes(root / "ontology" / "shapes.ttl", "ontology/shapes.ttl")


@pytest.fixture(scope="module")
def core(shapes: Shapes) -> Shapes:
    """The shapes without their queries, which take most of the time on a small graph."""
    graph = Graph()
    for triple in shapes.graph:
        if triple[1] != SH.sparql:
            graph.add(triple)
    return replace(shapes, graph=graph)


def test_whole_has_nothing_wrong(shapes: Shapes):
    assert validate(turtle(WHOLE), shapes).results == ()


def test_each_shape_meets_something_in_whole(shapes: Shapes):
    noted = Graph()
    for triple in shapes.graph:
        if triple[1] != SKOS.editorialNote:
            noted.add(triple)
    assert untargeted(turtle(WHOLE), replace(shapes, graph=noted)) == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_breaks_what_it_says_and_nothing_else(case: Case, shapes: Shapes, core: Shapes):
    used = shapes if any(parameter == "sparql" for _, parameter in case.breaks) else core
    assert broken(used, validate(case.graph(), used).results) == case.breaks


def test_no_constraint_is_dead(shapes: Shapes):
    proved = frozenset().union(*(case.breaks for case in CASES))
    assert constraints(shapes) == proved


def test_the_shapes_are_well_formed_in_the_eyes_of_shacl(shapes: Shapes):
    assert check_shapes(shapes) == []


def messages(shapes: Shapes) -> Iterator[tuple[str, dict[str, str]]]:
    for name in {name for name, _ in constraints(shapes)}:
        shape = URIRef(shapes.prefixes["shape"] + name.removeprefix("shape:"))
        speakers = [shape, *shapes.graph.objects(shape, SH.sparql)]
        yield name, {message.language: str(message) for one in speakers for message in shapes.graph.objects(one, SH.message)}


def test_each_shape_speaks_english_and_hebrew(shapes: Shapes):
    for name, texts in messages(shapes):
        assert set(texts) == {"en", "he"}, name
        assert HEBREW.search(texts["he"]) and not HEBREW.search(texts["en"]), name
        assert all(text[-1] in ".?" for text in texts.values()), name


def test_messages_speak_of_tables_and_not_of_graphs(shapes: Shapes):
    graph_words = re.compile(r"\b(triple|IRI|node|literal|graph|property|predicate|datatype|class|shape|URI|RDF|SHACL)\b", re.IGNORECASE)
    for name, texts in messages(shapes):
        assert not graph_words.search(texts["en"]), name


def test_no_two_shapes_say_the_same(shapes: Shapes):
    for language in ("en", "he"):
        texts = [text[language] for _, text in messages(shapes)]
        assert sorted(texts) == sorted(set(texts))


def test_a_message_comes_with_its_result_in_both_languages(shapes: Shapes):
    whole = turtle(WHOLE)
    for triple in turtle(PREFIXES + '\nengagement:fund--funder--schools-together ci:currency "USD" .'):
        whole.remove(triple)
    for triple in turtle(PREFIXES + '\ninitiative:schools-together ci:laterEvidence true .'):
        whole.remove(triple)
    currency, later = validate(whole, shapes).results
    assert currency.messages["en"] == "Give the currency of the amount, as in USD."
    assert currency.messages["he"] == "יש לציין את המטבע של הסכום, למשל USD."
    assert later.messages.keys() == {"en", "he"}
    assert (currency.severity, later.severity) == ("violation", "violation")
    assert str(currency.focus).endswith("engagement/fund--funder--schools-together")
    assert [str(one).rpartition("#")[2] for one in (currency.path, *currency.properties)] == ["currency", "currency"]
    assert str(later.value).endswith("initiative/schools-together")
    assert str(later.path).endswith("endYear")


def test_severities_are_used_with_care(shapes: Shapes):
    used = {SEVERITIES[severity] for severity in shapes.graph.objects(None, SH.severity)}
    assert used == {"warning", "info"}, "a violation is what is not said to be something milder"


# Property of a thing in whole.ttl -> texts that are not of its datatype. Engines differ on these; patterns leave no doubt.
ILL_TYPED = {
    ("initiative:schools-together", "ci:startYear", "xsd:gYear", "start-year"): ["20100", "10", "2O10", "", "-0044", "2010Z", "2010-01", " 2010", "2010 "],
    ("organization:fund", "schema:foundingDate", "xsd:gYear", "founded"): ["0963", "963", "1963s"],
    ("initiative:schools-together", "ci:placeBased", "xsd:boolean", "place-based"): ["yes", "TRUE", "True", "1", "0", ""],
    ("initiative:schools-together", "ci:partnerCount", "xsd:integer", "partner-count"): ["300.0", "3e2", "+300", "-3", "many", "", "3 00"],
    ("engagement:fund--funder--schools-together", "ci:amount", "xsd:decimal", "amount"): ["1,000", "1e3", "+1", ".5", "1.", "abc", "", "NaN", "INF", "-1"],
    ("place:us-ohio-dayton", "geo:lat", "xsd:decimal", "latitude"): ["39,7", "39.7N", "39° 42'", "4e1", ""],
    ("event:summit", "schema:startDate", "xsd:date", "start-date"): ["2014-02-30", "2014-5-30", "30.5.2014", "2014-05-30Z", "", "2014-00-10", "2014-11-31"],
    ("event:summit", "schema:startDate", "xsd:gYearMonth", "start-date"): ["2014-13", "2014-00", "2014-5", "2014", ""],
    ("event:summit", "schema:startDate", "xsd:gYear", "start-date"): ["14", "20140", "2014-05", ""],
    ("event:summit", "schema:startDate", "xsd:string", "start-date"): ["2014-05-30"],
    ("event:summit", "schema:startDate", "xsd:dateTime", "start-date"): ["2014-05-30T10:00:00"],
}
WELL_TYPED = [
    ("initiative:schools-together", "ci:startYear", "xsd:gYear", "1999"),
    ("organization:fund", "schema:foundingDate", "xsd:gYear", "1654"),
    ("initiative:schools-together", "ci:placeBased", "xsd:boolean", "false"),
    ("initiative:schools-together", "ci:partnerCount", "xsd:integer", "0"),
    ("engagement:fund--funder--schools-together", "ci:amount", "xsd:decimal", "0.5"),
    ("engagement:fund--funder--schools-together", "ci:amount", "xsd:decimal", "1000000"),
    ("place:us-attu", "geo:lat", "xsd:decimal", "52"),
    ("event:summit", "schema:startDate", "xsd:date", "2012-02-29"),
    ("event:summit", "schema:startDate", "xsd:gYearMonth", "2014-05"),
    ("event:summit", "schema:startDate", "xsd:gYear", "2014"),
]


def with_value(thing: str, path: str, datatype: str, lexical: str) -> Graph:
    statement = next(iter(turtle(f'{PREFIXES}\n{thing} {path} "{lexical}"^^{datatype} .')))
    graph = turtle(WHOLE)
    graph.remove((*statement[:2], None))
    return graph.add(statement)


@pytest.mark.parametrize(("where", "lexicals"), ILL_TYPED.items(), ids=lambda value: "-".join(value[1:3]) if isinstance(value, tuple) else "")
def test_a_text_that_is_not_of_its_datatype_is_found(where: tuple[str, str, str, str], lexicals: list[str], core: Shapes):
    thing, path, datatype, shape = where
    for lexical in lexicals:
        results = validate(with_value(thing, path, datatype, lexical), core).results
        found = {core.name(result.source_shape) for result in results}
        assert f"shape:{shape}" in found, f"{lexical!r}^^{datatype}"
        assert all(str(result.value) == lexical for result in results if core.name(result.source_shape) == f"shape:{shape}")


@pytest.mark.parametrize(("thing", "path", "datatype", "lexical"), WELL_TYPED)
def test_a_text_of_its_datatype_is_left_alone(thing: str, path: str, datatype: str, lexical: str, shapes: Shapes):
    assert validate(with_value(thing, path, datatype, lexical), shapes).results == ()
