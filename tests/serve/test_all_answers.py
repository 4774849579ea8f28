"""What is so of every answer: its headers, problems in place of failures, OPTIONS everywhere."""

from __future__ import annotations

import json
import re
from http import HTTPStatus

import pytest
from asgi import Got, Seen, get
from built_site import built
from serving import Server, ask
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Match, Route

from ciatlas.serve.app import Dispatch
from ciatlas.serve.failures import Broken, Failures
from ciatlas.serve.headers import PRIVATE, Headers
from ciatlas.serve.problem import Problem


def problem(answer: Got) -> dict[str, object]:
    assert answer.headers["content-type"] == "application/problem+json" and answer.headers["cache-control"] == "no-store"
    found = json.loads(answer.body)
    assert found["status"] == answer.status and found["title"] == HTTPStatus(answer.status).phrase and found["type"]
    return dict(found)


def test_a_problem_is_told_as_one():
    error = Problem(HTTPStatus.TOO_MANY_REQUESTS, "Too much.", headers={"Retry-After": "3"}, limit=5)
    answer = get(Failures(Seen(status=0, error=error)))
    assert (answer.status, answer.headers["retry-after"]) == (429, "3")
    assert problem(answer) == {"type": "about:blank", "title": "Too Many Requests", "status": 429, "detail": "Too much.", "limit": 5}


def test_a_lost_address_is_told_with_what_was_asked():
    answer = get(Failures(Seen(status=0, error=HTTPException(404))), "/no\x00where\u202e")
    assert problem(answer)["detail"] == "/no\ufffdwhere\ufffd: there is nothing at this address"


def test_a_fault_of_the_program_is_told_by_a_number_that_stands_in_the_log(capsys: pytest.CaptureFixture[str]):
    answer = get(Failures(Seen(status=0, error=KeyError("secret"))), "/here")
    told = problem(answer)
    assert answer.status == 500 and "secret" not in str(told) and "Traceback" not in str(told) and "KeyError" not in str(told)
    number = str(told["instance"]).removeprefix("urn:ciatlas:fault:")
    assert re.fullmatch("[0-9a-f]{12}", number) and number in str(told["detail"])
    assert f"fault {number} in GET /here: KeyError: 'secret'" in capsys.readouterr().err


@pytest.mark.parametrize(("error", "logged"), [(Broken("in the middle"), False), (ClientDisconnect(), False), (ValueError("x"), True)])
def test_an_answer_that_has_begun_is_broken_off_and_never_ends_well(error: Exception, logged: bool, capsys: pytest.CaptureFixture[str]):
    answer = get(Failures(Seen(error=error)))
    assert answer.status == 200 and not answer.whole and answer.body == b""
    assert ("fault" in capsys.readouterr().err) == logged


def test_every_answer_may_be_read_by_any_page_and_shown_by_none():
    headers = get(Headers(Seen(headers=[(b"content-type", b"text/html")]))).headers
    assert headers["access-control-allow-origin"] == "*" and "Link" in headers["access-control-expose-headers"]
    assert headers["content-security-policy"] == "frame-ancestors 'self'" and headers["x-content-type-options"] == "nosniff"
    assert headers["server"] == "ciatlas", "a name, and no version"


def test_an_answer_brings_a_policy_of_its_own():
    headers = get(Headers(Seen(headers=[(b"content-security-policy", b"frame-ancestors *")]))).headers
    assert headers["content-security-policy"] == "frame-ancestors *"


def test_what_is_private_is_open_to_no_page():
    async def private(scope, receive, send):  # type: ignore[no-untyped-def]
        scope[PRIVATE] = True
        await PlainTextResponse("secret")(scope, receive, send)

    assert "access-control-allow-origin" not in get(Headers(private)).headers


def test_connections_end_with_the_worker():
    headers = Headers(Seen())
    assert "connection" not in get(headers).headers
    headers.closing = True
    assert get(headers).headers["connection"] == "close"


