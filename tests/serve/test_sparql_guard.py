"""No query makes the server call out, whatever it is written like; and no harmless one is refused for a word."""

from __future__ import annotations

import http.server
import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from built_site import built
from processes import children
from pyoxigraph import Store
from serving import Server, ask, serving

from ciatlas.serve.problem import Problem
from ciatlas.serve.sparql import guard, terminals

LINK = "http://127.0.0.1:{port}/sparql"

# Each calls the address in place of EVIL, or would to a reader of its kind; E: is a prefix of it, the empty prefix too.
EVIL = [
    "SELECT * { SERVICE <EVIL> { ?s ?p ?o } }",
    "SELECT * { service <EVIL> { ?s ?p ?o } }",
    "SELECT * {SERVICE<EVIL>{}}",
    "SELECT * { SERVICE SILENT <EVIL> { ?s ?p ?o } }",
    "SELECT * {SERVICESILENT<EVIL>{}}",
    "SELECT * { SeRvIcE # a comment\n#another\n\tsIlEnT\r\n#<http://good.example/>\n<EVIL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o . SERVICE <EVIL> { ?s ?p ?o } } LIMIT 1",
    "SELECT * { ?s ?p 1.SERVICE<EVIL>{} }",
    "SELECT * { ?s ?p true.SERVICE<EVIL>{} }",
    "SELECT * { ?s ?p 'a'@en.SERVICE<EVIL>{} }",
    "SELECT * { VALUES ?g { <EVIL> } SERVICE ?g { ?s ?p ?o } }",
    "SELECT * { VALUES $g { <EVIL> } SERVICE$g{} }",
    "SELECT * { BIND(IRI(CONCAT('EVIL', '')) AS ?g) SERVICE SILENT ?g { ?s ?p ?o } }",
    "PREFIX e: <EVIL> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "PREFIX : <EVIL> SELECT * { SERVICE : { ?s ?p ?o } }",
    "PREFIX : <EVIL> SELECT * {SERVICE:{}}",
    "PREFIX : <EVIL> SELECT * {SERVICE:a{}}",
    "PREFIX : <EVIL> SELECT * {SERVICE SILENT:a # b\n{}}",
    "PREFIX : <EVIL> SELECT * { ?s ?p true.SERVICE:a{} }",
    "BASE <EVIL> SELECT * { SERVICE <> { ?s ?p ?o } }",
    "BASE <EVIL> SELECT * { SERVICE <?a> { ?s ?p ?o } }",
    "SELECT * { SERVICE <http://good.example/> { SERVICE <EVIL> { ?s ?p ?o } } }",
    "SELECT * { OPTIONAL { { SELECT * { MINUS { SERVICE SILENT <EVIL> { ?s ?p ?o } } } } } }",
    "ASK { FILTER EXISTS { SERVICE <EVIL> { ?s ?p ?o } } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <EVIL> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <EVIL> { ?s ?p ?o } }",
    # What looks like an IRI may be read as a comparison, and what stands in it as a comment or the begin of a text.
    "SELECT * { VALUES (?a ?b) { (1 2) } FILTER(?a<?b)SERVICE#c>\n<EVIL>{} }",
    "SELECT * { VALUES ?a { '0' } FILTER(?a<'>')SERVICE<EVIL>{ ?s ?p 'x' } } #'",
    "SELECT * { VALUES (?a ?b) { (1 2) } FILTER(?a<#>'''\n?b)SERVICE<EVIL>{} } #'''",
    "SELECT * { VALUES (?a ?b) { (1 2) } FILTER(?a<#>'''\n?b) SERVICE SILENT <EVIL> { ?s ?p ?o } } #'''",
    # Escapes of signs (SPARQL 1.1, 19.2).
    r"SELECT * { \u0053ERVICE <EVIL> { ?s ?p ?o } }",
    r"SELECT * { SERV\U00000049CE <EVIL> { ?s ?p ?o } }",
    r"SELECT * { SERVICE \u003CEVIL> { ?s ?p ?o } }",
    "SELECT * { 'a\\u0027 } SERVICE <EVIL> { ?s ?p ?o }",
    "SELECT * { SERVICE <EVIL\\u0061> { ?s ?p ?o } }",
    # Quotes and comments in each other.
    "SELECT * { ?s ?p '\\'' . SERVICE <EVIL> { ?s ?p '' } }",
    "SELECT * { ?s ?p '''''' . SERVICE <EVIL> { ?s ?p '''' ''' } }",
    "SELECT * { ?s ?p \"#\" . SERVICE <EVIL> { ?s ?p ?o } }",
    "SELECT * { ?s <x:#> ?o . SERVICE <EVIL> { ?s ?p ?o } }",
    "PREFIX e: <x:> SELECT * { ?s e:a\\'b ?o . SERVICE <EVIL> { ?s ?p 'x' } }",
    "PREFIX e: <x:> SELECT * { ?s e:a\\#b ?o . SERVICE <EVIL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o # '\n . SERVICE <EVIL> { ?s ?p ?o } # '\n }",
    "SELECT * { ?s ?p ?o # \"\"\"\r SERVICE <EVIL> { ?s ?p ?o } }",
]
HARMLESS = [
    "SELECT ?service { ?service a ci:Initiative } # SERVICE <http://evil.example/>",
    "SELECT $SERVICE { $SERVICE ?p 'SERVICE <http://evil.example/> {}' }",
    "SELECT * { ?s ?p '''a SERVICE\n<http://evil.example/> ''' , \"\"\"SERVICE ' \" \"\"\" }",
    "SELECT * { ?s <http://example.org/service#SERVICE> ?o ; <http://example.org/a'service> 1 }",
    "PREFIX service: <http://example.org/service/> SELECT * { ?s service:x ?o ; a service:y . GRAPH service:g { ?s ?p ?o } }",
    "PREFIX x: <http://example.org/> SELECT * FROM x:service { ?s x:service ?o ; x:my.service 1 ; x:service\\#a 2 }",
    "PREFIX service: <http://example.org/service/> SELECT * FROM NAMED service:g { ?s ?p _:service }",
    "SELECT * { ?s ?p 'x'@en-service }",
    r"SELECT * { ?s ?p 'the \u0053ervice' }",
    "SELECT * { ?service ?p ?o . FILTER(?o<5&&?o>3) }",
    "SELECT (COUNT(?service) AS ?services) { ?service ?p ?o }",
]


