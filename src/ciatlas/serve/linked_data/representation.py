"""A representation (RFC 9110, 3.2): what is sent for a resource, with the headers that go with it, made once and sent often."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from pathlib import Path

Headers = tuple[tuple[bytes, bytes], ...]


@dataclass(frozen=True, slots=True)
class Representation:
    """An answer that is ready but for what the request asks of it in particular.

    headers: all but those about length and range. tag: the entity tag with its quotes, empty where there is none. content: the whole,
    or None where it is long and stays in the file. size: in bytes; None where nobody knows before it is unpacked. unpack: the
    coding (``gzip``, ``zstd``) in which the file is and which is undone on the way. with_query: whether the query goes along to Location.
    """

    status: int
    headers: Headers
    tag: bytes = b""
    content: bytes | None = b""
    path: Path | None = None
    size: int | None = 0
    unpack: str | None = None
    with_query: bool = False

    @property
    def in_memory(self) -> int:
        """How many bytes it takes to keep it."""
        return 256 + len(self.content or b"") + sum(80 + len(name) + len(value) for name, value in self.headers)


def entity_tag(digest: str, coding: str | None = None) -> bytes:
    """The strong entity tag (RFC 9110, 8.8.3) of content by its SHA-256 in hexadecimal; each coding of it has a tag of its own."""
    short = base64.urlsafe_b64encode(bytes.fromhex(digest)[:18]).decode()
    return f'"{short}-{coding}"'.encode() if coding else f'"{short}"'.encode()


def tag_of(content: bytes, coding: str | None = None) -> bytes:
    """The strong entity tag of content."""
    return entity_tag(hashlib.sha256(content).hexdigest(), coding)


def encoded(headers: dict[str, str]) -> Headers:
    """Headers as they go over the wire, names in small letters."""
    return tuple((name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items())
