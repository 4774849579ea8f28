"""What is over a limit is refused in plain words, or its connection breaks: an answer that ends well is whole."""

from __future__ import annotations

import asyncio
import http.client
import json
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import coroutines
import pytest
from built_site import built
from processes import children, wait_until
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, RdfFormat, Store, serialize
from serving import Answer, Server, ask, serving
from starlette.types import Message

from ciatlas.serve.failures import Broken
from ciatlas.serve.measures import Measures
from ciatlas.serve.problem import Problem
from ciatlas.serve.settings import Limits
from ciatlas.serve.sparql.answer import Answer as StoreAnswer
from ciatlas.serve.sparql.formats import TAILS
from ciatlas.serve.sparql.kept import LARGEST, Kept
from ciatlas.serve.sparql.preparation import Prepared
from ciatlas.serve.sparql.request import Request
from ciatlas.serve.sparql.rows import Rows
from ciatlas.serve.sparql.turns import Turns
from ciatlas.serve.sparql.upstream import Question

QUERY = "application/sparql-query"
# Both go on for hours. The first has no row before that, the second has rows at once.
SILENT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }"
TALKING = "SELECT * { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }"
HUNGRY = "SELECT ?x { VALUES ?v0 { '0123456789abcdef' } " + "".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1}) " for n in range(40)) + "BIND(STRLEN(?v40) AS ?x) }"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server with small limits."""
    limits = {"SECONDS": "2", "ROWS": "5000", "BYTES": "3000000", "RUNNING": "2", "QUERY_BYTES": "4000", "PER_MINUTE": "300", "MEMORY_BYTES": str(400 * 2**20)}
    environment = {f"CIATLAS_SERVE_LIMITS_{name}": value for name, value in limits.items()} | {"CIATLAS_SERVE_PROXIES": "127.0.0.1"}
    with serving(built(tmp_path_factory), tmp_path_factory.mktemp("limits"), environment=environment) as running:
        yield running


def test_a_query_that_has_said_nothing_in_its_time_gets_a_problem(strict: Server) -> None:
    for query, accept in ((SILENT, "text/csv"), (TALKING.replace("?f }", "?f FILTER(CONCAT(STR(?a), STR(?f)) = '') }"), "application/sparql-results+json")):
        answer = _query(strict, query, accept)
        assert answer.status == 504 and json.loads(answer.body)["type"].endswith("query-too-slow")
        assert "2 s" in json.loads(answer.body)["detail"]
    # What could only be ended with its process is gone, and nobody noticed.
    assert _query(strict, "ASK { ?s ?p ?o }", "text/csv").text == "true"


