"""The reconciliation service as its specification has it: the manifest, batches by GET and POST, JSONP, what is refused and how."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest
from reconciliation_schemas import FORM, MANIFEST, RESULT, RESULTS, checked, get, match, post
from serving import Server, ask

from atlas_files import ROOT
from ciatlas.project import read


@pytest.mark.parametrize("path", ["/reconcile", "/reconcile/"])
def test_the_manifest(server: Server, path: str):
    manifest = checked(ask(server, path), MANIFEST)
    project = read(ROOT)
    assert manifest["name"] == project.title["en"]
    assert manifest["identifierSpace"] == project.base
    assert [one["id"] for one in manifest["defaultTypes"]][:2] == ["org:Organization", "ci:Initiative"]
    assert {"id": "org:Organization", "name": "Organisation"} in manifest["defaultTypes"][1]["broader"]
    assert manifest["view"]["url"].startswith(server.url)


def test_every_address_in_the_manifest_answers(server: Server):
    manifest = get(server, "", MANIFEST)
    filled = [manifest[key]["url"].replace("{{id}}", id) for key, id in [("view", "id%2Forganization%2Ffsg"), ("feature_view", "name"), ("preview", "id%2Forganization%2Ffsg")]]
    for kind, id in [("entity", "id%2Forganization%2Ffsg"), ("type", "org%3AOrganization"), ("property", "ci%3Acountry")]:
        suggest = manifest["suggest"][kind]
        filled += [suggest["service_url"] + suggest["service_path"] + "?prefix=fsg", suggest["flyout_service_url"] + suggest["flyout_service_path"].replace("${id}", id)]
    propose = manifest["extend"]["propose_properties"]
    filled += [propose["service_url"] + propose["service_path"] + "?type=org:Organization", manifest["documentation"], manifest["logo"]]
    for url in filled:
        answer = ask(server, "/" + url.removeprefix(server.url))
        assert answer.status in (200, 303), (url, answer.text)
        assert answer.headers["access-control-allow-origin"] == "*"


def test_a_service_in_hebrew(server: Server):
    manifest = get(server, "/he", MANIFEST)
    assert manifest["name"] == read(ROOT).title["he"]
    assert manifest["suggest"]["entity"]["service_path"] == "/reconcile/he/suggest/entity"
    (first, *_others) = post(server, RESULTS, path="/reconcile/he", queries={"q": {"query": "Rashi Foundation"}})["q"]["result"]
    assert first["name"] == 'קרן רש"י'
    assert first["type"][0]["name"] == "ארגון"
    # The one service answers in what the client likes best.
    answer = ask(server, "/reconcile?query=Rashi+Foundation", Accept_Language="he-IL,en;q=0.5")
    assert json.loads(answer.body)["result"][0]["name"] == 'קרן רש"י'
    assert "accept-language" in answer.headers["vary"].lower()


def test_a_batch_by_get_and_by_post_is_the_same(server: Server):
    queries = {"q0": {"query": "Ford Fdn", "limit": 3}, "q1": {"query": "קרן רש\"י", "type": "org:Organization"}, "": {"query": "no such name at all qzx"}}
    answer = post(server, RESULTS, queries=queries)
    assert answer == get(server, "", RESULTS, queries=queries) == post(server, RESULTS, path="/reconcile/", queries=queries)
    assert list(answer) == ["q0", "q1", ""]
    assert answer["q0"]["result"][0]["id"] == "id/organization/ford-foundation"
    assert answer["q1"]["result"][0] == {
        "id": "id/organization/rashi-foundation",
        "name": "Rashi Foundation",
        "description": "Israel, 1984",
        "type": [{"id": "org:Organization", "name": "Organisation"}],
        "score": 100.0,
        "match": True,
        "features": [{"id": "name", "value": 1.0}, {"id": "type", "value": 1.0}],
    }


def test_a_query_by_itself(server: Server):
    as_json = get(server, "", RESULT, query={"query": "fsg", "limit": 1})
    assert as_json == get(server, "", RESULT, query="fsg", limit="1") == post(server, RESULT, query={"query": "fsg", "limit": 1})
    assert as_json["result"][0]["id"] == "id/organization/fsg"
    # A name may look like JSON.
    assert get(server, "", RESULT, query="[1]")["result"] is not None


def test_results_come_best_first_and_as_many_as_asked(server: Server):
    found = match(server, "United Way", limit=7)
    assert len(found) == 7
    scores = [one["score"] for one in found if not one["match"]]
    assert scores == sorted(scores, reverse=True)
    assert len(match(server, "United Way", limit=100_000)) <= 100


def test_an_empty_batch_and_blank_names(server: Server):
    assert post(server, RESULTS, queries={}) == {}
    for text in ("", "   ", "?!", "\u0000", "x" * 20_000):
        assert match(server, text) == []


def test_jsonp(server: Server):
    plain = ask(server, "/reconcile?query=fsg&limit=1")
    called = ask(server, "/reconcile?query=fsg&limit=1&callback=jQuery_12.done")
    assert called.headers["content-type"].startswith("text/javascript")
    assert called.text == f"/**/jQuery_12.done({plain.text});"
    assert ask(server, "/reconcile?callback=c").text.startswith('/**/c({"versions":')
    assert ask(server, "/reconcile/suggest/entity?prefix=ford&callback=c").text.startswith('/**/c({"result":')
    assert ask(server, "/reconcile", "POST", urlencode({"queries": "{}", "callback": "c"}), Content_Type=FORM).text == "/**/c({});"


@pytest.mark.parametrize("callback", ["alert(1)", "a b", "", "a;b", "a.", ".a", "1a", "a" * 300, "<script>", "a\u2028b", "é", "a[0]", "a.b.c.d.e.f.g.h.i.j"])
def test_a_callback_that_is_no_name_is_refused(server: Server, callback: str):
    answer = ask(server, f"/reconcile?query=fsg&callback={quote(callback)}")
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert "callback" in json.loads(answer.body)["detail"]


@pytest.mark.parametrize(
    ("queries", "told"),
    [
        ("[1]", "expected an object"),
        ("nothing", "is no JSON"),
        ("", "is no JSON"),
        ("NaN", "is no JSON"),
        ('{"q":[]}', "queries.q"),
        ('{"q":{}}', "neither query nor properties"),
        ('{"q":{"properties":[]}}', "neither query nor properties"),
        ('{"q":{"query":1}}', "queries.q.query is 1"),
        ('{"q":{"query":{"a":1}}}', "expected a text"),
        ('{"q":{"query":"a","limit":0}}', "queries.q.limit is 0"),
        ('{"q":{"query":"a","limit":-1}}', "queries.q.limit is -1"),
        ('{"q":{"query":"a","limit":1.5}}', "queries.q.limit is 1.5"),
        ('{"q":{"query":"a","limit":1e400}}', "queries.q.limit"),
        ('{"q":{"query":"a","limit":true}}', "queries.q.limit is true"),
        ('{"q":{"query":"a","limit":[]}}', "queries.q.limit"),
        ('{"q":{"query":"a","type":7}}', "queries.q.type is 7"),
        ('{"q":{"query":"a","type":[7]}}', "queries.q.type"),
        ('{"q":{"query":"a","type_strict":"some"}}', "expected one of any, all, should"),
        ('{"q":{"query":"a","type_strict":[]}}', "expected one of any, all, should"),
        ('{"q":{"query":"a","properties":{}}}', "queries.q.properties"),
        ('{"q":{"query":"a","properties":[{"pid":"x"}]}}', "queries.q.properties[0]"),
        ('{"q":{"query":"a","properties":[{"v":"x"}]}}', "queries.q.properties[0]"),
        ('{"q":{"query":"a","properties":[{"pid":"x","v":{"name":"y"}}]}}', "queries.q.properties[0].v"),
        ('{"q":{"query":"a","properties":[{"pid":"x","v":[[1]]}]}}', "queries.q.properties[0].v"),
        ('{"q":{"query":"\\ud800"}}', "half of a character"),
        ("[" * 100_000, "nested too deep"),
        ('{"q":' * 300 + "1" + "}" * 300, "queries.q"),
    ],
)
def test_a_batch_that_is_wrong_is_refused_with_what_was_expected(server: Server, queries: str, told: str):
    answer = ask(server, "/reconcile", "POST", urlencode({"queries": queries}), Content_Type=FORM)
    assert answer.status == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert told in json.loads(answer.body)["detail"]


def test_a_batch_that_is_too_large(server: Server):
    size = get(server, "", MANIFEST)["batchSize"]
    assert len(post(server, RESULTS, queries={str(number): {"query": "x"} for number in range(size)})) == size
    many = ask(server, "/reconcile", "POST", urlencode({"queries": json.dumps({str(number): {"query": "x"} for number in range(size + 1)})}), Content_Type=FORM)
    assert many.status == 413
    assert str(size) in json.loads(many.body)["detail"]
    assert ask(server, "/reconcile", "POST", b"queries=" + b"a" * (2 * 2**20), Content_Type=FORM).status == 413


def test_forms_that_are_none(server: Server):
    assert ask(server, "/reconcile", "POST", '{"queries":{}}', Content_Type="application/json").status == 415
    assert ask(server, "/reconcile", "POST", "", Content_Type=FORM).status == 400
    assert ask(server, "/reconcile", "POST", "&".join(f"a{number}=1" for number in range(1000)), Content_Type=FORM).status == 400
    assert ask(server, "/reconcile", "POST", b"queries=%ff%fe", Content_Type=FORM).status == 400
    assert ask(server, "/reconcile", "DELETE").status == 405
    assert ask(server, "/reconcile/elsewhere").status == 404


def test_members_and_texts_that_harm_nobody(server: Server):
    hostile = ["<script>alert(1)</script>", "'; DROP TABLE x; --", "> } SERVICE <http://x/> {", "%00", "../../etc/passwd", "\u202egro.drof", "👩‍👩‍👧", "ﬁrst", "a" * 999]
    queries = {text: {"query": text, "cursor": 1, "type": text, "properties": [{"pid": text, "v": [text, {"id": text}, 1, 1.5, True, None]}]} for text in hostile}
    answer = post(server, RESULTS, queries=queries)
    assert list(answer) == hostile
    assert not any(one["match"] for result in answer.values() for one in result["result"])


def test_head_and_preflight(server: Server):
    assert ask(server, "/reconcile", "HEAD").body == b""
    preflight = ask(server, "/reconcile", "OPTIONS", Origin="https://openrefine.example", Access_Control_Request_Method="POST")
    assert preflight.status == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]
