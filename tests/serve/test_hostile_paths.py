"""Whatever is written in paths and in headers of negotiation: an answer of the kind 2xx, 3xx or 4xx, and not a line of a traceback in the log."""

from __future__ import annotations

import os
import random
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from serving import Server, ask, serving
from small_release import Small

from ciatlas.serve.linked_data.files import Files

SECRET = "what nobody may read"
PIECES = (
    "..", ".", "%2e%2e", "%2E%2e", ".%2e", "%252e%252e", "..%2f", "%2f", "%5c", "\\", "%00", "%0d%0a", "%0a", "%7f", "%ff", "%c0%ae", "%e2%80%ae", "%ED%A0%80", "%F4%90%80%80", "%", "%%", "%zz", "%1",
    "~", "*", "?", "#", "<script>", "'", '"', "{{7*7}}", "$" + "{jndi}", ";", ":", "@", "id", "doc", "scheme", "data", "en", "organization", "one", "one.ttl", "one.html", "one.nt.gz", "ns", "2015", "static", ".git",
    ".htaccess", "_headers", "index.html", "con", "a" * 256, "a" * 300, "%d7%90" * 90, "א", "é", "\x01", "\x7f", "secret", "link", "//", "doc//one", "etc", "passwd",
)  # fmt: skip
VALUES = (
    "text/html", "text/turtle", "*/*", "*", "application/*", "text", "/", "a/b/c", ";q=1", ";q=0", ";q=0.5", ";q=1.0001", ";q=-1", ";q=nan", ";q=1e9", ";q=", ";q", ";=;", ";charset=utf-8", ';p="', '"', "\\", ",", ",,", " ",
    "\t", "=", "==", "q=1", "text/html;q=0.5;q=0.7", "x" * 3000, "é", "\xff", "en", "he-IL", "iw", "*;q=0", "gzip", "br", "zstd", "identity;q=0", "bytes=0-1", "bytes=-", "W/", '""', '"a"', "(", ")", "[]", "{}", "%s", "\x7f",
    "Wed, 25 Nov 2026 00:00:00 GMT", "Wed, 99 Nov 2026 00:00:00 GMT", "99999999999999999999", "-1",
)  # fmt: skip
HEADERS = ("Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since", "If-Range", "Range")


@pytest.fixture(scope="module")
def served(built_small: Small, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A small atlas, with a hidden file in its site."""
    folder = tmp_path_factory.mktemp("hostile")
    small = built_small.copy(folder / "atlas")
    (small.release / "site" / ".hidden").write_text(SECRET, encoding="utf-8")
    with serving(small.release, folder, project=small.project, environment={"CIATLAS_SERVE_LIMITS_PER_MINUTE": "1000000"}) as running:
        yield running


def raw(server: Server, target: bytes, headers: list[tuple[str, bytes]] | None = None) -> tuple[int, bytes]:
    """A request whose target and headers are sent as they are: the status, and all that came."""
    lines = [b"GET " + target + b" HTTP/1.1", b"Host: a.example", b"Connection: close", *(name.encode() + b": " + value for name, value in headers or ())]
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(b"\r\n".join(lines) + b"\r\n\r\n")
        answer = b""
        while block := connection.recv(65536):
            answer += block
    return int(answer.split(b" ", 2)[1]), answer


def quiet(log: Path) -> bool:
    text = log.read_text(encoding="utf-8", errors="replace")
    return "Traceback" not in text and "fault" not in text


def test_no_path_breaks_it_or_leads_out(served: Server):
    luck = random.Random(11)
    targets = [f"/{one}" for one in PIECES] + ["/" + "/".join(luck.choices(PIECES, k=luck.randint(1, 6))) for _number in range(700)]
    for target in targets:
        status, answer = raw(served, target.encode())
        assert 200 <= status < 500, target
        assert SECRET.encode() not in answer and b"root:" not in answer, target
        assert b"\r\nset-cookie" not in answer.lower()
    assert quiet(served.log)


@pytest.mark.parametrize("length", [2_000, 8_192, 60_000])
def test_a_path_of_any_length_is_answered(served: Server, length: int):
    for target in ("a" * length, "a/" * (length // 2), "%61" * (length // 3), "../" * (length // 3), f"id/organization/{'a' * length}", f"doc/organization/{'a' * length}.ttl"):
        status, _answer = raw(served, f"/{target}".encode())
        assert status in (400, 404, 414, 431), target[:20]
    assert quiet(served.log)


def test_symbolic_links_do_not_lead_out_of_the_folder(tmp_path: Path):
    root = tmp_path / "site"
    root.mkdir()
    for name in ("secret", "site/open"):
        (tmp_path / name).write_text(SECRET, encoding="utf-8")
    os.symlink(tmp_path / "secret", root / "link")
    os.symlink(tmp_path, root / "folder")
    os.symlink("open", root / "inside")
    os.symlink("circle", root / "circle")
    os.mkfifo(root / "pipe")
    files = Files(root)
    assert [name for name in ("open", "inside", "link", "folder/secret", "folder/site/open", "circle", "pipe", "", "open/x", "a" * 300) if files.path(name)] == ["open", "inside", "folder/site/open"]


def test_hidden_files_are_served_to_nobody(served: Server):
    for path in ("/.hidden", "/.htaccess", "/_headers", "/static/../.hidden", "/static/%2e%2e/.hidden", "/en/..%2f.hidden"):
        answer = ask(served, path, Accept="*/*")
        assert answer.status in (400, 404) and SECRET not in answer.text, path


def test_no_header_of_negotiation_breaks_it(served: Server):
    luck = random.Random(12)
    paths = ("/id/organization/one", "/doc/organization/one", "/doc/organization/one.html", "/ns", "/data/2015", "/catalog.ttl", "/en/", "/nothing", "/ciatlas-2015.nt", "/scheme/domain")
    for _number in range(900):
        headers = [(name, "".join(luck.choices(VALUES, k=luck.randint(0, 8))).encode("latin-1")) for name in luck.sample(HEADERS, luck.randint(1, 4))]
        status, answer = raw(served, luck.choice(paths).encode(), headers)
        assert 200 <= status < 500, headers
        assert answer.startswith(b"HTTP/1.1 ") and b"\r\nHTTP/1.1" not in answer
    assert quiet(served.log)


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_of_any_length_is_answered(served: Server, name: str):
    for value in (b"text/turtle," * 2_000, b"," * 20_000, b"a" * 20_000, b'"' * 20_000, b" " * 20_000 + b"x", b"bytes=" + b"0-1," * 4_000, b"\xff" * 5_000):
        status, _answer = raw(served, b"/doc/organization/one", [(name, value)])
        assert 200 <= status < 500
    assert quiet(served.log)


def test_the_same_header_twice_is_one_list(served: Server):
    status, answer = raw(served, b"/id/organization/one", [("Accept", b"text/turtle;q=0.5"), ("Accept", b"application/ld+json")])
    assert status == 303 and b"one.jsonld" in answer
    status, answer = raw(served, b"/id/organization/one", [("Accept", b"")] * 20)
    assert status == 303


def test_names_of_any_letters_are_looked_for_and_not_found(served: Server):
    for name in ("אטלס", "città", "a b", "a+b", "a&b=c", "🌍", "<b>", "x\u202ey"):
        answer = ask(served, f"/id/organization/{quote(name)}", Accept="text/turtle")
        assert answer.status == 404 and answer.headers["content-type"] == "application/problem+json" and "\u202e" not in answer.text
