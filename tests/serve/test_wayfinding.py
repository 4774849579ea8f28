"""What leads programs through the site, with the server's own addresses: sitemap, robots.txt, the search's description, the feed."""

from __future__ import annotations

import random
import urllib.robotparser
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urljoin

import pytest
from built_site import built
from lxml import etree
from serving import Server, ask, serving

SCHEMAS = Path(__file__).parent.parent / "schemas"
ROOT = "https://atlas.example/below/"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The atlas behind a proxy, which the world knows under another name."""
    with serving(built(tmp_path_factory), tmp_path_factory.mktemp("elsewhere"), environment={"CIATLAS_SERVE_ROOT": ROOT}) as running:
        yield running


def valid(server: Server, path: str, schema: str, type: str) -> etree._Element:
    answer = ask(server, path)
    assert (answer.status, answer.headers["content-type"]) == (200, type)
    root = etree.fromstring(answer.body)
    etree.RelaxNG(file=str(SCHEMAS / f"{schema}.rng")).assertValid(root)
    return root


def test_the_sitemap_leads_to_pages_that_are_there(server: Server):
    index = valid(server, "/sitemap.xml", "sitemap", "application/xml")
    parts = [one.text for one in index.iter("{*}loc")]
    assert parts and all(part.startswith(server.url) for part in parts)
    addresses = [one.text for part in parts for one in valid(server, "/" + part.removeprefix(server.url), "sitemap", "application/xml").iter("{*}loc")]
    assert len(addresses) == len(set(addresses)) > 1000 and all(address.startswith(server.url) for address in addresses)
    for address in random.Random(3).sample(addresses, 20):
        assert ask(server, "/" + address.removeprefix(server.url)).status == 200
    assert not any(address.endswith("/search.html") for address in addresses)
    assert ask(server, f"/sitemap-{len(parts) + 1}.xml").status == 404


def test_behind_a_proxy_all_addresses_are_the_public_ones(elsewhere: Server):
    for path, schema, type in (("/sitemap.xml", "sitemap", "application/xml"), ("/opensearch.xml", "opensearch", "application/opensearchdescription+xml")):
        valid(elsewhere, path, schema, type)
        text = ask(elsewhere, path).text
        assert ROOT in text and "127.0.0.1" not in text
    robots = ask(elsewhere, "/robots.txt").text
    assert f"Sitemap: {ROOT}sitemap.xml" in robots and "Disallow: /below/sparql" in robots


def test_robots_do_not_read_what_has_no_end(server: Server):
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(ask(server, "/robots.txt").text.splitlines())
    assert robots.site_maps() == [f"{server.url}sitemap.xml"]
    for path, may in (("", True), ("doc/organization/fsg.ttl", True), ("search?q=x", False), ("sparql", False), ("reconcile?queries={}", False)):
        assert robots.can_fetch("Anybody", server.url + path) is may


@pytest.mark.parametrize("language", ["en", "he"])
def test_what_the_search_s_description_promises_is_kept(server: Server, language: str):
    for path in (f"/{language}/opensearch.xml", f"/opensearch.xml?lang={language}"):
        description = valid(server, path, "opensearch", "application/opensearchdescription+xml")
    for url in description.iter("{*}Url"):
        template = url.get("template").replace("{searchTerms}", quote("פורום")).replace("{startPage?}", "")
        answer = ask(server, "/" + template.removeprefix(server.url))
        assert answer.status == 200 and answer.headers["content-type"].partition(";")[0] == url.get("type"), template
        assert answer.headers["content-language"] == language


def test_the_search_s_description_in_the_reader_s_language(server: Server):
    answer = ask(server, "/opensearch.xml", Accept_Language="he")
    assert answer.headers["content-language"] == "he" and answer.headers["vary"].startswith("Accept-Language")
    assert ask(server, "/opensearch.xml?lang=xx").status == 400
    assert ask(server, "/search?q=fsg&lang=he", Accept="text/html").headers["link"].endswith(f'<{server.url}he/opensearch.xml>; rel="search"; type="application/opensearchdescription+xml"')


@pytest.mark.parametrize("path", ["/changes.atom", "/en/changes.atom", "/he/changes.atom"])
def test_the_feed(server: Server, path: str):
    feed = valid(server, path, "atom", "application/atom+xml")
    base = urljoin(urljoin(server.url, path), feed.get("{http://www.w3.org/XML/1998/namespace}base"))
    for link in feed.findall("{*}link"):
        if link.get("rel") != "license":
            assert ask(server, "/" + urljoin(base, link.get("href")).removeprefix(server.url)).status == 200


@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-1.xml", "/robots.txt", "/opensearch.xml"])
def test_nothing_is_sent_twice(server: Server, path: str):
    answer = ask(server, path)
    assert ask(server, path, If_None_Match=answer.headers["etag"]).status == 304
    packed = ask(server, path, Accept_Encoding="gzip")
    assert packed.status == 200 and len(packed.body) <= len(answer.body)
    assert ask(server, path, "HEAD").body == b"" and ask(server, path, "POST", "x").status == 405