@pytest.mark.parametrize("query", EVIL)
def test_a_query_that_calls_out_is_refused(query: str) -> None:
    with pytest.raises(Problem) as caught:
        guard.check(query.replace("EVIL", "http://evil.example/"), ("http://good.example/",))
    assert caught.value.type.endswith("service-refused") and caught.value.status == 403
    assert caught.value.further["line"] >= 1


@pytest.mark.parametrize("query", HARMLESS)
def test_a_word_alone_is_harmless(query: str) -> None:
    guard.check(query, ())


def test_a_service_of_the_list_is_allowed_to_the_letter() -> None:
    allowed = ("https://query.example/sparql",)
    guard.check("SELECT * { SERVICE <https://query.example/sparql> { ?s ?p ?o } SERVICE SILENT <https://query.example/sparql> {} }", allowed)
    for other in ("https://query.example/sparql/", "https://QUERY.example/sparql", "https://query.example/sparql?a", "http://query.example/sparql"):
        with pytest.raises(Problem):
            guard.check(f"SELECT * {{ SERVICE <{other}> {{}} }}", allowed)


@pytest.mark.parametrize("query", ["DEFINE get:soft \"soft\" SELECT * { ?s ?p ?o }", "SELECT (bif:http_get('http://evil.example/') AS ?x) {}", "SELECT (<bif:x>(1) AS ?x) {}", "SELECT (sql:x(1) AS ?x) {}"])
def test_what_a_store_elsewhere_adds_to_sparql_is_refused_there(query: str) -> None:
    with pytest.raises(Problem) as caught:
        guard.check(query, (), is_elsewhere=True)
    assert caught.value.type.endswith("extension-refused")
    guard.check(query, ())


