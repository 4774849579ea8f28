"""Turtle is pleasant to read, and hostile text neither breaks it nor changes what it says."""

from __future__ import annotations

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from ciatlas.rdf import ntriples, turtle
from ciatlas.rdf.canonical import canonical_hash, canonical_hash_of_sorted

PREFIXES = {"ex": "https://example.org/", "xsd": "http://www.w3.org/2001/XMLSchema#", "unused": "https://unused.example/"}


def written(*triples: Triple, order: tuple[str, ...] = ()) -> str:
    return "".join(turtle.write(ntriples.subjects(ntriples.sort(f"{one} .\n" for one in triples)), PREFIXES, order))


def triple(value: Literal | NamedNode, predicate: str = "p", subject: str = "s") -> Triple:
    return Triple(NamedNode(f"https://example.org/{subject}"), NamedNode(f"https://example.org/{predicate}"), value)


def test_types_first_then_the_order_given_then_the_rest():
    rdf_type = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    text = written(
        triple(Literal("late"), "aaa"),
        triple(Literal("first", language="en"), "zzz"),
        Triple(NamedNode("https://example.org/s"), rdf_type, NamedNode("https://example.org/Thing")),
        order=("https://example.org/zzz",),
    )
    assert text == (
        "@prefix ex: <https://example.org/> .\n\n"
        'ex:s\n    a ex:Thing ;\n    ex:zzz "first"@en ;\n    ex:aaa "late" .\n'
    )


def test_numbers_and_truth_values_are_bare_and_years_are_not():
    xsd = PREFIXES["xsd"]
    text = written(
        triple(Literal("300", datatype=NamedNode(xsd + "integer"))),
        triple(Literal("39.1", datatype=NamedNode(xsd + "decimal"))),
        triple(Literal("true", datatype=NamedNode(xsd + "boolean"))),
        triple(Literal("2006", datatype=NamedNode(xsd + "gYear"))),
        triple(Literal("nonsense", datatype=NamedNode(xsd + "integer"))),
    )
    assert 'ex:p "2006"^^xsd:gYear, 300, 39.1, "nonsense"^^xsd:integer, true .' in text


@pytest.mark.parametrize(
    "hostile",
    ['"', "\\", '""" .', "a\nb", "a\\nb\nc", "\n\"\"\"", "\\\n\\", "\r\t\b\f", "\x00\x1f\x7f", "\u202eevil\u202c", "\u200f", "😀 é", "</script>", "ends with \\", "@en"],
)
def test_hostile_text_comes_back_as_it_was(hostile):
    statement = triple(Literal(hostile, language="he"))
    text = written(statement)
    assert [one.triple for one in parse(text, RdfFormat.TURTLE)] == [statement]
    assert {str(o) for o in rdflib.Graph().parse(data=text, format="turtle").objects()} == {hostile}
    assert not any(sign in text for sign in "\u202e\u202c\u200f\x00")


@pytest.mark.parametrize("local", ["a.b", "a/b", "a%20b", "a'b", "a(b)", "é", "-a", "a-", "", "100kin10", "a~b"])
def test_names_that_a_prefix_cannot_carry_are_written_whole(local):
    statement = triple(NamedNode(f"https://example.org/{local}"))
    text = written(statement)
    assert [one.triple for one in parse(text, RdfFormat.TURTLE)] == [statement]
    assert len(rdflib.Graph().parse(data=text, format="turtle")) == 1


def test_many_statements_are_sorted_in_runs_and_lose_none():
    lines = [f'<https://example.org/{number * 7919 % 1009}> <https://example.org/p> "{number % 50}" .\n' for number in range(5000)]
    assert list(ntriples.sort(lines, run_lines=100)) == sorted(set(lines))


def test_the_hash_of_sorted_lines_is_the_canonical_hash():
    statements = [triple(Literal(text), subject=f"s{number}") for number, text in enumerate(['q"', "a\nb", "é", "\x01", "z\\"])]
    lines = list(ntriples.sort(f"{one} .\n" for one in statements))
    assert canonical_hash_of_sorted(lines) == canonical_hash(statements)
    assert canonical_hash(statements[1:]) != canonical_hash(statements)


def test_a_blank_node_is_refused_by_the_short_way():
    with pytest.raises(ValueError, match="blank node"):
        canonical_hash_of_sorted(['_:b <https://example.org/p> "x" .\n'])
