"""JSON-LD is compact and nested, and both parsers read back the very same graph."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from ciatlas.fault import AtlasError
from ciatlas.rdf import jsonld, ntriples
from ciatlas.rdf.canonical import canonical_hash

CONTEXT = """{"@context": {
  "id": "@id", "type": "@type",
  "ex": "https://example.org/", "thing": "https://example.org/thing/", "xsd": "http://www.w3.org/2001/XMLSchema#",
  "Thing": "ex:Thing",
  "name": {"@id": "ex:name", "@container": "@language"},
  "altName": {"@id": "ex:alt", "@container": ["@language", "@set"]},
  "roles": {"@id": "ex:role", "@type": "@vocab", "@container": "@set", "@context": {"@vocab": "https://example.org/role/"}},
  "scale": {"@id": "ex:scale", "@type": "@vocab", "@context": {"@vocab": "https://example.org/scale/", "name": "https://example.org/scale/name"}},
  "seat": {"@id": "ex:seat", "@type": "@id"},
  "founded": {"@id": "ex:founded", "@type": "xsd:gYear"},
  "date": {"@id": "ex:date", "@type": "xsd:date"},
  "month": {"@id": "ex:date", "@type": "xsd:gYearMonth"},
  "count": "ex:count",
  "identifiers": {"@id": "ex:identifier", "@type": "@id", "@container": "@set"},
  "parts": {"@reverse": "ex:member", "@type": "@id", "@container": "@set"}
}}"""

HEAD = "@prefix ex: <https://example.org/> . @prefix thing: <https://example.org/thing/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"


@pytest.fixture
def context(tmp_path: Path) -> jsonld.Context:
    path = tmp_path / "context.jsonld"
    path.write_text(CONTEXT, encoding="utf-8")
    return jsonld.Context(path)


def written(context: jsonld.Context, turtle: str, embed: Sequence[str] = ()) -> list[dict]:
    """Writes the Turtle as JSON-LD, proves that rdflib and Oxigraph read back the same graph, and gives the objects."""
    triples = [one.triple for one in parse(HEAD + turtle, RdfFormat.TURTLE)]

    def describe(iri: str) -> list[Triple]:
        return [triple for triple in triples if triple.subject.value == iri]

    def referrers(iri: str, target: str) -> list[str]:
        return sorted(one.subject.value for one in triples if one.predicate.value == iri and one.object == NamedNode(target))

    subjects = ntriples.subjects(ntriples.sort(f"{one} .\n" for one in triples))
    text = "".join(jsonld.write(subjects, context, embed, describe, referrers))
    assert canonical_hash(parse(text, RdfFormat.JSON_LD)) == canonical_hash(triples)
    # rdflib rewrites "007" as "7" unless told not to.
    rdflib.NORMALIZE_LITERALS = False
    other = rdflib.Graph().parse(data=text, format="json-ld").serialize(format="nt")
    assert canonical_hash(parse(other, RdfFormat.N_TRIPLES)) == canonical_hash(triples)
    return json.loads(text)["@graph"]


def test_short_keys_and_short_values(context):
    [thing] = written(
        context,
        """thing:a a ex:Thing ; ex:name "A"@en, "א"@he ; ex:alt "B"@en ; ex:role <https://example.org/role/funding> ;
        ex:seat thing:b ; ex:founded "1963"^^xsd:gYear ; ex:date "2015-05"^^xsd:gYearMonth ; ex:count 300 .""",
    )
    assert thing == {
        "id": "thing:a",
        "type": "Thing",
        "name": {"en": "A", "he": "א"},
        "altName": {"en": ["B"]},
        "roles": ["funding"],
        "seat": "thing:b",
        "founded": "1963",
        "month": "2015-05",
        "count": 300,
    }


def test_a_concept_named_as_a_key_of_the_context_is_not_mistaken(context):
    [thing] = written(context, "thing:a ex:scale <https://example.org/scale/name>, <https://example.org/scale/id> .")
    assert thing["scale"] == ["ex:scale/id", "name"]


@pytest.mark.parametrize(
    "value",
    ['"true"^^xsd:boolean', '"1"^^xsd:boolean', '"x"^^xsd:integer', '"007"^^xsd:integer', '"9007199254740993"^^xsd:integer', '"1.50"^^xsd:decimal',
     '"1E0"^^xsd:double', '"plain"', '"marked"@he', "<https://example.org/x>", "_:b", '"@id"', '"<script>\\u202e"', '"2015"^^xsd:gYear'],
)  # fmt: skip
def test_every_kind_of_value_comes_back_under_any_key(context, value):
    for key in ("ex:count", "ex:founded", "ex:name", "ex:seat", "ex:role", "ex:unknown"):
        written(context, f"thing:a {key} {value} .")


def test_engagements_nest_in_their_member_and_identifiers_in_their_owner(context):
    things = written(
        context,
        """thing:org a ex:Thing ; ex:identifier thing:id1 . thing:id1 ex:count 1 .
        thing:eng1 ex:member thing:org ; ex:count 2 . thing:eng2 ex:member thing:org, thing:other ; ex:count 3 .
        thing:eng3 ex:member thing:absent ; ex:count 4 . thing:other a ex:Thing .""",
        embed=["https://example.org/member", "https://example.org/identifier"],
    )
    by_id = {one["id"]: one for one in things}
    assert by_id["thing:org"]["identifiers"] == [{"id": "thing:id1", "count": 1}]
    assert by_id["thing:org"]["parts"] == [{"id": "thing:eng1", "count": 2}]
    assert set(by_id) == {"thing:org", "thing:other", "thing:eng2", "thing:eng3"}, "what has two owners or none stands by itself"


def test_an_identifier_of_two_owners_is_not_lost(context):
    things = written(
        context,
        "thing:a ex:identifier thing:i . thing:b ex:identifier thing:i . thing:i ex:count 1 .",
        embed=["https://example.org/identifier"],
    )
    assert [one["id"] for one in things] == ["thing:a", "thing:b", "thing:i"]


@pytest.mark.parametrize("turtle", ["thing:a ex:identifier thing:a .", "thing:a ex:identifier thing:b . thing:b ex:identifier thing:a ."])
def test_a_ring_of_things_neither_hangs_nor_vanishes(context, turtle):
    written(context, turtle, embed=["https://example.org/identifier", "https://example.org/member"])


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"@context": []}', '{"@context": {"x": 5}}'])
def test_what_is_no_context_is_said(tmp_path, text):
    path = tmp_path / "context.jsonld"
    path.write_text(text)
    with pytest.raises(AtlasError, match=r"context\.jsonld"):
        jsonld.Context(path)


def test_a_frame_names_what_is_nested(context, tmp_path):
    frame = tmp_path / "frame.jsonld"
    frame.write_text('{"@context": "context.jsonld", "parts": {"@embed": "@always"}, "identifiers": {"@embed": "@always"}}')
    assert jsonld.frame_embeds(frame, context) == ("https://example.org/identifier", "https://example.org/member")
    frame.write_text('{"nonsense": {"@embed": "@always"}}')
    with pytest.raises(AtlasError, match="nonsense.*expected a term of the context"):
        jsonld.frame_embeds(frame, context)
