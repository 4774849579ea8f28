"""What may go wrong: one clear message each, an exit status that is not 0, and the earlier release still served."""

from __future__ import annotations

import gzip
import resource
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from evil_proxy import between
from loopback import serving
from pushed_releases import graph_names, hashes, reading
from sparql_servers import Writable

from ciatlas.fault import AtlasError
from ciatlas.project import Project
from ciatlas.push.server import Patience
from ciatlas.push.transfer import push

QUICK = Patience(attempts=3, first_seconds=0.001, longest_seconds=0.01, timeout_seconds=10)

Damage = Callable[[Path], object]


def refused(atlas: Project, folder: Path, query: str, update: str | None = None, graph_store: str | None = None, **options: object) -> str:
    with pytest.raises(AtlasError) as error:
        push(atlas, folder, query, update, graph_store, patience=QUICK, **options)  # type: ignore[arg-type]
    return str(error.value)


@pytest.mark.parametrize(
    ("file", "damage", "said"),
    [
        ("ciatlas-2015.nt.gz", lambda path: path.unlink(), "ciatlas-2015.nt.gz is not there"),
        ("ciatlas-2015.nt.gz", lambda path: path.write_bytes(path.read_bytes()[:-2000]), "ciatlas-2015.nt.gz cannot be read"),
        ("ciatlas-2015.nt.gz", lambda path: path.write_bytes(b"no gzip"), "ciatlas-2015.nt.gz cannot be read"),
        ("ciatlas-2015.nt.gz", lambda path: path.write_bytes(gzip.compress(b"<a> no triples\n")), "ciatlas-2015.nt.gz cannot be read"),
        ("ciatlas-2015-measured.ttl", lambda path: path.write_bytes(b"\xff\xfe<a>"), "ciatlas-2015-measured.ttl cannot be read"),
        ("ciatlas-2015-measured.ttl", lambda path: path.write_bytes(b""), "ciatlas-2015-measured.ttl holds other statements than RDFC10SUMS says"),
        ("schemes.ttl", lambda path: (path.unlink(), path.mkdir()), "schemes.ttl cannot be read"),
        ("RDFC10SUMS", lambda path: path.unlink(), "RDFC10SUMS is not there"),
        ("RDFC10SUMS", lambda path: path.write_bytes(b"\xff\n"), "RDFC10SUMS cannot be read"),
        ("RDFC10SUMS", lambda path: path.write_text("nothing of use\n", encoding="utf-8"), "RDFC10SUMS cannot be read"),
    ],
)
def test_a_release_that_cannot_be_read(atlas: Project, new: Path, tmp_path: Path, file: str, damage: Damage, said: str):
    """Before any request: the endpoint's address is one where nobody is."""
    folder = tmp_path / "dist"
    shutil.copytree(new, folder)
    damage(folder / file)
    message = refused(atlas, folder, "http://127.0.0.1:1/query")
    assert said in message and "ciatlas build" in message


@pytest.mark.parametrize("graph", ["atlas", "https://a.example/a b", 'https://a.example/"', "https://a.example/> } ; DROP ALL ; #", ""])
def test_a_graph_that_is_no_iri(atlas: Project, new: Path, graph: str):
    assert "expected an IRI" in refused(atlas, new, "http://127.0.0.1:1/query", graph=graph)


@pytest.mark.parametrize("url", ["localhost:7878", "ftp://a.example/x", "http://", ""])
def test_an_address_that_is_none(atlas: Project, new: Path, url: str):
    assert refused(atlas, new, url).startswith("--endpoint")
    assert refused(atlas, new, "http://127.0.0.1:1/query", graph_store=url or "x").startswith("--graph-store")


def test_an_endpoint_that_is_away(atlas: Project, new: Path):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{one.getsockname()[1]}/query"
    message = refused(atlas, new, url)
    assert message.startswith(f"{url} cannot be reached: ") and "given up after 3 attempts. The earlier release is untouched" in message


def answering(status: int, body: bytes, type: str = "text/plain", **headers: str) -> Callable[[BaseHTTPRequestHandler, bytes], None]:
    def handle(request: BaseHTTPRequestHandler, _body: bytes) -> None:
        request.send_response(status)
        for name, value in {"Content-Type": type, "Content-Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return handle


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (403, b"not you", "refused access (HTTP 403): not you"),
        (401, b"", "wants a password, or another one (HTTP 401)"),
        (404, b"<!doctype html><p>long page", "is not there (HTTP 404) (many servers take updates at another address: name it with --update)"),
        (400, b"syntax error \x1b[31m in line 3", "refused (HTTP 400): syntax error [31m in line 3"),
        (413, b"", "takes no request as large as this (HTTP 413); make them smaller with --chunk"),
        (500, b"out of memory", "failed (HTTP 500): out of memory; given up after 3 attempts"),
        (503, b"", "failed (HTTP 503); given up after 3 attempts"),
        (429, b"slowly", "has had too many requests (HTTP 429): slowly; given up after 3 attempts"),
        (200, b"<html>Welcome", "did not answer with SPARQL results in JSON"),
        (200, b"\x00\xff\xfe garbage", "did not answer with SPARQL results in JSON"),
        (200, b'{"head": {"vars": ["n"]}, "results": {"bindings": [{"n": {"type": "literal", "value": "many"}}]}}', "and answered with something else"),
    ],
)
def test_a_server_that_refuses_or_answers_garbage(atlas: Project, new: Path, status: int, body: bytes, said: str):
    with serving(answering(status, body, Retry_After="0")) as url:
        message = refused(atlas, new, url)
    assert message.startswith(url) and said in message and "\x1b" not in message
    assert message.endswith("The earlier release is untouched; the same command goes on from here")


