"""Sites of other communities' atlases: under another address, in one language, with tables that are nearly empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from atlas_files import ciatlas
from crawl import Crawl, crawl
from html_validator import complaints
from page_facts import kind
from playwright.sync_api import Page
from reading import scrolls_sideways, settled
from site_server import Site, serving
from small_atlas import SOURCE, make

BASE = "https://data.example/our/map/"
TITLE = "Our own map"
TABLES = {
    "organizations": [{"id": "one", "name": "One", "country": "US", "seat": "us-illinois-springfield", "roles": "funding", **SOURCE}],
    "initiatives": [{"id": "two", "name": "Two", "country": "US", **SOURCE}],
}


@pytest.fixture(scope="module", params=["en", "he", "empty"])
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An atlas in one language without engagements, events and publications; and one in both without any row but a country and a place."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "empty":
        project = make(folder / "atlas", {}, BASE)
    else:
        project = make(folder / "atlas", TABLES, BASE, [request.param], {'"Collective Impact Atlas"': f'"{TITLE}"'} if request.param == "en" else None)
    result = ciatlas("build", "--project", project, "--out", folder / "dist", timeout=300)
    assert result.returncode == 0, result.stderr
    with serving(folder / "dist" / "site") as site:
        yield site


@pytest.fixture(scope="module")
def all_pages(site: Site) -> Crawl:
    return crawl(site.folder)


def test_no_link_is_broken(all_pages: Crawl):
    all_pages.links_hold()
    all_pages.nothing_is_inline()
    all_pages.ids_are_unique()


def test_no_page_is_in_a_language_that_the_atlas_has_not(site: Site, all_pages: Crawl):
    languages = {path.name for path in site.folder.iterdir() if path.name in ("en", "he")}
    assert {page.language for page in all_pages.pages.values()} == languages
    all_pages.none_has(lambda page: set(page.switches) - languages)


def test_nothing_of_the_real_atlas_is_told(site: Site, all_pages: Crawl):
    if not (site.folder / "he").is_dir():
        # The vocabulary is the real one's, with its title.
        told = [path for path in all_pages.pages if kind(path) != "ns" and "Collective Impact Atlas" in (site.folder / path).read_text(encoding="utf-8")]
        assert not told
    told = [path for path in all_pages.pages if "w3id.org/ciatlas" in (site.folder / path).read_text(encoding="utf-8")]
    assert not told


def test_every_kind_of_page_is_read_without_a_complaint(new_page: Callable[..., Page], site: Site, all_pages: Crawl):
    page = new_page(screen="phone")
    seen: set[tuple[str, str]] = set()
    wide = {}
    for path, facts in all_pages.pages.items():
        if (facts.language, kind(path)) not in seen:
            seen.add((facts.language, kind(path)))
            if found := scrolls_sideways(settled(page, path)):
                wide[path] = found
    assert not wide, wide
    assert complaints(site, [path for path in all_pages.pages if kind(path) not in ("scheme/concept", "doc/scheme/concept")]) == []