@contextmanager
def listener() -> Iterator[tuple[int, list[str]]]:
    """A web server that notes who comes: its port, and the paths asked for."""
    calls: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            calls.append(self.path)
            body = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1], calls
        server.shutdown()


@pytest.fixture(scope="module")
def generous(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server with room for many queries, and one friend, so that the kernel does not stand guard for us."""
    environment = {"CIATLAS_SERVE_LIMITS_PER_MINUTE": "100000", "CIATLAS_SERVE_SERVICES": "https://friend.example/sparql", "CIATLAS_SERVE_LIMITS_SECONDS": "5"}
    with serving(built(tmp_path_factory), tmp_path_factory.mktemp("guard"), environment=environment) as running:
        yield running


def test_nobody_is_called(generous: Server) -> None:
    with listener() as (port, calls):
        # That the listener hears, and that the queries mean what they seem to.
        assert list(Store().query(f"SELECT * {{ SERVICE <{LINK.format(port=port)}> {{ ?s ?p ?o }} }}")) == [] and calls
        heard = 0
        for query in EVIL:
            calls.clear()
            _try(query.replace("EVIL", LINK.format(port=port)))
            heard += bool(calls)
        assert heard > len(EVIL) / 2
        calls.clear()
        for query in [*EVIL, *_generated(150)]:
            answer = ask(generous, "/sparql", "POST", query.replace("EVIL", LINK.format(port=port)).encode(), Content_Type="application/sparql-query", Accept="*/*")
            assert answer.status in (200, 400, 403), (query, answer.body)
        assert calls == []


def test_where_nobody_may_be_called_the_kernel_forbids_it_too(server: Server) -> None:
    """The child itself, past all that looks at queries."""
    child = next(path for number in children(server.process) if b"serve-read-only" in ((path := Path(f"/proc/{number}")) / "cmdline").read_bytes())
    status = (child / "status").read_text()
    assert "Seccomp:\t2" in status and "NoNewPrivs:\t1" in status
    port = int((child / "cmdline").read_bytes().split(b"\0")[-2].rpartition(b":")[2])
    with listener() as (listening, calls):
        query = f"SELECT * {{ SERVICE <{LINK.format(port=listening)}> {{ ?s ?p ?o }} }}"
        answer = ask(Server("", port, Path()), "/query", "POST", query, Content_Type="application/sparql-query", Accept="text/csv")
        assert "denied" in answer.text.lower() or answer.status != 200
        assert calls == []


def _try(query: str) -> None:
    try:
        result = Store().query(query)
        if hasattr(result, "__iter__"):
            list(result)
    except (SyntaxError, OSError, ValueError, RuntimeError):
        pass


def _generated(number: int) -> Iterator[str]:
    """Queries put together at random out of what makes reading hard."""
    chance = random.Random(7)
    spaces = ["", " ", "\n", "\t", "#x\n", "#'\n", '#"\n', "#>\n", "\r"]
    pieces = ["?a", "<", ">", "'", '"', "'''", "''", "#", "\n", ")", "(", "{", "}", ".", "?b", "<x:a>", "x:b", "_:c", "\\'", "\\u0027", "@en", "1", "FILTER(?a<?b)", "FILTER(?a<'>')", "<#>", ","]
    words = ["SERVICE", "service", "SERVICE SILENT", "SERVICE#\nSILENT", "SERVICESILENT", "\\u0053ERVICE"]
    targets = ["<EVIL>", ":", ":a", "?g", "x:", "<>"]
    for _number in range(number):
        before, after = ("".join(chance.choice(pieces) + chance.choice(spaces) for _one in range(chance.randrange(5))) for _side in range(2))
        call = chance.choice(words) + chance.choice(spaces) + chance.choice(targets) + chance.choice(spaces) + "{}"
        prologue = "BASE <EVIL> PREFIX : <EVIL> PREFIX x: <EVIL> "
        yield f"{prologue}SELECT * {{ VALUES (?a ?b ?g) {{ (1 2 <EVIL>) }} {before}{call}{after} }}"


@pytest.mark.parametrize("piece", ["a.", "'", "'''", '"""\'', "<a", "_:a.", "a:", ":.", "a", "a-", "\\", "#", "a-.:", "SERVICE ", "<a'", "?a<"])
def test_reading_ends_soon_whatever_is_repeated(piece: str) -> None:
    """Were its time the square of the length, this would take an hour."""
    query = ("service " + piece * 250_000)[:250_000]
    assert sum(len(text) for _kind, text, _start in terminals.tokens(query)) <= len(query)


