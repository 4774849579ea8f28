"""All pages of the real site, read without a browser: no link leads nowhere, each page says what it is, nothing in it is run or styled inline."""

from __future__ import annotations

import json
import posixpath
import re
from urllib.parse import unquote, urlsplit

import pytest
from crawl import SHOWN, Crawl, crawl
from page_facts import Facts, kind

LANGUAGES = {"en": "ltr", "he": "rtl"}


@pytest.fixture(scope="module")
def all_pages(site) -> Crawl:
    return crawl(site.folder)


def test_there_are_pages_of_all_kinds(all_pages: Crawl):
    for language in LANGUAGES:
        kinds = {kind(page.path) for page in all_pages.of(language)}
        assert {"index", "map", "network", "organizations", "initiatives", "events", "publications", "sparql", "downloads", "about"} <= kinds
        assert {"organization", "initiative", "engagement", "event", "publication", "place", "country", "figure", "identifier"} <= kinds
        assert {"ns", "scheme/index", "scheme/one/index", "scheme/concept", "year", "report/index", "report/insight", "report/claim"} <= kinds


def test_no_link_is_broken(all_pages: Crawl):
    all_pages.links_hold()


def test_every_page_says_its_language_and_direction(all_pages: Crawl):
    def faults(page: Facts) -> object:
        language = page.path.split("/")[0]
        if language in LANGUAGES:
            return (page.language, page.direction) != (language, LANGUAGES[language]) and (page.language, page.direction)
        return (page.language not in LANGUAGES or page.direction != LANGUAGES[page.language]) and (page.language, page.direction)

    all_pages.none_has(faults)


def test_every_page_has_one_title_and_one_heading(all_pages: Crawl):
    all_pages.none_has(lambda page: (len(page.titles) != 1 or not page.titles[0] or len(page.headings) != 1 or not page.headings[0]) and (page.titles, page.headings))


def test_titles_tell_pages_apart(all_pages: Crawl):
    for language in LANGUAGES:
        kept: dict[tuple[str, str], str] = {}
        double = []
        for page in all_pages.of(language):
            title = re.sub(r"\s+", " ", page.titles[0])
            key = (kind(page.path), title)
            if key in kept:
                double.append(f"{page.path} and {kept[key]}: {title}")
            kept[key] = page.path
        # Two things may bear one name; what bears the same in masses was not told apart.
        assert len(double) < len(kept) / 100, f"{len(double)}:\n" + "\n".join(double[:SHOWN])


def test_ids_are_unique(all_pages: Crawl):
    all_pages.ids_are_unique()


def test_nothing_is_inline(all_pages: Crawl):
    all_pages.nothing_is_inline()


def test_every_page_has_a_strict_policy(all_pages: Crawl):
    def faults(page: Facts) -> object:
        rules = dict((rule.split() or [""])[0:1] + [rule.split()[1:]] for rule in (page.policy or "").split(";") if rule.strip())
        scripts, styles = rules.get("script-src", []), rules.get("style-src", [])
        if rules.get("default-src") != ["'none'"] or "'self'" not in scripts or "'self'" not in styles:
            return page.policy
        loose = {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:", "data:"} & {*scripts, *styles}
        elsewhere = [source for sources in rules.values() for source in sources if "://" in source]
        return sorted(loose) + elsewhere

    all_pages.none_has(faults)


def test_every_page_fits_a_phone_by_its_viewport(all_pages: Crawl):
    all_pages.none_has(lambda page: "width=device-width" not in (page.viewport or "") and "no viewport")


def test_every_page_is_there_in_both_languages(all_pages: Crawl):
    english, hebrew = ({page.path.partition("/")[2] for page in all_pages.of(language)} for language in LANGUAGES)
    assert english == hebrew


def test_every_page_leads_to_itself_in_the_other_language(all_pages: Crawl):
    def leads(page: Facts, link: str | None) -> str:
        path = unquote(urlsplit(link or "").path)
        return posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))

    def faults(page: Facts) -> list[str]:
        language, _slash, rest = page.path.partition("/")
        if language not in LANGUAGES:
            return []
        found = []
        for other in LANGUAGES:
            if leads(page, page.alternates.get(other)) != f"{other}/{rest}":
                found.append(f"alternate in {other}: {page.alternates.get(other)}")
            if other != language and leads(page, page.switches.get(other)) != f"{other}/{rest}":
                found.append(f"switch to {other}: {page.switches.get(other)}")
        return found

    all_pages.none_has(faults)


def test_structured_data_can_be_read(all_pages: Crawl):
    def faults(page: Facts) -> list[str]:
        found = []
        for text in page.described:
            try:
                data = json.loads(text)
            except ValueError as error:
                found.append(str(error))
            else:
                found += [] if "@context" in data and "@type" in data else ["no @context or @type"]
        return found

    all_pages.none_has(faults)
    described = {kind(path) for path, page in all_pages.pages.items() if page.described}
    assert {"organization", "event", "publication", "place"} <= described


def test_the_things_of_the_atlas_have_pages(all_pages: Crawl):
    documents = {path.removesuffix(".ttl") for path in all_pages.there if path.startswith("doc/") and path.endswith(".ttl")}
    assert len(documents) > 1000
    # A scheme has a folder of its own for its concepts.
    wanted = {path.removeprefix("doc/") + ("/index.html" if kind(f"{path}.html") == "doc/scheme" else ".html") for path in documents}
    for language in LANGUAGES:
        missing = sorted(wanted - {page.path.partition("/")[2] for page in all_pages.of(language)})
        assert not missing, (language, len(missing), missing[:SHOWN])
    assert not [path for path in documents if f"{path}.html" not in all_pages.pages]


def test_every_json_file_can_be_read(all_pages: Crawl):
    names = [path for path in all_pages.there if path.endswith((".json", ".jsonld", ".webmanifest")) and not path.startswith("doc/")]
    assert len(names) >= 3
    for name in names:
        json.loads((all_pages.folder / name).read_text(encoding="utf-8"))


def test_style_sheets_load_what_is_there(all_pages: Crawl):
    for name in [path for path in all_pages.there if path.endswith(".css")]:
        text = (all_pages.folder / name).read_text(encoding="utf-8")
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", text):
            if not address.startswith(("data:", "#")):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), address.partition("#")[0].partition("?")[0]))
                assert target in all_pages.there, (name, address)
        assert not re.search(r"@import\s+[\"']?https?:", text), name


def test_scripts_import_what_is_there(all_pages: Crawl):
    for name in [path for path in all_pages.there if path.startswith("static/") and path.endswith((".js", ".mjs"))]:
        text = (all_pages.folder / name).read_text(encoding="utf-8")
        for address in re.findall(r"""(?:^|[;\s}])(?:import|export)\s*(?:[\w*{}\s,$]*?\sfrom\s*)?\(?["'](\.{1,2}/[^"']+)["']""", text, re.MULTILINE):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), address))
            assert target in all_pages.there, (name, address)
