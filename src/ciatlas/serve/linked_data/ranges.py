"""Parts of a representation (RFC 9110, 14): which bytes a Range header wants."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

# Who wants more pieces than this wants to make work (RFC 9110, 17.15).
MOST = 16

_SPEC = re.compile(r"[ \t]*(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))[ \t]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes from the first to the last one, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


def parts(header: bytes, size: int) -> list[Part] | None:
    """The parts that a Range header wants of a content of `size` bytes, as it orders them; none at all when it can have none of them (416).

    None when the header is to be passed over and the whole is sent: another unit, a syntax error, too many parts, parts that overlap.
    """
    unit, equals, specs = header.decode("latin-1").partition("=")
    if unit.strip().lower() != "bytes" or not equals or len(specs) > 1024:
        return None
    found = []
    for spec in specs.split(","):
        if not spec.strip():
            continue
        match = _SPEC.fullmatch(spec)
        if match is None:
            return None
        first, last, suffix = match.groups()
        if suffix is not None:
            part = Part(max(0, size - int(suffix)), size - 1)
            if int(suffix) == 0 or size == 0:
                continue
        else:
            if last and int(last) < int(first):
                return None
            part = Part(int(first), min(int(last), size - 1) if last else size - 1)
            if part.first >= size:
                continue
        found.append(part)
    in_order = sorted(found, key=lambda part: part.first)
    overlap = any(other.first <= one.last for one, other in zip(in_order, in_order[1:]))
    return None if len(found) > MOST or overlap else found


def content_range(part: Part, size: int) -> bytes:
    """The value of Content-Range for a part."""
    return f"bytes {part.first}-{part.last}/{size}".encode()


def multipart(wanted: list[Part], size: int, media: bytes) -> tuple[bytes, list[bytes], bytes]:
    """How several parts are sent (multipart/byteranges, RFC 9110, 14.6): the media type, what stands before each part, the end."""
    boundary = secrets.token_hex(12).encode()
    heads = [
        b"\r\n--" + boundary + b"\r\nContent-Type: " + media + b"\r\nContent-Range: " + content_range(part, size) + b"\r\n\r\n" for part in wanted
    ]
    heads[0] = heads[0].removeprefix(b"\r\n")
    return b"multipart/byteranges; boundary=" + boundary, heads, b"\r\n--" + boundary + b"--\r\n"
