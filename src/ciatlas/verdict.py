"""Verdicts: what the test of one of the report's claims found."""

from __future__ import annotations

from dataclasses import dataclass

from ciatlas.insights import Value
from ciatlas.query_file import QueryFile

# The notations of the scheme "verdict", from the best to the worst.
SUPPORTED, PARTLY, NOT_SUPPORTED, NOT_TESTABLE = VERDICTS = ("supported", "partly-supported", "not-supported", "not-testable")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a claim as its query counted it.

    part: what is tested, a thing or a text. count: the rows that count. base: of how many, or what they are compared with.
    unknown: the rows left out since the data does not say. passed: whether the part meets the test; None when there is no base.
    """

    part: Value
    count: int
    base: int
    unknown: int
    passed: bool | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The verdict on one reading of the data: ``stated`` facts alone, or ``all`` facts, what was inferred included."""

    name: str
    parts: tuple[Part, ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one claim. readings: stated and all; none when the claim cannot be tested with this data, or at a fault.

    verdict: one of VERDICTS. agree: whether the two readings give the same. fault: what went wrong with the query, or None.
    """

    file: QueryFile
    verdict: str
    readings: tuple[Reading, ...]
    agree: bool
    fault: str | None = None
