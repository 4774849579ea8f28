"""A page of each kind as a reader meets it, both languages: valid HTML, usable for all, no complaint of the browser, no scrolling sideways."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from accessibility import violations
from html_validator import complaints
from interface_words import unmarked_hebrew, untranslated
from page_facts import one_of_each, pages
from playwright.sync_api import Page

SEED = 6
SAMPLE = 60
# The most that a page's scripts and data may take before it stands still.
SETTLE_SECONDS = 15
# What is called so in Hebrew too.
NAMES = frozenset(
    "Turtle Parquet Excel Wikidata Apache Kumu Gephi Cytoscape Python Virtuoso Oxigraph Zotero Frictionless Signposting English Comunica pandas rdflib"
    " curl OpenRefine Leaflet Sigma Babel".split()
)


@pytest.fixture(scope="module")
def kinds(site) -> dict[str, list[str]]:
    """Kind of page -> its paths, in all languages; the fullest first, which has all that the template can show."""
    found = one_of_each(pages(site.folder))
    return {kind: sorted(paths, key=lambda path: (-(site.folder / path).stat().st_size, path)) for kind, paths in found.items()}


def fullest(kinds: dict[str, list[str]], language: str) -> list[str]:
    """The fullest page of each kind in a language."""
    found = [next((path for path in paths if path.startswith(f"{language}/")), None) for paths in kinds.values()]
    return [path for path in found if path is not None]


def sample(kinds: dict[str, list[str]], start: str, number: int) -> list[str]:
    """Pages whose path begins so, by a seeded choice."""
    paths = sorted(path for paths in kinds.values() for path in paths if path.startswith(start))
    return random.Random(SEED).sample(paths, min(number, len(paths)))


def settled(page: Page, path: str) -> Page:
    """The page once it has loaded what it loads, and scripts have drawn what they draw."""
    page.goto(path, wait_until="load")
    if page.locator("script[type=module]").count():
        page.wait_for_load_state("networkidle", timeout=SETTLE_SECONDS * 1000)
    return page


def scrolls_sideways(page: Page) -> str | None:
    """What makes the page wider than its window; None when nothing does. A page that hides what is too wide counts as too wide."""
    return page.evaluate(
        """() => {
          const root = document.documentElement;
          const hidden = [root, document.body].some((one) => ['hidden', 'clip'].includes(getComputedStyle(one).overflowX));
          if (root.scrollWidth <= root.clientWidth && !hidden) return null;
          const wide = [...document.body.querySelectorAll('*')].filter((one) => {
            const box = one.getBoundingClientRect();
            return box.right > root.clientWidth + 1 || box.left < -1;
          });
          const last = wide.filter((one) => !wide.some((other) => one !== other && one.contains(other)));
          const named = last.slice(0, 5).map((one) => `<${one.localName} class="${one.getAttribute('class') ?? ''}"> ${one.textContent.trim().slice(0, 40)}`);
          return `${root.scrollWidth} wide${hidden ? ', overflow hidden' : ''}: ${named.join(' | ')}`;
        }"""
    )


def test_html_is_valid(site, kinds):
    chosen = {*(path for paths in kinds.values() for path in paths[:1]), *sample(kinds, "", SAMPLE)}
    chosen |= {path for language in ("en", "he") for path in fullest(kinds, language)}
    found = complaints(site, sorted(chosen))
    assert not found, "\n".join(found)


@pytest.mark.parametrize(("screen", "dark"), [("desktop", False), ("phone", True)], ids=["light-desktop", "dark-phone"])
def test_every_kind_is_usable_for_all(page: Page, kinds, language: str, screen: str, dark: bool):
    found = {}
    for path in fullest(kinds, language):
        faults = violations(settled(page, path))
        if screen == "phone" and (wide := scrolls_sideways(page)):
            faults.append(f"scrolls sideways: {wide}")
        if faults:
            found[path] = faults
    assert not found, "\n".join(f"{path}: {fault}" for path, faults in found.items() for fault in faults[:8])


def test_no_page_of_a_sample_scrolls_sideways_on_a_phone(new_page, kinds, language: str):
    page = new_page(language=language, screen="phone")
    wide = {}
    for path in sample(kinds, f"{language}/", SAMPLE):
        page.goto(path, wait_until="load")
        if found := scrolls_sideways(page):
            wide[path] = found
    assert not wide, "\n".join(f"{path}: {found}" for path, found in wide.items())


def test_hebrew_pages_speak_hebrew(site, kinds):
    found = {path: words for path in fullest(kinds, "he") if (words := list(untranslated(site.folder / path, NAMES)))}
    assert not found, "\n".join(f"{path}: {word}" for path, words in found.items() for word in words[:8])


def test_hebrew_on_english_pages_is_marked(site, kinds):
    chosen = {*fullest(kinds, "en"), *sample(kinds, "en/", SAMPLE)}
    found = {path: words for path in sorted(chosen) if (words := list(unmarked_hebrew(Path(site.folder / path))))}
    assert not found, "\n".join(f"{path}: {word}" for path, words in found.items() for word in words[:8])
