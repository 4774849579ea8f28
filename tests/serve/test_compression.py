"""Packed answers: whole ones, and streams whose rows arrive one by one."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli
import coroutines
import pytest
import zstandard
from starlette.types import Message, Receive, Scope, Send

from ciatlas.serve.compression import CODINGS, Compression, is_packable, pack

TEXT = b"a row of a table\n" * 2_000


def unpacker(coding: str) -> Callable[[bytes], bytes]:
    """Unpacks a stream piece by piece, as a client does while it comes in."""
    if coding == "br":
        return brotli.Decompressor().process
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress
    return zlib.decompressobj(31).decompress


def answer(pieces: list[bytes], accept: str | None, method: str = "GET", status: int = 200, fails: bool = False, **headers: str) -> list[Message]:
    """What an application that streams the pieces sends through the middleware."""
    sent: list[Message] = []

    async def application(_scope: Scope, _receive: Receive, send: Send) -> None:
        given = [(name.replace("_", "-").encode(), value.encode()) for name, value in {"content_type": "text/csv", **headers}.items()]
        await send({"type": "http.response.start", "status": status, "headers": given})
        for piece in pieces[:-1]:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        if fails:
            raise RuntimeError("the child died")
        await send({"type": "http.response.body", "body": pieces[-1]})

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "headers": [(b"accept-encoding", accept.encode())] if accept is not None else []}
    try:
        coroutines.run(Compression(application)(scope, receive, send))
    except RuntimeError:
        assert fails
    return sent


def headers_of(sent: list[Message]) -> dict[bytes, bytes]:
    return dict(sent[0]["headers"])


@pytest.mark.parametrize("coding", CODINGS)
def test_content_comes_back_as_it_was(coding: str):
    assert unpacker(coding)(pack(TEXT, coding)) == TEXT and pack(TEXT, coding) == pack(TEXT, coding)
    assert len(pack(TEXT, coding)) < len(TEXT) / 20


@pytest.mark.parametrize("coding", CODINGS)
def test_each_row_can_be_read_as_soon_as_it_was_sent(coding: str):
    rows = [b"one,1\n" * 200, b"two,2\n", b"three,3\n", b"four,4\n"]
    sent = answer(rows, coding, content_length="999", etag='"x"')
    headers = headers_of(sent)
    assert headers[b"content-encoding"] == coding.encode() and b"content-length" not in headers and headers[b"etag"] == f'"x-{coding}"'.encode()
    unpack = unpacker(coding)
    assert [unpack(message["body"]) for message in sent[1:]] == rows
    assert [message.get("more_body", False) for message in sent[1:]] == [True, True, True, False]


@pytest.mark.parametrize("accept", [None, "", "identity", "gzip;q=0", "deflate"])
def test_who_takes_no_coding_gets_none(accept: str | None):
    sent = answer([TEXT, b""], accept)
    assert b"content-encoding" not in headers_of(sent) and sent[1]["body"] == TEXT


def test_what_packing_does_no_good_to_stays_as_it_is():
    assert b"content-encoding" not in headers_of(answer([b"short"], "gzip"))
    assert b"content-encoding" not in headers_of(answer([TEXT], "gzip", content_type="image/png"))
    packed = answer([TEXT], "gzip", content_encoding="br")
    assert headers_of(packed)[b"content-encoding"] == b"br" and packed[1]["body"] == TEXT
    assert b"content-encoding" not in headers_of(answer([TEXT], "gzip", status=206, content_range="bytes 0-1/9"))


def test_a_head_request_gets_the_headers_alone():
    sent = answer([b""], "gzip", method="HEAD")
    assert headers_of(sent)[b"content-encoding"] == b"gzip" and sent[1]["body"] == b""


def test_an_answer_that_breaks_off_has_no_end_here_either():
    sent = answer([TEXT, b"never"], "gzip", fails=True)
    unpack = zlib.decompressobj(31)
    assert b"".join(unpack.decompress(message["body"]) for message in sent[1:]) == TEXT and not unpack.eof
    assert all(message["more_body"] for message in sent[1:])


def test_texts_are_worth_packing_and_pictures_are_not():
    for media in ("text/html; charset=utf-8", "application/ld+json", "application/sparql-results+xml", "image/svg+xml", "application/n-quads", "text/javascript", "application/rdf+xml"):
        assert is_packable(media), media
    for media in ("application/gzip", "image/png", "font/woff2", "application/pdf", "application/zip", "application/octet-stream"):
        assert not is_packable(media), media