@pytest.mark.parametrize("accept", ["text/csv", "text/tab-separated-values", "application/sparql-results+json", "application/sparql-results+xml"])
def test_an_answer_that_cannot_be_whole_breaks(strict: Server, accept: str) -> None:
    body = _raw(strict, "SELECT * { ?s ?p ?o . ?a ?b ?c }", accept)
    head, _blank, rest = body.partition(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n")[0] and b"transfer-encoding: chunked" in head.lower() and len(rest) > 10_000
    assert not body.endswith(b"0\r\n\r\n") and b"cancelled" not in body[-1000:]
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        _query(strict, "SELECT * { ?s ?p ?o . ?a ?b ?c }", accept)


def test_rows_up_to_the_limit_and_one_more(strict: Server) -> None:
    for format in ("csv", "tsv", "json", "xml"):
        path = f"/sparql?format={format}"
        answer = ask(strict, path, "POST", "SELECT ?s { ?s ?p ?o } LIMIT 5000", Content_Type=QUERY)
        assert answer.status == 200
        assert answer.body.count({"csv": b"\n", "tsv": b"\n", "json": b'"type"', "xml": b"<result>"}[format]) - (format in ("csv", "tsv")) == 5000
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        _query(strict, "SELECT ?s { ?s ?p ?o } LIMIT 5001", "text/csv")
    # A small answer with too many rows has said nothing yet.
    answer = _query(strict, "SELECT ('' AS ?x) { ?s ?p ?o } LIMIT 5001", "text/csv")
    assert answer.status == 403 and json.loads(answer.body)["type"].endswith("too-many-rows") and "LIMIT" in json.loads(answer.body)["detail"]


def test_bytes(strict: Server) -> None:
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        _query(strict, "SELECT ?x { ?s ?p ?o BIND(CONCAT(" + ", ".join(["STR(?s)"] * 20) + ") AS ?x) } LIMIT 4999", "text/csv")


def test_the_length_of_a_query(strict: Server) -> None:
    assert _query(strict, "ASK {} #" + "x" * 3900, "text/csv").status == 200
    for answer in (_query(strict, "ASK {} #" + "x" * 4000, "text/csv"), ask(strict, "/sparql?query=ASK%20%7B%7D%23" + "x" * 4000), _query(strict, "ASK {} #" + "א" * 2500, "text/csv")):
        assert answer.status == 413 and json.loads(answer.body)["type"].endswith("query-too-long")


def test_one_who_asks_too_often_waits_and_others_do_not(strict: Server) -> None:
    answers = [ask(strict, "/sparql?query=ASK%20%7B%7D", X_Forwarded_For="192.0.2.1") for _number in range(320)]
    assert [answer.status for answer in answers[:300]] == [200] * 300 and 429 in [answer.status for answer in answers[300:]]
    refused = next(answer for answer in answers if answer.status == 429)
    assert int(refused.headers["retry-after"]) >= 1 and json.loads(refused.body)["type"].endswith("too-many-queries")
    assert ask(strict, "/sparql?query=ASK%20%7B%7D", X_Forwarded_For="192.0.2.2").status == 200


def test_a_query_that_wants_too_much_memory_ends_alone(strict: Server) -> None:
    answer = _query(strict, HUNGRY, "text/csv")
    assert answer.status in (503, 504) and json.loads(answer.body)["type"].endswith(("store-away", "query-too-slow"))
    assert _query(strict, "ASK { ?s ?p ?o }", "text/csv").text == "true"


def test_a_murderous_query_leaves_the_lookups_of_others_alone(strict: Server) -> None:
    killers = [threading.Thread(target=_query, args=(strict, SILENT.replace("?n", f"?n{number}"), "text/csv")) for number in range(2)]
    for killer in killers:
        killer.start()
    wait_until(lambda: 19 in _priorities(strict) or not any(killer.is_alive() for killer in killers))
    given_way = 19 in _priorities(strict)
    answered = sum(_query(strict, f"SELECT ?o {{ <{name}> ?p ?o }}", "text/csv").status == 200 for name in ("x:a", "x:b", "x:c"))
    for killer in killers:
        killer.join()
    assert answered == 3 and given_way


def test_the_line_of_those_who_wait() -> None:
    async def waits() -> None:
        turns = Turns(Limits(running=4), Measures())
        first = [await turns.take("greedy", _never) for _number in range(3)]
        # His fourth waits, though there is room, and another one's does not.
        fourth = asyncio.create_task(turns.take("greedy", _never))
        other = await turns.take("other", _never)
        await asyncio.sleep(0)
        assert not fourth.done() and len(turns.running) == 4
        turns.give_back(first[0])
        assert (await fourth) in turns.running and len(turns.running) == 4
        crowd = [asyncio.create_task(turns.take(f"one {number}", _never)) for number in range(32)]
        await asyncio.sleep(0)
        with pytest.raises(Problem) as caught:
            await turns.take("too late", _never)
        assert caught.value.status == 503 and int(caught.value.headers["Retry-After"]) > 0 and caught.value.type.endswith("busy")
        for run in (first[1], first[2], other):
            turns.give_back(run)
        await asyncio.sleep(0.01)
        assert [task.done() for task in crowd[:4]] == [True, True, True, False] and len(turns.running) == 4
        for task in crowd:
            task.cancel()

    coroutines.run(waits())


async def _never() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


# Texts that hold what separates rows, and what the native server says when it is cut.
HOSTILE = [
    *('},{"', '"},{"x":{"type"', "</result><result>", "</sparql>", "\r\n", '"\r\n"', "\n,\n", '"', '""', "'", "\\", "\\n", "\t", "} , {", "},{", '{}},{"'),
    *("The SPARQL operation has been cancelled", "<a> <b> <c> .\n", "]}}", "", " ", "א,ב", "\u2028", "&lt;result>", "<result>", '\\"},{\\"', '},{"}', '},{",'),
]


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv", "nt", "nq"])
def test_rows_are_counted_right_whatever_they_hold(format: str) -> None:
    store = Store()
    for number, text in enumerate(HOSTILE * 3):
        store.add(Quad(NamedNode(f"x:{number}"), NamedNode("x:p"), Literal(text)))
    if format in ("nt", "nq"):
        body = serialize(store.query("CONSTRUCT WHERE { ?s ?p ?o }"), format=RdfFormat.N_TRIPLES) or b""
        expected = len(store)
    else:
        solutions = store.query("SELECT ?s ?o ?none { ?s ?p ?o } ORDER BY ?s")
        assert isinstance(solutions, QuerySolutions)
        body = solutions.serialize(format=getattr(QueryResultsFormat, format.upper())) or b""
        expected = len(store)
    assert TAILS[format].is_whole(body[-512:])
    chance = random.Random(3)
    for most in (1, 2, 3, 5, 40, 10_000):
        rows, place = Rows(format), 0
        while place < len(body):
            size = chance.randrange(1, most + 1)
            rows.pass_on(body[place : place + size])
            place += size
        assert rows.count == expected, most


@dataclass
class Told:
    """A store that answers what it is told to, in parts."""

    parts: list[bytes]
    status: int = 200
    media_type: str = ""

    async def send(self, question: Question, run: object) -> "Told":
        self.first = self.parts.pop(0)
        return self

    @property
    def ended(self) -> bool:
        return not self.parts

    async def more(self) -> bytes:
        return self.parts.pop(0)

    def close(self) -> None:
        self.parts.clear()

    def memory(self) -> int:
        return 0


CUT = b"The SPARQL operation has been cancelled"


@pytest.mark.parametrize(
    ("format", "good", "bad"),
    [
        ("json", b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"cancelled"}}]}}', b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"literal","value":"1"}}'),
        ("xml", b'<?xml version="1.0"?><sparql><results><result></result></results></sparql>', b'<?xml version="1.0"?><sparql><results><result></result>'),
        ("csv", b"a\r\nThe SPARQL operation has been cancelled\r\n", b"a\r\n1\r\n"),
        ("tsv", b'?a\n"The SPARQL operation has been cancelled"\n', b"?a\n1\n"),
        ("nt", b"<x:a> <x:b> <x:c> .\n", b"<x:a> <x:b> <x:c> .\n"),
        ("ttl", b"<x:a> <x:b> <x:c> .\n", b"<x:a> <x:b> <x:c> ;\n\t<x:d> "),
        ("jsonld", b'[{"@id":"x:a"}]', b'[{"@id":"x:a"}'),
        ("rdf", b"<rdf:RDF></rdf:RDF>", b"<rdf:RDF>"),
    ],
)
def test_words_of_failure_at_the_end_of_an_answer_never_pass_for_one(format: str, good: bytes, bad: bytes) -> None:
    assert _answer(format, [good]) == good
    assert _answer(format, [good[:1], good[1:]]) == good
    assert _answer(format, [good[:-1], good[-1:]]) == good
    with pytest.raises(Problem) as caught:
        _answer(format, [bad + CUT])
    assert caught.value.status == 502
    for parts in ([bad, CUT], [bad + CUT[:7], CUT[7:]], [bad[:3], bad[3:] + CUT]):
        with pytest.raises(Broken):
            _answer(format, parts)


