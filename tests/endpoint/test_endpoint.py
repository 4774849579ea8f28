"""A remote endpoint: the same rows as at home, what is sent, and one clear message for whatever a server may do wrong."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pyoxigraph import Store
from result_rows import plain
from sparql_servers import oxigraph

from ciatlas import endpoint
from ciatlas.edition import open_release
from ciatlas.evaluation import in_process
from ciatlas.fault import AtlasError
from ciatlas.insights import Value, answers, read_insights
from ciatlas.project import Project, read

PREFIXES = {"ci": "https://example.org/ns#", "skos": "http://www.w3.org/2004/02/skos/core#"}
QUERY = "SELECT ?s ?n WHERE { ?s a ci:Initiative ; ci:n ?n }"
JSON = "application/sparql-results+json"
NONE = json.dumps({"head": {"vars": ["s", "n"]}, "results": {"bindings": []}}).encode()

Handle = Callable[[BaseHTTPRequestHandler, bytes], None]


@contextmanager
def serving(handle: Handle) -> Iterator[str]:
    """A web server on loopback that lets `handle` answer each POST, given the request and its body; a GET gets 405."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            handle(self, self.rfile.read(int(self.headers["Content-Length"])))

        def do_GET(self) -> None:
            handle(self, b"")

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/sparql"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def answering(status: int, body: bytes, type: str = JSON, **headers: str) -> Handle:
    def handle(request: BaseHTTPRequestHandler, _: bytes) -> None:
        request.send_response(status)
        request.send_header("Content-Type", type)
        for name, value in {"Content-Length": str(len(body)), **{key.replace("_", "-"): value for key, value in headers.items()}}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return handle


def fault(url: str, query: str = QUERY, timeout: float = 10) -> str:
    with pytest.raises(AtlasError) as caught:
        endpoint.ask(url, query, PREFIXES, timeout)
    message = str(caught.value)
    assert "\n" not in message and message.isprintable()
    return message


# Rows #######################################################################################################################


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    return read(root)


@pytest.fixture(scope="module")
def store(project: Project, release: Path) -> Store:
    return open_release(project, release)


def test_all_insights_give_the_same_answers_as_the_local_store(project: Project, store: Store, tmp_path: Path):
    files = read_insights(project)
    here = answers(files, in_process(store, project.prefixes), project)
    with oxigraph(tmp_path, store, "--union-default-graph") as url:
        there = answers(files, endpoint.asker(url, project.prefixes), project)
    assert files and not [answer.fault for answer in here if answer.fault]
    assert [(one.file.name, one.fault, plain(one.rows)) for one in there] == [(one.file.name, one.fault, plain(one.rows)) for one in here]
    assert [one.labels for one in there] == [one.labels for one in here]


def test_graphs_may_be_named_where_the_default_graph_is_empty(project: Project, store: Store, tmp_path: Path):
    query = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?i a ci:Initiative } ?i ci:continent ?where }"
    graphs = [project.graph(project.editions[0], part) for part in ("asserted", "derived")]
    with oxigraph(tmp_path, store) as url:
        assert endpoint.ask(url, query, project.prefixes)[1] != in_process(store, project.prefixes)(query)[1]
        assert endpoint.ask(url, query, project.prefixes, graphs=graphs) == in_process(store, project.prefixes)(query)


TERMS = {
    "an IRI": ({"type": "uri", "value": "http://a/b"}, Value("http://a/b", iri=True)),
    "a text": ({"type": "literal", "value": "a"}, Value("a")),
    "a text that says so": ({"type": "literal", "value": "a", "datatype": "http://www.w3.org/2001/XMLSchema#string"}, Value("a")),
    "a text in a language": ({"type": "literal", "value": "א", "xml:lang": "he"}, Value("א", language="he")),
    "a number": (
        {"type": "literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
        Value("1", datatype="http://www.w3.org/2001/XMLSchema#integer"),
    ),
    "a boolean as Virtuoso writes it": (
        {"type": "typed-literal", "value": "1", "datatype": "http://www.w3.org/2001/XMLSchema#boolean"},
        Value("true", datatype="http://www.w3.org/2001/XMLSchema#boolean"),
    ),
    "a blank node": ({"type": "bnode", "value": "b0"}, Value("_:b0")),
}


@pytest.mark.parametrize("case", TERMS)
def test_a_term(case: str):
    term, expected = TERMS[case]
    body = json.dumps({"head": {"vars": ["n", "s"]}, "results": {"bindings": [{"s": term}]}}).encode()
    with serving(answering(200, body)) as url:
        assert endpoint.ask(url, QUERY, PREFIXES) == (("n", "s"), [(None, expected)])


VIRTUOSO_YES = {"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": [{"__ASK_RETVAL": {"type": "typed-literal", "value": "1"}}]}}


