"""Documents and pages made on demand from the store, where the release does not have them as files."""

from __future__ import annotations

import threading
from pathlib import Path

from ciatlas import edition
from ciatlas.publish.on_demand import OnDemand
from ciatlas.publish.forms import DOCUMENTS
from ciatlas.publish.site.assets import FOLDER as ASSETS
from ciatlas.serve.served import Served


class Rendered:
    """Makes files about things (publish.on_demand), and what their pages load. The store is read when the first is asked for."""

    def __init__(self, served: Served, root: Path, always: bool = False) -> None:
        """root: the folder of the files. always: whether to make also what the release has."""
        self._served = served
        folders = (DOCUMENTS, ASSETS, *served.project.languages)
        # What is not in a folder that the release has, there is not.
        self._starts = tuple(f"{folder}/" for folder in folders if always or not (root / folder).is_dir())
        self._lock = threading.Lock()
        self._made: OnDemand | None = None
        self._assets: Path | None = None

    def knows(self, name: str) -> bool:
        """Whether it is a document about a thing, a page about one, or what pages load. Raises AtlasError when the release cannot be read."""
        if not name.startswith(self._starts):
            return False
        with self._lock:
            return name in self._ready() or self._asset(name) is not None

    def make(self, name: str) -> bytes | None:
        """The content of a file; None when it is none of those."""
        if not name.startswith(self._starts):
            return None
        with self._lock:
            made = self._ready()
            if name in made:
                return made.make(name)
            asset = self._asset(name)
            return asset.read_bytes() if asset else None

    def names(self, start: str) -> list[str]:
        """The names of what can be made that begin so."""
        if not start.startswith(self._starts):
            return []
        with self._lock:
            return [name for name in self._ready() if name.startswith(start)]

    def _ready(self) -> OnDemand:
        if self._made is None:
            store = edition.open_release(self._served.project, self._served.release)
            self._made = OnDemand(self._served.project, store)
        return self._made

    def _asset(self, name: str) -> Path | None:
        if not name.startswith(f"{ASSETS}/"):
            return None
        if self._assets is None:
            folder = self._served.settings.state / "rendered" / (self._served.name or "release")
            if not (folder / ASSETS).is_dir():
                folder.mkdir(parents=True, exist_ok=True)
                self._ready().write_assets(folder)
            self._assets = folder
        path = self._assets / name
        return path if path.is_file() and path.resolve().is_relative_to(self._assets.resolve()) else None
