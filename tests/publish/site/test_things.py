"""The pages of things: what they say, how it is known, in both languages; what they say to machines; where a fault is to be mended."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from built_site import SITE, built
from lxml import html
from markupsafe import escape
from pyoxigraph import Literal

from ciatlas import messages
from ciatlas.edition import fill
from ciatlas.project import read
from ciatlas.publish.site import check_pages, leads, things
from ciatlas.publish.site.anchors import Anchors, is_web, readable
from ciatlas.publish.site.atlas import Atlas, Text, prepare
from ciatlas.publish.site.engagement_messages import IN, OUT, WHOLE, sentences
from ciatlas.publish.site.engagement_sentences import Sentences
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.site.table_rows import rows
from small_atlas import SOURCE, make

STORY = {"sections": []}
SEED = 5

Written = Callable[[str], html.HtmlElement]


def pages(atlas: Atlas, language: str, folder: Path) -> Written:
    frame = Frame(atlas, language, folder)
    things.write(frame, STORY)
    return lambda path: html.fromstring((folder / language / path).read_text(encoding="utf-8"))


@pytest.fixture(scope="module", params=["en", "he"])
def language(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def page(language: str, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Of the real site."""
    site = built(tmp_path_factory) / SITE
    return lambda path: html.fromstring((site / language / path).read_text(encoding="utf-8"))


def facts(page: html.HtmlElement) -> dict[str, str]:
    return {row.findtext("dt"): " ".join(row.find("dd").text_content().split()) for row in page.xpath("//dl[@class='facts']/div")}


def prepared(project: Path) -> Atlas:
    """The atlas of a project made for a test."""
    known = read(project)
    store, group = fill(known, known.editions[-1], project / "store", lambda _step: None)
    return prepare(known, known.editions[-1], store, group)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """Engagements in all parts whose years and sums are known in all ways, and identifiers that no file should be called."""
    places = {"years": ("", ""), "one": ("2011", "2011"), "from": ("2011", ""), "to": ("", "2014"), "both": ("2011", "2014")}
    parts = ("adviser", "affiliate", "backbone", "founder", "funder", "member", "partner")
    engagements = [
        {"id": f"a--{part}--{name}", "role": part, "member_organization": "giver", "in_initiative": "effort", "start_year": start, "end_year": end}
        | {"basis": "stated", **SOURCE, **({"amount": "250000", "currency": "USD", "purpose": "backbone", "purpose_basis": "inferred"} if part == "funder" else {})}
        for part in parts
        for name, (start, end) in places.items()
    ]
    tables = {
        "organizations": [{"id": "giver", "name": "Giver", "name_he": "הנותן", "country": "US", "roles": "funding", "website": "https://giver.example/?a=1&b=2", **SOURCE}],
        "initiatives": [{"id": "effort", "name": "The <b>Effort</b>", "country": "US", "description": 'It "works" & more', **SOURCE}],
        "engagements": engagements,
        "identifiers": [{"organization": "giver", "scheme": "wikidata", "value": value, "sources": SOURCE["sources"]} for value in ("№ 5", "a?b#c", "x%2Fy", "שם")],
    }
    return prepared(make(tmp_path_factory.mktemp("small") / "atlas", tables))


def test_every_thing_and_concept_has_a_page_with_its_heading(atlas: Atlas, page: Written):
    for iri in random.Random(SEED).sample([*atlas.reading.things, *atlas.reading.concepts], 300):
        path = atlas.path(iri)
        if path is not None and iri not in atlas.schemes:
            found = page(unquote(path))
            assert len(found.xpath("//h1")) == 1 and found.xpath("string(//h1)").strip(), path
            assert found.xpath("//h2[@id='sources']"), path
            assert iri in found.xpath("//code[@id='iri']/text()")
            sources = [one for one in atlas.iris(iri, "dcterms:source") if is_web(one)]
            assert set(sources) <= set(found.xpath("//ol[@class='sources']//a/@href"))


def test_facts_of_an_initiative(page: Written, language: str):
    found = page("initiative/strive-partnership.html")
    told = facts(found)
    if language == "en":
        assert told["Domain"] == "early childhood, education, youth"
        assert told["Scale of the place"] == "metropolitan area inferred" and told["Place based"] == "Yes"
        assert told["Start year"] == "2006" and told["Confidence"].startswith("high")
    else:
        assert told["תחום עיסוק"] == "הגיל הרך, חינוך, נוער וצעירים"
        assert told["היקף המקום"].endswith("נלמד מן ההקשר") and told["שנת התחלה"] == "2006"
    assert {"../year/2006.html", "../place/us-ohio-cincinnati.html", "../scheme/domain/education.html"} <= set(found.xpath("//dl[@class='facts']//a/@href"))


