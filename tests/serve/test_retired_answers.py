"""An address that is used no more, over HTTP: what people and programs are told of it, since when, why, and where to go on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
import rdflib
from lxml import html
from serving import Server, ask, serving
from small_release import Small

BASE = "https://w3id.org/ciatlas/"
GONE = rdflib.URIRef(f"{BASE}id/organization/gone")
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
ROWS = (
    "path,replaced_by,reason,reason_he,date\n"
    "id/organization/gone,,Closed before it <began>,נסגר לפני שהתחיל,2026-01-01\n"
    "id/place/nowhere,,No such place,אין מקום כזה,2026-01-02\n"
    "scheme/domain/ended,,In no use,אינו בשימוש,2026-01-03\n"
    "id/organization/old,id/organization/one,The same,אותו ארגון,2026-01-01\n"
)


@pytest.fixture(scope="module")
def retiring(built_small: Small, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An atlas below a path, with a site, some retired things and a merged one."""
    small = built_small.copy(tmp_path_factory.mktemp("retiring") / "atlas")
    (small.project / "data" / "retired.csv").write_text(ROWS, encoding="utf-8")
    with serving(small.release, tmp_path_factory.mktemp("serve"), "--prefix", "/atlas", project=small.project, root="atlas/") as running:
        yield running


def shown(server: Server, path: str, **headers: str) -> html.HtmlElement:
    """The page that a browser gets there, with status 410."""
    answer = ask(server, path, Accept=BROWSER, **headers)
    assert (answer.status, answer.headers["content-type"]) == (410, "text/html; charset=utf-8")
    return html.document_fromstring(answer.body)


def facts(page: html.HtmlElement) -> list[str]:
    return [one.text_content() for one in page.xpath("//main//dd")]


@pytest.mark.parametrize("path", ["id/organization/gone", "doc/organization/gone", "doc/organization/gone.html", "doc/organization/gone.ttl"])
def test_a_reader_is_told_since_when_and_why(retiring: Server, path: str):
    page = shown(retiring, f"/atlas/{path}", Accept_Language="en")
    assert (page.get("lang"), page.get("dir")) == ("en", "ltr")
    assert page.xpath("string(//h1)") == "This address is used no more"
    assert facts(page) == [str(GONE), "1 January 2026", "Closed before it <began>", "Nothing came in its place."]


def test_a_reader_of_hebrew_is_told_in_hebrew(retiring: Server):
    answer = ask(retiring, "/atlas/id/organization/gone", Accept=BROWSER, Accept_Language="he-IL,he;q=0.9,en;q=0.5")
    page = html.document_fromstring(answer.body)
    assert (page.get("lang"), page.get("dir"), answer.headers["content-language"]) == ("he", "rtl", "he")
    assert {"accept", "accept-language"} <= {one.strip().lower() for one in answer.headers["vary"].split(",")}
    assert page.xpath("string(//h1)") == "הכתובת הזאת אינה בשימוש עוד"
    assert facts(page) == [str(GONE), "1 בינואר 2026", "נסגר לפני שהתחיל", "דבר לא בא במקומה."]


@pytest.mark.parametrize(
    ("path", "list"),
    [
        ("id/organization/gone", "organizations.html"),
        ("doc/organization/gone", "organizations.html"),
        ("he/organization/gone.html", "organizations.html"),
        ("id/place/nowhere", "map.html"),
        ("scheme/domain/ended", "scheme/domain/index.html"),
        ("doc/scheme/domain/ended", "scheme/domain/index.html"),
    ],
)
def test_the_page_leads_on_and_each_of_its_links_leads_somewhere(retiring: Server, path: str, list: str):
    page = shown(retiring, f"/atlas/{path}")
    language = page.get("lang")
    here = f"{retiring.url}{path}"
    ways = [urljoin(here, one) for one in page.xpath("//main//a/@href")]
    assert ways == [f"{retiring.url}{language}/search.html", f"{retiring.url}{language}/{list}"]
    own = {urljoin(here, one) for one in page.xpath("//@href | //@src") if not one.startswith("#")}
    for address in sorted(one for one in own if one.startswith(retiring.url)):
        answer = ask(retiring, urlsplit(address).path)
        # The other language's page is of the same address.
        assert answer.status == (410 if address.endswith(("gone.html", "nowhere.html", "ended.html")) else 200), address