def _answer(format: str, parts: list[bytes]) -> bytes:
    async def taken() -> bytes:
        turns = Turns(Limits(), Measures())
        run = await turns.take("", _never)
        prepared = Prepared(Question(b"", b""), "SELECT", format, b"", b"", True, 0)
        answer = StoreAnswer(prepared, run, Limits(), Measures())
        whole = await answer.begin(Told(list(parts)), None, Request(None))  # type: ignore[arg-type]
        return whole if whole is not None else b"".join([part async for part in answer.parts()])

    return coroutines.run(taken())


def test_kept_answers_have_a_bound() -> None:
    kept = Kept(most_bytes=10_000)
    for number in range(100):
        kept.put(b"%d" % number, b"x" * 500)
    assert kept.size <= 10_000 and kept.get(b"99") is not None and kept.get(b"0") is None
    kept.put(b"large", b"x" * (LARGEST + 1))
    assert kept.get(b"large") is None


def test_a_client_who_goes_away_ends_his_query(strict: Server) -> None:
    with _connection(strict) as connection:
        connection.request("POST", "/sparql", SILENT, {"Content-Type": QUERY})
    # With both places taken for as long as the query had run, this would wait.
    for number in range(4):
        with _connection(strict) as connection:
            connection.request("POST", "/sparql", SILENT.replace("?n", f"?m{number}"), {"Content-Type": QUERY})
    assert _query(strict, "ASK { ?s ?p 'nothing' }", "text/csv").status == 200


def _priorities(server: Server) -> set[int]:
    """How nice the threads are that the server and its processes have."""
    found = set()
    for process in children(server.process):
        for task in Path(f"/proc/{process}/task").glob("*/stat"):
            with suppress(OSError):
                found.add(int(task.read_text().rpartition(")")[2].split()[16]))
    return found


@contextmanager
def _connection(server: Server) -> Iterator[http.client.HTTPConnection]:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        yield connection
    finally:
        connection.close()


def _query(server: Server, query: str, accept: str) -> Answer:
    return ask(server, "/sparql", "POST", query, Content_Type=QUERY, Accept=accept)


def _raw(server: Server, query: str, accept: str) -> bytes:
    """The whole of what comes over the wire, to its end."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        body = query.encode()
        connection.sendall(f"POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: {accept}\r\nContent-Type: {QUERY}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
        parts = []
        try:
            while part := connection.recv(2**16):
                parts.append(part)
        except ConnectionError:
            pass
        return b"".join(parts)


