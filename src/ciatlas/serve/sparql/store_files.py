"""The store on disk that the native server reads: built once for each release from its dumps, then used again."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import tempfile
import zlib
from pathlib import Path

import pyoxigraph
from pyoxigraph import NamedNode, RdfFormat, Store

from ciatlas.edition import dump_graphs
from ciatlas.fault import AtlasError
from ciatlas.messages import _
from ciatlas.project import Project
from ciatlas.publish import catalog, checksums, example_queries, void

_FORMATS = {"text/turtle": RdfFormat.TURTLE, "application/n-triples": RdfFormat.N_TRIPLES}
# Raised with each change of what is put into a store.
_LAYOUT = "1"
_PREFIX = "store-"


def sources(project: Project, release: Path) -> list[tuple[Path, str, str]]:
    """What a store is filled with: file, IRI of its graph, media type.

    Those graphs that `ciatlas query` sees, and what describes them in graphs of its own: catalogue, VoID, example queries.
    """
    described = {catalog.FILE: "catalog", void.FILE: "void", example_queries.FILE: "queries"}
    found = [(release / name, graph, media) for name, graph, media in dump_graphs(project)]
    return found + [(release / name, project.iri(path), "text/turtle") for name, path in described.items()]


def prepared(project: Project, release: Path, state: Path) -> Path:
    """The folder of the store of a release, which is built when it is not there yet; stores of other releases but the last are removed.

    state: the folder in which stores are kept. Raises AtlasError when a dump cannot be read or the store cannot be written.
    """
    try:
        files = sources(project, release)
        folder = state / f"{_PREFIX}{_digest(files)}"
        if not folder.is_dir():
            state.mkdir(parents=True, exist_ok=True)
            _build(files, folder)
        os.utime(folder)
        _remove_old(state, folder)
    except (OSError, SyntaxError) as error:
        raise AtlasError(_("the store of {folder} could not be made: {reason}").format(folder=release, reason=error)) from error
    return folder


def _digest(files: list[tuple[Path, str, str]]) -> str:
    total = hashlib.sha256(f"{_LAYOUT} {pyoxigraph.__version__}".encode())
    for path, graph, _media in files:
        total.update(f"\n{graph} {checksums.sha256(path)}".encode())
    return total.hexdigest()[:16]


def _build(files: list[tuple[Path, str, str]], folder: Path) -> None:
    """Under another name first, so that no half of a store is taken for one."""
    place = Path(tempfile.mkdtemp(prefix=".making-", dir=folder.parent))
    try:
        store = Store(str(place / "store"))
        for path, graph, media in files:
            _load(store, path, NamedNode(graph), _FORMATS[media])
        store.optimize()
        store.flush()
        del store
        try:
            os.rename(place / "store", folder)
        except OSError:
            # Another worker was faster.
            if not folder.is_dir():
                raise
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _load(store: Store, path: Path, graph: NamedNode, form: RdfFormat) -> None:
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
            store.bulk_load(lines, form, to_graph=graph)
    except (OSError, EOFError, SyntaxError, zlib.error) as error:
        raise AtlasError(_("{file} cannot be read: {reason}; run `ciatlas build` again").format(file=path, reason=error)) from error


def _remove_old(state: Path, used: Path) -> None:
    """A worker of the last release may still be answering from its store."""
    others = sorted((one for one in state.glob(f"{_PREFIX}*") if one != used), key=lambda one: one.stat().st_mtime, reverse=True)
    for one in others[1:]:
        shutil.rmtree(one, ignore_errors=True)
