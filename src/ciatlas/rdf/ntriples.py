"""N-Triples: sorted lines, and subjects with their statements out of sorted lines (RDF 1.1 N-Triples)."""

from __future__ import annotations

import heapq
import itertools
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

# Lines sorted in one go; more go through sorted runs on disk, so that memory stays flat.
RUN_LINES = 2_000_000


def sort(lines: Iterable[str], run_lines: int = RUN_LINES) -> Iterator[str]:
    """The lines in the order of their code points, each once; more than `run_lines` are sorted in runs on disk.

    lines: canonical N-Triples lines with their line feeds. Raises OSError when the disk is full.
    """
    lines = iter(lines)
    first = sorted(set(itertools.islice(lines, run_lines)))
    second = sorted(set(itertools.islice(lines, run_lines)))
    if not second:
        yield from first
        return
    with ExitStack() as stack:
        runs: list[Iterable[str]] = []
        for run in itertools.chain((first, second), _runs(lines, run_lines)):
            file = stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8", newline="\n"))
            file.writelines(run)
            file.seek(0)
            runs.append(file)
        del first, second
        for line, _ in itertools.groupby(heapq.merge(*runs)):
            yield line


def _runs(lines: Iterator[str], run_lines: int) -> Iterator[list[str]]:
    while run := sorted(set(itertools.islice(lines, run_lines))):
        yield run


def subjects(lines: Iterable[str]) -> Iterator[tuple[str, list[Triple]]]:
    """Each subject (its IRI, or ``_:`` and the blank node's label) with its statements, from sorted N-Triples lines.

    Raises SyntaxError when a line is not N-Triples.
    """
    for _, group in itertools.groupby(lines, lambda line: line.partition(" ")[0]):
        statements = list(parse("".join(group), RdfFormat.N_TRIPLES))
        triples = [Triple(one.subject, one.predicate, one.object) for one in statements]
        subject = triples[0].subject
        yield getattr(subject, "value") if hasattr(subject, "value") else str(subject), triples


def object_key(value: NamedNode | BlankNode | Literal) -> tuple[str, str, str]:
    """A key that orders the objects of one subject and one predicate: by text, language, datatype."""
    if isinstance(value, Literal):
        return (value.value, value.language or "", value.datatype.value)
    return (value.value, "", "")
