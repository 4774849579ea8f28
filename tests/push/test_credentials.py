"""Credentials: where they come from, to whom they go, and that no word of them is seen."""

from __future__ import annotations

import base64
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from evil_proxy import between
from loopback import serving
from sparql_servers import Writable

from ciatlas.fault import AtlasError
from ciatlas.project import Project
from ciatlas.push.credentials import Credentials, find, origin
from ciatlas.push.server import Patience
from ciatlas.push.transfer import push

URL = "https://store.example/sparql"
SECRET = "s3cr3t-pässword"
QUICK = Patience(attempts=2, first_seconds=0.001, longest_seconds=0.01, timeout_seconds=20)


def test_a_token_goes_before_a_password_and_both_before_the_netrc(tmp_path: Path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine store.example login me password from-netrc\nmachine b.example login x password y\n", encoding="utf-8")
    environment = {"NETRC": str(netrc)}
    assert find([URL], environment) == {origin(URL): Credentials("me", "from-netrc")}
    environment |= {"CIATLAS_PUSH_USER": "u", "CIATLAS_PUSH_PASSWORD": SECRET}
    assert find([URL], environment) == {origin(URL): Credentials("u", SECRET)}
    environment |= {"CIATLAS_PUSH_TOKEN": "t"}
    assert find([URL], environment) == {origin(URL): Credentials(token="t")}
    assert find(["https://c.example/"], {"NETRC": str(netrc)}) == {}


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"CIATLAS_PUSH_USER": "u"}, "CIATLAS_PUSH_USER is set and CIATLAS_PUSH_PASSWORD is not"),
        ({"CIATLAS_PUSH_PASSWORD": SECRET}, "CIATLAS_PUSH_PASSWORD is set and CIATLAS_PUSH_USER is not"),
        ({"CIATLAS_PUSH_TOKEN": f"{SECRET}\r\nHost: x"}, "expected no line breaks"),
    ],
)
def test_half_or_broken_credentials(environment: dict[str, str], said: str):
    with pytest.raises(AtlasError, match=said) as error:
        find([URL], {"NETRC": "/nowhere", **environment})
    assert SECRET not in str(error.value)


def test_a_netrc_that_is_none_is_not_quoted(tmp_path: Path):
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine store.example login me\n{SECRET}\n", encoding="utf-8")
    with pytest.raises(AtlasError, match="line [0-9]+: not in the form of a netrc") as error:
        find([URL], {"NETRC": str(netrc)})
    assert SECRET not in str(error.value)


@pytest.mark.parametrize("url", ["http://store.example/sparql", "http://127.0.0.1.a.example/", "http://localhost.a.example/", "http://10.0.0.1/"])
def test_nothing_secret_travels_in_the_open(atlas: Project, new: Path, url: str):
    with pytest.raises(AtlasError, match="is plain http, where anybody on the way could read the password"):
        push(atlas, new, url, environment={"CIATLAS_PUSH_TOKEN": SECRET})
    assert find(["http://127.0.0.1:8890/", "http://localhost/", "http://[::1]:1/"], {"CIATLAS_PUSH_TOKEN": SECRET})


def test_a_password_in_an_address_is_refused_and_not_repeated(atlas: Project, new: Path):
    with pytest.raises(AtlasError, match="the address of store.example holds a name or a password") as error:
        push(atlas, new, f"https://me:{SECRET}@store.example/sparql", environment={"NETRC": "/nowhere"})
    assert SECRET not in str(error.value)


def test_neither_a_message_nor_a_step_repeats_a_secret(atlas: Project, new: Path):
    """A server that tells all that it was sent."""
    sent: list[str] = []

    def telling(request: BaseHTTPRequestHandler, _body: bytes) -> None:
        header = request.headers.get("Authorization", "")
        sent.append(header)
        asks = not header
        decoded = base64.b64decode(header.partition(" ")[2]).decode() if header.startswith("Basic") else ""
        body = f"you sent {header} which is {decoded}".encode()
        request.send_response(401 if asks else 500)
        if asks:
            request.send_header("WWW-Authenticate", 'Basic realm="x"')
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    steps: list[str] = []
    for environment in ({"CIATLAS_PUSH_USER": "u", "CIATLAS_PUSH_PASSWORD": SECRET}, {"CIATLAS_PUSH_TOKEN": SECRET.replace("ä", "a")}):
        with serving(telling) as url, pytest.raises(AtlasError, match="you sent") as error:
            push(atlas, new, url, patience=QUICK, say=steps.append, environment=environment)
        for text in (str(error.value), *steps, repr(find([url], environment))):
            assert not any(secret in text for secret in (SECRET, SECRET.replace("ä", "a"), base64.b64encode(f"u:{SECRET}".encode()).decode()))
    assert any(header.startswith("Basic") for header in sent) and any(header.startswith("Bearer") for header in sent)


