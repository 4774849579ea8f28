"""URI templates: the examples of RFC 6570, and IRIs that stay IRIs whatever a cell holds."""

from __future__ import annotations

import pyoxigraph
import pytest
from ciatlas.tables import iri, uri_template

VALUES: dict[str, str | tuple[str, ...]] = {
    "var": "value",
    "hello": "Hello World!",
    "path": "/foo/bar",
    "empty": "",
    "list": ("red", "green", "blue"),
    "x": "1024",
    "y": "768",
    "half": "50%",
    "base": "http://example.com/home/",
}


@pytest.mark.parametrize(
    ("template", "expanded"),
    [
        ("{var}", "value"),
        ("{hello}", "Hello%20World%21"),
        ("{half}", "50%25"),
        ("O{empty}X", "OX"),
        ("O{undef}X", "OX"),
        ("{x,hello,y}", "1024,Hello%20World%21,768"),
        ("{+hello}", "Hello%20World!"),
        ("{+half}", "50%25"),
        ("{base}index", "http%3A%2F%2Fexample.com%2Fhome%2Findex"),
        ("{+base}index", "http://example.com/home/index"),
        ("{+path:6}here", "/foo/bhere"),
        ("{#x,hello,y}", "#1024,Hello%20World!,768"),
        ("X{.var}", "X.value"),
        ("{/var,x}/here", "/value/1024/here"),
        ("{;x,y,empty}", ";x=1024;y=768;empty"),
        ("{?x,y,empty}", "?x=1024&y=768&empty="),
        ("?fixed=yes{&x}", "?fixed=yes&x=1024"),
        ("{var:3}", "val"),
        ("{list}", "red,green,blue"),
        ("{list*}", "red,green,blue"),
        ("{/list*}", "/red/green/blue"),
        ("{?list*}", "?list=red&list=green&list=blue"),
        ("{?list}", "?list=red,green,blue"),
    ],
)
def test_examples_of_rfc_6570(template: str, expanded: str) -> None:
    assert uri_template.parse(template).expand(VALUES) == expanded


def test_hebrew_is_encoded_in_utf_8() -> None:
    assert uri_template.parse("{a}").expand({"a": "שלום"}) == "%D7%A9%D7%9C%D7%95%D7%9D"


@pytest.mark.parametrize("template", ["{a", "a}", "{}", "{a b}", "{{a}}"])
def test_what_is_no_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match="URI template"):
        uri_template.parse(template)


HOSTILE = [
    "https://example.org/a b",
    "https://example.org/<script>\"{}|\\^`",
    "https://example.org/a> <https://evil.example/p> <https://evil.example/o> .\n",
    "https://example.org/\x00\x1f\x7f\x80",
    "https://example.org/[1]?[2]#[3]#4",
    "https://example.org/100%",
    "https://[::1]/",
    "https://[bad]/",
    "https://host:port/",
    "https://a@b@c/",
    "urn:example:\ud800",
    "https://example.org/\ufdd0\ufffe\ue000",
    "javascript:alert(1)",
    "x://",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_text_holds_its_iri_is_one(text: str) -> None:
    found = iri.absolute(text)
    assert found is not None
    line = f"<{found}> <{found}> <{found}> ."
    (quad,) = pyoxigraph.parse(line.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    assert quad.subject == pyoxigraph.NamedNode(found)


def test_a_good_iri_stays_as_it_is() -> None:
    for text in ("https://example.org/a?b=c&d=%C3%A9#e", "https://example.org/שלום", "urn:isbn:0451450523", "mailto:a@example.org"):
        assert iri.absolute(text) == text


def test_prefixed_names_are_expanded_and_relative_references_resolved() -> None:
    assert iri.absolute("foaf:name") == "http://xmlns.com/foaf/0.1/name"
    assert iri.absolute("#a", "https://example.org/t.csv") == "https://example.org/t.csv#a"
    assert iri.absolute("www.example.org") is None