def test_the_page_about_it_says_so_in_its_own_language(retiring: Server):
    page = shown(retiring, "/atlas/he/organization/gone.html", Accept_Language="en")
    (other,) = page.xpath("//nav[@class='languages']//a/@href")
    assert page.get("lang") == "he" and urljoin("/atlas/he/organization/gone.html", other) == "/atlas/en/organization/gone.html"
    assert shown(retiring, "/atlas/en/organization/gone.html", Accept_Language="he").get("lang") == "en"
    moved = ask(retiring, "/atlas/he/organization/old.html", Accept=BROWSER)
    assert (moved.status, moved.headers["location"]) == (301, "/atlas/he/organization/one.html")


@pytest.mark.parametrize(
    ("path", "accept", "media"),
    [
        ("id/organization/gone", "text/turtle", "text/turtle"),
        ("id/organization/gone", "application/ld+json", "application/ld+json"),
        ("doc/organization/gone", "application/rdf+xml", "application/rdf+xml"),
        ("doc/organization/gone.nt", "application/n-triples", "application/n-triples"),
        ("doc/organization/gone.ttl", "*/*", "text/turtle"),
    ],
)
def test_programs_of_linked_data_are_told_the_same_in_their_form(retiring: Server, path: str, accept: str, media: str):
    answer = ask(retiring, f"/atlas/{path}", Accept=accept)
    assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (410, media)
    graph = rdflib.Graph().parse(data=answer.body, format={"application/ld+json": "json-ld", "application/n-triples": "nt"}.get(media, media))
    assert set(graph.predicate_objects(GONE)) == {
        (rdflib.OWL.deprecated, rdflib.Literal(True)),
        (rdflib.DCTERMS.modified, rdflib.Literal("2026-01-01", datatype=rdflib.XSD.date)),
        (rdflib.SKOS.changeNote, rdflib.Literal("Closed before it <began>", lang="en")),
        (rdflib.SKOS.changeNote, rdflib.Literal("נסגר לפני שהתחיל", lang="he")),
    }


@pytest.mark.parametrize("headers", [{}, {"Accept": "*/*"}, {"Accept": "application/problem+json"}, {"Accept": "application/json"}, {"Accept": "image/png"}])
def test_other_programs_get_a_problem_that_says_the_same(retiring: Server, headers: dict[str, str]):
    answer = ask(retiring, "/atlas/id/organization/gone", **headers)
    assert (answer.status, answer.headers["content-type"]) == (410, "application/problem+json")
    told = json.loads(answer.body)
    assert told["detail"] == f"{GONE} was retired on 2026-01-01, and nothing came in its place: Closed before it <began>"
    assert (told["address"], told["retired"], told["replaced_by"]) == (str(GONE), "2026-01-01", None)
    assert told["reasons"] == {"en": "Closed before it <began>", "he": "נסגר לפני שהתחיל"}
    assert f'<{BASE}data/retired>; rel="collection"' in answer.headers["link"]


def test_each_form_comes_packed_and_without_its_content(retiring: Server):
    for accept in (BROWSER, "text/turtle", "application/problem+json"):
        get = ask(retiring, "/atlas/id/organization/gone", Accept=accept, Accept_Encoding="br")
        head = ask(retiring, "/atlas/id/organization/gone", "HEAD", Accept=accept, Accept_Encoding="br")
        assert (head.status, head.body) == (410, b"") and head.headers["content-length"] == get.headers["content-length"]
    plain, packed = (ask(retiring, "/atlas/id/organization/gone", Accept=BROWSER, **headers) for headers in ({}, {"Accept_Encoding": "br"}))
    assert packed.headers["content-encoding"] == "br"
    assert brotli.decompress(packed.body) == plain.body and "This address is used no more" in plain.text
