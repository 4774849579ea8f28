"""The access log and the measures: one line for each request, and nothing in it of a person beyond need."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from asgi import Seen, get
from serving import Server, ask
from starlette.routing import Router

from ciatlas.serve import metrics
from ciatlas.serve.access_log import AccessLog
from ciatlas.serve.address import Address
from ciatlas.serve.failures import Failures
from ciatlas.serve.measures import Measures
from ciatlas.serve.settings import Settings


@dataclass
class Part:
    """As much of what is served as the log and the measures look at."""

    settings: Settings = field(default_factory=lambda: Settings(state=Path("unused")))
    name: str = "abc"
    measures: Measures = field(default_factory=Measures)


def line(folder: Path, seen: Seen | None = None, path: str = "/doc/one", **options: Any) -> dict[str, Any]:
    """What is logged of one request."""
    file = folder / "log"
    with file.open("wb") as log:
        app = AccessLog(seen or Seen(), Part(), log.fileno())  # type: ignore[arg-type]
        try:
            get(app, path, **options)
        except ValueError:
            pass
        app.close()
    (text,) = file.read_text(encoding="ascii").splitlines()
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


def test_a_request_is_a_line_of_json(tmp_path: Path):
    told = line(tmp_path, Seen(status=404, body=b"x" * 1_000), method="POST", user_agent="Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", told.pop("time")) and told.pop("ms") >= 0
    assert told == {"method": "POST", "path": "/doc/one", "status": 404, "bytes": 1_000, "client": "127.0.0.0/24", "agent": "Mozilla/5.0", "release": "abc"}


def test_of_a_query_only_names_and_length_are_told(tmp_path: Path):
    query = "query=SELECT+secret&default-graph-uri=https%3A%2F%2Fsecret&secret%20words&se/cret=x&&=secret"
    told = line(tmp_path, query=query)
    assert (told["query"], told["query_bytes"]) == ("query default-graph-uri", len(query))
    assert "secret" not in json.dumps(told)


@pytest.mark.parametrize(
    ("client", "network"),
    [("192.0.2.77", "192.0.2.0/24"), ("2001:db8:1:2::3", "2001:db8:1::/48"), ("somebody", None), ("::ffff:192.0.2.77", "192.0.2.0/24")],
)
def test_of_a_client_only_its_network_is_told(tmp_path: Path, client: str, network: str | None):
    assert line(tmp_path, client=client)["client"] == network


@pytest.mark.parametrize("sign", ['"', "\\", "\n", "\x00", "\u2028", "א", "\x7f", "\x1b[31m"])
def test_a_hostile_path_or_program_is_one_line_all_the_same(tmp_path: Path, sign: str):
    told = line(tmp_path, path=f"/a{sign}b", user_agent=f"a{sign}b" if ord(sign[0]) < 256 and sign != "\n" else "a")
    assert told["path"] == f"/a{sign}b"


def test_what_is_long_is_cut(tmp_path: Path):
    told = line(tmp_path, path="/" + "a" * 10_000, query="a" * 10_000 + "=1", user_agent="b" * 10_000)
    assert len(told["path"]) == 500 and len(told["query"]) <= 40 and len(told["agent"]) == 60 and told["query_bytes"] == 10_002


def test_a_client_that_went_away_is_told_as_nginx_does(tmp_path: Path):
    assert line(tmp_path, Seen(status=0, error=ValueError("x")))["status"] == 499


def test_the_body_of_head_is_not_counted(tmp_path: Path):
    assert line(tmp_path, method="HEAD")["bytes"] == 0


def test_a_reader_of_the_log_who_is_gone_or_slow_holds_nobody_up():
    reading, writing = os.pipe()
    app = AccessLog(Seen(), Part(), writing)  # type: ignore[arg-type]
    assert app.writer is not None
    # More than the pipe holds, and than is kept for it.
    for _number in range(1_000):
        app.writer.lines.append("a" * 1_000)
        app.writer.flush()
    assert app.writer.handed.qsize() <= 256
    assert get(app).status == 200
    os.close(reading)
    app.close()
    os.close(writing)


def test_the_log_can_be_off(tmp_path: Path):
    app = AccessLog(Seen(), Part(Settings(state=tmp_path, access_log=False)))  # type: ignore[arg-type]
    assert get(app).status == 200 and app.writer is None
    app.close()


def test_requests_are_counted_by_part_method_and_status():
    part = Part(Settings(state=Path("unused"), access_log=False))
    app = AccessLog(Seen(), part)  # type: ignore[arg-type]
    for path, method in [("/doc/one", "GET"), ("/doc/two", "GET"), ("/sparql", "POST"), ("/sparql/", "BREW"), ("/../../x", "GET"), ("/ci.ttl", "GET"), ("/", "GET")]:
        get(app, path, method)
    get(AccessLog(Seen(status=503), part), "/data.ttl")  # type: ignore[arg-type]
    told = read(part)
    assert 'ciatlas_requests_total{method="GET",part="doc",status="200"} 2.0' in told
    assert 'ciatlas_requests_total{method="POST",part="sparql",status="200"} 1.0' in told
    assert 'ciatlas_requests_total{method="other",part="sparql",status="200"} 1.0' in told
    assert 'ciatlas_requests_total{method="GET",part="page",status="200"} 3.0' in told
    assert 'ciatlas_requests_total{method="GET",part="data",status="503"} 1.0' in told
    assert 'ciatlas_response_bytes_total{part="doc"} 4.0' in told and 'ciatlas_request_seconds_count{part="doc"} 2.0' in told


def test_what_clients_write_makes_no_new_counts():
    part = Part(Settings(state=Path("unused"), access_log=False))
    app = AccessLog(Seen(), part)  # type: ignore[arg-type]
    get(app, "/", "GET")
    get(app, "/", "METHOD")
    before = len(read(part).splitlines())
    for number in range(50):
        get(app, f"/{number}/x", f"METHOD{number}")
    assert len(read(part).splitlines()) == before
    assert len(part.measures._by_answer) <= 3


def test_queries_are_counted():
    part = Part()
    part.measures.query_begun()
    part.measures.query_begun()
    part.measures.query_ended(0.2)
    part.measures.refused("busy")
    part.measures.child_restarted()
    part.measures.child_memory = lambda: 4_096
    told = read(part)
    for expected in ("ciatlas_queries_running 1.0", "ciatlas_query_seconds_count 1.0", 'ciatlas_queries_refused_total{reason="busy"} 1.0'):
        assert expected in told
    assert "ciatlas_child_restarts_total 1.0" in told and "ciatlas_child_memory_bytes 4096.0" in told


def read(part: Part, **options: Any) -> str:
    answer = get(Router(metrics.routes(part)), "/metrics", **options)  # type: ignore[arg-type]
    assert answer.status == 200
    return answer.body.decode()


@pytest.mark.parametrize(
    ("settings", "client", "headers", "status"),
    [
        ({}, "127.0.0.1", {}, 200),
        ({}, "::1", {}, 200),
        ({}, "192.0.2.1", {}, 403),
        # Something on the machine hands on what others ask, and nobody has said whose word counts.
        ({}, "127.0.0.1", {"x_forwarded_for": "192.0.2.1"}, 403),
        ({}, "127.0.0.1", {"forwarded": "for=127.0.0.1"}, 403),
        # The proxy itself, where it tells of nobody.
        ({"proxies": ("127.0.0.1/32",)}, "127.0.0.1", {}, 403),
        ({"proxies": ("127.0.0.1/32",), "metrics": ("127.0.0.1/32",)}, "127.0.0.1", {}, 200),
        ({"metrics": ("192.0.2.0/24",)}, "192.0.2.7", {}, 200),
        ({"metrics": ("192.0.2.0/24",)}, "127.0.0.1", {}, 403),
        # The proxy tells for whom it asks; another one on the machine is not believed.
        ({"proxies": ("10.0.0.1/32",)}, "10.0.0.1", {"x_forwarded_for": "127.0.0.1"}, 200),
        ({"proxies": ("10.0.0.1/32",)}, "10.0.0.1", {"x_forwarded_for": "192.0.2.1"}, 403),
        ({"proxies": ("10.0.0.1/32",)}, "127.0.0.1", {"x_forwarded_for": "192.0.2.1"}, 403),
        ({"metrics": ()}, "127.0.0.1", {}, 403),
    ],
)
def test_the_measures_are_only_for_those_who_are_named(settings: dict[str, Any], client: str, headers: dict[str, str], status: int):
    part = Part(Settings(state=Path("unused"), **settings))
    answer = get(Failures(Address(Router(metrics.routes(part)), part.settings)), "/metrics", client=client, **headers)  # type: ignore[arg-type]
    assert answer.status == status and (status == 200) == (b"ciatlas_" in answer.body)


def test_a_running_server_tells_both(server: Server):
    path = "/doc/never-there"
    assert ask(server, path, user_agent="tester/1.0 (secret)").status == 404
    told = ask(server, "/metrics")
    assert told.headers["content-type"].startswith("text/plain") and 'part="doc",status="404"' in told.text
    assert "access-control-allow-origin" not in told.headers
