"""N-Quads: the edition with its named graphs, to load into a store, compressed with gzip and with Zstandard (RDF 1.1 N-Quads)."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import zstandard
from pyoxigraph import Store

from ciatlas.project import Edition, Project
from ciatlas.publish.forms.reading import PARTS
from ciatlas.rdf import ntriples
from ciatlas.store import triples

# Higher levels take twice the time for two per cent of the size.
ZSTANDARD_LEVEL = 15


def write(project: Project, edition: Edition, store: Store, stem: Path) -> list[Path]:
    """Writes ``<stem>.nq.gz`` and ``<stem>.nq.zst``: the sorted quads of all named graphs of the edition; gives the paths.

    Raises OSError when the disk is full.
    """
    packed, zipped = stem.with_name(f"{stem.name}.nq.gz"), stem.with_name(f"{stem.name}.nq.zst")
    compressor = zstandard.ZstdCompressor(level=ZSTANDARD_LEVEL, write_checksum=True)
    # Neither a file name nor a time in the header: the same quads give the same bytes.
    with (
        packed.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=raw, mtime=0) as gz,
        zipped.open("wb") as zst_raw,
        compressor.stream_writer(zst_raw) as zst,
    ):
        lines = ntriples.sort(quads(project, edition, store))
        while block := "".join(islice(lines, 4096)).encode():
            gz.write(block)
            zst.write(block)
    return [packed, zipped]


def quads(project: Project, edition: Edition, store: Store) -> Iterator[str]:
    """The N-Quads lines of the edition's named graphs, in the store's own order."""
    for part in PARTS:
        graph = project.graph(edition, part)
        for line in triples(store, graph):
            # A line of N-Triples ends in a space, a full stop and a line feed.
            yield f"{line[:-2]}<{graph}> .\n"