@pytest.mark.parametrize("body", ['{"head": {}, "boolean": true}', json.dumps(VIRTUOSO_YES)])
def test_an_ask(body: str):
    with serving(answering(200, body.encode())) as url:
        yes = Value("true", datatype="http://www.w3.org/2001/XMLSchema#boolean")
        assert endpoint.ask(url, "ASK { ?s ?p ?o }", PREFIXES) == (("answer",), [(yes,)])


def test_what_is_sent():
    seen: list[tuple[str, dict[str, str], dict[str, list[str]]]] = []

    def handle(request: BaseHTTPRequestHandler, body: bytes) -> None:
        seen.append((request.command, dict(request.headers), parse_qs(body.decode())))
        answering(200, NONE)(request, body)

    with serving(handle) as url:
        endpoint.ask(url, "# all\n" + QUERY, PREFIXES, graphs=["urn:a", "urn:b"])
    [(method, headers, form)] = seen
    assert method == "POST" and headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert JSON in headers["Accept"] and headers["User-Agent"].startswith("ciatlas/")
    assert form == {
        "query": [f"PREFIX ci: <https://example.org/ns#> # all\n{QUERY}"],
        "default-graph-uri": ["urn:a", "urn:b"],
        "named-graph-uri": ["urn:a", "urn:b"],
    }


def test_a_word_in_a_comment_does_not_make_it_an_update():
    seen: list[str] = []

    def handle(request: BaseHTTPRequestHandler, body: bytes) -> None:
        seen.extend(parse_qs(body.decode()))
        answering(200, NONE)(request, body)

    with serving(handle) as url:
        endpoint.ask(url, f"#+ title: what to add\n# insert, delete; clear all\n{QUERY}", PREFIXES)
        endpoint.ask(url, f"{QUERY} # drop", PREFIXES)
    assert seen == ["query", "query"]


# Faults #####################################################################################################################

RESULTS = '{"head": {"vars": %s}, "results": {"bindings": %s}}'
NOT_RESULTS = {
    "a page": b"<html><body>Welcome</body></html>",
    "a text": b"hello",
    "nothing": b"",
    "bytes": bytes(range(256)),
    "other JSON": b'{"hello": 1}',
    "a list": b"[1]",
    "a number": b"1",
    "deep JSON": b"[" * 100_000,
    "cut JSON": b'{"head": {"vars": ["s"]}, "results": {"bindings": [{"s": {"type": "uri", "val',
    "rows that are none": (RESULTS % ('["s"]', "[1]")).encode(),
    "bindings that are none": (RESULTS % ('["s"]', "null")).encode(),
    "columns that are none": (RESULTS % ("1", "[]")).encode(),
    "a column that is a number": (RESULTS % ("[1]", "[]")).encode(),
    "a term that is a text": (RESULTS % ('["s"]', '[{"s": "x"}]')).encode(),
    "a term without a value": (RESULTS % ('["s"]', '[{"s": {"type": "uri"}}]')).encode(),
    "a value that is a number": (RESULTS % ('["s"]', '[{"s": {"type": "uri", "value": 1}}]')).encode(),
    "a term of no known kind": (RESULTS % ('["s"]', '[{"s": {"type": "quad", "value": "x"}}]')).encode(),
}


@pytest.mark.parametrize("case", NOT_RESULTS)
def test_not_sparql_results(case: str):
    with serving(answering(200, NOT_RESULTS[case])) as url:
        assert fault(url).startswith(f"{url} did not answer with SPARQL results in JSON")


STATUS = {
    400: "refused the query (HTTP 400): unexpected 'foo' at line 1",
    401: "wants a password (HTTP 401): unexpected 'foo' at line 1",
    403: "refused access (HTTP 403)",
    404: "has no endpoint there (HTTP 404)",
    406: "refused the query (HTTP 406)",
    414: "refused the query (HTTP 414)",
    429: "refused the query (HTTP 429)",
    500: "failed (HTTP 500): unexpected 'foo' at line 1",
    503: "failed (HTTP 503): unexpected 'foo' at line 1",
}