DEEP = {
    "braces": lambda n: "SELECT * {" + "{" * n + "}" * n + "}",
    "parentheses": lambda n: "SELECT * {FILTER(" + "(" * n + "1" + ")" * n + ")}",
    "negations": lambda n: "SELECT * {FILTER(" + "!" * n + "true)}",
    "alternatives": lambda n: "ASK {VALUES ?x {1} FILTER(" + "||".join(["?x=2"] * n) + ")}",
    "sums": lambda n: "SELECT (1" + "+1" * n + " AS ?x) {}",
    "bindings": lambda n: "SELECT * {" + "".join(f"BIND({i} AS ?v{i})" for i in range(n)) + "}",
    "unions": lambda n: "SELECT * {" + "UNION".join(["{}"] * n) + "}",
    "differences": lambda n: "SELECT * {" + "MINUS{?s ?p 1}" * n + "}",
    "projections": lambda n: "SELECT " + "".join(f"(1 AS ?v{i})" for i in range(n)) + " {}",
    "options": lambda n: "SELECT * {" + "OPTIONAL{" * n + "}" * n + "}",
    "paths": lambda n: "ASK {<x:a> " + "(" * n + "<x:p>" + ")+" * n + " ?o}",
    "inverse paths": lambda n: "ASK {<x:a> " + "^(" * n + "<x:p>" + ")" * n + " ?o}",
    "quoted triples": lambda n: "ASK {" + "<<" * n + "<x:a> a 1" + ">> a 1" * n + "}",
    "conditions": lambda n: "ASK {FILTER(" + "IF(1,1," * n + "1" + ")" * n + ")}",
    "blank nodes": lambda n: "ASK {?s ?p " + "[<x:y> " * n + "1" + "]" * n + "}",
}


@pytest.mark.parametrize("kind", DEEP)
def test_what_would_end_the_native_server_is_refused(generous: Server, kind: str) -> None:
    for number in (3_000, 12_000):
        query = DEEP[kind](number)
        if len(query) < 250_000:
            answer = ask(generous, "/sparql", "POST", query, Content_Type="application/sparql-query", Accept="*/*")
            assert answer.status == 400 and json.loads(answer.body)["type"].endswith("query-too-complex"), (number, answer.body[:200])
    assert _restarts(generous) == 0


def test_long_lists_are_no_depth(generous: Server) -> None:
    values = "SELECT (COUNT(*) AS ?n) { VALUES ?x { " + " ".join(f"-{number}" for number in range(20_000)) + " } }"
    answer = ask(generous, "/sparql", "POST", values, Content_Type="application/sparql-query", Accept="text/csv")
    assert answer.status == 200 and answer.text.split() == ["n", "20000"]
    words = "ASK { FILTER(1 IN (" + ",".join(str(number) for number in range(20_000)) + ")) }"
    assert ask(generous, "/sparql", "POST", words, Content_Type="application/sparql-query", Accept="text/csv").text == "true"


def _restarts(server: Server) -> float:
    lines = ask(server, "/metrics").text.splitlines()
    return float(next(line.split()[1] for line in lines if line.startswith("ciatlas_child_restarts_total")))
