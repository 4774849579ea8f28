"""The addresses of server and client: behind proxies that are believed and others that are not, below a prefix, with a hostile Host."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from asgi import Got, Seen, get
from starlette.requests import Request

from ciatlas.serve import address
from ciatlas.serve.address import Address
from ciatlas.serve.failures import Failures
from ciatlas.serve.settings import Settings

PROXY = "10.0.0.1"


class Server:
    """What stands before an application that tells what it sees."""

    def __init__(self, **settings: Any) -> None:
        self.settings = Settings(state=Path("unused"), **settings)
        self.seen = Seen()
        self.app = Failures(Address(self.seen, self.settings))

    def get(self, path: str = "/", **options: Any) -> Got:
        return get(self.app, path, **options)

    def facts(self, path: str = "/", **options: Any) -> tuple[str, str]:
        """The root and the client as the application sees them."""
        assert self.get(path, **options).status == 200
        request = Request(self.seen.scope)
        return address.root(self, request), address.client(request)  # type: ignore[arg-type]


def test_without_settings_the_root_is_what_the_client_came_to():
    server = Server()
    assert server.facts(host="atlas.example:8000") == ("http://atlas.example:8000/", "127.0.0.1")
    assert server.facts(host="[::1]:8000", client="2001:db8::7") == ("http://[::1]:8000/", "2001:db8::7")
    assert Server(prefix="/our").facts("/our/", host="atlas.example") == ("http://atlas.example/our/", "127.0.0.1")


def test_a_root_that_is_set_is_the_root_whatever_is_asked():
    server = Server(root="https://atlas.example/our/", proxies=(PROXY,))
    assert server.facts(host="evil.example")[0] == "https://atlas.example/our/"
    assert server.facts(host="evil.example", client=PROXY, x_forwarded_host="evil.example")[0] == "https://atlas.example/our/"


@pytest.mark.parametrize(
    "host",
    ["", "a b", "a/b", "a@b", "a?b", "a#b", "a\\b", "<script>", "a:b", "a:123456", "[::1", "a\nb", "\x01", "é", "a" * 300, "a%20b", "a,b", "-", "."],
)
def test_a_host_that_is_none_is_refused(host: str):
    answer = Server().get(host=host)
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json" and b"Host: expected" in answer.body
    assert len(answer.body) < 1_000


def test_http_1_0_needs_no_host():
    assert Server().facts(host="", version="1.0") == ("http://127.0.0.1:8000/", "127.0.0.1")


def test_nobody_is_believed_unless_he_is_named():
    told = {"x_forwarded_for": "192.0.2.7", "x_forwarded_proto": "https", "x_forwarded_host": "evil.example", "forwarded": "for=192.0.2.7;host=evil.example"}
    assert Server().facts(**told) == ("http://localhost/", "127.0.0.1")
    assert Server(proxies=(PROXY,)).facts(**told) == ("http://localhost/", "127.0.0.1")


CUSTOMARY = [
    ({"x_forwarded_for": "192.0.2.7"}, ("http://localhost/", "192.0.2.7")),
    ({"x_forwarded_for": "192.0.2.7", "x_forwarded_proto": "https", "x_forwarded_host": "atlas.example"}, ("https://atlas.example/", "192.0.2.7")),
    ({"x_forwarded_proto": "HTTPS", "x_forwarded_prefix": "/our/"}, ("https://localhost/our/", PROXY)),
    # What the client wrote stands in front of what the proxies saw.
    ({"x_forwarded_for": "198.51.100.1, 192.0.2.7, 10.0.0.2"}, ("http://localhost/", "192.0.2.7")),
    ({"x_forwarded_for": "198.51.100.1\n192.0.2.7"}, ("http://localhost/", "192.0.2.7")),
    ({"x_forwarded_for": "rubbish, 192.0.2.7"}, ("http://localhost/", "192.0.2.7")),
    ({"x_forwarded_for": "192.0.2.7, unknown"}, ("http://localhost/", PROXY)),
    ({"x_forwarded_for": "192.0.2.7, unknown, 10.0.0.2"}, ("http://localhost/", "10.0.0.2")),
    ({"x_forwarded_for": "10.0.0.3, 10.0.0.2"}, ("http://localhost/", "10.0.0.3")),
    ({"x_forwarded_for": "192.0.2.7:4711"}, ("http://localhost/", "192.0.2.7")),
    ({"x_forwarded_for": "[2001:db8::7]:4711"}, ("http://localhost/", "2001:db8::7")),
    ({"x_forwarded_for": "2001:DB8::7"}, ("http://localhost/", "2001:db8::7")),
    ({"x_forwarded_for": ", ,"}, ("http://localhost/", PROXY)),
    ({"x_forwarded_proto": "javascript", "x_forwarded_host": "a b", "x_forwarded_prefix": "//evil.example"}, ("http://localhost/", PROXY)),
    ({"x_forwarded_host": "evil.example/<script>"}, ("http://localhost/", PROXY)),
    # A client's own Forwarded comes through a proxy that writes the others.
    ({"x_forwarded_for": "192.0.2.7", "forwarded": "for=198.51.100.1;host=evil.example"}, ("http://localhost/", "192.0.2.7")),
]


@pytest.mark.parametrize(("headers", "expected"), CUSTOMARY)
def test_a_believed_proxy_tells_with_the_customary_headers(headers: dict[str, str], expected: tuple[str, str]):
    assert Server(proxies=("10.0.0.0/8",)).facts(client=PROXY, **headers) == expected


STANDARD = [
    ("for=192.0.2.7", ("http://localhost/", "192.0.2.7")),
    ("for=192.0.2.7;proto=https;host=atlas.example;by=203.0.113.43", ("https://atlas.example/", "192.0.2.7")),
    ('For="[2001:db8:cafe::17]:4711"', ("http://localhost/", "2001:db8:cafe::17")),
    ('for=198.51.100.1;host=evil.example, for=192.0.2.7;host="atlas.example:8443" , for=10.0.0.2', ("http://atlas.example:8443/", "192.0.2.7")),
    ("for=198.51.100.1\nfor=192.0.2.7", ("http://localhost/", "192.0.2.7")),
    ("for=_hidden", ("http://localhost/", PROXY)),
    ("for=192.0.2.7, for=unknown, for=10.0.0.2", ("http://localhost/", "10.0.0.2")),
    # What a client writes in front to confuse the reading, an open quotation mark above all, ends where the proxy's own begins.
    ('for=", for=192.0.2.7', ("http://localhost/", PROXY)),
    ("for=198.51.100.1;;=, for=192.0.2.7", ("http://localhost/", "192.0.2.7")),
    ('for="192.0.2.\\7"', ("http://localhost/", "192.0.2.7")),
    ("rubbish", ("http://localhost/", PROXY)),
    ("", ("http://localhost/", PROXY)),
    ('for=192.0.2.7;host="evil.example/<script>"', ("http://localhost/", "192.0.2.7")),
]


@pytest.mark.parametrize(("value", "expected"), STANDARD)
@pytest.mark.parametrize("forwarded", [None, "forwarded"])
def test_a_believed_proxy_tells_with_the_standard_header(value: str, expected: tuple[str, str], forwarded: str | None):
    assert Server(proxies=("10.0.0.0/8",), forwarded=forwarded).facts(client=PROXY, forwarded=value) == expected


def test_the_other_kind_does_not_count_where_one_is_set():
    both = {"client": PROXY, "x_forwarded_for": "198.51.100.1", "forwarded": "for=192.0.2.7"}
    assert Server(proxies=(PROXY,), forwarded="forwarded").facts(**both)[1] == "192.0.2.7"
    assert Server(proxies=(PROXY,), forwarded="x-forwarded").facts(**both)[1] == "198.51.100.1"
    assert Server(proxies=(PROXY,), forwarded="x-forwarded").facts(client=PROXY, forwarded="for=192.0.2.7")[1] == PROXY


@pytest.mark.parametrize("value", ['for="' * 10_000, '"\\' * 20_000, ";" * 60_000, "for=1," * 10_000, "=" * 60_000])
def test_a_header_made_to_be_slow_is_read_at_once(value: str):
    assert Server(proxies=(PROXY,)).get(client=PROXY, forwarded=value).status == 200


def test_an_address_of_version_4_in_one_of_version_6_is_the_same():
    assert Server(proxies=(PROXY,)).facts(client=f"::ffff:{PROXY}", x_forwarded_for="192.0.2.7")[1] == "192.0.2.7"


def test_below_a_prefix_the_paths_are_those_of_the_root():
    server = Server(prefix="/our/atlas")
    assert server.get("/our/atlas/doc/one").status == 200
    assert (server.seen.scope["path"], server.seen.scope["raw_path"]) == ("/doc/one", b"/doc/one")
    assert server.get("/our/atlas/").status == 200 and server.seen.scope["path"] == "/"
    answer = server.get("/our/atlas")
    assert (answer.status, answer.headers["location"]) == (308, "/our/atlas/")
    for path in ("/", "/our", "/our/atlasdoc", "/doc/one", "*"):
        answer = server.get(path)
        assert answer.status == 404 and b"expected a path below /our/atlas/" in answer.body
