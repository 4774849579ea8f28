"""The inbox: what others announce is kept aside, and shown to nobody until somebody has accepted it.

The conditions of the W3C's test suite for receivers (linkedresearch.org/ldn/tests/receiver) have tests named after them.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
from atlas_files import ciatlas
from built_site import built
from serving import Answer, Server, ask, serving

LD = "application/ld+json"
LDP = rdflib.Namespace("http://www.w3.org/ns/ldp#")
INLINE = {"@context": {"schema": "https://schema.org/"}, "@id": "https://data.example/grantee/17", "schema:sameAs": {"@id": "https://w3id.org/ciatlas/id/organization/fsg"}}
STREAMS = {"@context": "https://www.w3.org/ns/activitystreams", "type": "Announce", "actor": "https://data.example/", "object": "https://w3id.org/ciatlas/id/organization/fsg"}


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("inbox")


@pytest.fixture(scope="module")
def receiver(state: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose inbox holds five notifications of 4096 bytes at most, and believes what a proxy here says of clients."""
    few = {"CIATLAS_SERVE_INBOX_MESSAGES": "5", "CIATLAS_SERVE_INBOX_BYTES": "4096", "CIATLAS_SERVE_PROXIES": "127.0.0.1"}
    with serving(built(tmp_path_factory), state, environment=few) as running:
        yield running


clients = iter(range(1, 10_000))


def post(server: Server, body: object, type: str = LD, client: str | None = None, **headers: str) -> Answer:
    """Posts as a client that has not been here before, unless one is named."""
    number = next(clients)
    content = body if isinstance(body, (bytes, str)) else json.dumps(body)
    said = {"Content_Type": type, "X_Forwarded_For": client or f"198.51.{number // 250}.{number % 250 + 1}", **headers}
    return ask(server, "/inbox", "POST", content, **said)


def inbox(state: Path, *arguments: str) -> str:
    result = ciatlas("inbox", *arguments, "--state", state / "state")
    assert result.returncode == 0, result.stderr
    return result.stdout


def kept(state: Path) -> list[dict[str, object]]:
    return json.loads(ciatlas("inbox", "--format", "json", "--state", state / "state").stdout)["notifications"]


@pytest.fixture(autouse=True)
def emptied(state: Path) -> Iterator[None]:
    yield
    for path in (state / "state" / "inbox").rglob("*.json"):
        path.unlink()


def path_of(server: Server, answer: Answer) -> str:
    assert answer.headers["location"].startswith(f"{server.url}inbox/")
    return "/" + answer.headers["location"].removeprefix(server.url)


def test_options_response_accept_post_contains_json_ld(receiver: Server):
    answer = ask(receiver, "/inbox", "OPTIONS")
    assert answer.status == 204 and answer.headers["accept-post"] == LD
    assert {"GET", "HEAD", "OPTIONS", "POST"} <= set(answer.headers["allow"].split(", "))


def test_a_page_elsewhere_may_post(receiver: Server):
    answer = ask(receiver, "/inbox", "OPTIONS", Origin="https://data.example", Access_Control_Request_Method="POST", Access_Control_Request_Headers="content-type")
    assert "POST" in answer.headers["access-control-allow-methods"] and "content-type" in answer.headers["access-control-allow-headers"].lower()
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("type", [LD, f'{LD}; profile="https://www.w3.org/ns/activitystreams"', "Application/LD+JSON; charset=utf-8"])
@pytest.mark.parametrize("body", [INLINE, STREAMS, [INLINE]], ids=["inline", "remote context", "list"])
def test_post_response_created_with_location(receiver: Server, type: str, body: object):
    answer = post(receiver, body, type)
    assert (answer.status, answer.body) == (201, b"")
    assert path_of(receiver, answer)


