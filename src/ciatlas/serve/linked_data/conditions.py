"""Conditional requests (RFC 9110, 13): whether the client has it already, or expected something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

HEADERS = frozenset((b"if-match", b"if-none-match", b"if-modified-since", b"if-unmodified-since"))

_TAG = re.compile(rb'(W/)?("[^"\x00-\x20\x7f]*")')


def status(asked: Mapping[bytes, bytes], tag: bytes, modified: datetime | None) -> int | None:
    """304 or 412, when one of the conditions says so; None when the request is to be answered (RFC 9110, 13.2.2).

    asked: headers of a GET or HEAD by their names in small letters. tag: the entity tag of what would be sent. modified: its day.
    """
    if (wanted := asked.get(b"if-match")) is not None:
        if not _matches(wanted, tag, weakly=False):
            return 412
    elif (since := _date(asked.get(b"if-unmodified-since"))) is not None and modified is not None and modified > since:
        return 412
    if (had := asked.get(b"if-none-match")) is not None:
        return 304 if _matches(had, tag, weakly=True) else None
    since = _date(asked.get(b"if-modified-since"))
    return 304 if since is not None and modified is not None and modified <= since else None


def range_holds(condition: bytes | None, tag: bytes, modified: datetime | None) -> bool:
    """Whether an If-Range header lets a part be sent: it has this very tag, or this very date (RFC 9110, 13.1.5)."""
    if condition is None:
        return True
    condition = condition.strip()
    if condition.startswith((b'"', b"W/")):
        return condition == tag
    return modified is not None and _date(condition) == modified


def _matches(header: bytes, tag: bytes, weakly: bool) -> bool:
    if header.strip() == b"*":
        return True
    return bool(tag) and any(opaque == tag and (weakly or not weak) for weak, opaque in _TAG.findall(header[:8192]))


def _date(header: bytes | None) -> datetime | None:
    if header is None or len(header) > 64:
        return None
    try:
        found = parsedate_to_datetime(header.decode("ascii"))
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
