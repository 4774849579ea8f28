"""Clients of the service: our own, and OpenRefine's way from a column of names to further columns."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from reconciliation_schemas import FORM
from serving import Server, ask

from atlas_files import ROOT, Run
from ciatlas.links import reconciliation
from ciatlas.links.reconciliation import Question


def test_our_own_client(server: Server):
    service = server.url + "reconcile"
    about = reconciliation.manifest(service)
    questions = [Question("Ford Fdn", ("org:Organization",)), Question("nobody at all qzx"), Question("United Way", ("org:Organization",), (("country", "CA"), ("city", "Toronto")), limit=3)]
    ford, nobody, united = [found for _place, found in reconciliation.reconcile(service, questions, batch=2)]
    assert ford is not None and nobody is not None and united is not None
    assert not any(one.match for one in nobody)
    assert (about.iri(ford[0].id), ford[0].score, ford[0].match) == ("https://w3id.org/ciatlas/id/organization/ford-foundation", 100.0, True)
    assert ford[0].features == {"name": 1.0, "type": 1.0}
    assert united[0].name == "United Way Toronto"


def test_the_command_that_asks_for_links(server: Server, run: Run, tmp_path: Path):
    """Another atlas would find its organisations in this one; this one finds all of its own."""
    out = tmp_path / "review.csv"
    asked = run("links", "suggest", "--service", server.url + "reconcile", "--kind", "organization", "--type", "org:Organization", "--limit", "60", "--out", out)
    assert asked.returncode == 0, asked.stdout + asked.stderr
    lines = out.read_text(encoding="utf-8").splitlines()
    assert len(lines) > 60
    assert sum(",yes," in line for line in lines) >= 55


def test_openrefine(server: Server):
    """The requests of OpenRefine 3.9 when one reconciles a column: manifest, guessing of types, batches, preview, proposals, extension."""

    def get_json(path: str) -> Any:
        answer = ask(server, path, Accept="*/*", Origin="http://127.0.0.1:3333")
        assert (answer.status, answer.headers["access-control-allow-origin"]) == (200, "*")
        return json.loads(answer.body)

    def post_json(**form: object) -> Any:
        body = urlencode({name: json.dumps(value, ensure_ascii=False) for name, value in form.items()})
        answer = ask(server, "/reconcile", "POST", body, Content_Type=f"{FORM}; charset=UTF-8", User_Agent="OpenRefine/3.9.3")
        assert answer.status == 200, answer.text
        return json.loads(answer.body)

    manifest = get_json("/reconcile")
    names = ["Ford Fdn", "Tamarak Institute", "קרן רשי"]
    guessed = post_json(queries={f"q{place}": {"query": name, "limit": 3} for place, name in enumerate(names)})
    types = [kind["id"] for result in guessed.values() for kind in result["result"][0]["type"]]
    assert max(set(types), key=types.count) == "org:Organization"
    queries = {
        f"q{place}": {"query": name, "type": "org:Organization", "type_strict": "should", "limit": 25, "properties": [{"pid": "ci:country", "v": country}]}
        for place, (name, country) in enumerate(zip(names, ["USA", "Canada", "ישראל"]))
    }
    found = post_json(queries=queries)
    best = [found[key]["result"][0] for key in queries]
    assert [one["id"] for one in best] == ["id/organization/ford-foundation", "id/organization/tamarack-institute", "id/organization/rashi-foundation"]
    assert [one["match"] for one in best] == [True, False, True]
    preview = manifest["preview"]["url"].replace("{{id}}", quote(best[0]["id"], safe="")).removeprefix(server.url)
    assert ask(server, "/" + preview).status == 200
    entity = manifest["suggest"]["entity"]
    assert get_json(entity["service_path"] + "?prefix=tamar&type=org%3AOrganization&type_strict=should")["result"][0]["id"] == best[1]["id"]
    propose = manifest["extend"]["propose_properties"]["service_path"]
    proposed = [one["id"] for one in get_json(f"{propose}?type=org%3AOrganization&limit=20")["properties"]]
    assert "ci:country" in proposed
    rows = post_json(extend={"ids": [one["id"] for one in best], "properties": [{"id": "ci:country"}, {"id": "ci:seat", "settings": {"limit": "1"}}]})["rows"]
    assert [rows[one["id"]]["ci:country"][0]["name"] for one in best] == ["United States", "Canada", "Israel"]


PAGE = (ROOT / "LINKING.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) for line in block.splitlines() if "$ATLAS" in line]


def test_the_page_about_links_has_commands_that_ask_a_server():
    assert len(COMMANDS) == 4


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_page_about_links(server: Server, command: str):
    result = subprocess.run(command, shell=True, env={**os.environ, "ATLAS": server.url.rstrip("/")}, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    assert "id/organization/ford-foundation" in json.dumps(json.loads(result.stdout))
