"""The search: as a page that needs no script, as JSON, as suggestions; in the form and the language that a client likes best."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urljoin

import pytest
from built_site import built
from lxml import html
from serving import Answer, Server, ask, serving
from small_atlas import SOURCE, make
from small_release import Small

from atlas_files import ciatlas

FSG = "https://w3id.org/ciatlas/id/organization/fsg"
HOSTILE = '"><script>alert(1)</script>'


def found(server: Server, query: str, **headers: str) -> dict[str, object]:
    answer = ask(server, f"/search?{query}", Accept="application/json", **headers)
    assert answer.status == 200 and answer.headers["content-type"] == "application/json", answer.text
    return json.loads(answer.body)


def page(answer: Answer) -> html.HtmlElement:
    assert answer.status == 200 and answer.headers["content-type"] == "text/html; charset=utf-8"
    return html.document_fromstring(answer.body.decode())


def links(answer: Answer) -> dict[str, str]:
    parts = [part.split("; ") for part in answer.headers["link"].split(", <")]
    return {rel.removeprefix('rel="').removesuffix('"'): target.strip("<>") for target, rel, *_others in parts}


def test_a_thing_by_its_name(server: Server):
    first = found(server, "q=fsg&lang=en")["results"][0]
    assert first["id"] == FSG and first["kind"] == "organization" and first["country"]["name"] == "United States"
    assert {"consulting"} <= {role["name"] for role in first["roles"]}
    assert ask(server, "/" + first["page"].removeprefix(server.url)).status == 200


@pytest.mark.parametrize("words", ["strivetogether", "strive together", "Strive  Togehter", "STRIVETOGETHER", "strivetog"])
def test_spelling_is_forgiven_and_the_last_word_may_be_begun(server: Server, words: str):
    assert "https://w3id.org/ciatlas/id/organization/strivetogether" in [one["id"] for one in found(server, f"q={quote(words)}")["results"]]


def test_the_other_name_that_matched_is_told(server: Server):
    first = found(server, f"q={quote('אינטל')}&lang=en")["results"][0]
    assert first["id"].endswith("/organization/intel-israel") and first["found"] and first["name"] != first["found"]


@pytest.mark.parametrize(("kind", "word"), [("organization", "fsg"), ("place", "canberra"), ("country", "canada"), ("concept", "backbone"), ("event", "strive"), ("initiative", "strive"), ("publication", "collective impact")])
def test_one_kind_alone(server: Server, kind: str, word: str):
    content = found(server, f"q={quote(word)}&kind={kind}")
    assert content["total"] and {one["kind"] for one in content["results"]} == {kind}


def test_what_a_concept_is_of_is_told(server: Server):
    assert all(one["scheme"]["id"] in one["types"] for one in found(server, "q=backbone&kind=concept")["results"])


def test_all_pages_of_the_results_by_their_links(server: Server):
    address, seen, pages = "/search?q=united&format=json&lang=en", [], 0
    while address:
        answer = ask(server, address)
        content, relations = json.loads(answer.body), links(answer)
        assert content["links"] == relations
        seen += [one["id"] for one in content["results"]]
        pages += 1
        assert ("prev" in relations) is (pages > 1)
        address = "/" + relations["next"].removeprefix(server.url) if "next" in relations else ""
    assert pages == content["pages"] > 1 and len(seen) == len(set(seen)) == content["total"]


def test_the_page_is_the_site_s_own(server: Server):
    shown = page(ask(server, "/search?q=strive", Accept="text/html", Accept_Language="he"))
    assert shown.get("lang") == "he" and shown.get("dir") == "rtl"
    assert shown.xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert "script-src 'self'" in shown.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert shown.xpath("//input[@name='q']/@value") == ["strive"] and shown.xpath("//title")[0].text.startswith("strive – ")
    assert shown.xpath("//nav[contains(@class, 'main')]") and shown.xpath("//footer")
    first = shown.xpath("//ol[@class='search-list']/li[1]")[0]
    assert "strive" in first.xpath("string(.//mark)").lower()
    for address in [*shown.xpath("//link[@rel='stylesheet']/@href"), *shown.xpath("//script/@src"), *first.xpath(".//a/@href"), *shown.xpath("//nav//a/@href")]:
        assert ask(server, urljoin("/search?q=strive", address)).status == 200, address


def test_the_same_page_at_the_address_that_it_has_on_a_host_of_files(server: Server):
    shown = page(ask(server, "/he/search.html?q=strive&kind=initiative&page=1"))
    assert shown.xpath("//option[@selected]/@value") == ["initiative"]
    address = shown.xpath("//ol[@class='search-list']/li[1]//a/@href")[0]
    assert address.startswith("../he/initiative/") and ask(server, urljoin("/he/search.html", address)).status == 200
    assert shown.xpath("//nav[@class='languages']//a/@href") == ["../en/search.html?q=strive&kind=initiative"]
    bare = page(ask(server, "/he/search.html"))
    assert not bare.xpath("//*[@data-served]") and bare.xpath("//noscript")


def test_leafing_needs_no_script(server: Server):
    address, numbers = "/search?q=united&lang=en", []
    while address:
        shown = page(ask(server, address))
        numbers.append(int(shown.xpath("//ol[@class='search-list']/@start")[0]))
        further = shown.xpath("//a[@rel='next']/@href")
        address = urljoin("/search", further[0]) if further else ""
    assert numbers == list(range(1, 20 * len(numbers), 20)) and len(numbers) > 1


def test_who_finds_nothing_is_helped(server: Server):
    shown = page(ask(server, "/search?q=qqxxzz&kind=event&lang=en"))
    assert "qqxxzz" in shown.xpath("string(//strong)") and shown.xpath("//a[contains(., 'everything')]/@href") == ["?q=qqxxzz&lang=en"]
    assert shown.xpath("//nav[@class='search-ways']//a")
    assert found(server, "q=qqxxzz")["results"] == []


@pytest.mark.parametrize("query", ["", "q=", "q=%20%00", "q=-,."])
def test_without_words_nothing_is_found(server: Server, query: str):
    assert found(server, query)["total"] == 0
    assert json.loads(ask(server, f"/search?{query}&format=suggestions").body)[1:] == [[], [], []]
    assert page(ask(server, f"/search?{query}")).xpath("//form[@role='search']")


@pytest.mark.parametrize("query", [f"q={quote(HOSTILE)}", f"q=strive+{quote(HOSTILE)}", "q=%00%1b%e2%80%ae%ff%f0%9f%92%a9", "q=%3C!--/found--%3E&lang=en"])
def test_hostile_words_are_only_words(server: Server, query: str):
    answer = ask(server, f"/search?{query}", Accept="text/html")
    shown = page(answer)
    assert shown.xpath("//script/@src") and not shown.xpath("//script[not(@src)]") and "\x00" not in answer.text and "\u202e" not in shown.xpath("string(//main)")
    assert len(shown.xpath("//div[@id='found']")) == 1 and len(shown.xpath("//footer")) == 1


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An atlas of another community, below a path, in which a name means mischief."""
    folder = tmp_path_factory.mktemp("hostile")
    names = {"id": "mischief", "name": f"Bank {HOSTILE}", "name_he": "בנק <b>", "alt_names": f"Credit {HOSTILE}", "country": "US", "roles": "funding"}
    project = make(folder / "atlas", {"organizations": [{**names, **SOURCE}]}, base="https://data.example/atlas/")
    assert (result := ciatlas("build", "--project", project, "--out", folder / "dist")).returncode == 0, result.stderr
    with serving(folder / "dist", folder, project=project, environment={"CIATLAS_SERVE_PREFIX": "/below/it"}, root="below/it/") as running:
        yield running


