"""Things and the documents about them over HTTP: 303, every form by negotiation and by its ending, links, what is gone, moved or unknown."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from built_site import built
from pyoxigraph import NamedNode, parse
from rdflib import Graph, URIRef
from serving import Answer, Server, ask, serving
from small_release import Small

BASE = "https://w3id.org/ciatlas/"
THING, CONCEPT = "organization/fsg", "scheme/domain/education"
TYPES = {
    "html": "text/html",
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}
FORMATS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory) / "site"


def links(answer: Answer) -> list[tuple[str, str, str]]:
    """The Link header: target, relation, type."""
    return re.findall(r'<([^>]*)>; rel="([^"]*)"(?:; type="([^"]*)")?', answer.headers["link"])


def words(header: str) -> set[str]:
    return {word.strip().lower() for word in header.split(",")}


@pytest.mark.parametrize("thing", [f"id/{THING}", CONCEPT])
@pytest.mark.parametrize("form", TYPES)
def test_a_thing_answers_303_with_the_form_that_is_wanted(server: Server, thing: str, form: str):
    answer = ask(server, f"/{thing}", Accept=TYPES[form])
    assert (answer.status, answer.headers["location"], answer.body) == (303, f"/doc/{thing.removeprefix('id/')}.{form}", b"")
    assert words(answer.headers["vary"]) == {"accept"}
    assert ask(server, answer.headers["location"]).headers["content-type"].partition(";")[0] == TYPES[form]


@pytest.mark.parametrize("name", [THING, CONCEPT])
@pytest.mark.parametrize("form", FORMATS)
def test_a_document_is_the_file_of_the_release_by_ending_and_by_negotiation(server: Server, site: Path, name: str, form: str):
    content = (site / "doc" / f"{name}.{form}").read_bytes()
    by_ending = ask(server, f"/doc/{name}.{form}")
    negotiated = ask(server, f"/doc/{name}", Accept=f"{TYPES[form]}, text/html;q=0.5")
    for answer in (by_ending, negotiated):
        assert (answer.status, answer.body) == (200, content)
        assert answer.headers["content-type"].partition(";")[0] == TYPES[form]
        assert answer.headers["content-length"] == str(len(content))
    assert by_ending.headers["etag"] == negotiated.headers["etag"]
    assert "content-location" not in by_ending.headers and negotiated.headers["content-location"] == f"/doc/{name}.{form}"
    assert words(by_ending.headers["vary"]) == {"accept-encoding"} and words(negotiated.headers["vary"]) == {"accept", "accept-encoding"}
    graph = Graph().parse(data=by_ending.body, format=FORMATS[form])
    assert (URIRef(BASE + (name if name == CONCEPT else f"id/{name}")), None, None) in graph


@pytest.mark.parametrize("name", [THING, CONCEPT])
@pytest.mark.parametrize(("wanted", "language"), [("he-IL,he;q=0.9,en;q=0.5", "he"), ("en", "en"), ("fr", "en"), (None, "en")])
def test_the_page_is_that_of_the_readers_language(server: Server, site: Path, name: str, wanted: str | None, language: str):
    content = (site / language / f"{name}.html").read_bytes()
    headers = {"Accept_Language": wanted} if wanted else {}
    for path in (f"/doc/{name}", f"/doc/{name}.html"):
        answer = ask(server, path, Accept=BROWSER, **headers)
        assert (answer.status, answer.body) == (200, content)
        assert answer.headers["content-language"] == language and answer.headers["content-location"] == f"/{language}/{name}.html"
        assert {"accept-language", "accept-encoding"} <= words(answer.headers["vary"]) and ("accept" in words(answer.headers["vary"])) == (path == f"/doc/{name}")
    assert ask(server, f"/{language}/{name}.html").body == content


def test_a_page_that_is_less_deep_than_its_document_is_led_to(server: Server):
    answer = ask(server, "/doc/scheme/domain.html", Accept_Language="he")
    assert (answer.status, answer.headers["location"]) == (303, "/he/scheme/domain/index.html")
    assert ask(server, answer.headers["location"]).status == 200


def test_none_of_what_there_is_may_be_acceptable(server: Server):
    for path in (f"/id/{THING}", f"/doc/{THING}"):
        answer = ask(server, path, Accept="image/png, application/pdf;q=0.5")
        told = json.loads(answer.body)
        assert (answer.status, answer.headers["content-type"]) == (406, "application/problem+json") and told["status"] == 406
        assert {one["type"]: one["href"] for one in told["available"]} == {TYPES[form]: f"/doc/{THING}.{form}" for form in TYPES}
        assert "image/png" in told["detail"] and "Accept" in answer.headers["vary"]


def test_links_tell_what_a_document_is_of(server: Server):
    iri = f"{BASE}id/{THING}"
    found = links(ask(server, f"/doc/{THING}.ttl"))
    assert (iri, "cite-as", "") in found and (iri, "describes", "") in found and (f"/doc/{THING}.ttl", "canonical", "") in found
    assert {(target, type) for target, rel, type in found if rel == "alternate"} == {(f"/doc/{THING}.{form}", TYPES[form]) for form in TYPES if form != "ttl"}
    relations = {rel: target for target, rel, _type in found}
    assert relations["license"] == "https://creativecommons.org/licenses/by/4.0/" and relations["collection"] == f"{BASE}data/2015"
    assert relations["type"] == "http://www.w3.org/ns/org#Organization" and relations["http://www.w3.org/ns/ldp#inbox"] == "/inbox"
    assert ("/openapi.json", "service-desc", "application/json") in found
    assert relations["describedby"] == "/shapes.ttl" and relations["author"].startswith(BASE)


def test_links_of_a_page_are_those_of_its_document(server: Server):
    negotiated = links(ask(server, f"/doc/{THING}", Accept=BROWSER, Accept_Language="he"))
    assert negotiated == links(ask(server, f"/he/{THING}.html"))
    assert (f"/he/{THING}.html", "canonical", "") in negotiated and ("https://schema.org/AboutPage", "type", "") in negotiated
    assert {type for _target, rel, type in negotiated if rel == "describedby"} == {TYPES[form] for form in FORMATS}
    assert any(rel == "http://www.w3.org/ns/ldp#inbox" for _target, rel, _type in links(ask(server, "/he/index.html")))


def test_a_name_with_a_mistake_is_answered_with_what_was_meant(server: Server):
    for path, meant in ((f"/id/{THING}g", f"id/{THING}"), ("/doc/organization/fgs.ttl", f"id/{THING}"), ("/scheme/domain/educatoin", CONCEPT)):
        answer = ask(server, path, Accept="text/turtle")
        told = json.loads(answer.body)
        assert answer.status == 404 and BASE + meant in told["nearest"] and "did you mean" in told["detail"]
    answer = ask(server, "/id/organization/qqqqqqqqqqqqq", Accept="*/*")
    assert answer.status == 404 and "nearest" not in json.loads(answer.body)


def test_people_get_the_sites_page_for_lost_addresses(server: Server, site: Path):
    for path in ("/id/organization/nobody", "/doc/organization/nobody.html", "/nothing/here", "/en/nothing.html"):
        answer = ask(server, path, Accept=BROWSER, Accept_Language="he")
        assert (answer.status, answer.body) == (404, (site / "404.html").read_bytes())
        assert answer.headers["content-type"].startswith("text/html") and "etag" not in answer.headers


@pytest.mark.parametrize(
    ("path", "accept", "target"),
    [
        ("/ns", "text/turtle", "/ci.ttl"),
        ("/ns", "application/ld+json", "/ci.jsonld"),
        ("/ns", "application/rdf+xml", "/ci.rdf"),
        ("/ns", "application/n-triples", "/ci.nt"),
        ("/ns", BROWSER, "/he/ns.html"),
        ("/ns.html", "*/*", "/he/ns.html"),
        ("/ns.ttl", "*/*", "/ci.ttl"),
        ("/ns.rdf", "*/*", "/ci.rdf"),
        ("/scheme", "text/turtle", "/schemes.ttl"),
        ("/scheme/", "text/turtle", "/schemes.ttl"),
        ("/scheme", BROWSER, "/he/scheme/index.html"),
        ("/scheme/domain", "text/turtle", "/doc/scheme/domain.ttl"),
        ("/alignments", "*/*", "/alignments.ttl"),
        ("/catalog", "application/json", "/catalog.jsonld"),
        ("/catalog", BROWSER, "/he/downloads.html"),
        ("/data", "text/turtle", "/catalog.ttl"),
        ("/data/2015", "text/turtle", "/catalog.ttl"),
        ("/data/2015", "application/trig", "/forms/ciatlas-2015.trig"),
        ("/data/2015", "application/n-quads;q=0.9, image/png", "/forms/ciatlas-2015.nq.gz"),
        ("/data/2015.trig", "*/*", "/forms/ciatlas-2015.trig"),
        ("/data/2015/asserted", BROWSER, "/ciatlas-2015.ttl"),
        ("/data/2015/asserted", "application/n-triples", "/ciatlas-2015.nt.gz"),
        ("/data/2015/derived", "application/rdf+xml", "/ciatlas-2015-derived.rdf"),
        ("/data/2015/measured.nt", "*/*", "/ciatlas-2015-measured.nt"),
        ("/data/2015/provenance", "application/ld+json", "/ciatlas-2015-provenance.jsonld"),
        ("/.well-known/void", "text/turtle", "/void.ttl"),
        ("/.well-known/void", "application/rdf+xml", "/void.rdf"),
        ("/void", "text/turtle", "/void.ttl"),
        ("/shapes", BROWSER, "/shapes.ttl"),
        ("/ns/0.1.0", "application/ld+json", "/ci.jsonld"),
        ("/ns/0.1.0", "text/html", "/he/ns.html"),
        ("/data/2015/organizations", "text/turtle", "/catalog.ttl"),
        ("/data/2015/organizations", "text/html", "/he/downloads.html"),
        ("/data/2015/void/class/adms-Identifier", "text/turtle", "/void.ttl"),
        ("/data/2015/quality/check/first", "text/turtle", "/ciatlas-2015-quality.ttl"),
        ("/data/2015/quality/check/first/1", "application/ld+json", "/ciatlas-2015-quality.jsonld"),
        ("/data/2015/quality/check/first/1", BROWSER, "/he/quality.html"),
        ("/quality/two-sources", "application/n-triples", "/ciatlas-2015-quality.nt"),
        ("/id/claim-review/usa-leads", "text/turtle", "/ciatlas-2015-measured.ttl"),
        ("/id/claim-review/usa-leads", BROWSER, "/he/report/index.html"),
        ("/query/examples/01-first-steps", BROWSER, "/he/sparql.html"),
        ("/query/rules/10-superclasses", "application/rdf+xml", "/ciatlas-2015-provenance.rdf"),
    ],
)
def test_the_other_names_of_the_atlas_lead_to_what_describes_them(server: Server, path: str, accept: str, target: str):
    answer = ask(server, path, Accept=accept, Accept_Language="he")
    assert (answer.status, answer.headers["location"]) == (303, target)
    found = ask(server, target)
    assert found.status == 200 and found.body


def test_whatever_a_file_of_the_release_tells_of_is_led_to_it(server: Server, site: Path):
    told: dict[str, set[str]] = {}
    for file in site.glob("*.ttl"):
        for quad in parse(path=file):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(BASE):
                told.setdefault(quad.subject.value.removeprefix(BASE).partition("#")[0], set()).add(f"/{file.name}")
    documents = {path.relative_to(site / "doc").with_suffix("").as_posix() for path in site.glob("doc/**/*.ttl")}
    others = sorted(path for path in told if path and path.removeprefix("id/") not in documents and not (site / path).is_file())
    assert len(others) > 1_500
    answers = {path: ask(server, f"/{path}", "HEAD", Accept="text/turtle") for path in others}
    assert {path: answer.status for path, answer in answers.items() if answer.status != 303} == {}
    astray = {path: answer.headers["location"] for path, answer in answers.items() if answer.headers["location"] not in told[path]}
    # The names of graphs lead to what is in them.
    assert sorted(astray) == ["data/2015/asserted", "data/2015/derived", "data/2015/provenance", "scheme"]


def test_what_no_file_tells_of_is_not_found_beside_what_one_does(server: Server):
    for path in ("data/2015/quality/check/nothing", "data/2015/void/", "id/claim-review/nothing", "id/claim-review/", "quality/nothing", "query/examples/", "query/nothing/x"):
        assert ask(server, f"/{path}", Accept="text/turtle").status == 404, path


def test_the_results_that_a_review_names_are_those_of_the_newest_edition(server: Server, site: Path):
    reviewed = [quad.object.value for quad in parse(path=site / "ciatlas-2015-measured.ttl") if "/insights/" in str(quad.object)]
    assert reviewed
    for iri in reviewed:
        answer = ask(server, f"/{iri.removeprefix(BASE)}")
        assert (answer.status, answer.headers["location"]) == (302, f"/insights/{iri.rpartition('/')[2]}")
        assert (site / answer.headers["location"][1:]).is_file()
    assert ask(server, "/data/2015/insights/nothing.csv").status == 404


@pytest.mark.parametrize("stem", ["ci", "schemes", "catalog", "void", "ciatlas-2015-measured", "ciatlas-2015-quality", "queries"])
def test_forms_that_the_release_has_no_file_for_say_the_same(server: Server, site: Path, stem: str):
    turtle = Graph().parse(site / f"{stem}.ttl")
    for form in ("rdf", "nt", "jsonld"):
        answer = ask(server, f"/{stem}.{form}")
        assert answer.status == 200 and answer.headers["content-type"].partition(";")[0] == TYPES[form]
        if form == "nt":
            assert len(Graph().parse(data=answer.body, format="nt")) == len(turtle)


def test_a_path_may_be_written_in_several_ways(server: Server):
    for path in ("/id/organization/%66sg", "/%69d/organization/fsg", "/id%2Forganization/fsg"):
        location = ask(server, path, Accept="text/turtle").headers["location"]
        assert location in (f"/doc/{THING}.ttl", "/doc/organization/%66sg.ttl") and ask(server, location).status == 200
    for path in ("/%64oc/organization/fsg", "/doc/organization%2Ffsg"):
        location = ask(server, path, Accept="text/turtle").headers["content-location"]
        assert ask(server, location).status == 200


def test_what_was_asked_goes_along_to_a_page_and_cannot_break_the_header(server: Server):
    assert ask(server, "/ns?a=b&c", Accept=BROWSER).headers["location"] == "/en/ns.html?a=b&c"
    assert ask(server, f"/id/{THING}?a=b", Accept="text/turtle").headers["location"] == f"/doc/{THING}.ttl"
    assert ask(server, "/ns?%0d%0aSet-Cookie:a", Accept=BROWSER).headers["location"].endswith("?%0d%0aSet-Cookie:a")


def test_only_what_is_read_is_answered(server: Server):
    answer = ask(server, f"/doc/{THING}", "DELETE")
    assert answer.status == 405 and words(answer.headers["allow"]) >= {"get", "head", "options"} and json.loads(answer.body)["status"] == 405
    answer = ask(server, f"/id/{THING}", "OPTIONS", Origin="https://a.example", Access_Control_Request_Method="GET")
    assert answer.status == 204 and "GET" in answer.headers["allow"] and answer.headers["access-control-allow-origin"] == "*"
    for path in (f"/id/{THING}", f"/doc/{THING}.ttl", "/ns", "/nothing"):
        get, head = ask(server, path, Accept="text/turtle"), ask(server, path, "HEAD", Accept="text/turtle")
        assert (head.status, head.body) == (get.status, b"")
        assert {name: value for name, value in head.headers.items() if name != "date"} == {name: value for name, value in get.headers.items() if name != "date"}


@pytest.fixture(scope="module")
def with_retired(built_small: Small, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An atlas below a path, with one merged and one retired thing, and one whose name ends as a form does."""
    small = built_small.copy(tmp_path_factory.mktemp("retired") / "atlas")
    (small.project / "data" / "retired.csv").write_text(
        "path,replaced_by,reason,reason_he,date\n"
        "id/organization/gone,,Closed before it began,נסגר לפני שהתחיל,2026-01-01\n"
        "id/organization/old,id/organization/one,The same,אותו ארגון,2026-01-01\n",
        encoding="utf-8",
    )
    for form in FORMATS:
        shutil.copy(small.release / "site" / "doc" / "organization" / f"one.{form}", small.release / "site" / "doc" / "organization" / f"two.nt.{form}")
    with serving(small.release, tmp_path_factory.mktemp("serve"), "--prefix", "/atlas", project=small.project, root="atlas/") as running:
        yield running


