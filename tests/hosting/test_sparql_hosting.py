"""The endpoint behind nginx: queries go straight to a native server that runs as the unit has it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from atlas_files import ROOT
from built_site import built
from sparql_servers import free_port, running
from web_servers import Answer, answers, ask, nginx

from ciatlas.project import read
from ciatlas.publish import hosting

UNIT = ROOT / "deploy" / "ciatlas-sparql.service"
JSON = "application/sparql-results+json"


def unit(key: str) -> list[str]:
    """The values of a key of the unit."""
    return re.findall(rf"^{key}=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)


def command(line: str, replaced: dict[str, str]) -> list[str]:
    for old, new in replaced.items():
        assert old in line or old == "/srv/ciatlas/dist"
        line = line.replace(old, new)
    return shlex.split(line)


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of nginx."""
    release = built(tmp_path_factory)
    folder = tmp_path_factory.mktemp("sparql")
    hosting.write(read(ROOT), folder, pages=False)
    programs = Path(sys.executable).parent
    store, port = folder / "store", free_port()
    load = command(unit("ExecStartPre")[0], {"/srv/ciatlas/dist/hosting": str(folder / "hosting"), "/srv/ciatlas/dist": str(release), "/var/lib/ciatlas-sparql/store": str(store)})
    subprocess.run(load, check=True, capture_output=True, timeout=120, env={"PATH": f"{programs}:/usr/bin:/bin"})
    start = command(unit("ExecStart")[0], {"/opt/ciatlas/venv/bin": str(programs), "/var/lib/ciatlas-sparql/store": str(store), "7878": str(port)})
    conf = folder / "hosting" / "nginx.conf"
    text = conf.read_text(encoding="utf-8")
    assert text.count("127.0.0.1:7878") == 1
    conf.write_text(text.replace("127.0.0.1:7878", f"127.0.0.1:{port}"), encoding="utf-8")
    with running(start, folder / "oxigraph.log", lambda: answers(port)), nginx(folder, release, conf) as web:
        yield web


def _query(endpoint: int, query: str, accept: str = JSON, method: str = "GET") -> Answer:
    return ask(endpoint, f"/sparql?{urlencode({'query': query})}", accept, method)


def test_queries_by_get_and_post(endpoint: int) -> None:
    answer = _query(endpoint, "PREFIX org: <http://www.w3.org/ns/org#> ASK { ?x a org:Organization }")
    assert answer.status == 200 and json.loads(answer.body)["boolean"] is True
    assert answer.headers["access-control-allow-origin"] == "*" and answer.headers["cache-control"] == "no-cache"
    graphs = json.loads(_query(endpoint, "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }").body)["results"]["bindings"]
    assert len(graphs) == 7
    assert _query(endpoint, "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 1", "text/turtle").headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_nothing_else(endpoint: int, method: str) -> None:
    assert _query(endpoint, "ASK {}", method=method).status == 403
    assert ask(endpoint, "/sparql", "*/*", "OPTIONS").status == 204


@pytest.mark.parametrize("path", ["/update", "/store", "/query", "/sparql/update", "/sparql/"])
def test_the_other_doors_of_the_native_server_are_closed(endpoint: int, path: str) -> None:
    answer = ask(endpoint, f"{path}?{urlencode({'query': 'ASK {}'})}", JSON)
    # The native server's own path is the name of the dataset of queries here.
    assert (answer.status, answer.location.rpartition("/")[2]) == ((303, "catalog.ttl") if path == "/query" else (404, "")) and b"boolean" not in answer.body


def test_an_update_changes_nothing(endpoint: int) -> None:
    answer = ask(endpoint, f"/sparql?{urlencode({'update': 'DROP ALL'})}", JSON)
    assert b'"boolean"' not in answer.body and json.loads(_query(endpoint, "ASK { ?s ?p ?o }").body)["boolean"] is True


def test_the_unit_closes_the_way_out() -> None:
    assert unit("IPAddressDeny") == ["any"] and unit("IPAddressAllow") == ["localhost"]
    assert "~connect io_uring_setup" in unit("SystemCallFilter")
    assert unit("MemoryMax") and unit("RestrictAddressFamilies") and unit("NoNewPrivileges") == ["yes"]
