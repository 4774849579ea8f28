"""What leads programs through the site: sitemap, robots.txt, the feed of the editions, the description of the search."""

from __future__ import annotations

import urllib.robotparser
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest
from lxml import etree
from pyoxigraph import RdfFormat, parse
from small_atlas import make

from ciatlas import project as projects
from ciatlas.project import Project
from ciatlas.publish import atom, changes, opensearch, sitemap
from ciatlas.publish.site import wayfinding
from ciatlas.released import Released

SCHEMAS = Path(__file__).parent.parent / "schemas"
SITE = "https://host.example/below/"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"


def valid(schema: str, document: str) -> etree._Element:
    root = etree.fromstring(document.encode())
    etree.RelaxNG(file=str(SCHEMAS / f"{schema}.rng")).assertValid(root)
    return root


@pytest.fixture
def atlas(root: Path) -> Project:
    return projects.read(root)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """An atlas with two editions: the later one has an organisation more, with a name that means mischief."""
    fsg = {"id": "fsg", "name": "FSG", "country": "US", "sources": "https://source.example/", "confidence": "high"}
    mischief = {**fsg, "id": "mischief", "name": "<b>Rock & Roll</b>"}
    folder = make(tmp_path_factory.mktemp("two") / "atlas", {"organizations": [fsg, mischief]})
    later = folder / "data" / "2016"
    (folder / "data" / "2015").rename(later)
    former = make(tmp_path_factory.mktemp("former") / "atlas", {"organizations": [fsg]})
    (former / "data" / "2015").rename(folder / "data" / "2015")
    metadata = later / "csv-metadata.json"
    metadata.write_text(metadata.read_text(encoding="utf-8").replace("data/2015", "data/2016"), encoding="utf-8")
    toml = folder / "atlas.toml"
    edition = '[[edition]]\nname = "2016"\ntables = "data/2016/csv-metadata.json"\nversion = "0.1.0"\ndate = "2016-12-31"\nissued = "2026-12-01"\n'
    titles = '[edition.title]\nen = "The mapping of 2016"\nhe = "המיפוי של 2016"\n\n'
    toml.write_text(toml.read_text(encoding="utf-8").replace("# Short names for", f"{edition}{titles}# Short names for"), encoding="utf-8")
    return projects.read(folder)


@pytest.fixture(scope="module")
def told(two: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[changes.Changes]]:
    """The folder in which the changes of its later edition were told, and what there is."""
    folder = tmp_path_factory.mktemp("told")
    return folder, changes.write(two, folder)


def test_the_sitemap_has_each_page_in_each_language_with_the_others(atlas: Project):
    files = dict(sitemap.files(atlas, SITE, ["index.html", "organization/a%26b.html"]))
    assert list(files) == ["sitemap-1.xml", "sitemap.xml"]
    index = valid("sitemap", files["sitemap.xml"])
    assert index.findtext(f"{MAP}sitemap/{MAP}loc") == f"{SITE}sitemap-1.xml"
    part = valid("sitemap", files["sitemap-1.xml"])
    assert [one.text for one in part.iter(f"{MAP}loc")] == [f"{SITE}{rest}" for rest in ("en/index.html", "he/index.html", "en/organization/a%26b.html", "he/organization/a%26b.html")]
    home, _other, thing, _other = [{link.get("hreflang"): link.get("href") for link in url.iter("{*}link")} for url in part]
    assert home == {"en": f"{SITE}en/index.html", "he": f"{SITE}he/index.html", "x-default": SITE}
    assert thing["x-default"] == thing["en"]
    assert {one.text for one in part.iter(f"{MAP}lastmod")} == {atlas.editions[-1].issued}


def test_a_part_of_the_sitemap_is_not_too_large(atlas: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sitemap, "MOST_ADDRESSES", 5)
    paths = [f"organization/{number}.html" for number in range(8)]
    files = dict(sitemap.files(atlas, SITE, paths))
    counts = [len(valid("sitemap", text)) for name, text in files.items() if name != sitemap.FILE]
    assert counts == [5, 5, 5, 1] and len(valid("sitemap", files[sitemap.FILE])) == 4
    monkeypatch.setattr(sitemap, "MOST_BYTES", 1200)
    parts = [text for name, text in sitemap.files(atlas, SITE, paths) if name != sitemap.FILE]
    assert len(parts) > 4 and all(len(text.encode()) <= 1200 for text in parts)