@pytest.mark.parametrize("accept", [LD, f'{LD}; profile="https://www.w3.org/ns/activitystreams"', "*/*", "text/turtle;q=0.5"])
def test_get_response_contains_notifications_that_were_accepted_alone(receiver: Server, state: Path, accept: str):
    hidden, shown = post(receiver, STREAMS), post(receiver, INLINE)
    inbox(state, "accept", shown.headers["location"].rpartition("/")[2])
    answer = ask(receiver, "/inbox", Accept=accept)
    assert answer.status == 200 and answer.headers["content-type"].startswith(LD)
    graph = rdflib.Graph().parse(data=answer.text, format="json-ld", publicID=f"{receiver.url}inbox")
    listed = set(graph.objects(rdflib.URIRef(f"{receiver.url}inbox"), LDP.contains))
    assert listed == {rdflib.URIRef(shown.headers["location"])} and hidden.headers["location"] not in answer.text


def test_get_notification_response_is_json_ld(receiver: Server, state: Path):
    body = json.dumps(INLINE, indent=3, ensure_ascii=False)
    path = path_of(receiver, post(receiver, body))
    assert ask(receiver, path).status == 403
    inbox(state, "accept", path.rpartition("/")[2])
    answer = ask(receiver, path)
    assert answer.status == 200 and answer.headers["content-type"].startswith(LD) and answer.text == body
    assert ask(receiver, path, "HEAD").status == 200
    inbox(state, "reject", path.rpartition("/")[2])
    assert ask(receiver, path).status == 403 and "contains" in ask(receiver, "/inbox").text


def test_what_is_kept_tells_when_and_from_which_network(receiver: Server, state: Path):
    body = json.dumps(INLINE)
    post(receiver, body, client="203.0.113.77")
    post(receiver, STREAMS, client="2001:db8:1:2::3")
    by_client = {one["client"]: one for one in kept(state)}
    assert set(by_client) == {"203.0.113.0/24", "2001:db8:1::/48"}
    one = by_client["203.0.113.0/24"]
    assert one["sha256"] == hashlib.sha256(body.encode()).hexdigest() and one["content"] == body and one["status"] == "unreviewed"
    assert one["statements"] == 1 and by_client["2001:db8:1::/48"]["statements"] is None
    assert one["about"] == ["https://w3id.org/ciatlas/id/organization/fsg"]
    assert "203.0.113.77" not in "".join(path.read_text(encoding="utf-8") for path in (state / "state" / "inbox").rglob("*.json"))


def test_the_same_again_is_kept_once_and_told_the_same(receiver: Server, state: Path):
    first, second = post(receiver, INLINE), post(receiver, INLINE)
    assert (second.status, second.headers["location"]) == (first.status, first.headers["location"])
    id = first.headers["location"].rpartition("/")[2]
    inbox(state, "reject", id[:8])
    assert post(receiver, INLINE).status == 201
    assert [one["status"] for one in kept(state)] == ["rejected"]


def test_nothing_of_it_is_in_the_atlas(receiver: Server):
    post(receiver, {"@id": "https://w3id.org/ciatlas/id/organization/fsg", "https://schema.org/name": "Nonsense"})
    document = ask(receiver, "/doc/organization/fsg.nt")
    assert document.status == 200 and "Nonsense" not in document.text


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("", "expected JSON"),
        ("{", "expected JSON"),
        ("[]", "expected a JSON-LD document"),
        ('"text"', "expected a JSON-LD document"),
        (b"\xff\xfe{}", "byte 0: expected UTF-8"),
        ('{"a": NaN}', "NaN"),
        ('{"a": 1}', "expected at least one statement"),
        ('{"@id": 5, "https://a.example/b": 1}', "expected JSON-LD 1.1"),
        ('{"@id": "", "https://a.example/b": "\\ud800"}', "expected JSON-LD 1.1"),
        ('{"a":' * 500 + "1" + "}" * 500, "at most 40 deep"),
        ("[" * 4000, "at most 40 deep"),
        ('{"a": ' + "9" * 4001 + "}", "expected at least one statement"),
    ],
)
def test_what_says_nothing_is_refused_in_words(receiver: Server, state: Path, body: str | bytes, told: str):
    answer = post(receiver, body)
    problem = json.loads(answer.body)
    assert (answer.status, answer.headers["content-type"]) == (400, "application/problem+json")
    assert told in problem["detail"] and problem["status"] == 400
    assert not kept(state)