@pytest.mark.parametrize("status", STATUS)
def test_an_error_says_what_the_server_says(status: int):
    with serving(answering(status, b"unexpected 'foo'\n at line 1\n", "text/plain")) as url:
        assert fault(url).startswith(f"{url} {STATUS[status]}")


def test_a_page_for_people_and_what_could_harm_a_terminal_are_left_out():
    with serving(answering(500, b"<!DOCTYPE html><p>Oops", "text/html")) as url:
        assert fault(url) == f"{url} failed (HTTP 500)"
    with serving(answering(400, "a\x1b[31m\u202eb".encode() + b"x" * 10_000)) as url:
        message = fault(url)
        assert "\x1b" not in message and "\u202e" not in message and len(message) < 500


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_names_the_other_address(status: int):
    def handle(request: BaseHTTPRequestHandler, body: bytes) -> None:
        if request.path == "/other":
            answering(200, NONE)(request, body)
        else:
            answering(status, b"", Location="/other")(request, body)

    with serving(handle) as url:
        assert fault(url).startswith(f"{url} redirects to") and "/other; name" in fault(url)


def test_a_redirect_that_does_not_end():
    with serving(answering(302, b"", Location="/sparql")) as url:
        assert "redirects to" in fault(url)


def test_nobody_is_there():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{one.getsockname()[1]}/sparql"
        assert fault(url).startswith(f"{url} cannot be reached")


def test_no_such_host():
    assert fault("http://nowhere.invalid/sparql").startswith("http://nowhere.invalid/sparql cannot be reached")


@pytest.mark.parametrize("url", ["", "example.org/sparql", "file:///etc/hostname", "ftp://example.org/x", "http:///sparql", "http://[::1"])
def test_no_address_of_an_endpoint(url: str):
    assert "expected the address of a SPARQL endpoint" in fault(url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:port/", "http://127.0.0.1:99999999/", "http://a b/"])
def test_an_address_that_is_none(url: str):
    assert fault(url)


def test_it_does_not_answer_in_time():
    def handle(request: BaseHTTPRequestHandler, body: bytes) -> None:
        time.sleep(2)

    with serving(handle) as url:
        assert fault(url, timeout=1) == f"{url} did not answer within 1 s"


def test_it_answers_byte_by_byte():
    def handle(request: BaseHTTPRequestHandler, body: bytes) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "1000")
        request.end_headers()
        try:
            for _ in range(12):
                request.wfile.write(b" ")
                time.sleep(0.2)
        except OSError:
            pass

    with serving(handle) as url:
        assert fault(url, timeout=1) == f"{url} did not answer within 1 s"


def test_it_breaks_off():
    def handle(request: BaseHTTPRequestHandler, body: bytes) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(NONE) + 10))
        request.end_headers()
        request.wfile.write(NONE)

    def in_chunks(request: BaseHTTPRequestHandler, body: bytes) -> None:
        request.protocol_version = "HTTP/1.1"
        request.send_response(200)
        request.send_header("Transfer-Encoding", "chunked")
        request.end_headers()
        request.wfile.write(b"%x\r\n" % (len(NONE) + 10) + NONE)
        request.close_connection = True

    with serving(handle) as url:
        assert fault(url) == f"{url} broke off in the middle of its answer"
    with serving(in_chunks) as url:
        assert fault(url).startswith(f"{url} does not answer as a web server should")


@pytest.mark.parametrize("greeting", [b"SSH-2.0-OpenSSH_9.2\r\n", b"", b"\x00\x01\x02", b"HTTP/1.1 abc\r\n\r\n"])
def test_it_is_no_web_server(greeting: bytes):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(2**16)
                connection.sendall(greeting)

        thread = threading.Thread(target=serve)
        thread.start()
        url = f"http://127.0.0.1:{server.getsockname()[1]}/sparql"
        assert fault(url).startswith(url)
        thread.join()


def test_too_much(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(endpoint, "MAXIMUM_BYTES", 2**20)
    with serving(answering(200, b" " * 2**21)) as url:
        assert fault(url) == f"{url} answered with more than 1 MB; ask for less with LIMIT"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("DESCRIBE ci:x", "DESCRIBE"),
        ("# SELECT\nPREFIX a: <urn:a> DELETE WHERE { ?s ?p ?o }", "DELETE"),
        ("", "nothing"),
    ],
)
def test_only_questions_for_rows_are_sent(query: str, found: str):
    with serving(lambda request, body: pytest.fail("something was sent")) as url:
        assert fault(url, query) == f"expected a SELECT or an ASK to send to {url}, found {found}"
