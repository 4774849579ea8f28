"""The canonical hash of a graph: SHA-256 of its canonical N-Quads (RDF Dataset Canonicalization 1.0, RDFC-1.0)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from pyoxigraph import CanonicalizationAlgorithm, Dataset, DefaultGraph, Quad, RdfFormat, Triple, serialize


def canonical_hash(triples: Iterable[Triple | Quad]) -> str:
    """The SHA-256, in hexadecimal, of the canonical form of a graph: same graph, same hash, whatever file it came from.

    Graph names are left out. The time grows steeply with symmetric blank nodes (RDFC-1.0, 7.1), of which an atlas has none.
    """
    dataset = Dataset(Quad(one.subject, one.predicate, one.object, DefaultGraph()) for one in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = serialize(dataset, format=RdfFormat.N_QUADS) or b""
    return _digest(sorted(lines.decode().splitlines(keepends=True)))


def canonical_hash_of_sorted(lines: Iterable[str]) -> str:
    """The same hash from sorted canonical N-Triples lines of a graph without blank nodes, as a stream.

    Without blank nodes nothing is renamed, and the canonical form is the sorted lines (RDFC-1.0, 4.4.3 step 7).
    Raises ValueError at a line that names a blank node.
    """
    return _digest(_named(lines))


def _named(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith("_:") or ("> _:" in line and '"' not in line):
            raise ValueError(f"a blank node has no canonical name before canonicalisation: {line.rstrip()}")
        yield line


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()