def test_the_pages_are_those_that_want_to_be_found(atlas: Project, tmp_path: Path):
    for path in ("en/index.html", "en/search.html", "en/organization/שדרה.html", "en/atlas.json", "doc/organization/fsg.html"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    assert sitemap.pages(atlas, tmp_path) == ["index.html", "organization/%D7%A9%D7%93%D7%A8%D7%94.html"]


@pytest.mark.parametrize("prefix", ["", "/below"])
def test_robots_may_read_all_but_what_has_no_end(prefix: str):
    text = sitemap.robots(SITE, prefix)
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(text.splitlines())
    assert robots.site_maps() == [f"{SITE}sitemap.xml"]
    for path, may in (("/", True), ("/en/index.html", True), ("/doc/organization/fsg.ttl", True), ("/search?q=a", False), ("/sparql?query=", False), ("/reconcile", False)):
        assert robots.can_fetch("Anybody", f"https://host.example{prefix}{path}") is may


@pytest.mark.parametrize("language", ["en", "he"])
def test_the_description_of_the_search_is_valid(atlas: Project, language: str):
    answers = {opensearch.SUGGESTIONS: f"search?q={{searchTerms}}&lang={language}&format=suggestions"}
    description = valid("opensearch", opensearch.description(atlas, language, SITE, answers))
    urls = {url.get("type"): (url.get("rel"), url.get("template")) for url in description.iter("{*}Url")}
    assert urls["text/html"] == ("results", f"{SITE}{language}/search.html?q={{searchTerms}}")
    assert urls[opensearch.SUGGESTIONS] == ("suggestions", f"{SITE}search?q={{searchTerms}}&lang={language}&format=suggestions")
    assert urls[opensearch.MEDIA_TYPE] == ("self", f"{SITE}{language}/opensearch.xml")


def test_an_endless_or_hostile_title_stays_a_valid_description(atlas: Project):
    title = {language: "<&\x00]]>" + "very " * 100 for language in atlas.languages}
    hostile = replace(atlas, title=title, description={language: "<" * 3000 for language in atlas.languages})
    valid("opensearch", opensearch.description(hostile, "en", SITE))


def test_the_feed_of_a_single_draft(atlas: Project):
    feed = valid("atom", atom.feed(atlas, "en", "../", {}, []))
    (entry,) = feed.iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}id") == atlas.iri("data/2015")
    assert entry.find(f"{ATOM}category").get("term") == "draft"
    assert entry.findtext(f"{ATOM}updated") == feed.findtext(f"{ATOM}updated") == f"{atlas.editions[-1].issued}T00:00:00Z"
    assert {link.get("hreflang") for link in feed.findall(f"{ATOM}link[@type='{atom.MEDIA_TYPE}']")} == {"en", "he"}


def test_the_id_of_an_entry_stays_when_the_edition_is_released(atlas: Project):
    record = Released("2015", "1.0.0", "2027-01-15", "0.1.0", {}, {}, {})
    draft, final = (valid("atom", atom.feed(atlas, "he", "../", records, [])) for records in ({}, {"2015": record}))
    assert draft.findtext(f"{ATOM}entry/{ATOM}id") == final.findtext(f"{ATOM}entry/{ATOM}id")
    assert final.find(f"{ATOM}entry/{ATOM}category").get("term") == "released"
    assert final.findtext(f"{ATOM}updated") == "2027-01-15T00:00:00Z"
    assert draft.findtext(f"{ATOM}id") == final.findtext(f"{ATOM}id")


@pytest.mark.parametrize("language", ["en", "he"])
def test_the_feed_tells_what_an_edition_changed_and_leads_to_all_of_it(two: Project, told: tuple[Path, list[changes.Changes]], language: str):
    folder, found = told
    feed = valid("atom", atom.feed(two, language, SITE, {}, found))
    later, former = feed.iter(f"{ATOM}entry")
    assert [later.findtext(f"{ATOM}id"), former.findtext(f"{ATOM}id")] == [two.iri("data/2016"), two.iri("data/2015")]
    assert found[0].summary[language] in later.findtext(f"{ATOM}summary") and not former.findall(f"{ATOM}link[@rel='related']")
    links = {link.get("type"): urljoin(feed.get(XML_BASE), link.get("href")) for link in later.findall(f"{ATOM}link[@rel='related']")}
    assert links == {
        "text/html": f"{SITE}changes/2015-2016-{language}.html",
        "text/turtle": f"{SITE}changes/2015-2016.ttl",
        "application/rdf-patch": f"{SITE}changes/2015-2016.rdfp",
    }
    assert all((folder / link.removeprefix(SITE)).is_file() for link in links.values())
    page = (folder / "changes" / f"2015-2016-{language}.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;Rock &amp; Roll&lt;/b&gt;" in page and "<b>Rock" not in page
    assert any("mischief" in str(triple) for triple in parse(path=folder / "changes" / "2015-2016.ttl", format=RdfFormat.TURTLE))


def test_without_an_address_of_the_site_there_is_the_feed_alone(atlas: Project, tmp_path: Path):
    for language in atlas.languages:
        (tmp_path / language).mkdir()
    wayfinding.write(replace(atlas, site=None), tmp_path, [])
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")) == ["changes.atom", "en/changes.atom", "he/changes.atom"]
    feed = etree.parse(tmp_path / "he" / "changes.atom").getroot()
    address = urljoin("https://copy.example/x/he/changes.atom", feed.get(XML_BASE))
    assert urljoin(address, feed.find(f"{ATOM}link[@rel='self']").get("href")) == "https://copy.example/x/he/changes.atom"


def test_with_one_there_is_all(atlas: Project, tmp_path: Path):
    for language in atlas.languages:
        (tmp_path / language).mkdir()
        (tmp_path / language / "index.html").touch()
    wayfinding.write(replace(atlas, site=SITE), tmp_path, [])
    assert (tmp_path / "robots.txt").read_text(encoding="utf-8") == sitemap.robots(SITE, "/below")
    for name, schema in (("sitemap.xml", "sitemap"), ("sitemap-1.xml", "sitemap"), ("opensearch.xml", "opensearch"), ("he/opensearch.xml", "opensearch"), ("changes.atom", "atom")):
        valid(schema, (tmp_path / name).read_text(encoding="utf-8"))
    assert datetime.fromisoformat(etree.parse(tmp_path / "changes.atom").getroot().findtext(f"{ATOM}updated"))
