"""Files over HTTP: entity tags and conditions, parts, codings, what is kept from clients."""

from __future__ import annotations

import gzip
import hashlib
import http.client
import re
from email import message_from_bytes
from pathlib import Path

import brotli
import pytest
import zstandard
from built_site import built
from serving import Server, ask

from ciatlas.publish.checksums import sha256
from ciatlas.publish.hosting import CACHE_SECONDS

DUMP, SMALL, PACKED = "ciatlas-2015.ttl", "void.ttl", "ciatlas-2015.nt.gz"
DAY_LATER, DAY_BEFORE = "Thu, 31 Dec 2099 00:00:00 GMT", "Wed, 01 Jan 2014 00:00:00 GMT"
UNPACK = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": lambda content: zstandard.ZstdDecompressor().decompressobj().decompress(content)}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory) / "site"


@pytest.mark.parametrize("name", [DUMP, SMALL, PACKED, "en/index.html", "static/site.css", "static/icon.svg", "network.json", "SHA256SUMS", "forms/ciatlas-2015-en.xlsx"])
def test_a_file_is_sent_as_it_is(server: Server, site: Path, name: str):
    answer = ask(server, f"/{name}")
    assert (answer.status, answer.body) == (200, (site / name).read_bytes())
    assert answer.headers["content-length"] == str(len(answer.body)) and re.fullmatch(r'"[\w-]{24}"', answer.headers["etag"])
    assert answer.headers["accept-ranges"] == "bytes" and "content-encoding" not in answer.headers
    assert answer.headers["cache-control"] == f"public, max-age={CACHE_SECONDS}" and "immutable" not in answer.headers["cache-control"]
    assert ask(server, f"/{name}", "HEAD").headers["content-length"] == str(len(answer.body))


def test_the_day_of_a_file_is_that_on_which_the_edition_was_issued(server: Server):
    assert {ask(server, f"/{name}").headers["last-modified"] for name in (DUMP, SMALL, "en/index.html")} == {"Wed, 25 Nov 2026 00:00:00 GMT"}


@pytest.mark.parametrize(
    ("name", "media"),
    [
        (DUMP, "text/turtle; charset=utf-8"), (PACKED, "application/gzip"), ("en/index.html", "text/html; charset=utf-8"), ("static/site.css", "text/css; charset=utf-8"),
        ("static/language.js", "text/javascript; charset=utf-8"), ("static/icon.svg", "image/svg+xml"), ("network.json", "application/json"),
        ("catalog.jsonld", "application/ld+json"), ("mappings.sssom.tsv", "text/tab-separated-values; charset=utf-8"), ("RDFC10SUMS", "text/plain; charset=utf-8"),
        ("forms/ciatlas-2015.trig", "application/trig"), ("forms/ciatlas-2015.nq.zst", "application/zstd"), ("forms/ciatlas-2015.csl.json", "application/vnd.citationstyles.csl+json"),
    ],
)  # fmt: skip
def test_its_type_is_the_one_that_is_registered(server: Server, name: str, media: str):
    assert ask(server, f"/{name}", "HEAD").headers["content-type"] == media


@pytest.mark.parametrize("name", [DUMP, SMALL, "doc/organization/fsg.ttl"])
def test_who_has_it_already_is_told_so(server: Server, name: str):
    first = ask(server, f"/{name}")
    tag, day = first.headers["etag"], first.headers["last-modified"]
    for condition in (
        {"If_None_Match": tag}, {"If_None_Match": f'"other", W/{tag}'}, {"If_None_Match": "*"}, {"If_Modified_Since": day}, {"If_Modified_Since": DAY_LATER},
        {"If_None_Match": tag, "If_Modified_Since": DAY_BEFORE}, {"If_Match": tag, "If_None_Match": tag},
    ):  # fmt: skip
        answer = ask(server, f"/{name}", **condition)
        assert (answer.status, answer.body) == (304, b""), condition
        assert answer.headers["etag"] == tag and answer.headers["vary"] == first.headers["vary"] and "cache-control" in answer.headers and "content-type" not in answer.headers
    for condition in (
        {"If_None_Match": '"other"'}, {"If_None_Match": '"other"', "If_Modified_Since": DAY_LATER}, {"If_Modified_Since": DAY_BEFORE},
        {"If_Modified_Since": "yesterday"}, {"If_Match": f'"other", {tag}'}, {"If_Match": "*"}, {"If_Unmodified_Since": DAY_LATER}, {"If_None_Match": ",,;"},
    ):  # fmt: skip
        assert ask(server, f"/{name}", **condition).status == 200, condition
    for condition in ({"If_Match": '"other"'}, {"If_Match": f"W/{tag}"}, {"If_Unmodified_Since": DAY_BEFORE}):
        answer = ask(server, f"/{name}", **condition)
        assert answer.status == 412 and answer.headers["content-type"] == "application/problem+json", condition