@pytest.mark.parametrize("type", ["", "application/json", "text/turtle", "text/plain; x=application/ld+json", "application/ld+jsonp", "\xff"])
def test_other_types_are_refused_with_what_is_taken(receiver: Server, type: str):
    answer = post(receiver, INLINE, type)
    assert answer.status == 415 and answer.headers["accept-post"] == LD
    assert post(receiver, INLINE, Content_Encoding="gzip").status == 415


def test_too_long_a_body_is_refused_whether_it_says_so_or_not(receiver: Server):
    long = json.dumps({**INLINE, "schema:text": "a" * 5000})
    assert post(receiver, long).status == 413
    connection = http.client.HTTPConnection("127.0.0.1", receiver.port, timeout=30)
    connection.request("POST", "/inbox", body=(b"a" * 1000 for _ in range(1000)), headers={"Content-Type": LD, "X-Forwarded-For": "192.0.2.99"}, encode_chunked=True)
    assert connection.getresponse().status == 413
    connection.close()


def test_a_body_that_is_cut_leaves_nothing(receiver: Server, state: Path):
    connection = http.client.HTTPConnection("127.0.0.1", receiver.port, timeout=30)
    connection.putrequest("POST", "/inbox")
    connection.putheader("Content-Type", LD)
    connection.putheader("Content-Length", "1000")
    connection.endheaders(json.dumps(INLINE).encode())
    connection.close()
    assert ask(receiver, "/health").status == 200 and not kept(state)


def test_a_full_inbox_says_so_and_empties_by_review(receiver: Server, state: Path):
    answers = [post(receiver, {**INLINE, "schema:position": number}) for number in range(6)]
    assert [answer.status for answer in answers] == [201] * 5 + [507]
    assert answers[-1].headers["retry-after"] == "86400"
    inbox(state, "remove", *(answer.headers["location"].rpartition("/")[2] for answer in answers[:5]))
    assert post(receiver, INLINE).status == 201


def test_one_client_cannot_come_all_the_time(receiver: Server):
    answers = [post(receiver, "x", client="192.0.2.1") for _ in range(40)]
    refused = [answer for answer in answers if answer.status == 429]
    assert refused and answers[0].status == 400 and int(refused[0].headers["retry-after"]) >= 1
    assert post(receiver, "x", client="192.0.2.2").status == 400
    # Who has a network of version 6 has more addresses than anybody counts.
    assert {post(receiver, "x", client=f"2001:db8::{number:x}").status for number in range(40)} == {400, 429}


@pytest.mark.parametrize("id", ["x", "0" * 32, "..%2f..%2flock", "%00", "../lock", "a" * 4000])
def test_an_unknown_notification(receiver: Server, id: str):
    assert ask(receiver, f"/inbox/{id}").status == 404


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_only_those_who_keep_the_atlas_change_what_is_there(receiver: Server, method: str):
    assert ask(receiver, "/inbox", method, "{}").status == 405


def test_hostile_content_does_nothing_to_the_terminal(receiver: Server, state: Path):
    post(receiver, json.dumps({**INLINE, "@type": "\x1b]0;owned\x07[red]\u202e", "schema:name": "\x1b[2J\u202e"}, ensure_ascii=False))
    listing = inbox(state)
    assert "\x1b" not in listing and "\u202e" not in listing and "[red]" in listing and "organization/fsg" in listing
    (one,) = kept(state)
    shown = inbox(state, "show", str(one["id"]))
    assert "\x1b" not in shown and "\u202e" not in shown and "\\u202e" in shown


def test_the_command_tells_what_it_cannot_do(state: Path):
    for arguments in (["accept", "0000"], ["show", "x"], ["--status", "lost"], ["--format", "xml"]):
        result = ciatlas("inbox", *arguments, "--state", state / "state")
        assert result.returncode == 1 and ("expected" in result.stderr or "there is none such" in result.stderr), result.stderr


def test_whatever_comes_gets_an_answer(receiver: Server):
    source = random.Random(7)
    pieces = ['{"@context":', '{"@id":"', "[", "]", "}", '"', "@graph", "@list", '"@value"', "\x00", "\\u0000", "é", "1e999", "null", ",", ":", '"@context":"http://x/"', "\ud7ff"]
    for _ in range(150):
        body = "".join(source.choices(pieces, k=source.randint(1, 30))).encode()
        assert post(receiver, body).status in (201, 400, 507)
