"""The kinds of problems of the endpoint, as URIs that do not change (RFC 9457, 3.1.1): the name of a kind stands behind `KINDS`."""

from __future__ import annotations

from typing import Final

KINDS: Final = "urn:ciatlas:problem:"


def name(kind: str) -> str:
    """The name of a kind, for the measures."""
    return kind.removeprefix(KINDS)
