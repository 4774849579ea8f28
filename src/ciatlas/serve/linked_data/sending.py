"""Sends a representation: whole, in parts, without its content, or only the word that it has not changed."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import IO

import zstandard
from anyio import to_thread
from starlette.types import Send

from ciatlas.serve.failures import Broken
from ciatlas.serve.linked_data import conditions, ranges
from ciatlas.serve.linked_data.ranges import Part
from ciatlas.serve.linked_data.representation import Representation
from ciatlas.serve.problem import Problem

BLOCK = 2**18
# What an answer 304 says again (RFC 9110, 15.4.5).
_AGAIN = frozenset((b"etag", b"last-modified", b"cache-control", b"content-location", b"vary", b"date", b"expires"))


async def send_representation(
    found: Representation, method: str, asked: Mapping[bytes, bytes], modified: datetime | None, send: Send
) -> None:
    """Sends it as the request wants it. asked: its conditional and range headers, which an answer other than 200 passes over.

    Raises Problem for 412 and 416; Broken when the file breaks off after the beginning was sent.
    """
    if asked and found.status == 200:
        status = conditions.status(asked, found.tag, modified)
        if status == 304:
            await _start(send, 304, [one for one in found.headers if one[0] in _AGAIN])
            await send({"type": "http.response.body", "body": b""})
            return
        if status == 412:
            raise Problem(HTTPStatus.PRECONDITION_FAILED, "If-Match or If-Unmodified-Since: expected what is here now", headers={"ETag": found.tag.decode()})
        if method == "GET" and found.size is not None and (wanted := asked.get(b"range")) is not None:
            if conditions.range_holds(asked.get(b"if-range"), found.tag, modified):
                listed = ranges.parts(wanted, found.size)
                if listed is not None:
                    await _send_parts(found, listed, wanted, found.size, send)
                    return
    headers = list(found.headers)
    if found.size is not None:
        headers.append((b"content-length", b"%d" % found.size))
    await _start(send, found.status, headers)
    if method == "HEAD" or found.content is not None:
        await send({"type": "http.response.body", "body": b"" if method == "HEAD" else found.content})
        return
    assert found.path is not None
    blocks = _blocks(found.path, Part(0, found.size - 1)) if found.unpack is None and found.size else _unpacked(found.path, found.unpack)
    async for block in blocks:
        await send({"type": "http.response.body", "body": block, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _start(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _send_parts(found: Representation, wanted: list[Part], header: bytes, size: int, send: Send) -> None:
    if not wanted:
        shown = header[:100].decode("latin-1")
        told = f"Range is {shown!r}: expected bytes between 0 and {size - 1}"
        raise Problem(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, told, headers={"Content-Range": f"bytes */{size}"})
    if len(wanted) == 1:
        extra = [(b"content-range", ranges.content_range(wanted[0], size)), (b"content-length", b"%d" % wanted[0].size)]
        await _start(send, 206, [*found.headers, *extra])
        await _send_part(found, wanted[0], send)
    else:
        media = next((value for name, value in found.headers if name == b"content-type"), b"application/octet-stream")
        kind, heads, end = ranges.multipart(wanted, size, media)
        length = sum(map(len, heads)) + sum(part.size for part in wanted) + len(end)
        headers = [one for one in found.headers if one[0] != b"content-type"]
        await _start(send, 206, [*headers, (b"content-type", kind), (b"content-length", b"%d" % length)])
        for head, part in zip(heads, wanted, strict=True):
            await send({"type": "http.response.body", "body": head, "more_body": True})
            await _send_part(found, part, send)
        await send({"type": "http.response.body", "body": end, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _send_part(found: Representation, part: Part, send: Send) -> None:
    if found.content is not None:
        await send({"type": "http.response.body", "body": found.content[part.first : part.last + 1], "more_body": True})
        return
    assert found.path is not None
    async for block in _blocks(found.path, part):
        await send({"type": "http.response.body", "body": block, "more_body": True})


async def _blocks(path: Path, part: Part) -> AsyncIterator[bytes]:
    file = await to_thread.run_sync(path.open, "rb")
    try:
        await to_thread.run_sync(file.seek, part.first)
        left = part.size
        while left:
            block = await to_thread.run_sync(file.read, min(BLOCK, left))
            if not block:
                raise Broken(f"{path.name} became shorter while it was sent")
            left -= len(block)
            yield block
    finally:
        file.close()


async def _unpacked(path: Path, coding: str | None) -> AsyncIterator[bytes]:
    file: IO[bytes] = await to_thread.run_sync(_open, path, coding)
    try:
        while block := await to_thread.run_sync(file.read, BLOCK):
            yield block
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise Broken(f"{path.name} cannot be unpacked: {error}") from error
    finally:
        file.close()


def _open(path: Path, coding: str | None) -> IO[bytes]:
    if coding == "gzip":
        return gzip.open(path, "rb")
    if coding == "zstd":
        return zstandard.open(path, "rb")
    return path.open("rb")
