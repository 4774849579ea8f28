"""The path of a request as a name that can be looked for: decoded once, refused where it could mean anything but a name."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from ciatlas.serve.problem import Problem

LONGEST = 2048
_LONGEST_SEGMENT = 255
_BROKEN = re.compile(rb"%(?![0-9A-Fa-f]{2})")
# What a URI may hold unencoded in its path (RFC 3986, 3.3), the slash and the percent sign of an encoding.
_VALID = re.compile(rb"[A-Za-z0-9._~!$&'()*+,;=:@/%-]+")
_QUERY = re.compile(rb"[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*")
_WELL_KNOWN = ".well-known"


def name(raw: bytes) -> str | None:
    """The path without its first slash and with its percent-encoding undone, as files are named; None for what no file is called.

    That is: a hidden name, one that leads upwards, one that holds what cannot be seen, one too long for any file. Raises Problem (400)
    for what is no path at all: a broken encoding, or bytes that are not UTF-8.
    """
    if len(raw) > LONGEST:
        raise Problem(HTTPStatus.NOT_FOUND, f"the path has {len(raw)} bytes: expected one of at most {LONGEST}, since no address here is longer")
    if broken := _BROKEN.search(raw):
        found = raw[broken.start() : broken.start() + 3].decode("latin-1")
        raise Problem(HTTPStatus.BAD_REQUEST, f"{found!r} in the path: expected % to be followed by two hexadecimal digits")
    try:
        decoded = unquote_to_bytes(raw).decode()
    except UnicodeDecodeError:
        shown = raw[:200].decode("latin-1")
        raise Problem(HTTPStatus.BAD_REQUEST, f"the path {shown!r} is not in UTF-8: expected its letters encoded as UTF-8") from None
    found = decoded.removeprefix("/")
    return found if found.isprintable() and all(map(_is_name, found.split("/")[:-1])) and _is_last(found.rpartition("/")[2]) else None


def _is_name(segment: str) -> bool:
    hidden = segment.startswith(".") and segment != _WELL_KNOWN
    return bool(segment) and not hidden and "\\" not in segment and len(segment.encode()) <= _LONGEST_SEGMENT


def _is_last(segment: str) -> bool:
    """The last part may be empty, as that of a folder's address is."""
    return not segment or _is_name(segment)


def written(raw: bytes) -> str | None:
    """The path as the client wrote it, to stand in a header; None where it holds what a URI may not."""
    return raw.decode("ascii") if _VALID.fullmatch(raw) else None


def is_query(raw: bytes) -> bool:
    """Whether a query can stand in a header as the client wrote it."""
    return len(raw) <= LONGEST and _QUERY.fullmatch(raw) is not None