def test_engagements_are_told_from_the_end_where_the_reader_is(page: Written, language: str):
    whole = page("initiative/strive-partnership.html").xpath("string(//section[@class='engagements'])")
    member = page("organization/greater-cincinnati-foundation.html").xpath("string(//section[@class='engagements'])")
    if language == "en":
        assert "Funded by Greater Cincinnati Foundation" in whole and "Funded StrivePartnership" in member
        assert "What the money pays for: backbone organisation stated" in " ".join(whole.split())
    else:
        assert "מימון מטעם Greater Cincinnati Foundation" in whole and "מימון עבור StrivePartnership" in member


def test_no_engagement_is_lost(atlas: Atlas, page: Written, language: str):
    for iri in random.Random(SEED).sample(atlas.of_kind("organization") + atlas.of_kind("initiative"), 60):
        links = page(unquote(atlas.path(iri) or "")).xpath("//section[@class='engagements']//p[@class='rests']/a[last()]/@href")
        assert sorted(links) == sorted(f"../../{language}/{atlas.path(one)}" for one in atlas.engagements(iri))


@pytest.mark.parametrize("tongue", ["en", "he"])
def test_every_message_of_an_engagement_is_whole(small: Atlas, tongue: str):
    told = Sentences(small, tongue)
    found = {}
    for iri in small.of_kind("engagement"):
        one = told.read(iri)
        assert one is not None
        for end in (OUT, IN, WHOLE):
            text = str(told.sentence(one, end, lambda iri: small.name(iri, tongue).__html__(), escape).striptags())
            assert "{" not in text and "  " not in text
            found[small.id(iri), end] = text
    if tongue == "en":
        assert found["a--funder--both", OUT] == "Funded The <b>Effort</b> from 2011 to 2014, with USD 250,000"
        assert found["a--founder--from", IN] == "Founded by Giver in 2011"
        assert found["a--member--to", WHOLE] == "Giver: member of the initiative The <b>Effort</b> until 2014"
    else:
        assert found["a--funder--both", IN] == "מימון מטעם הנותן משנת 2011 עד שנת 2014, בסכום של 250,000 דולר אמריקאי"
        assert found["a--backbone--one", IN] == "ארגון השדרה: הנותן, בשנת 2011"


def test_messages_have_the_places_of_their_form():
    for tongue in messages.languages():
        with messages.speaking(tongue):
            for end, by_part in sentences().items():
                for key, forms in by_part.items():
                    for number, form in enumerate(forms):
                        once = key in ("founder", "convener")
                        assert ("{start}" in form) == (number in (1, 2, 4)), (tongue, end, key, form)
                        assert ("{end}" in form) == (number in (3, 4)) and "{name}" in form
                        assert ("{amount}" in form) == ("amount" in key) and ("{member}" in form) == (end == WHOLE), (tongue, form)
                        assert not once or number != 2 or form == forms[1]


def test_what_is_no_address_of_the_web_is_no_link(atlas: Atlas, small: Atlas, tmp_path: Path):
    anchors = Anchors(Frame(atlas, "en", tmp_path), 1, ())
    for address in ("javascript:alert(1)", "http://[", "ftp://a.b/c", "data:text/html,<script>"):
        assert not is_web(address)
        for shown in (anchors.elsewhere(address), anchors.host(address), anchors.elsewhere(address, "name")):
            assert "href" not in shown and "<script>" not in shown
    assert is_web("https://a.b/c")
    page = pages(small, "en", tmp_path)
    assert page("organization/giver.html").xpath("//dl[@class='facts']//a[@rel='nofollow noopener']/@href") == ["https://giver.example/?a=1&b=2"]
    assert "<b>" not in html.tostring(page("initiative/effort.html").xpath("//h1")[0], encoding="unicode")


def test_unusual_identifiers_have_pages_that_links_reach(small: Atlas, tmp_path: Path):
    page = pages(small, "en", tmp_path)
    links = page("organization/giver.html").xpath("//dl[@class='pairs']//dd/a/@href")
    assert len(links) == len(small.of_kind("identifier")) >= 3
    for link in links:
        assert (tmp_path / "en" / "organization" / unquote(link)).resolve().is_file(), link


