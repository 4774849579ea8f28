"""The files for web servers, each read by the server it is for: 303 and the right document for what the client likes best."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from web_servers import Answer, apache, ask, nginx

from ciatlas.fault import AtlasError
from ciatlas.project import Project, read
from ciatlas.publish import hosting
from ciatlas.publish.file_types import media_types

TYPES = {"ttl": "text/turtle", "jsonld": "application/ld+json", "nt": "application/n-triples", "rdf": "application/rdf+xml", "html": "text/html"}
THING = "organization/fsg"

# What a client says, and the form it gets where there are pages, and where there are none.
ACCEPTS = [
    ("text/turtle", "ttl", "ttl"),
    ("application/ld+json", "jsonld", "jsonld"),
    ("application/json", "jsonld", "jsonld"),
    ("application/n-triples", "nt", "nt"),
    ("application/rdf+xml", "rdf", "rdf"),
    ("text/html", "html", "ttl"),
    ("TEXT/TURTLE", "ttl", "ttl"),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "html", "ttl"),
    ("text/turtle;q=0.5, application/ld+json", "jsonld", "jsonld"),
    ("text/turtle;q=0.5,application/ld+json;q=0.6", "jsonld", "jsonld"),
    ("application/rdf+xml;q=0.9, text/turtle;q=1.0", "ttl", "ttl"),
    ("text/html;q=0.1, application/rdf+xml ; q=0.8, */*;q=0.05", "rdf", "rdf"),
    ("text/turtle;q=0, application/n-triples;q=0.3", "nt", "nt"),
    ("text/turtle;q=0.0, */*;q=0.01", "html", "ttl"),
    ('text/turtle;version="1.1";q=0.2, application/n-triples;q=0.4', "nt", "nt"),
    ("application/ld+json;profile=x", "jsonld", "jsonld"),
    ("application/*", "jsonld", "jsonld"),
    ("text/*;q=0.3", "html", "ttl"),
    ("*/*", "html", "ttl"),
    ("image/png", "html", "ttl"),
    ("x/text/turtle, application/rdf+xml", "rdf", "rdf"),
    ("nonsense;;;,,,=", "html", "ttl"),
    (None, "html", "ttl"),
]


def small(root: Path, project: Project, pages: bool) -> Path:
    """A site of a few documents, with the files for hosting where each server looks for them."""
    for name in (THING, "identifier/ein/13%2F4", "scheme/domain/education", "place/città"):
        path = root / "doc" / name.replace("%2F", "_")
        path.parent.mkdir(parents=True, exist_ok=True)
        for form in TYPES if pages else list(TYPES)[:4]:
            path.with_name(f"{path.name}.{form}").write_text(f"{name} {form}", encoding="utf-8")
    for files in (*hosting.documents(project, pages).values(), *hosting.parts(project, pages).values()):
        for file in files.values():
            (root / file).write_text(f"file {file}", encoding="utf-8")
    for file in ("void.ttl", "catalog.ttl", "index.html"):
        (root / file).write_text(f"file {file}", encoding="utf-8")
    # A folder where a dataset has its name too.
    (root / "data" / "2015").mkdir(parents=True)
    (root / "data" / "2015" / "places.csv").write_text("id\n", encoding="utf-8")
    (root / "insights").mkdir()
    (root / "insights" / "usa-leads.csv").write_text("country\n", encoding="utf-8")
    (root / "big.csv").write_text("a,b\n" * 1000, encoding="utf-8")
    (root / "catalog.ttl.gz").write_bytes(b"\x1f\x8bpacked")
    hosting.write(project, root, pages)
    (root / ".htaccess").write_bytes((root / "hosting" / ".htaccess").read_bytes())
    return root


@pytest.fixture(scope="session")
def atlas(root: Path) -> Project:
    return read(root)


@pytest.fixture(scope="module")
def with_retired(atlas: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("retired")
    (folder / "retired.csv").write_text(
        "path,replaced_by,reason,reason_he,date\n"
        "id/organization/gone,,Closed before it began,נסגר לפני שהתחיל,2026-01-01\n"
        "id/organization/old,id/organization/fsg,The same,אותו ארגון,2026-01-01\n",
        encoding="utf-8",
    )
    assert atlas.retired is not None
    (folder / atlas.retired.name).write_bytes(atlas.retired.read_bytes())
    return dataclasses.replace(atlas, retired=folder / atlas.retired.name)


@pytest.fixture(scope="module", params=["nginx", "Apache"])
def server(request: pytest.FixtureRequest, with_retired: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("server")
    site = small(tmp_path_factory.mktemp("site"), with_retired, pages=True)
    with nginx(folder, site, site / "hosting" / "nginx.conf") if request.param == "nginx" else apache(folder, site) as port:
        yield port


@pytest.fixture(scope="module", params=["nginx", "Apache"])
def without_pages(request: pytest.FixtureRequest, atlas: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("server")
    site = small(tmp_path_factory.mktemp("site"), atlas, pages=False)
    with nginx(folder, site, site / "hosting" / "nginx.conf") if request.param == "nginx" else apache(folder, site) as port:
        yield port


def path_of(answer: Answer, port: int) -> str:
    return answer.location.removeprefix(f"http://127.0.0.1:{port}")


@pytest.mark.parametrize(("accept", "form", "_without"), ACCEPTS)
def test_a_thing_answers_303_and_the_document_is_the_one_liked_best(server: int, accept: str | None, form: str, _without: str):
    answer = ask(server, f"/id/{THING}", accept)
    assert (answer.status, path_of(answer, server)) == (303, f"/doc/{THING}.{form}")
    assert "Accept" in answer.headers["vary"]
    document = ask(server, path_of(answer, server))
    assert (document.status, document.body.decode()) == (200, f"{THING} {form}")
    assert document.headers["content-type"].partition(";")[0] == TYPES[form]


@pytest.mark.parametrize(("accept", "_with", "form"), ACCEPTS)
def test_no_page_is_promised_where_there_is_none(without_pages: int, accept: str | None, _with: str, form: str):
    assert path_of(ask(without_pages, f"/id/{THING}", accept), without_pages) == f"/doc/{THING}.{form}"


@pytest.mark.parametrize(
    ("path", "accept", "target"),
    [
        ("/ns", "text/turtle", "/ci.ttl"),
        ("/ns", "application/ld+json", "/ci.jsonld"),
        ("/ns", "application/rdf+xml", "/ci.ttl"),
        ("/scheme", "text/turtle;q=0.9, */*;q=0.1", "/schemes.ttl"),
        ("/ns", "text/html", "/ns.html"),
        ("/scheme", "text/html,*/*;q=0.8", "/scheme.html"),
        ("/data/2015", "text/html", "/data.html"),
        ("/catalog", "text/html", "/data.html"),
        ("/data/2015/asserted", "text/html", "/ciatlas-2015.ttl"),
        ("/scheme/domain/education", "application/ld+json", "/doc/scheme/domain/education.jsonld"),
        ("/alignments", "application/ld+json", "/alignments.jsonld"),
        ("/data", "text/turtle", "/catalog.ttl"),
        ("/data/2015", "application/ld+json", "/catalog.jsonld"),
        ("/data/2015/asserted", "application/n-triples", "/ciatlas-2015.nt.gz"),
        ("/data/2015/asserted", "application/rdf+xml", "/ciatlas-2015.rdf"),
        ("/data/2015/derived", "text/turtle", "/ciatlas-2015-derived.ttl"),
        ("/data/2015/provenance", "application/ld+json", "/ciatlas-2015-provenance.ttl"),
        ("/.well-known/void", "text/turtle", "/void.ttl"),
        ("/void", "text/html", "/data.html"),
        ("/ns/0.1.0", "text/turtle", "/ci.ttl"),
        ("/data/2015/organizations", "application/ld+json", "/catalog.jsonld"),
        ("/data/2015/void/class/foaf-Organization", "text/turtle", "/void.ttl"),
        ("/data/2015/quality/check/first/1", "text/turtle", "/ciatlas-2015-quality.ttl"),
        ("/data/2015/quality/check/first/1", "text/html,*/*;q=0.8", "/quality.html"),
        ("/quality/two-sources", "application/ld+json", "/ciatlas-2015-quality.ttl"),
        ("/id/claim-review/usa-leads/stated/1", "text/turtle", "/ciatlas-2015-measured.ttl"),
        ("/id/claim-review/usa-leads", "text/html", "/report.html"),
        ("/query/examples/01-first-steps", "text/turtle", "/queries.ttl"),
        ("/query/rules/10-superclasses", "text/turtle", "/ciatlas-2015-provenance.ttl"),
        ("/query/claims/usa-leads", "text/html", "/report.html"),
    ],
)
def test_the_other_names_of_the_atlas_lead_to_their_files(server: int, path: str, accept: str, target: str):
    answer = ask(server, path, accept)
    assert (answer.status, path_of(answer, server)) == (303, target)
    assert ask(server, target).body.decode() == (f"scheme/domain/education {target[-6:]}" if target.startswith("/doc") else f"file {target[1:]}")


def test_the_results_that_a_review_names_are_those_of_the_newest_edition(server: int):
    answer = ask(server, "/data/2015/insights/usa-leads.csv")
    assert (answer.status, path_of(answer, server)) == (302, "/insights/usa-leads.csv")
    assert ask(server, "/insights/usa-leads.csv").body == b"country\n"
    lost = ask(server, "/data/2015/insights/nothing.csv")
    assert (ask(server, path_of(lost, server)) if lost.status == 302 else lost).status == 404


def test_a_table_is_sent_as_one(server: int):
    answer = ask(server, "/data/2015/places.csv")
    assert (answer.status, answer.body, answer.headers["content-type"]) == (200, b"id\n", "text/csv; charset=utf-8")


def test_a_head_request_says_the_same_without_a_body(server: int):
    answer = ask(server, f"/id/{THING}", "text/turtle", "HEAD")
    assert (answer.status, path_of(answer, server), answer.body) == (303, f"/doc/{THING}.ttl", b"")
    document = ask(server, f"/doc/{THING}.ttl", method="HEAD")
    assert (document.status, document.body) == (200, b"") and document.headers["etag"]


def test_any_page_may_read_it(server: int):
    for path in (f"/id/{THING}", f"/doc/{THING}.ttl", "/catalog.ttl", "/doc/nothing.ttl"):
        assert ask(server, path, "text/turtle", Origin="https://a.example").headers["access-control-allow-origin"] == "*"


def test_what_is_unknown_is_not_found(server: int):
    answer = ask(server, "/id/organization/nobody", "text/turtle")
    if answer.status == 303:
        answer = ask(server, path_of(answer, server))
    assert answer.status == 404
    for path in ("/nothing", "/doc/organization/nobody.ttl", "/scheme/domain/nothing.ttl/x"):
        answer = ask(server, path)
        assert (ask(server, path_of(answer, server)) if answer.status == 303 else answer).status == 404


def test_retired_addresses(server: int):
    assert ask(server, "/id/organization/gone", "text/turtle").status == 410
    moved = ask(server, "/id/organization/old", "text/turtle")
    assert (moved.status, path_of(moved, server)) == (301, f"/id/{THING}")


def test_a_document_without_an_ending_is_negotiated(server: int):
    answer = ask(server, f"/doc/{THING}", "application/ld+json")
    if answer.status == 303:
        answer = ask(server, path_of(answer, server))
    assert (answer.status, answer.body.decode()) == (200, f"{THING} jsonld")


def test_a_name_with_other_letters_and_one_that_would_break_the_header(server: int):
    answer = ask(server, "/id/place/citt%C3%A0", "text/turtle")
    document = ask(server, path_of(answer, server))
    assert (answer.status, document.status, document.body.decode()) == (303, 200, "place/città ttl")
    for path in ("/id/x%0d%0aSet-Cookie:%20a=b", "/scheme/x%0aSet-Cookie:%20a=b", "/id/../../etc/passwd", "/id/%2e%2e/%2e%2e/etc/passwd"):
        answer = ask(server, path, "text/turtle")
        assert "set-cookie" not in answer.headers and answer.status in (303, 400, 403, 404)
        assert "passwd" not in answer.body.decode() or answer.status != 200


@pytest.fixture(scope="module")
def of_nginx(with_retired: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    site = small(tmp_path_factory.mktemp("site"), with_retired, pages=True)
    with nginx(tmp_path_factory.mktemp("server"), site, site / "hosting" / "nginx.conf") as port:
        yield port


def test_nginx_sends_the_packed_file_and_packs_others(of_nginx: int):
    packed = ask(of_nginx, "/catalog.ttl", **{"Accept-Encoding": "gzip"})
    assert (packed.headers["content-encoding"], packed.body) == ("gzip", b"\x1f\x8bpacked")
    assert ask(of_nginx, "/catalog.ttl").body == b"file catalog.ttl"
    assert ask(of_nginx, "/big.csv", **{"Accept-Encoding": "gzip"}).headers["content-encoding"] == "gzip"


def test_nginx_answers_a_preflight_caches_and_knows_what_has_not_changed(of_nginx: int):
    preflight = ask(of_nginx, f"/id/{THING}", method="OPTIONS", Origin="https://a.example")
    assert preflight.status == 204 and "GET" in preflight.headers["access-control-allow-methods"]
    document = ask(of_nginx, f"/doc/{THING}.ttl")
    assert document.headers["cache-control"] == f"public, max-age={hosting.CACHE_SECONDS}"
    assert document.headers["content-type"] == "text/turtle; charset=utf-8"
    assert ask(of_nginx, f"/doc/{THING}.ttl", **{"If-None-Match": document.headers["etag"]}).status == 304


def test_w3id_sends_everything_to_the_site(with_retired: Project, tmp_path: Path):
    project = dataclasses.replace(with_retired, site="https://atlas.example/2015/")
    root = tmp_path / "w3id"
    (root / "ciatlas").mkdir(parents=True)
    hosting.write(project, tmp_path)
    (root / "ciatlas" / ".htaccess").write_bytes((tmp_path / "hosting" / ".htaccess").read_bytes())
    with apache(tmp_path, root) as port:

        def led(path: str, accept: str = "*/*") -> tuple[int, str]:
            answer = ask(port, f"/ciatlas/{path}", accept)
            return answer.status, answer.location

        site = "https://atlas.example/2015/"
        assert led(f"id/{THING}", "application/ld+json") == (303, f"{site}doc/{THING}.jsonld")
        assert led(f"id/{THING}", "text/html") == (303, f"{site}doc/{THING}.ttl")
        assert led("ns", "application/ld+json") == (303, f"{site}ci.jsonld")
        assert led("scheme/domain/education") == (303, f"{site}doc/scheme/domain/education.ttl")
        assert led("ciatlas-2015.nt.gz") == (302, f"{site}ciatlas-2015.nt.gz")
        assert led("report/slides-en.html") == (302, f"{site}report/slides-en.html")
        assert led("id/organization/old") == (301, f"{site}id/organization/fsg")
        assert led("id/organization/gone")[0] == 410
    assert "w3id.org" in (tmp_path / "hosting" / "README.md").read_text(encoding="utf-8")


def test_the_files_leave_an_unknown_site_out_and_say_so(atlas: Project, tmp_path: Path):
    assert atlas.site is None
    texts = [path.read_text(encoding="utf-8") for path in hosting.write(atlas, tmp_path)]
    assert "names no `site` yet" in texts[-1]
    assert all(not re.search(r"\bNone\b(?!-Match)", text) and "https://" not in text.replace(atlas.base, "") for text in texts)


def test_the_same_bytes_each_time(atlas: Project, tmp_path: Path):
    first = [path.read_bytes() for path in hosting.write(atlas, tmp_path)]
    assert first == [path.read_bytes() for path in hosting.write(atlas, tmp_path)]


def test_redirects_are_in_the_form_of_netlify_and_cloudflare(with_retired: Project, tmp_path: Path):
    hosting.write(with_retired, tmp_path, pages=True)
    lines = (tmp_path / "hosting" / "_redirects").read_text(encoding="utf-8").splitlines()
    rules = [line.split(" ") for line in lines if not line.startswith("#")]
    assert ["/ns", "/ns.html", "303"] in rules and ["/data/2015/asserted", "/ciatlas-2015.ttl", "303"] in rules
    assert all(len(rule) == 3 and rule[0].startswith("/") and rule[1].startswith("/") and rule[2] in ("301", "302", "303") for rule in rules)
    # One asterisk, at the end; the general after the special, since the first that fits counts.
    assert all(re.fullmatch(r"[^*]*\*?", rule[0]) for rule in rules)
    assert ["/id/*", "/doc/:splat.html", "303"] in rules and ["/id/organization/old", "/id/organization/fsg", "301"] in rules
    special = [["/id/organization/old", "/id/organization/fsg", "301"], ["/id/claim-review/*", "/report.html", "303"]]
    assert all(rules.index(rule) < rules.index(["/id/*", "/doc/:splat.html", "303"]) for rule in special)
    assert rules.index(["/query/claims/*", "/report.html", "303"]) < rules.index(["/query/*", "/queries.html", "303"])


def test_headers_are_in_the_form_of_netlify_and_cloudflare(atlas: Project, tmp_path: Path):
    hosting.write(atlas, tmp_path)
    found: dict[str, dict[str, str]] = {}
    for line in (tmp_path / "hosting" / "_headers").read_text(encoding="utf-8").splitlines():
        if line.startswith("/"):
            path = line
            found[path] = {}
        elif not line.startswith("#"):
            name, value = re.fullmatch(r"  ([A-Za-z-]+): (\S.*)", line).groups()  # type: ignore[union-attr]
            found[path][name] = value
    assert found["/*"]["Access-Control-Allow-Origin"] == "*"
    assert {path[3:]: values["Content-Type"].partition(";")[0] for path, values in found.items() if path != "/*"} == media_types()


@pytest.mark.parametrize("site", ["atlas.example", "https://atlas.example", "https://a.example/x;y/", 'https://a.example/"/', "https://a.example/$x/", "https://a.example/%{x}/"])
def test_a_site_that_would_mean_something_to_a_server_is_a_fault(project: Path, site: str):
    toml = project / "atlas.toml"
    toml.write_text(f"site = '{site}'\n" + toml.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(AtlasError) as error:
        read(project)
    assert [(fault.column, fault.value) for fault in error.value.faults] == [("site", site)]
