"""Suggestions while one types, flyouts, previews: what a client shows of entities, types and properties."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from reconciliation_schemas import ENTITIES, FLYOUT, MANIFEST, PROPERTIES, TYPES, get
from serving import Server, ask, serving
from small_atlas import SOURCE, Row, make

from atlas_files import ciatlas

FORD = "id/organization/ford-foundation"


@pytest.mark.parametrize(
    ("prefix", "first"),
    [("ford", FORD), ("Ford F", FORD), ("anni cas", "id/organization/annie-e-casey-foundation"), ("קרן רש", "id/organization/rashi-foundation"), ("tamarak", "id/organization/tamarack-institute"),
     (FORD, FORD), ("https://w3id.org/ciatlas/" + FORD, FORD), ("organization:ford-foundation", FORD), ("13-1684331", FORD), ("fordfoundation.org", FORD)],
)  # fmt: skip
def test_entities(server: Server, prefix: str, first: str):
    found = get(server, "/suggest/entity", ENTITIES, prefix=prefix)["result"]
    assert found[0]["id"] == first
    assert found[0]["notable"][0] == {"id": "org:Organization", "name": "Organisation"}


def test_the_name_of_each_kind_of_thing_suggests_it(server: Server):
    for name in ("Alignment Nashville", "Boston", "United States", "education", "Youth CI launch", "Signs of Life: Collaborating for Social Impact"):
        found = get(server, "/suggest/entity", ENTITIES, prefix=name)["result"]
        assert name in [one["name"] for one in found[:2]], [one["name"] for one in found]


def test_entities_page_by_page(server: Server):
    pages = [[one["id"] for one in get(server, "/suggest/entity", ENTITIES, prefix="foundation", cursor=str(start))["result"]] for start in (0, 10, 20, 30)]
    assert all(len(page) == 10 for page in pages)
    assert len({id for page in pages for id in page}) == 40
    more = get(server, "/suggest/entity", ENTITIES, prefix="foundation", limit="40")["result"]
    assert [one["id"] for one in more] == [id for page in pages for id in page]
    assert get(server, "/suggest/entity", ENTITIES, prefix="foundation", cursor="100000")["result"] == []


def test_entities_of_a_type(server: Server):
    found = get(server, "/suggest/entity", ENTITIES, prefix="boston", type="ci:Place")["result"]
    assert found[0]["id"] == "id/place/us-massachusetts-boston"
    assert all(one["notable"][0]["id"] == "ci:Place" for one in found)


@pytest.mark.parametrize(
    ("prefix", "first"),
    [("org", "org:Organization"), ("Initiative", "ci:Initiative"), ("ci:Initiative", "ci:Initiative"), ("יוזמה", "ci:Initiative"), ("Organsation", "org:Organization"), ("dom", "scheme:domain"),
     ("http://www.w3.org/ns/org#Organization", "org:Organization")],
)  # fmt: skip
def test_types(server: Server, prefix: str, first: str):
    assert get(server, "/suggest/type", TYPES, prefix=prefix)["result"][0]["id"] == first


@pytest.mark.parametrize(
    ("prefix", "first"),
    [("country", "ci:country"), ("coun", "ci:country"), ("מדינה", "ci:country"), ("ci:country", "ci:country"), ("websit", "foaf:homepage"), ("City", "ci:seat"), ("EIN", "identifier-scheme:ein"),
     ("foundingDate", "schema:foundingDate")],
)  # fmt: skip
def test_properties(server: Server, prefix: str, first: str):
    assert get(server, "/suggest/property", PROPERTIES, prefix=prefix)["result"][0]["id"] == first


@pytest.mark.parametrize("kind", ["entity", "type", "property"])
@pytest.mark.parametrize("prefix", ["", " ", "qzxwvk", "<b>", "\x00", "%", "a" * 5000])
def test_what_suggests_little_harms_nobody(server: Server, kind: str, prefix: str):
    schema = {"entity": ENTITIES, "type": TYPES, "property": PROPERTIES}[kind]
    assert len(get(server, f"/suggest/{kind}", schema, prefix=prefix)["result"]) <= 10


@pytest.mark.parametrize("cursor", ["-1", "x", "1.5", "٣", "99999999999999999999"])
def test_a_cursor_that_is_no_number(server: Server, cursor: str):
    answer = ask(server, f"/reconcile/suggest/entity?prefix=a&cursor={quote(cursor)}")
    assert answer.status == 400
    assert "cursor" in json.loads(answer.body)["detail"]


@pytest.mark.parametrize(("kind", "id", "said"), [("entity", FORD, "Ford Foundation"), ("type", "org:Organization", "ארגון"), ("property", "ci:country", "מדינה")])
def test_flyouts(server: Server, kind: str, id: str, said: str):
    found = get(server, f"/flyout/{kind}", FLYOUT, id=id)
    assert found["id"] == id
    assert said in found["html"]


@pytest.mark.parametrize("path", ["flyout/entity", "flyout/type", "flyout/property", "flyout/other", "suggest/other", "preview", "view", "feature"])
def test_ids_that_are_none(server: Server, path: str):
    answer = ask(server, f"/reconcile/{path}?id=id%2Forganization%2Fnobody")
    assert answer.status == 404
    assert answer.headers["content-type"] == "application/problem+json"
    if not path.startswith("suggest"):
        assert ask(server, f"/reconcile/{path}").status in (400, 404)


def test_a_preview(server: Server):
    manifest = get(server, "", MANIFEST)
    answer = ask(server, "/" + manifest["preview"]["url"].replace("{{id}}", quote("id/organization/rashi-foundation", safe="")).removeprefix(server.url))
    assert answer.status == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="en" dir="ltr">' in answer.text
    assert '<bdi lang="he">קרן רש&#34;י</bdi>' in answer.text
    # Any page may show it; it loads its style and nothing else.
    assert "frame-ancestors *" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    (style,) = re.findall(r'<link rel="stylesheet" href="([^"]+)">', answer.text)
    assert "style=" not in answer.text and "<script" not in answer.text
    assert ask(server, "/" + style.removeprefix(server.url)).headers["content-type"].startswith("text/css")
    hebrew = ask(server, "/reconcile/he/preview?id=id/organization/rashi-foundation")
    assert '<html lang="he" dir="rtl">' in hebrew.text
    assert hebrew.headers["content-language"] == "he"


def test_the_view_of_a_thing_is_the_thing(server: Server):
    answer = ask(server, "/reconcile/view?id=id%2Forganization%2Ffsg")
    assert (answer.status, answer.headers["location"]) == (303, server.url + "id/organization/fsg")


@pytest.mark.parametrize("id", ["name", "type", "key", "ci:country"])
def test_what_a_feature_means(server: Server, id: str):
    assert f">{id}<" in ask(server, f"/reconcile/feature?id={quote(id)}").text


HOSTILE = "<img src=x onerror=alert(1)>\"'&"
NAMED: Row = {"roles": "funding", "org_type": "nonprofit", "org_type_basis": "stated", "country": "US", "term_usage": "yes", **SOURCE}
HOSTILE_ATLAS = {"organizations": [{"id": "hostile", "name": HOSTILE, "description": f"{HOSTILE} said", **NAMED}]}


def test_an_atlas_of_one_language_whose_names_are_hostile(tmp_path: Path):
    project = make(tmp_path / "project", HOSTILE_ATLAS, base="https://other.example/data/", languages=["en"])
    built = ciatlas("build", "--no-report", "--project", project, timeout=300)
    assert built.returncode == 0, built.stderr
    with serving(project / "dist", tmp_path, project=project) as server:
        manifest = get(server, "", MANIFEST)
        assert manifest["identifierSpace"] == "https://other.example/data/"
        assert ask(server, "/reconcile/he").status == 404
        (found, *_others) = get(server, "/suggest/entity", ENTITIES, prefix="img src")["result"]
        assert (found["id"], found["name"]) == ("id/organization/hostile", HOSTILE)
        for path in ("preview", "flyout/entity"):
            text = ask(server, f"/reconcile/{path}?id={quote(found['id'])}").text
            assert "<img" not in text
            assert "&lt;img" in text
