"""An atlas whose every name breaks something where it is not escaped: its site shows the names as text, and nothing breaks."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from itertools import cycle

import pytest
from crawl import Crawl, crawl
from html_validator import complaints
from page_facts import kind, tree
from playwright.sync_api import Page
from reading import scrolls_sideways, settled
from site_server import Site, serving
from small_atlas import SOURCE, Row, make

MARKUP = "<script>alert('x')</script> \"quoted\" & 'single' </script> ]]> --> <img src=x onerror=alert(1)> &amp; &lt;"
LONG = "Un" + "bounded" * 43 + "ness"
TURNED = "\u202eturned\u202d \u200fמימין\u200e \u2066open"
EMOJI = "🌍🏫 Teachers 👩‍🏫 of the world 🇮🇱"
TEMPLATE = "{{ 7 * 7 }} {% raw %} ${1 + 1} {n} {name} %(name)s %s \\u003c \\ $& {0}"
HEBREW = 'ארגון "השדרה" בע"מ <b> & Co. (ע"ר)'
CONTROL = "a\x01control\x0bcharacter\x1b[31m \ufffe end"
NOTHING = "\u200b"
HOSTILE = (MARKUP, LONG, TURNED, EMOJI, TEMPLATE, HEBREW, CONTROL, NOTHING)
ADDRESS = "https://source.example/a?b=1&c='x'&d=%22%3E%3Cscript%3E"
# The check of tables and the shapes would refuse some of these; a site must not rest on that alone.
UNCHECKED = """
import ciatlas.tables.check, ciatlas.publish.release
ciatlas.tables.check.check = lambda *_: []
ciatlas.publish.release.refuse = lambda *_: None
from ciatlas.cli import main
main()
"""

LISTED = {"organization": "organizations", "initiative": "initiatives", "event": "events", "publication": "publications"}


def tables() -> dict[str, list[Row]]:
    """A row of each table for each hostile text, which stands in all its columns of free text, next to others of them."""
    made: dict[str, list[Row]] = {name: [] for name in (*LISTED.values(), "engagements", "places", "figures", "identifiers", "links", "claims")}
    others = cycle(HOSTILE[3:] + HOSTILE[:3])
    for number, text in enumerate(HOSTILE):
        place, source = f"us-illinois-place-{number}", {**SOURCE, "sources": ADDRESS}
        free = {"description": text, "notes": next(others), "alt_names": next(others).replace(";", ",")}
        thing = {"id": f"thing-{number}", "name": text, "country": "US", **source}
        made["places"].append({"id": place, "name": text, "kind": "city", "country": "US", "latitude": f"4{number}.5", "longitude": "-89.6", **source})
        made["organizations"].append({**thing, **free, "seat": place, "roles": "funding;backbone", "website": ADDRESS, "name_he": next(others), "founded": "1999"})
        made["initiatives"].append({**thing, **free, "place": place, "place_name": text, "place_scale": "city", "place_scale_basis": "stated", "start_year": "2011"})
        made["events"].append({**thing, "notes": text, "start_date": f"200{number}-02-03", "place": place, "website": ADDRESS})
        made["publications"].append(
            {"id": f"thing-{number}", "title": text, "authors": text.replace(";", ","), "publishers": f"thing-{number}", "publisher_names": next(others)}
            | {"url": ADDRESS, "year": "2013", "type": "report", "language": "en", "notes": text, **source}
        )
        made["engagements"].append(
            {"id": f"e-{number}", "role": "funder", "member_organization": f"thing-{number}", "in_initiative": f"thing-{number}", "basis": "stated"}
            | {"amount": "1000", "currency": "USD", "start_year": "2012", "detail": text, **source}
        )
        made["figures"].append({"id": f"figure-{number}", "name": text, "value": "7", "observed_year": "2014", "sources": ADDRESS, "notes": text})
        made["claims"].append({"id": f"claim-{number}", "section": "growth", "text": text, "text_he": next(others)})
        made["identifiers"].append({"organization": f"thing-{number}", "scheme": "wikidata", "value": f"Q{number + 1}", "sources": ADDRESS})
        made["links"].append(
            {"id": f"link-{number}", "subject": f"id/organization/thing-{number}", "predicate": "owl:sameAs", "object": ADDRESS}
            | {"object_label": text, "method": "ManualMappingCuration", "checked_by": text, "confidence": "high", "sources": ADDRESS}
        )
    return made


def is_its_turn(path: str) -> bool:
    """Of the two pages of a thing, one in each language, the one that is looked at: a text is seen in either language, now in one template, then in another.

    The longest name, which is the likeliest to break a layout, is seen in both on all.
    """
    number = re.search(r"(\d+)[^/]*\.html$", path)
    if number is None or int(number[1]) == HOSTILE.index(LONG) or not path.startswith(("en/", "he/")):
        return True
    return (zlib.crc32(kind(path).encode()) + int(number[1])) % 2 == path.startswith("he/")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("hostile")
    hostile = json.dumps("Atlas " + MARKUP, ensure_ascii=False)
    project = make(folder / "atlas", tables(), texts={'en = "Collective Impact Atlas"': f"en = {hostile}", 'en = "The ciatlas founders"': f"en = {hostile}"})
    command = [sys.executable, "-c", UNCHECKED, "build", "--project", project, "--out", folder / "dist"]
    result = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert result.returncode == 0, result.stderr
    with serving(folder / "dist" / "site") as site:
        yield site


@pytest.fixture(scope="module")
def all_pages(site: Site) -> Crawl:
    return crawl(site.folder)


def shown(text: str) -> str:
    """A text as a page shows it: what nobody sees is aside, and any space is one."""
    return " ".join("".join(character for character in text if character.isprintable() or character.isspace()).split())


def test_names_are_text_and_nothing_else(all_pages: Crawl):
    all_pages.nothing_is_inline()
    all_pages.ids_are_unique()
    all_pages.links_hold()


@pytest.mark.parametrize("language", ["en", "he"])
@pytest.mark.parametrize("name", LISTED)
def test_headings_tell_the_whole_name(site: Site, language: str, name: str):
    for number, text in enumerate(HOSTILE):
        root = tree(site.folder / language / name / f"thing-{number}.html")
        heading = shown("".join(root.find(".//h1").itertext()))
        # An organisation has another hostile name in Hebrew.
        if name != "organization" or language == "en":
            assert shown(text) in heading or text in (CONTROL, NOTHING), (number, heading)
        assert heading, number


def test_data_for_scripts_can_be_read_and_has_the_names(site: Site):
    data = json.loads((site.folder / "en" / "atlas.json").read_text(encoding="utf-8"))
    for listed in LISTED.values():
        names = {record["id"]: shown(record["name"]) for record in data[listed]}
        assert [names[f"thing-{number}"] for number in range(6)] == [shown(text) for text in HOSTILE[:6]]
    json.loads((site.folder / "network.json").read_text(encoding="utf-8"))


def test_structured_data_has_the_names(all_pages: Crawl):
    def named(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in ("name", "@value") and isinstance(inner, str):
                    yield shown(inner)
                yield from named(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from named(inner)

    for number, text in enumerate(HOSTILE[:6]):
        page = all_pages.pages[f"en/organization/thing-{number}.html"]
        assert shown(text) in {name for described in page.described for name in named(json.loads(described))}


def test_html_stays_valid(site: Site, all_pages: Crawl):
    chosen = [path for path in all_pages.pages if kind(path) in (*LISTED.values(), "index") or ("/thing-" in path or kind(path) == "year") and is_its_turn(path)]
    assert len(chosen) > 60
    assert complaints(site, chosen) == []


def test_no_name_breaks_a_page_on_a_phone(new_page: Callable[..., Page], all_pages: Crawl, language: str):
    page = new_page(language=language, screen="phone")
    tools = {"index", "map", "network", "sparql", *LISTED.values()}
    told = {*LISTED, "figure", "claim", "identifier", "link", "place", "country", "year", "engagement"}
    wide = {}
    chosen = [path for path in all_pages.pages if kind(path) in tools or kind(path) in told and is_its_turn(path)]
    for path in [path for path in chosen if path.startswith(f"{language}/")]:
        if kind(path) in tools:
            settled(page, path)
        else:
            page.goto(path, wait_until="load")
        if found := scrolls_sideways(page):
            wide[path] = found
    assert not wide, "\n".join(f"{path}: {found}" for path, found in wide.items())


def test_the_file_of_a_name_is_below_the_site(site: Site):
    assert {path.name for path in site.folder.parent.iterdir()}.isdisjoint({"passwd", "etc"})
    assert not [path for path in site.folder.rglob("*") if "<" in path.name or '"' in path.name]