def test_what_offers_digest_never_sees_the_password(atlas: Project, new: Path):
    seen: list[str] = []

    def challenging(request: BaseHTTPRequestHandler, _body: bytes) -> None:
        seen.append(request.headers.get("Authorization", ""))
        request.send_response(401)
        request.send_header("WWW-Authenticate", 'Basic realm="x"')
        request.send_header("WWW-Authenticate", 'Digest realm="x", nonce="n", qop="auth", algorithm=MD5')
        request.send_header("Content-Length", "0")
        request.end_headers()

    with serving(challenging) as url, pytest.raises(AtlasError, match="wants a password, or another one"):
        push(atlas, new, url, patience=QUICK, environment={"CIATLAS_PUSH_USER": "u", "CIATLAS_PUSH_PASSWORD": "plain-secret"})
    assert seen[0] == "" and seen[1].startswith("Digest ") and len(seen) == 2
    assert not any("plain-secret" in header or "Basic" in header for header in seen)


@pytest.mark.parametrize(("environment", "wanted"), [({"CIATLAS_PUSH_USER": "u", "CIATLAS_PUSH_PASSWORD": "p"}, "Basic dTpw"), ({"CIATLAS_PUSH_TOKEN": "tok"}, "Bearer tok")])
def test_basic_and_bearer_open_the_door(atlas: Project, new: Path, oxigraph: Writable, environment: dict[str, str], wanted: str):
    """A guard before a store that asks nobody: what is let through has the right header."""
    refused = 0
    with between(oxigraph.query) as proxy:

        def guard(request: BaseHTTPRequestHandler, body: bytes) -> None:
            nonlocal refused
            if request.headers.get("Authorization") != wanted:
                refused += 1
                request.send_response(401)
                request.send_header("WWW-Authenticate", 'Basic realm="x"')
                request.send_header("Content-Length", "0")
                request.end_headers()
                return
            proxy_answer(request, body, proxy.base)

        with serving(guard) as url:
            base = url.rpartition("/")[0]
            pushed = push(atlas, new, f"{base}/query", f"{base}/update", patience=QUICK, environment={"NETRC": "/nowhere", **environment})
    assert sum(pushed.graphs.values()) > 1000
    # Asked for once at each address, then sent unasked.
    assert refused == (2 if wanted.startswith("Basic") else 0)


def proxy_answer(request: BaseHTTPRequestHandler, body: bytes, base: str) -> None:
    import http.client

    connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=30)
    headers = {name: value for name, value in request.headers.items() if name in ("Content-Type", "Accept")}
    connection.request(request.command, request.path, body, headers)
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    request.send_response(answer.status)
    request.send_header("Content-Type", answer.headers.get("Content-Type", "text/plain"))
    request.send_header("Content-Length", str(len(content)))
    request.end_headers()
    request.wfile.write(content)


def test_virtuoso_with_a_wrong_password_and_with_none(atlas: Project, new: Path, virtuoso: Writable):
    for environment in ({"NETRC": "/nowhere"}, {"CIATLAS_PUSH_USER": "dba", "CIATLAS_PUSH_PASSWORD": "wrong-secret"}):
        for graph_store in (None, virtuoso.graph_store):
            with pytest.raises(AtlasError, match="wants a password, or another one .HTTP 401.") as error:
                push(atlas, new, virtuoso.query, virtuoso.update, graph_store, patience=QUICK, environment=environment)
            assert "wrong-secret" not in str(error.value)


def test_virtuoso_lets_nobody_change_by_its_public_address(atlas: Project, new: Path, virtuoso: Writable):
    with pytest.raises(AtlasError, match="SECURITY: No permission|SPARQL_UPDATE|refused|failed"):
        push(atlas, new, virtuoso.query, patience=QUICK, environment={"NETRC": "/nowhere"})
