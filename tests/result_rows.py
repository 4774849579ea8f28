"""Answers of two SPARQL engines compared: what is one value in SPARQL is one value here, however an engine writes it."""

from __future__ import annotations

import re
from decimal import Decimal

from ciatlas.insights import Row, Value
from ciatlas.rdf.namespaces import XSD

NUMBERS = {XSD + name for name in ("integer", "int", "long", "decimal", "double", "float", "nonNegativeInteger")}
# The separator of the example queries that put the values of a group into one text; their order is the engine's.
JOINED = " | "
# Virtuoso keeps a point as binary numbers; five decimals are a metre, and all that the tables have.
POINT = re.compile(r"POINT\(([-0-9.]+) ([-0-9.]+)\)")

Plain = tuple[str, ...]


def plain(rows: list[Row]) -> list[Plain]:
    """The rows as texts: numbers to nine places whatever their datatype, joined texts in one order, literals with their language."""
    return [tuple(_plain(value) for value in row) for row in rows]


def _plain(value: Value | None) -> str:
    if value is None:
        return ""
    if value.iri:
        return f"<{value.text}>"
    if value.datatype in NUMBERS:
        return f"{Decimal(value.text):.9f}"
    if point := POINT.fullmatch(value.text):
        return " ".join(f"{Decimal(number):.5f}" for number in point.groups())
    if JOINED in value.text:
        return JOINED.join(sorted(value.text.split(JOINED)))
    return f"{value.text}@{value.language or ''}"
