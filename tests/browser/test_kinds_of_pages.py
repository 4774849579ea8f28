"""A page of each kind as a reader meets it, both languages: valid HTML, no scrolling sideways, its own language."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from html_validator import complaints
from interface_words import unmarked_hebrew, untranslated
from page_facts import fullest, fullest_first
from reading import scrolls_sideways

SEED = 6
# Of each kind of which there are many: a choice among all would be mostly engagements and identifiers, which are half of the pages.
OF_A_KIND = 2
# What is called so in Hebrew too.
NAMES = frozenset(
    "Turtle Parquet Excel Wikidata Apache Kumu Gephi Cytoscape Python Virtuoso Oxigraph Zotero Frictionless Signposting English Comunica pandas rdflib"
    " curl OpenRefine Leaflet Sigma Babel".split()
)


@pytest.fixture(scope="module")
def kinds(site) -> dict[str, list[str]]:
    return fullest_first(site.folder)


def sample(kinds: dict[str, list[str]], language: str) -> list[str]:
    """Pages of a language, by a seeded choice: as many of each kind that has several."""
    chosen, dice = [], random.Random(SEED)
    for paths in kinds.values():
        there = sorted(path for path in paths if path.startswith(f"{language}/"))
        if len(there) > 1:
            chosen += dice.sample(there, OF_A_KIND)
    return chosen


def test_html_is_valid(site, kinds):
    chosen = {path for paths in kinds.values() for path in paths[:1]}
    chosen |= {path for language in ("en", "he") for path in (*fullest(kinds, language), *sample(kinds, language))}
    found = complaints(site, sorted(chosen))
    assert not found, "\n".join(found)


def test_no_page_of_a_sample_scrolls_sideways_on_a_phone(new_page, kinds, language: str):
    page = new_page(language=language, screen="phone")
    wide = {}
    for path in sample(kinds, language):
        page.goto(path, wait_until="load")
        if found := scrolls_sideways(page):
            wide[path] = found
    assert not wide, "\n".join(f"{path}: {found}" for path, found in wide.items())


def test_hebrew_pages_speak_hebrew(site, kinds):
    found = {path: words for path in fullest(kinds, "he") if (words := list(untranslated(site.folder / path, NAMES)))}
    assert not found, "\n".join(f"{path}: {word}" for path, words in found.items() for word in words[:8])


def test_hebrew_on_english_pages_is_marked(site, kinds):
    chosen = {*fullest(kinds, "en"), *sample(kinds, "en")}
    found = {path: words for path in sorted(chosen) if (words := list(unmarked_hebrew(Path(site.folder / path))))}
    assert not found, "\n".join(f"{path}: {word}" for path, words in found.items() for word in words[:8])
