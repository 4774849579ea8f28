"""Data extension: which properties a type has, and what the atlas says of things."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from reconciliation_schemas import EXTENSION, FORM, MANIFEST, PROPOSAL, get, post
from serving import Server, ask

FORD, FSG, BOSTON = "id/organization/ford-foundation", "id/organization/fsg", "id/place/us-massachusetts-boston"


def extend(server: Server, ids: list[str], *properties: str | dict[str, Any]) -> Any:
    return post(server, EXTENSION, extend={"ids": ids, "properties": [{"id": one} if isinstance(one, str) else one for one in properties]})


def test_the_properties_of_a_type(server: Server):
    answer = get(server, "/properties", PROPOSAL, type="org:Organization")
    ids = [one["id"] for one in answer["properties"]]
    assert {"ci:country", "foaf:homepage", "ci:seat", "identifier-scheme:ein", "ci:domain"} <= set(ids)
    assert "ci:latitude" not in ids and "geo:lat" not in ids
    assert (answer["type"], "limit" in answer) == ("org:Organization", False)
    fewer = get(server, "/properties", PROPOSAL, type="org:Organization", limit="5")
    assert fewer == {"properties": answer["properties"][:5], "type": "org:Organization", "limit": 5}
    assert get(server, "/properties", PROPOSAL, type="nothing")["properties"] == []
    assert len(get(server, "/properties", PROPOSAL)["properties"]) > len(ids)
    assert ask(server, "/reconcile/properties?type=org:Organization&limit=x").status == 400
    assert {one["id"]: one["name"] for one in get(server, "/he/properties", PROPOSAL, type="ci:Place")["properties"]}["ci:country"] == "מדינה"


def test_values_by_their_kinds(server: Server):
    answer = extend(server, [FORD], "ci:country", "schema:foundingDate", "foaf:homepage", "identifier-scheme:ein", "skos:prefLabel", "ci:domain", "owl:sameAs")
    row = answer["rows"][FORD]
    assert row["ci:country"] == [{"id": "id/country/US", "name": "United States"}]
    assert row["schema:foundingDate"] == [{"int": 1936}]
    assert row["foaf:homepage"] == [{"str": "https://www.fordfoundation.org"}]
    assert row["identifier-scheme:ein"] == [{"str": "13-1684331"}]
    assert row["skos:prefLabel"] == [{"str": "Ford Foundation"}, {"str": "קרן פורד"}]
    assert {"id": "scheme/domain/community-development", "name": "community development"} in row["ci:domain"]
    assert {"str": "https://ror.org/02fvtx219"} in row["owl:sameAs"]
    assert [one["id"] for one in answer["meta"]] == list(row)
    assert answer["meta"][0] == {"id": "ci:country", "name": "country", "type": {"id": "ci:Country", "name": "Country"}}


def test_numbers_days_and_words_of_events_and_places(server: Server):
    event = "id/event/100kin10-first-partners-meeting-2012"
    answer = extend(server, [BOSTON, event], "geo:lat", "schema:startDate", "skos:prefLabel", {"id": "skos:prefLabel2", "settings": {}})
    assert 42 < answer["rows"][BOSTON]["geo:lat"][0]["float"] < 43
    # The API has no months.
    assert answer["rows"][event]["schema:startDate"] == [{"str": "2012-02"}]
    assert answer["rows"][BOSTON]["skos:prefLabel"] == [{"str": "Boston"}, {"str": "בוסטון"}]


def test_settings(server: Server):
    names = {setting["name"] for setting in get(server, "", MANIFEST)["extend"]["property_settings"]}
    assert names == {"limit", "content", "count", "language"}
    every = extend(server, [FORD], "ci:domain")["rows"][FORD]["ci:domain"]
    assert len(every) > 1

    def with_settings(property: str = "ci:domain", id: str = FORD, **settings: Any) -> list[dict[str, Any]]:
        return extend(server, [id], {"id": property, "settings": settings})["rows"][id][property]  # type: ignore[no-any-return]

    # OpenRefine sends what stands in its form, which are texts.
    assert with_settings(limit="1") == with_settings(limit=1) == every[:1]
    assert with_settings(limit=0) == with_settings(limit="") == every
    assert with_settings(count="on") == with_settings(count=True) == [{"int": len(every)}]
    assert with_settings(content="literal") == [{"str": one["name"]} for one in every]
    assert with_settings(content="id")[0]["str"] == "https://w3id.org/ciatlas/" + every[0]["id"]
    assert with_settings("skos:prefLabel", BOSTON, language="he") == [{"str": "בוסטון"}]


def test_things_and_properties_that_are_none(server: Server):
    answer = extend(server, ["id/organization/nobody", "> } SERVICE <http://x/> {", FSG, FSG], "ci:country", "no such property", "<x> } {")
    assert list(answer["rows"]) == ["id/organization/nobody", "> } SERVICE <http://x/> {", FSG]
    assert all(cells == [] for cells in answer["rows"]["id/organization/nobody"].values())
    assert answer["rows"][FSG]["ci:country"] and answer["rows"][FSG]["no such property"] == []
    assert extend(server, [], "ci:country")["rows"] == {}


def test_an_entity_by_any_of_its_ids(server: Server):
    ids = ["https://w3id.org/ciatlas/" + FORD, "organization:ford-foundation", FORD]
    rows = extend(server, ids, "ci:country")["rows"]
    assert rows[ids[0]] == rows[ids[1]] == rows[ids[2]] != []


def test_by_get_and_as_jsonp(server: Server):
    asked = {"ids": [FORD], "properties": [{"id": "ci:country"}]}
    assert get(server, "", EXTENSION, extend=asked) == post(server, EXTENSION, extend=asked) == post(server, EXTENSION, path="/reconcile/", extend=asked)
    assert ask(server, "/reconcile?" + urlencode({"extend": json.dumps(asked), "callback": "c"})).text.startswith("/**/c({")


@pytest.mark.parametrize(
    "extend_",
    ["", "x", "[]", "{}", '{"ids":[1],"properties":[]}', '{"ids":"a","properties":[]}', '{"ids":[],"properties":["a"]}', '{"ids":[],"properties":[{"id":1}]}',
     '{"ids":[],"properties":[{"id":"ci:country","settings":[1]}]}', '{"ids":[],"properties":[{"id":"ci:country","settings":{"limit":"many"}}]}',
     '{"ids":[],"properties":[{"id":"ci:country","settings":{"limit":-1}}]}', '{"ids":[],"properties":[{"id":"ci:country","settings":{"content":"all"}}]}',
     '{"ids":[],"properties":[{"id":"ci:country","settings":{"content":[]}}]}', '{"ids":[],"properties":[{"id":"ci:country","settings":{"language":7}}]}'],
)  # fmt: skip
def test_what_is_no_extension_query(server: Server, extend_: str):
    answer = ask(server, "/reconcile", "POST", urlencode({"extend": extend_}), Content_Type=FORM)
    assert answer.status == 400, answer.text
    assert "extend" in json.loads(answer.body)["detail"]


def test_too_much_at_one_time(server: Server):
    for asked in ({"ids": [str(number) for number in range(1001)], "properties": []}, {"ids": [], "properties": [{"id": "a"}] * 51}):
        assert ask(server, "/reconcile", "POST", urlencode({"extend": json.dumps(asked)}), Content_Type=FORM).status == 413