@pytest.mark.parametrize("name", [DUMP, SMALL, "forms/ciatlas-2015.nq.gz"])
def test_parts(server: Server, site: Path, name: str):
    content = (site / name).read_bytes()
    size = len(content)
    for wanted, first, last in (("0-0", 0, 0), ("10-99", 10, 99), (f"{size - 5}-", size - 5, size - 1), ("-7", size - 7, size - 1), (f"5-{size * 9}", 5, size - 1), (f"-{size * 9}", 0, size - 1)):
        answer = ask(server, f"/{name}", Range=f"bytes={wanted}", Accept_Encoding="gzip, br")
        assert (answer.status, answer.body) == (206, content[first : last + 1]), wanted
        assert answer.headers["content-range"] == f"bytes {first}-{last}/{size}" and answer.headers["content-length"] == str(last - first + 1)
        assert "content-encoding" not in answer.headers
    for wanted in (f"{size}-", f"{size + 5}-{size + 9}", "-0"):
        answer = ask(server, f"/{name}", Range=f"bytes={wanted}")
        assert answer.status == 416 and answer.headers["content-range"] == f"bytes */{size}" and answer.headers["content-type"] == "application/problem+json"
    for wanted in ("bytes=9-1", "bytes=a-b", "bytes", "lines=1-2", "bytes=0-5,3-9", "bytes=" + ",".join(f"{2 * n}-{2 * n}" for n in range(200)), "bytes=" + "9" * 5000 + "-"):
        answer = ask(server, f"/{name}", Range=wanted)
        assert (answer.status, answer.body) == (200, content), wanted
    assert ask(server, f"/{name}", "HEAD", Range="bytes=0-1").status == 200


def test_several_parts(server: Server, site: Path):
    content = (site / DUMP).read_bytes()
    answer = ask(server, f"/{DUMP}", Range="bytes=0-9, 1000000-1000019, -5")
    assert answer.status == 206 and answer.headers["content-length"] == str(len(answer.body)) and "content-range" not in answer.headers
    message = message_from_bytes(b"Content-Type: " + answer.headers["content-type"].encode() + b"\r\n\r\n" + answer.body)
    size = len(content)
    found = [(part["content-type"], part["content-range"], part.get_payload(decode=True)) for part in message.get_payload()]  # type: ignore[union-attr]
    assert found == [
        ("text/turtle; charset=utf-8", f"bytes {first}-{last}/{size}", content[first : last + 1]) for first, last in ((0, 9), (1_000_000, 1_000_019), (size - 5, size - 1))
    ]


def test_a_part_of_what_has_changed_is_not_sent(server: Server):
    whole = ask(server, f"/{SMALL}")
    tag, day = whole.headers["etag"], whole.headers["last-modified"]
    for condition in (tag, day):
        assert ask(server, f"/{SMALL}", Range="bytes=0-4", If_Range=condition).status == 206
    for condition in ('"other"', f"W/{tag}", DAY_BEFORE, DAY_LATER, "nonsense"):
        answer = ask(server, f"/{SMALL}", Range="bytes=0-4", If_Range=condition)
        assert (answer.status, answer.body) == (200, whole.body), condition