def test_json_ld_says_what_the_graph_says(atlas: Atlas, page: Written):
    for kind in ("organization", "initiative", "event", "publication", "place", "country", "engagement"):
        for iri in random.Random(SEED).sample(atlas.of_kind(kind), 20):
            data = json.loads(page(unquote(atlas.path(iri) or "")).xpath("string(//script[@type='application/ld+json'])"))
            assert data["@context"] == "https://schema.org/" and data["@type"]
            if kind == "engagement":
                role = data.get("member") or data["organizer"]
                assert role["@type"] == "OrganizationRole" and role["@id"] == iri
                assert {data["@id"]} == {*atlas.iris(iri, "org:organization"), *atlas.iris(iri, "ci:event")}
                continue
            assert data["@id"] == iri
            names = data["name"] if isinstance(data["name"], list) else [data["name"]]
            assert {one["@language"]: one["@value"] for one in names} == {tag: " ".join(text.split()) for tag, text in atlas.reading.labels[iri].items()}
            for property, key in (("foaf:homepage", "url"), ("schema:foundingDate", "foundingDate"), ("owl:sameAs", "sameAs"), ("ci:startYear", "foundingDate")):
                said = {one.value for one in atlas.objects(iri, property)}
                shown = data.get(key, [])
                assert said <= set(shown if isinstance(shown, list) else [shown]), (iri, property)


def test_json_ld_cannot_leave_its_element(small: Atlas, tmp_path: Path):
    pages(small, "en", tmp_path)
    text = (tmp_path / "en" / "initiative" / "effort.html").read_text(encoding="utf-8")
    start = text.index('<script type="application/ld+json">') + len('<script type="application/ld+json">')
    inside = text[start : text.index("</script>", start)]
    assert "<" not in inside and json.loads(inside)["name"]["@value"] == "The <b>Effort</b>"


def test_machines_find_the_data(atlas: Atlas, page: Written):
    found = page("organization/fsg.html")
    links = {(link.get("rel"), link.get("type")): link.get("href") for link in found.xpath("//head/link")}
    assert links["cite-as", None] == atlas.project.iri("id/organization/fsg")
    assert links["describedby", "text/turtle"] == links["alternate", "text/turtle"] == "../../doc/organization/fsg.ttl"
    assert links["alternate", "application/ld+json"] == "../../doc/organization/fsg.jsonld"
    assert links["collection", None] == atlas.project.iri(f"data/{atlas.edition.name}")
    assert quote(f"DESCRIBE <{links['cite-as', None]}>") in " ".join(found.xpath("//a/@href"))


def test_rows_are_where_they_are_said_to_be(atlas: Atlas, root: Path):
    tables: dict[str, list[list[str]]] = {}
    chosen = random.Random(SEED).sample(list(atlas.reading.things), 200)
    for iri, places in rows(atlas.project, atlas.edition, atlas.group, chosen).items():
        assert places or atlas.kind(iri) == "scheme", iri
        own = places[0]
        if own.file not in tables:
            with (root / own.file).open(encoding="utf-8", newline="") as file:
                tables[own.file] = list(csv.reader(file))
        # Rows of these tables are lines of one line each, so a spreadsheet's row is the list's place.
        cells = tables[own.file][own.number - 1]
        identity = atlas.id(iri)
        assert identity in cells or atlas.kind(iri) == "identifier" and set(iri.rsplit("/", 2)[1:]) <= set(cells), (iri, own)


def test_holders_of_a_concept_are_those_of_the_graph(atlas: Atlas, page: Written, language: str):
    concept = atlas.project.iri("scheme/domain/education")
    found = page("scheme/domain/education.html")
    for kind in ("organization", "initiative"):
        links = found.xpath(f"//section[h2[@id='{kind}-domain']]//ul[@class='names']//a/@href")
        assert sorted(links) == sorted(f"../../{atlas.path(one)}" for one in atlas.subjects("ci:domain", concept) if atlas.kind(one) == kind)
    assert f"../../../{language}/organizations.html?domain=education" in found.xpath("//a/@href")
    assert [link for link in found.xpath("//a/@href") if link.endswith("map.html?domain=education")]


def test_a_country_counts_what_is_there(atlas: Atlas, page: Written):
    found = page("country/CA.html")
    canada = atlas.project.iri("id/country/CA")
    numbers = [int(text.replace(",", "")) for text in found.xpath("//ul[@class='figures']//strong/text()")]
    assert numbers == [sum(atlas.kind(one) == kind for one in atlas.subjects("ci:country", canada)) for kind in ("organization", "initiative", "event", "place")]