def test_hostile_names_and_a_path_of_its_own(hostile: Server):
    for words in ("bank", "credit", "script"):
        answer = ask(hostile, f"/below/it/search?q={words}&lang=en", Accept="text/html")
        shown = page(answer)
        assert not shown.xpath("//script[not(@src)]") and HOSTILE in shown.xpath("string(//ol)")
        address = urljoin("/below/it/search", shown.xpath("//ol//a/@href")[0])
        assert address == "/below/it/en/organization/mischief.html"
    first = json.loads(ask(hostile, "/below/it/search?q=bank&format=json").body)["results"][0]
    assert first["id"] == "https://data.example/atlas/id/organization/mischief"
    assert first["page"] == f"http://127.0.0.1:{hostile.port}/below/it/en/organization/mischief.html"


@pytest.mark.parametrize(
    ("headers", "type", "language"),
    [
        ({}, "text/html; charset=utf-8", "en"),
        ({"Accept": "*/*", "Accept_Language": "he-IL, en;q=0.5"}, "text/html; charset=utf-8", "he"),
        ({"Accept": "application/json;q=0.9, text/html;q=0.1"}, "application/json", "en"),
        ({"Accept": "application/x-suggestions+json"}, "application/x-suggestions+json", "en"),
        ({"Accept": "text/*;q=0.1, application/json;q=0.1", "Accept_Language": "fr"}, "text/html; charset=utf-8", "en"),
    ],
)
def test_form_and_language_are_negotiated(server: Server, headers: dict[str, str], type: str, language: str):
    answer = ask(server, "/search?q=fsg", **headers)
    assert (answer.status, answer.headers["content-type"], answer.headers["content-language"]) == (200, type, language)
    assert {"Accept", "Accept-Language"} <= set(answer.headers["vary"].split(", "))


