"""The server and nginx with the settings that the release brings give the same answers to the same requests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import web_servers
from atlas_files import ROOT
from built_site import built
from serving import Server, ask

from ciatlas.project import read
from ciatlas.publish import hosting

THING, CONCEPT = "organization/fsg", "scheme/domain/education"
ACCEPTS = (
    "text/turtle", "application/ld+json", "application/json;q=0.9", "application/n-triples", "application/rdf+xml", "*/*", "application/*",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "text/turtle;q=0.5, application/ld+json;q=0.6", "text/turtle;q=0, */*;q=0.1",
    "text/html;q=0.1, application/rdf+xml ; q=0.8, */*;q=0.05", "nonsense;;;,,,=",
)  # fmt: skip
ON_DEMAND = frozenset(ACCEPTS) - {"text/turtle", "*/*", "nonsense;;;,,,=", ACCEPTS[7]}
NAMES = (f"id/{THING}", CONCEPT, "scheme/domain", "id/identifier/ein/13%2F4", "id/organization/%66sg", "ns", "scheme", "data", "data/2015", "data/2015/asserted", "data/2015/provenance", "catalog", "alignments", ".well-known/void")  # fmt: skip
FILES = (
    "", f"doc/{THING}.ttl", f"doc/{THING}.jsonld", f"doc/{THING}.nt", f"doc/{THING}.rdf", f"doc/{CONCEPT}.ttl", "en/organization/fsg.html", "en/", "he/scheme/domain/", "catalog.ttl",
    "void.ttl", "network.json", "static/site.css", "data/2015/places.csv", "forms/ciatlas-2015.nq.gz", "ciatlas-2015.nt.gz", "insights/10-organizations-by-country.csv", "forms/ciatlas-2015.trig",
    "static/icon.svg",
)  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory) / "site"


@pytest.fixture(scope="module")
def nginx(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("nginx")
    hosting.write(read(ROOT), folder, pages=True)
    with web_servers.nginx(folder, site, folder / "hosting" / "nginx.conf") as port:
        yield port


@pytest.mark.parametrize("name", NAMES)
def test_names_lead_to_the_same_files(server: Server, nginx: int, name: str):
    for accept in ACCEPTS:
        theirs, ours = web_servers.ask(nginx, f"/{name}", accept), ask(server, f"/{name}", Accept=accept)
        assert ours.status == theirs.status, accept
        if ours.status == 303:
            target = ours.headers["location"]
            # A page in the reader's language, where files alone can only lead to it by a page of their own.
            if target.startswith("/en/"):
                assert theirs.location in ("/ns.html", "/scheme.html", "/data.html")
            # A form that is made on demand, or the best of those not refused, where files alone give the first that they have.
            elif target != theirs.location:
                assert theirs.location.endswith(".ttl") and ask(server, target).status == 200 and accept in ON_DEMAND


@pytest.mark.parametrize("path", FILES)
def test_files_are_the_same(server: Server, nginx: int, path: str):
    theirs, ours = web_servers.ask(nginx, f"/{path}", "*/*"), ask(server, f"/{path}", Accept="*/*")
    assert (ours.status, ours.body) == (theirs.status, theirs.body)
    if ours.status == 200:
        for name in ("content-length", "cache-control", "access-control-allow-origin", "x-content-type-options", "content-security-policy", "referrer-policy", "accept-ranges"):
            assert ours.headers.get(name) == theirs.headers.get(name), name
        assert ours.headers["content-type"].partition(";")[0] == theirs.headers["content-type"].partition(";")[0]
        part, their_part = ask(server, f"/{path}", Range="bytes=3-9"), web_servers.ask(nginx, f"/{path}", Range="bytes=3-9")
        assert (part.status, part.body, part.headers.get("content-range")) == (their_part.status, their_part.body, their_part.headers.get("content-range"))


@pytest.mark.parametrize("form", ["text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"])
def test_documents_are_negotiated_alike(server: Server, nginx: int, form: str):
    theirs, ours = web_servers.ask(nginx, f"/doc/{THING}", form), ask(server, f"/doc/{THING}", Accept=form)
    assert (ours.status, ours.body) == (theirs.status, theirs.body)


@pytest.mark.parametrize(
    "path", ["id/organization/nobody", "doc/organization/nobody.ttl", "scheme/domain/nothing", "nothing", "en/nothing.html", ".htaccess", "_headers", "_redirects", "static/../../etc/passwd", "id/%2e%2e/%2e%2e/etc/passwd", "%00", "a%zz"]
)
def test_what_is_not_there_is_there_with_neither(server: Server, nginx: int, path: str):
    for accept in ("text/turtle", "text/html"):
        theirs, ours = web_servers.ask(nginx, f"/{path}", accept), ask(server, f"/{path}", Accept=accept)
        assert 400 <= theirs.status < 500 and 400 <= ours.status < 500
