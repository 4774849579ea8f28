"""The files of the release as representations: their types, entity tags and codings."""

from __future__ import annotations

import asyncio
import hashlib
import mimetypes
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from anyio import CapacityLimiter, to_thread

from ciatlas.publish import checksums
from ciatlas.publish.file_types import file_type
from ciatlas.publish.site.root import SETTINGS
from ciatlas.serve.compression import CODINGS, SMALLEST, is_packable, pack
from ciatlas.serve.linked_data.kept import Kept
from ciatlas.serve.linked_data.representation import entity_tag
from ciatlas.serve.negotiation import choose_coding

# What is kept in memory of files, packed and as they are.
KEPT_BYTES = 48 * 2**20
# Longer content is sent from the disk, block by block.
WHOLE_BYTES = 2**20
# Longer content is packed for nobody: it would take seconds.
PACKED_BYTES = 16 * 2**20

# So short files are read at once: another thread would take longer.
_AT_ONCE_BYTES = 2**17
_MOST_FOLDERS = 4096

_STORED = {"gzip": ".gz", "zstd": ".zst"}
# What file_types does not know, since it is no data.
_OTHERS = {
    ".js": "text/javascript", ".mjs": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".wasm": "application/wasm", ".woff2": "font/woff2",
    ".ttf": "font/ttf", ".md": "text/plain", ".txt": "text/plain", ".rq": "application/sparql-query", ".xml": "application/xml", ".atom": "application/atom+xml",
    ".webmanifest": "application/manifest+json",
}


@dataclass(frozen=True, slots=True)
class Content:
    """What of a file is sent. whole: all of it, None where it stays on the disk. coding: in which it is sent. unpack: which is undone before."""

    tag: bytes
    whole: bytes | None
    path: Path
    size: int | None
    coding: str | None = None
    unpack: str | None = None


class Maker(Protocol):
    """Makes files that are not there. Both methods may take long, and are called in a thread."""

    def knows(self, name: str) -> bool:
        """Whether it can make the file of that name."""

    def make(self, name: str) -> bytes | None:
        """Its content; None when it does not know the name."""

    def names(self, start: str) -> list[str]:
        """The names of what it can make that begin so."""


