"""Sites of other communities' atlases: under another address, in one language, with tables that are nearly empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from atlas_files import ciatlas
from crawl import Crawl, crawl
from html_validator import complaints_at
from page_facts import few_of_each_kind, kind, pages
from playwright.sync_api import Page
from reading import scrolls_sideways, settled
from site_server import Site, serving
from small_atlas import SOURCE, make

BASE = "https://data.example/our/map/"
TITLE = "Our own map"
NAMES = ("en", "he", "empty")
# So many pages of a kind and language are validated: the others, of a few hundred concepts, queries and claims, have the same template.
OF_A_KIND = 4
TABLES = {
    "organizations": [{"id": "one", "name": "One", "country": "US", "seat": "us-illinois-springfield", "roles": "funding", **SOURCE}],
    "initiatives": [{"id": "two", "name": "Two", "country": "US", **SOURCE}],
}


def built(folder: Path, name: str) -> Path:
    """The folder of the site of one of them."""
    if name == "empty":
        project = make(folder / "atlas", {}, BASE)
    else:
        project = make(folder / "atlas", TABLES, BASE, [name], {'"Collective Impact Atlas"': f'"{TITLE}"'} if name == "en" else None)
    result = ciatlas("build", "--project", project, "--out", folder / "dist", timeout=300)
    assert result.returncode == 0, result.stderr
    return folder / "dist" / "site"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Site]]:
    """An atlas in one language without engagements, events and publications; and one in both without any row but a country and a place."""
    with ExitStack() as served:
        yield {name: served.enter_context(serving(built(tmp_path_factory.mktemp(name), name))) for name in NAMES}


@pytest.fixture(scope="module", params=NAMES)
def site(request: pytest.FixtureRequest, sites: dict[str, Site]) -> Site:
    return sites[request.param]


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
    wide = {}
    # Where there are two languages, each kind in one of them in turn; the other atlases have every kind in theirs.
    chosen = few_of_each_kind(all_pages.pages, 1)
    names = sorted({kind(path) for path in chosen})
    skipped = {f"{('en', 'he')[number % 2]}/{name}" for number, name in enumerate(names)} if {"en", "he"} <= {path.name for path in site.folder.iterdir()} else set()
    for path in [path for path in chosen if f"{path.partition('/')[0]}/{kind(path)}" not in skipped]:
        if found := scrolls_sideways(settled(page, path)):
            wide[path] = found
    assert not wide, wide


def test_html_is_valid(sites: dict[str, Site]):
    chosen = [site.address(path) for site in sites.values() for path in few_of_each_kind(pages(site.folder), OF_A_KIND)]
    assert complaints_at(chosen) == []
