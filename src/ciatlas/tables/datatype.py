"""Cell texts and the values they stand for."""

from __future__ import annotations

from ciatlas.tables.model import Datatype


def format_fault(datatype: Datatype) -> str | None:
    """What a format should have been, or None when it can be used."""
    return None


def bounds_fault(datatype: Datatype) -> str | None:
    """What the bounds should have been, or None when some value can keep them."""
    return None