def test_a_form_that_there_is_not(server: Server):
    answer = ask(server, "/search?q=fsg", Accept="text/turtle")
    assert answer.status == 406 and "format=json" in answer.headers["link"]


def test_suggestions_while_one_types(server: Server):
    answer = ask(server, "/search?q=stri&format=suggestions&lang=en")
    words, names, about, addresses = json.loads(answer.body)
    assert words == "stri" and 0 < len(names) == len(about) == len(addresses) <= 10
    assert all(address.startswith(server.url) for address in addresses) and "StriveTogether" in names


def test_nothing_is_sent_twice(server: Server):
    for query in ("q=fsg&format=json", "q=fsg", ""):
        answer = ask(server, f"/search?{query}")
        again = ask(server, f"/search?{query}", If_None_Match=answer.headers["etag"])
        assert (again.status, again.body) == (304, b"") and again.headers["etag"] == answer.headers["etag"]
        packed = ask(server, f"/search?{query}", Accept_Encoding="br")
        assert packed.headers["etag"] != answer.headers["etag"]
    assert ask(server, "/search?q=fsg", If_Match='"other"').status == 412
    head = ask(server, "/search?q=fsg", "HEAD")
    assert (head.status, head.body) == (200, b"")


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("q=a&page=0", "page is '0'"),
        ("q=a&page=51", "from 1 to 50"),
        ("q=a&page=%D9%A1", "page is"),
        ("q=a&page=1e1", "page is '1e1'"),
        ("q=a&kind=person", "expected one of organization, initiative"),
        ("q=a&lang=xx", "expected one of en, he"),
        ("q=a&format=xml", "expected one of html, json, suggestions"),
        ("q=a&q=b", "q is there 2 times"),
        ("q=a&page=+1", "page is ' 1'"),
        (f"q={'a' * 201}", "expected at most 200"),
    ],
)
def test_what_is_wrong_is_named(server: Server, query: str, told: str):
    answer = ask(server, f"/search?{query}")
    assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")
    assert told in json.loads(answer.body)["detail"]


def test_other_methods_are_refused(server: Server):
    assert ask(server, "/search", "POST", "q=fsg").status == 405
    assert ask(server, "/search", "OPTIONS").headers["allow"] == "GET, HEAD, OPTIONS"


def test_one_client_cannot_ask_all_the_time(built_small: Small, tmp_path: Path):
    few = {"CIATLAS_SERVE_LIMITS_PER_MINUTE": "10"}
    with serving(built_small.release, tmp_path, project=built_small.project, environment=few) as running:
        answers = [ask(running, "/search?q=fsg&format=json") for _ in range(14)]
    assert answers[0].status == 200 and answers[-1].status == 429 and int(answers[-1].headers["retry-after"]) > 0


def test_whatever_is_asked_gets_an_answer(server: Server):
    source = random.Random(11)
    keys = ("q", "kind", "page", "lang", "format", "x", "%71", "")
    pieces = ("fsg", "strive", "%", "%zz", "%00", "%ff", "+", "&", "=", ";", "שדרה", "%F0%9F%92%A9", "organization", "json", "1", "-1", "../", "<!--", "a" * 100, "\u0301", "I", "'", '"')
    for _ in range(250):
        query = "&".join(f"{source.choice(keys)}={''.join(source.choices(pieces, k=source.randint(0, 4)))}" for _ in range(source.randint(0, 5)))
        accept = source.choice(["*/*", "text/html", "application/json", "application/*;q=2", "\xff", ",,;", "a/b"])
        answer = ask(server, "/search?" + quote(query, safe="%&=+;/<!-'\"?"), Accept=accept)
        assert answer.status in (200, 400, 406, 429), (query, answer.status)


def path_of_shell(release: Path) -> Path:
    return release / "site" / "en" / "search.html"


def test_the_shell_has_the_places_that_a_server_fills(tmp_path_factory: pytest.TempPathFactory):
    text = path_of_shell(built(tmp_path_factory)).read_text(encoding="utf-8")
    for place in ("<!--found-->", "<!--/found-->", ' name="q" value=""', "<title>", '<option value="event"'):
        assert text.count(place) == 1, place