def test_a_redirect_is_not_followed(atlas: Project, new: Path):
    asked: list[str] = []

    def elsewhere(request: BaseHTTPRequestHandler, body: bytes) -> None:
        asked.append(request.headers.get("Authorization", ""))
        answering(200, b"{}")(request, body)

    with serving(elsewhere) as other:
        for status in (301, 302, 303, 307, 308):
            with serving(answering(status, b"", Location=other)) as url:
                message = refused(atlas, new, url, environment={"CIATLAS_PUSH_TOKEN": "hush-hush"})
            assert f"{url} redirects to {other}; name that address instead" in message
    assert asked == []


def test_500_in_the_middle_of_the_switch_leaves_the_earlier_release(atlas: Project, earlier: Path, new: Path, oxigraph: Writable):
    push(atlas, earlier, oxigraph.query, oxigraph.update, patience=QUICK)
    graphs = sorted(hashes(atlas, new))
    before = reading(oxigraph.query, graphs)
    with between(oxigraph.query) as proxy:
        # As a server that dies at it: the request is no update any more, and is refused.
        proxy.change = lambda body: b"boom" if body.startswith((b"COPY", b"DROP SILENT GRAPH <https://w3id.org/ciatlas/data/retired> ;\nCOPY")) or b"\nCOPY GRAPH" in body else body
        message = refused(atlas, new, proxy.url(oxigraph.query), proxy.url(oxigraph.update))
    assert "The new release is whole on the server and was to take the earlier one's place; the same command does it again" in message
    assert reading(oxigraph.query, graphs) == before
    push(atlas, new, oxigraph.query, oxigraph.update, patience=QUICK)
    assert reading(oxigraph.query, graphs) != before
    assert not any("staging" in name for name in graph_names(oxigraph.query))


def command(*arguments: str | Path, files_of_bytes: int | None = None) -> subprocess.CompletedProcess[str]:
    def limit() -> None:
        if files_of_bytes is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (files_of_bytes, files_of_bytes))

    words = [sys.executable, "-B", "-m", "ciatlas", "push", *map(str, arguments)]
    return subprocess.run(words, capture_output=True, text=True, encoding="utf-8", timeout=120, preexec_fn=limit)


def test_a_disk_with_no_room_for_the_state(atlas: Project, earlier: Path, new: Path, oxigraph: Writable, root: Path):
    push(atlas, earlier, oxigraph.query, oxigraph.update, patience=QUICK)
    names = graph_names(oxigraph.query)
    result = command("--project", root, "--release", new, "--endpoint", oxigraph.query, "--update", oxigraph.update, files_of_bytes=0)
    assert result.returncode == 1
    assert "keeps how far the push has come, cannot be written: File too large. The earlier release is untouched" in result.stderr
    assert "Traceback" not in result.stderr
    assert graph_names(oxigraph.query) == names


def test_the_command(atlas: Project, new: Path, oxigraph: Writable, root: Path):
    result = command("--project", root, "--release", new, "--endpoint", oxigraph.query, "--update", oxigraph.update, "--chunk", "200", "--lang", "en")
    assert result.returncode == 0, result.stderr
    total = reading(oxigraph.query, [atlas.iri("data/2015/asserted")])[0]
    assert f"{atlas.iri('data/2015/asserted')}: {total} statements" in result.stdout
    assert result.stdout.endswith(f"The release is live at {oxigraph.query}\n")
    # A log: plain lines, not one for each request.
    assert f"{atlas.iri('data/2015/asserted')}: {total}/{total}" in result.stderr.splitlines()
    assert "\x1b" not in result.stderr and "comparing the server's graphs with the release" in result.stderr


def test_the_command_in_hebrew(new: Path, root: Path):
    result = command("--project", root, "--release", new, "--endpoint", "http://127.0.0.1:1/query", "--attempts", "1", "--lang", "he")
    assert result.returncode == 1
    assert "המהדורה הקודמת" in result.stderr