class Files:
    """The files below one folder, and those that are made where they are not there. They do not change while the server runs."""

    def __init__(self, root: Path, maker: Maker | None = None, rather_made: bool = False) -> None:
        """root: the folder. Reads the checksums that lie in it, which spare reading large files twice.

        maker: makes what is not there; with `rather_made` also what is there.
        """
        self.root = Path(os.path.realpath(root))
        self._inside = f"{self.root}{os.sep}"
        self._sums = _sums(self.root / checksums.FILE)
        # Makers are of one thread; who waits for them takes no thread from others.
        self._one = CapacityLimiter(1)
        self._folders: dict[str, bool] = {}
        self._maker, self._rather_made = maker, rather_made
        self._kept: Kept[tuple[str, str | None], Content] = Kept(KEPT_BYTES)
        self._digests: dict[tuple[int, int, int], str] = {}
        self._making: dict[tuple[str, str | None], asyncio.Task[Content]] = {}

    def path(self, name: str) -> Path | None:
        """The file of that name below the folder (path.name has found it harmless); None when there is none to serve.

        Settings for web servers are served to nobody, nor is what a symbolic link leads out of the folder.
        """
        if name in SETTINGS or not name:
            return None
        full = f"{self._inside}{name}"
        try:
            mode = os.lstat(full).st_mode
            if stat.S_ISREG(mode):
                return Path(full) if self._holds(name.rpartition("/")[0]) else None
            if not stat.S_ISLNK(mode) or not stat.S_ISREG(os.stat(full).st_mode):
                return None
            return Path(full) if os.path.realpath(full, strict=True).startswith(self._inside) else None
        except (OSError, ValueError):
            return None

    def _holds(self, folder: str) -> bool:
        """Whether a folder of that name lies within the folder of all, wherever symbolic links lead."""
        found = self._folders.get(folder)
        if found is None:
            found = f"{os.path.realpath(self._inside + folder)}{os.sep}".startswith(self._inside)
            if len(self._folders) < _MOST_FOLDERS:
                self._folders[folder] = found
        return found

    async def is_there(self, name: str) -> bool:
        """Whether there is such a file, or it can be made."""
        if self.path(name) is not None:
            return True
        return self._maker is not None and await to_thread.run_sync(self._maker.knows, name, limiter=self._one)

    def names(self, folder: str, ending: str) -> list[str]:
        """The names in a folder that end so, without that ending, in their order; both those that are there and those that can be made."""
        start = f"{folder}/"
        try:
            found = {one.removesuffix(ending) for one in os.listdir(self.root / folder) if one.endswith(ending)}
        except (OSError, ValueError):
            found = set()
        made = self._maker.names(start) if self._maker is not None and not found else []
        found |= {one[len(start) : -len(ending)] for one in made if one.endswith(ending) and "/" not in one[len(start) :]}
        return sorted(found)

    def _packed_only(self, name: str) -> str | None:
        return next((coding for coding, ending in _STORED.items() if self.path(name + ending) is not None), None)

    async def content(self, name: str, accept_encoding: str | None) -> Content | None:
        """The file's content in the coding that the client likes best; None when there is no such file. Raises OSError when it cannot be read."""
        coding = choose_coding(accept_encoding, CODINGS) if accept_encoding else None
        if coding is not None and not is_packable(media_type(name)):
            coding = None
        if (kept := self._kept.get((name, coding))) is not None:
            return kept
        if self._maker is not None and (self._rather_made or self.path(name) is None) and await to_thread.run_sync(self._maker.knows, name, limiter=self._one):
            return await self._made((name, coding), self.root / name, None, None, self._maker)
        # Of what is there packed already, the client may like another coding almost as much.
        for stored, ending in _STORED.items():
            if coding is not None and choose_coding(accept_encoding, (stored,)) and (path := self.path(name + ending)) is not None:
                return await self._made((name, stored), path, stored, None)
        if (path := self.path(name)) is not None:
            return await self._made((name, coding), path, None, None)
        if (unpack := self._packed_only(name)) is not None and (path := self.path(name + _STORED[unpack])) is not None:
            return await self._made((name, None), path, None, unpack)
        return None

    async def _made(self, key: tuple[str, str | None], path: Path, stored: str | None, unpack: str | None, maker: Maker | None = None) -> Content:
        """Makes it; in a thread where that takes long, and then once for all who wait for it."""
        if key[1] is None and maker is None and unpack is None and path.stat().st_size <= _AT_ONCE_BYTES:
            made = self._make(key, path, stored, unpack, maker)
            self._kept.put(key, made, 512 + len(made.whole or b""))
            return made
        task = self._making.get(key)
        if task is None:
            task = asyncio.create_task(to_thread.run_sync(self._make, key, path, stored, unpack, maker, limiter=self._one if maker else None))
            self._making[key] = task
            task.add_done_callback(lambda _done: self._making.pop(key, None))
        made = await asyncio.shield(task)
        self._kept.put(key, made, 512 + len(made.whole or b""))
        return made

    def _make(self, key: tuple[str, str | None], path: Path, stored: str | None, unpack: str | None, maker: Maker | None) -> Content:
        name, coding = key
        if maker is not None and (made := maker.make(name)) is not None:
            return _whole(path, made, hashlib.sha256(made).hexdigest(), coding)
        status = path.stat()
        if unpack is not None:
            return Content(entity_tag(self._digest(path, status), "identity"), None, path, None, unpack=unpack)
        whole = path.read_bytes() if status.st_size <= (PACKED_BYTES if coding and not stored else WHOLE_BYTES) else None
        digest = hashlib.sha256(whole).hexdigest() if whole is not None else self._digest(path, status)
        if stored is not None:
            return Content(entity_tag(digest, stored), whole, path, status.st_size, stored)
        if whole is not None and (coding or status.st_size <= WHOLE_BYTES):
            packed = _whole(path, whole, digest, coding)
            if packed.coding or status.st_size <= WHOLE_BYTES:
                return packed
        return Content(entity_tag(digest), None, path, status.st_size)

    def _digest(self, path: Path, status: os.stat_result) -> str:
        """The SHA-256 of a file: as the release says it, else computed once."""
        if path.parent == self.root and path.name in self._sums:
            return self._sums[path.name]
        key = status.st_ino, status.st_mtime_ns, status.st_size
        if key not in self._digests:
            self._digests[key] = checksums.sha256(path)
        return self._digests[key]


def _whole(path: Path, whole: bytes, digest: str, coding: str | None) -> Content:
    """Content that is in memory, packed where that makes it smaller."""
    if coding is not None and len(whole) >= SMALLEST:
        packed = pack(whole, coding)
        if len(packed) < len(whole):
            return Content(entity_tag(digest, coding), packed, path, len(packed), coding)
    return Content(entity_tag(digest), whole, path, len(whole))


def _sums(path: Path) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.split("  ", 1) for line in lines if "  " in line)
    return {name: digest for digest, name in pairs if len(digest) == 64}


def media_type(name: str) -> str:
    """The media type of a file by its name, as Content-Type has it."""
    last = name.rpartition("/")[2]
    ending = os.path.splitext(last)[1].lower()
    kind = file_type(last)
    if kind is not None:
        media = kind.compression or kind.media or "application/octet-stream"
    elif not ending:
        # Lists of checksums, licences: texts by tradition.
        media = "text/plain"
    else:
        media = _OTHERS.get(ending) or ("application/gzip" if ending == ".gz" else mimetypes.types_map.get(ending, "application/octet-stream"))
    return f"{media}; charset=utf-8" if media.startswith("text/") else media
