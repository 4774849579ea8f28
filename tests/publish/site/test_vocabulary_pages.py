"""The vocabulary's documentation: every term and every concept, with what the vocabulary's files and the edition say of it."""

from __future__ import annotations

import csv
import re
from html import unescape
from pathlib import Path

import pytest

from atlas_files import ROOT
from ciatlas.publish.site import vocabulary
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import Frame


@pytest.fixture(scope="module", params=["en", "he"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def site(atlas: Atlas, language: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vocabulary")
    vocabulary.write(Frame(atlas, language, folder))
    return folder / language


def text(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", page)))


def term(page: str, name: str) -> str:
    return page.partition(f'<article class="term" id="{name}">')[2].partition("</article>")[0]


def test_every_term_stands_under_its_name(atlas: Atlas, site: Path, language: str):
    page = (site / "ns.html").read_text(encoding="utf-8")
    terms = vocabulary.own_terms(atlas)
    assert len(terms) > 60
    for iri in terms:
        said = text(term(page, iri.partition("#")[2]))
        assert iri in said
        for other in ("en", "he"):
            assert next(one.text for one in _texts(atlas, iri, "rdfs:label") if one.language == other) in said
        assert next(one.text for one in _texts(atlas, iri, "skos:definition") if one.language == language) in said
        assert f'href="#{iri.partition("#")[2]}"' in page


def _texts(atlas: Atlas, iri: str, property: str):
    return vocabulary._texts(atlas.terms[iri].get(atlas.iri(property), ()), "en")


def test_a_class_says_how_many_there_are_and_names_one(atlas: Atlas, site: Path):
    said = term((site / "ns.html").read_text(encoding="utf-8"), "Initiative")
    assert str(len(atlas.of_kind("initiative"))) in text(said)
    assert re.search(r'href="\.\./[a-z]+/initiative/[a-z0-9-]+\.html"', said)
    assert "OrganizationalCollaboration" in said and "schema:Project" in said


def test_a_property_says_what_it_joins_and_where_its_values_are_listed(atlas: Atlas, site: Path):
    said = term((site / "ns.html").read_text(encoding="utf-8"), "domain")
    assert "scheme/domain/index.html" in said and "ns.html#Initiative" in said
    shown = sum(len(atlas.reading.iris(one, atlas.iri("ci:domain"))) for one in atlas.reading.things)
    assert f"{shown:,}" in text(said)


def test_terms_that_no_thing_has_are_said_to_have_none(atlas: Atlas, site: Path):
    unused = [iri for iri in vocabulary.own_terms(atlas) if iri not in atlas.uses]
    page = (site / "ns.html").read_text(encoding="utf-8")
    for iri in unused:
        assert re.search(r"\D0 \w", text(term(page, iri.partition("#")[2])))


def test_terms_of_others_are_counted(atlas: Atlas, site: Path):
    page = (site / "ns.html").read_text(encoding="utf-8")
    row = next(row for row in page.split("<tr>") if "<code>org:member</code>" in row)
    assert f"{atlas.uses[atlas.iri('org:member')]:,}" in text(row)


def test_every_scheme_has_a_page_with_its_concepts(atlas: Atlas, site: Path, language: str):
    index = (site / "scheme" / "index.html").read_text(encoding="utf-8")
    assert len(atlas.schemes) > 10
    for scheme in atlas.schemes:
        name = atlas.id(scheme)
        assert f'scheme/{name}/index.html"' in index
        page = (site / "scheme" / name / "index.html").read_text(encoding="utf-8")
        for concept in atlas.concepts(scheme):
            said = term(page, atlas.id(concept))
            assert atlas.name(concept, language).text in text(said)
            assert f'scheme/{name}/{atlas.id(concept)}.html"' in said
            assert str(atlas.text(concept, "skos:definition", language)) in text(said)


def linked(subject: str) -> set[str]:
    """What the table of links has for a concept: at least one address."""
    with (ROOT / "data" / "2015" / "links.csv").open(encoding="utf-8", newline="") as file:
        found = {row["object"] for row in csv.DictReader(file) if row["subject"] == subject}
    assert found
    return found


def links(html: str) -> set[str]:
    return set(re.findall(r'href="([^"]+)"', html))


def test_a_concept_says_how_many_use_it_and_what_it_is_elsewhere(atlas: Atlas, site: Path):
    page = (site / "scheme" / "domain" / "index.html").read_text(encoding="utf-8")
    education = atlas.project.iri("scheme/domain/education")
    things = [one for one in atlas.subjects("ci:domain", education) if one in atlas.reading.things]
    said = term(page, "education")
    assert str(len(things)) in text(said)
    assert links(said) >= linked("scheme/domain/education")


def test_a_register_is_linked_to_its_list(site: Path):
    page = (site / "scheme" / "identifier-scheme" / "index.html").read_text(encoding="utf-8")
    assert linked("scheme/identifier-scheme/lei") == {"http://org-id.guide/list/XI-LEI"} <= links(term(page, "lei"))


def test_no_text_of_a_table_is_markup(atlas: Atlas, site: Path):
    for path in site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        assert not re.search(r"<[^>]+\s(style|on[a-z]+)=", page), path
        assert "<" not in re.search(r'<meta name="description" content="([^"]*)">', page)[1]
