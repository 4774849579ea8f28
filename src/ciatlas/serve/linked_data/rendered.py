"""Documents and pages made on demand from the store, where the release does not have them as files."""

from __future__ import annotations

import sys
import threading
import time
from http import HTTPStatus
from pathlib import Path

from ciatlas import edition
from ciatlas.fault import AtlasError
from ciatlas.publish.forms import DOCUMENTS
from ciatlas.publish.on_demand import OnDemand
from ciatlas.publish.site.assets import FOLDER as ASSETS
from ciatlas.serve.linked_data import remote_store
from ciatlas.serve.problem import Problem
from ciatlas.serve.served import Served

_AGAIN_SECONDS = 30


class Rendered:
    """Makes files about things, and what their pages load (publish.on_demand). The store is read when the first is asked for."""

    def __init__(self, served: Served, root: Path, always: bool = False) -> None:
        """root: the folder of the files. always: whether to make also what the release has."""
        self._served = served
        folders = (DOCUMENTS, ASSETS, *served.project.languages)
        # What is not in a folder that the release has, there is not.
        self._starts = tuple(f"{folder}/" for folder in folders if always or not (root / folder).is_dir())
        self._lock = threading.Lock()
        self._made: OnDemand | None = None
        self._again = 0.0

    def knows(self, name: str) -> bool:
        """Whether it can make the file. Raises Problem (503) when the store cannot be read."""
        if not name.startswith(self._starts):
            return False
        with self._lock:
            return name in self._ready()

    def make(self, name: str) -> bytes | None:
        """The content of the file; None when it is none that this can make. Raises Problem (503) when the store cannot be read."""
        if not name.startswith(self._starts):
            return None
        with self._lock:
            made = self._ready()
            return made.make(name) if name in made else None

    def names(self, start: str) -> list[str]:
        """The names of what can be made that begin so."""
        if not start.startswith(self._starts):
            return []
        with self._lock:
            return [name for name in self._ready() if name.startswith(start)]

    def _ready(self) -> OnDemand:
        if self._made is None:
            # Whoever asks while it is away is told at once, and does not ask it again.
            if time.monotonic() < self._again:
                raise _away()
            project, store = self._served.project, self._served.settings.store
            try:
                read = remote_store.read(project, store) if store else edition.open_release(project, self._served.release)
                self._made = OnDemand(project, read)
            except (AtlasError, OSError) as error:
                self._again = time.monotonic() + _AGAIN_SECONDS
                sys.stderr.write(f"ciatlas serve: no documents can be made on demand: {error}\n")
                raise _away() from error
        return self._made


def _away() -> Problem:
    detail = "The store that this document would be made from cannot be read at the moment; the log of the server tells why."
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": str(_AGAIN_SECONDS)})