@pytest.mark.parametrize("name", [DUMP, SMALL, "doc/organization/fsg.html", "en/index.html", "catalog.nt"])
@pytest.mark.parametrize("coding", UNPACK)
def test_texts_are_packed_for_who_takes_it(server: Server, name: str, coding: str):
    plain, packed = ask(server, f"/{name}"), ask(server, f"/{name}", Accept_Encoding=coding)
    assert packed.status == 200 and packed.headers["content-encoding"] == coding and UNPACK[coding](packed.body) == plain.body
    assert packed.headers["content-length"] == str(len(packed.body)) and len(packed.body) < len(plain.body) / 2
    assert packed.headers["etag"] == plain.headers["etag"][:-1] + f'-{coding}"'
    assert "Accept-Encoding" in packed.headers["vary"] and plain.headers["vary"] == packed.headers["vary"]
    assert ask(server, f"/{name}", Accept_Encoding=coding, If_None_Match=packed.headers["etag"]).status == 304
    assert ask(server, f"/{name}", Accept_Encoding=coding, If_None_Match=plain.headers["etag"]).status == 200


def test_what_is_packed_already_is_not_packed_again(server: Server):
    for name in (PACKED, "forms/ciatlas-2015.nq.zst", "forms/ciatlas-2015-en.xlsx", "RDFC10SUMS"):
        assert ("content-encoding" in ask(server, f"/{name}", Accept_Encoding="gzip, br, zstd").headers) == (name == "RDFC10SUMS")


def test_a_packed_file_stands_for_the_plain_one(server: Server, site: Path):
    stored = (site / PACKED).read_bytes()
    packed = ask(server, "/ciatlas-2015.nt", Accept_Encoding="gzip")
    assert (packed.headers["content-encoding"], packed.body) == ("gzip", stored) and packed.headers["content-type"] == "application/n-triples"
    plain = ask(server, "/ciatlas-2015.nt")
    assert "content-encoding" not in plain.headers and plain.body == gzip.decompress(stored) and plain.headers["etag"] != packed.headers["etag"]
    assert ask(server, "/ciatlas-2015.nt", Range="bytes=0-9").status == 200
    quads = ask(server, "/forms/ciatlas-2015.nq", Accept_Encoding="zstd, gzip;q=0.5")
    assert quads.headers["content-encoding"] in ("zstd", "gzip") and quads.headers["content-type"] == "application/n-quads"


def test_a_folder_answers_with_its_page(server: Server, site: Path):
    assert ask(server, "/").body == (site / "index.html").read_bytes()
    assert ask(server, "/en/").body == ask(server, "/en/index.html").body == (site / "en" / "index.html").read_bytes()
    for path in ("/en", "/he/scheme/domain"):
        assert (ask(server, path).status, ask(server, path).headers["location"]) == (301, f"{path}/")
    assert ask(server, "/en?q=1").headers["location"] == "/en/?q=1"
    for path in ("/static", "/static/", "/doc", "/doc/", "/insights/", "/en//", "//"):
        assert ask(server, path, Accept="*/*").status == 404, path


def test_settings_for_other_web_servers_are_served_to_nobody(server: Server, site: Path):
    for name in (".htaccess", "_redirects", "_headers"):
        assert (site / name).is_file() and ask(server, f"/{name}").status == 404


def test_a_long_answer_that_nobody_reads_to_its_end_harms_no_other(server: Server, site: Path):
    for _number in range(20):
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.request("GET", "/ciatlas-2015.rdf")
        response = connection.getresponse()
        assert len(response.read(1000)) == 1000
        connection.close()
    assert ask(server, "/ciatlas-2015.rdf").body == (site / "ciatlas-2015.rdf").read_bytes()


def test_sums_of_what_is_sent_are_those_of_the_release(server: Server, site: Path):
    sums = dict(line.split("  ")[::-1] for line in ask(server, "/SHA256SUMS").text.splitlines())
    for name in (DUMP, PACKED):
        assert hashlib.sha256(ask(server, f"/{name}").body).hexdigest() == sums[name] == sha256(site / name)