def test_what_was_retired_or_merged_says_so(with_retired: Server):
    for path in ("id/organization/gone", "doc/organization/gone", "doc/organization/gone.ttl"):
        answer = ask(with_retired, f"/atlas/{path}", Accept="application/problem+json")
        told = json.loads(answer.body)
        assert answer.status == 410 and told["reasons"] == {"en": "Closed before it began", "he": "נסגר לפני שהתחיל"} and told["retired"] == "2026-01-01"
    for accept in (BROWSER, "text/turtle"):
        assert ask(with_retired, "/atlas/id/organization/gone", Accept=accept).status == 410
    for path, target in (("id/organization/old", "id/organization/one"), ("doc/organization/old", "doc/organization/one"), ("doc/organization/old.nt", "doc/organization/one.nt")):
        answer = ask(with_retired, f"/atlas/{path}", Accept="text/turtle")
        assert (answer.status, answer.headers["location"]) == (301, f"/atlas/{target}")


def test_below_a_path_everything_leads_to_below_it(with_retired: Server):
    answer = ask(with_retired, "/atlas/id/organization/one", Accept="text/turtle")
    assert (answer.status, answer.headers["location"]) == (303, "/atlas/doc/organization/one.ttl")
    document = ask(with_retired, "/atlas/doc/organization/one", Accept="text/turtle")
    assert document.headers["content-location"] == "/atlas/doc/organization/one.ttl"
    assert all(target.startswith(("/atlas/", "http")) for target, _rel, _type in links(document))
    assert ask(with_retired, "/atlas/en").headers["location"] == "/atlas/en/"


def test_a_name_may_end_as_a_form_does(with_retired: Server):
    answer = ask(with_retired, "/atlas/id/organization/two.nt", Accept="text/turtle")
    assert answer.headers["location"] == "/atlas/doc/organization/two.nt.ttl"
    by_ending = ask(with_retired, answer.headers["location"])
    negotiated = ask(with_retired, "/atlas/doc/organization/two.nt", Accept="text/turtle")
    assert by_ending.status == negotiated.status == 200 and by_ending.body == negotiated.body
