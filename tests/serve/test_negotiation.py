"""What a client likes best, of what there is (RFC 9110, 12)."""

from __future__ import annotations

import random
import re

import pytest

from ciatlas.publish import accept
from ciatlas.serve.negotiation import LONGEST, Offer, choose, choose_coding, choose_language, not_acceptable
from ciatlas.serve.problem import Problem

OFFERS = tuple(Offer(form, types[0], types[1:]) for form, types in accept.NAMES.items())
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("header", "form"),
    [
        (None, "html"),
        ("", "html"),
        ("*/*", "html"),
        (BROWSER, "html"),
        ("text/turtle", "ttl"),
        ("TEXT/Turtle", "ttl"),
        ("application/json", "jsonld"),
        ("text/plain", "nt"),
        ("application/*", "jsonld"),
        ("text/*", "html"),
        # Weights.
        ("text/turtle;q=0.5, application/ld+json;q=0.6", "jsonld"),
        ("text/turtle;q=0.55, application/ld+json;q=0.56", "jsonld"),
        ("text/turtle ; q = 0.5 , application/rdf+xml", "rdf"),
        ("text/turtle;q=0.001, text/html;q=0", "ttl"),
        ("text/html;q=0, */*;q=0.1", "ttl"),
        ("text/html;q=0.2, */*;q=0.4", "ttl"),
        # What is more specific counts, whatever its weight and its place.
        ("text/*;q=0.9, text/html;q=0.1, text/turtle;q=0.2", "ttl"),
        ("*/*;q=0.9, text/*;q=0.1, application/*;q=0", "html"),
        ("text/html;level=1, text/html;q=0.1, text/turtle;q=0.5", "ttl"),
        # A parameter is a wish.
        ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "jsonld"),
        ('text/turtle;version="1.1";q=0.2, application/n-triples;q=0.4', "nt"),
        ("text/turtle;charset=UTF-8", "ttl"),
        ('text/turtle;note="a, b;q=0";q=0.4, text/html;q=0.3', "ttl"),
        # As old clients write it.
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "html"),
        ("text/turtle;q=.9, *;q=.2", "ttl"),
        ("application/x-turtle", "ttl"),
        # What cannot be read is passed over.
        ("nonsense;;;,,,=", "html"),
        ("text/turtle;q=high", "html"),
        ("text/turtle;q=2, application/n-triples", "nt"),
        ("text/turtle;q=-1, application/n-triples;q=0.1", "nt"),
        ("x/text/turtle, application/rdf+xml", "rdf"),
        ("*/turtle, application/rdf+xml", "rdf"),
        ("\"text/html, text/turtle", "html"),
        # Nothing of what there is.
        ("image/png", None),
        ("*/*;q=0", None),
        ("text/turtle;q=0, image/*", None),
        ("text/html;q=0, text/*;q=0.0, application/*;q=0.000", None),
    ],
)
def test_the_form_that_is_liked_best(header: str | None, form: str | None):
    chosen = choose(header, OFFERS)
    assert (chosen.name if chosen else None) == form


def test_a_header_of_any_length_is_answered_in_time_that_does_not_grow():
    for header in ("text/turtle," * 100_000, "," * 10**6, 'a/b;c="' * 10**5, "a/b;" * 10**5, " " * 10**6, "=" * 10**6, "text/turtle;q=0.5;" * 10**5):
        choose(header, OFFERS)
        choose_language(header, ("en", "he"))
        choose_coding(header, ("gzip",))
    chosen = choose("text/turtle, " + "a/b, " * LONGEST + "text/html;q=0.9", OFFERS)
    assert chosen is not None and chosen.name == "ttl"


def test_the_names_are_those_that_the_settings_for_web_servers_know():
    for form, names in accept.NAMES.items():
        assert all(re.fullmatch(accept.MEDIA_TYPES[form], name) for name in names)
    assert list(accept.NAMES) == list(accept.MEDIA_TYPES)


def test_it_agrees_with_the_settings_for_web_servers_wherever_these_can_tell():
    """Headers of a few plain members, weights of one decimal, no wildcard beside a name of the same weight: there both must say the same."""
    luck = random.Random(7)
    rules = [(re.compile(expression, re.IGNORECASE), form) for expression, form in accept.rules("html", pages=True)]
    types = [name for names in accept.NAMES.values() for name in names] + ["image/png", "application/xml"]
    for _number in range(500):
        names = luck.sample(types, luck.randint(1, 5))
        weights = [f"0.{digit}" for digit in luck.sample(range(1, 10), len(names))]
        header = ", ".join(f"{name};q={weight}" for name, weight in zip(names, weights, strict=True))
        theirs = next((form for expression, form in rules if expression.search(header)), None)
        ours = choose(header, OFFERS)
        assert (ours.name if ours else None) == theirs, header


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "en"),
        ("he", "he"),
        ("he-IL,he;q=0.9,en-US;q=0.8,en;q=0.7", "he"),
        ("en-GB", "en"),
        ("iw", "he"),
        ("IW-il", "he"),
        ("fr-CH, fr;q=0.9, he;q=0.8, *;q=0.5", "he"),
        ("fr", "en"),
        ("*", "en"),
        ("*;q=0.5, en;q=0", "he"),
        ("en;q=0", "he"),
        ("en;q=0.2, he;q=0.20", "en"),
        ("en-GB;q=0, en", "en"),
        ("en;q=0, he;q=0", "en"),
        (";;;,=,", "en"),
    ],
)
def test_the_language_that_is_liked_best(header: str | None, language: str):
    assert choose_language(header, ("en", "he")) == language


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        (None, None),
        ("", None),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0, *", "zstd"),
        ("*", "br"),
        ("identity", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("gzip;q=0", None),
        ("x-gzip", "gzip"),
        ("compress, deflate", None),
    ],
)
def test_the_coding_that_is_liked_best(header: str | None, coding: str | None):
    assert choose_coding(header, ("br", "zstd", "gzip")) == coding


def test_what_is_not_acceptable_is_told_with_what_there_is():
    problem = not_acceptable("image/png", [("/doc/x.ttl", "text/turtle"), ("/doc/x.nt", "application/n-triples")])
    assert isinstance(problem, Problem) and problem.status == 406
    assert "'image/png'" in problem.detail and "text/turtle, application/n-triples" in problem.detail
    assert problem.further["available"][1] == {"href": "/doc/x.nt", "type": "application/n-triples"}
    assert len(not_acceptable("x" * 10**6, []).detail) < 500


def test_what_is_remembered_of_headers_is_bounded():
    for number in range(1_200):
        choose(f"text/turtle;q=0.{number}, " + "a/b," * 20, OFFERS)
    from ciatlas.serve import negotiation

    assert negotiation._choose.cache_info().currsize <= 1024
