"""The store: statements in Oxigraph, in memory for a small atlas, on disk beyond."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from ciatlas.fault import AtlasError

# Measured: up to about a million statements, memory is faster to fill and to query and stays under a gigabyte.
IN_MEMORY_BYTES = 64 * 2**20


def open_store(size: int, folder: Path) -> Store:
    """An empty store for tables of `size` bytes: in memory up to IN_MEMORY_BYTES, else on disk in `folder`.

    Raises AtlasError when the folder cannot be written.
    """
    if size <= IN_MEMORY_BYTES:
        return Store()
    try:
        return Store(str(folder))
    except OSError as error:
        raise AtlasError(f"the store in {folder} cannot be opened: {error}") from error


def load_lines(store: Store, lines: Iterable[str]) -> None:
    """Loads N-Quads lines (each ends in a line feed; one text may hold many) into the store.

    Raises AtlasError when a line is not N-Quads, which would be a fault of the program that wrote it.
    """
    try:
        store.bulk_load(_Lines(lines), RdfFormat.N_QUADS)
    except (SyntaxError, OSError) as error:
        raise AtlasError(f"statements could not be loaded into the store: {error}") from error


def load_file(store: Store, path: Path, graph: str, format: RdfFormat = RdfFormat.TURTLE) -> None:
    """Loads one RDF file into the named graph `graph`. Raises AtlasError that names file and line when it cannot be read."""
    try:
        store.load(path.read_bytes(), format, to_graph=NamedNode(graph), base_iri=graph)
    except SyntaxError as error:
        raise AtlasError(f"{path.name}: not {format.name}: {error}") from error
    except OSError as error:
        raise AtlasError(f"{path} cannot be read: {error.strerror or error}") from error


def triples(store: Store, graph: str) -> Iterator[str]:
    """The statements of one named graph as canonical N-Triples lines with their line feeds, in the store's own order."""
    buffer = io.BytesIO()
    store.dump(buffer, RdfFormat.N_TRIPLES, from_graph=NamedNode(graph))
    buffer.seek(0)
    for line in buffer:
        yield line.decode()


class _Lines(io.RawIOBase):
    """N-Quads lines as a readable stream, so that neither the lines nor the file need to exist as a whole."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        while len(self._rest) < len(target):
            line = next(self._lines, None)
            if line is None:
                break
            self._rest += line.encode()
        size = min(len(target), len(self._rest))
        target[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
