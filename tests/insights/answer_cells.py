"""What the tests of the insights share: an answer as short texts."""

from __future__ import annotations

from ciatlas.insights import Answer


def end(iri: str) -> str:
    """The last part of an IRI: the id of a thing, the notation of a concept."""
    return iri.rpartition("/")[2]


def cells(answer: Answer) -> list[tuple[str, ...]]:
    """An answer's rows with the ends of their IRIs."""
    assert answer.fault is None, answer.fault
    return [tuple("" if value is None else end(value.text) if value.iri else value.text for value in row) for row in answer.rows]