def test_the_files_of_the_release_are_hosted_with_the_same_headers(server: Server, tmp_path_factory: pytest.TempPathFactory):
    ours = ask(server, "/health").headers
    given = dict(re.findall(r'^    add_header (\S+) "(.*)" always;', (built(tmp_path_factory) / "hosting" / "nginx.conf").read_text(encoding="utf-8"), re.MULTILINE))
    of_preflight = ask(server, "/health", "OPTIONS").headers
    for name in ("Access-Control-Allow-Origin", "X-Content-Type-Options", "Referrer-Policy", "Content-Security-Policy"):
        assert ours[name.lower()] == given[name]
    for name in ("Access-Control-Allow-Methods", "Access-Control-Allow-Headers"):
        assert set(given[name].split(", ")) <= set(of_preflight[name.lower()].split(", "))
    assert set(given["Access-Control-Expose-Headers"].split(", ")) <= set(ours["access-control-expose-headers"].split(", "))


def dispatch() -> Dispatch:
    def answering(word: str) -> object:
        return lambda request: PlainTextResponse(word)

    class Everything(BaseRoute):
        methods = frozenset(("GET", "HEAD"))

        def matches(self, scope):  # type: ignore[no-untyped-def]
            return Match.FULL, {}

        async def handle(self, scope, receive, send):  # type: ignore[no-untyped-def]
            await PlainTextResponse("everything")(scope, receive, send)

    routes = [("/one", ["GET"]), ("/one/{rest}", ["POST"]), ("/two", ["GET", "OPTIONS"]), ("/three-{number:int}.xml", ["GET"])]
    return Dispatch([*(Route(path, answering(path), methods=methods) for path, methods in routes), Everything()])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "method", "expected"),
    [
        ("/one", "GET", b"/one"),
        ("/one/more", "POST", b"/one/{rest}"),
        ("/one/more", "GET", b"everything"),
        ("/two", "OPTIONS", b"/two"),
        ("/three-3.xml", "GET", b"/three-{number:int}.xml"),
        ("/three-x.xml", "GET", b"everything"),
        ("/", "GET", b"everything"),
        ("/four", "GET", b"everything"),
        ("/one/", "GET", b"everything"),
    ],
)
def test_the_route_is_found(path: str, method: str, expected: bytes):
    assert get(Failures(dispatch()), path, method).body == expected


@pytest.mark.parametrize(("path", "allowed"), [("/one", "GET, HEAD, OPTIONS"), ("/one/more", "GET, HEAD, OPTIONS, POST"), ("/four", "GET, HEAD, OPTIONS"), ("*", "GET, HEAD, OPTIONS")])
def test_options_tells_what_is_allowed(path: str, allowed: str):
    answer = get(Failures(dispatch()), path, "OPTIONS", origin="https://page.example", access_control_request_method="POST")
    assert (answer.status, answer.headers["allow"], answer.body) == (204, allowed, b"")
    assert "Content-Type" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize(("path", "method"), [("/one", "POST"), ("/four", "DELETE"), ("/one/more", "PUT"), ("/", "TRACE"), ("/one", "PROPFIND")])
def test_a_method_that_is_not_allowed_is_told_with_those_that_are(path: str, method: str):
    answer = get(Failures(dispatch()), path, method)
    assert answer.status == 405 and "GET" in answer.headers["allow"] and method in str(problem(answer)["detail"])


@pytest.mark.parametrize("path", ["/health", "/ns", "/data", "/", "/metrics", "/en/index.html", "/nothing-there"])
def test_head_and_options_are_answered_everywhere(server: Server, path: str):
    assert ask(server, path, "OPTIONS").status == 204
    head, get_ = ask(server, path, "HEAD"), ask(server, path)
    assert head.status == get_.status and head.body == b""
    assert ask(server, path, "DELETE").status == 405


def test_health_is_ready_when_the_store_answers(server: Server):
    answer = ask(server, "/health")
    told = json.loads(answer.body)
    assert (answer.status, told["status"], answer.headers["cache-control"]) == (200, "ready", "no-store")
    assert re.fullmatch("[0-9a-f]{12}", told["release"]) and told["editions"] and told["seconds"] >= 0