def test_a_thing_tells_what_checks_found_of_its_row(atlas: Atlas, page: Written, language: str):
    found = check_pages.of_things(atlas)
    there = [iri for iri in found if atlas.path(iri)]
    assert len(there) > 500
    for iri in random.Random(SEED).sample(there, 20):
        [told] = page(unquote(str(atlas.path(iri)))).xpath("//section[h2/@id='sources']/p[@class='small']")
        root = "../" * (str(atlas.path(iri)).count("/") + 1)
        expected = [(f"{root}{language}/{check_pages.path(check)}#{check_pages.anchor(one)}", check.date) for check, one in found[iri]]
        assert list(zip(told.xpath("a/@href"), told.xpath(".//time/@datetime"))) == expected
        for link, (check, one) in zip(told.xpath("a"), found[iri]):
            assert link.text_content() == atlas.name(atlas.project.iri(f"scheme/check-verdict/{one.verdict}"), language).text
            assert page(check_pages.path(check)).xpath(f"//li[@id='{check_pages.anchor(one)}']")
    never = next(iri for iri in atlas.reading.things if atlas.kind(iri) == "organization" and iri not in found)
    assert not page(unquote(str(atlas.path(never)))).xpath("//section[h2/@id='sources']/p[@class='small']")


def test_links_between_pages_hold(atlas: Atlas, page: Written, language: str):
    paths = {unquote(path) for iri in (*atlas.reading.things, *atlas.reading.concepts) if (path := atlas.path(iri))}
    for path in ("organization/fsg.html", "country/US.html", "scheme/role/funding.html", "identifier/fundref/100008769.html"):
        depth = path.count("/")
        for link in page(path).xpath("//main//a/@href"):
            kind = link.removeprefix("../" * depth).removeprefix("../").removeprefix(f"{language}/").partition("/")[0]
            if kind in ("organization", "initiative", "engagement", "event", "publication", "place", "country", "identifier"):
                assert unquote(link.removeprefix("../" * depth).removeprefix("../").removeprefix(f"{language}/")) in paths, link


def test_document_pages_lead_to_each_language(atlas: Atlas, tmp_path: Path):
    leads.write(Frame(atlas, "en", tmp_path))
    for path in ("doc/organization/fsg.html", "doc/scheme/domain/education.html", "doc/identifier/fundref/100008769.html", "doc/scheme/domain.html", "ns.html", "scheme.html", "data.html"):
        found = html.fromstring((tmp_path / path).read_text(encoding="utf-8"))
        assert found.xpath("//ul[@data-languages]//a/@hreflang") == ["en", "he"]
        assert found.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert html.fromstring((tmp_path / "doc/organization/fsg.html").read_text(encoding="utf-8")).xpath("//ul//a/@href") == [
        "../../en/organization/fsg.html",
        "../../he/organization/fsg.html",
    ]
    assert 'href="../../en/scheme/domain/index.html"' in (tmp_path / "doc/scheme/domain.html").read_text(encoding="utf-8")


def test_addresses_are_readable():
    assert readable("https://www.fsg.org/blog/a-b/") == ("fsg.org", "/blog/a-b")
    host, path = readable("https://example.org/" + "x" * 300 + "/end")
    assert len(path) < 60 and path.endswith("/end") and "…" in path


def test_years_without_a_page_are_no_links(atlas: Atlas, tmp_path: Path):
    anchors = Anchors(Frame(atlas, "en", tmp_path), 1, {2011})
    assert anchors.year("2011") == '<a href="../year/2011.html">2011</a>' and anchors.year("1850") == "1850"


def test_names_keep_their_direction():
    assert Text("FSG ישראל", "he", "he").__html__() == '<bdi dir="rtl">FSG ישראל</bdi>'
    assert Text("Plan <A>", "en", "he").__html__() == '<bdi lang="en" dir="ltr">Plan &lt;A&gt;</bdi>'


def test_literals_of_all_properties_are_shown_or_told_elsewhere(atlas: Atlas, page: Written, language: str):
    """Nothing that a row says of an initiative is left out of its page."""
    for iri in random.Random(SEED).sample(atlas.of_kind("initiative"), 25):
        text = " ".join(page(unquote(atlas.path(iri) or "")).xpath("string(//article)").split())
        for property in ("dcterms:description", "skos:note", "skos:altLabel", "ci:placeName"):
            for one in atlas.objects(iri, property):
                assert isinstance(one, Literal) and " ".join(one.value.split()) in text, (iri, property)
