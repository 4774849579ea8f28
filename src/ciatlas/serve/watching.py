"""When the place of a release is worth another try: another release is there, or the one that was refused may be good by now."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ciatlas.project import FILE
from ciatlas.serve import snapshot

LOOK_SECONDS = 1.0
# Between two tries of what was refused and stays as it is: doubled each time, since what it lacks may lie elsewhere.
FIRST_PAUSE, LAST_PAUSE = 2.0, 600.0
# What part of the time may go into looking through the files of a release that was refused.
_SHARE = 0.05


class Watch:
    """Watches the place of a release for one that takes up what is there, and says what comes of it."""

    def __init__(self, project: Path, release: Path) -> None:
        """project: its folder. release: the place, in which there need be nothing."""
        self._settings, self._release = project / FILE, release
        self._seen: snapshot.Identity | None = None
        # What was last tried, and seen: numbers that tell whether anything in it has changed.
        self._tried = self._last = 0
        self._is_refused = False
        self._pause = FIRST_PAUSE
        self._next_try = self._next_look = 0.0
        self._reasons: set[str] = set()

    async def takes(self, watches: bool) -> None:
        """To be told before what is there is taken: what changes from now on is for another try. watches: whether `is_due` will be asked."""
        seen = snapshot.identity(self._release)
        if seen != self._seen:
            self._pause, self._reasons = FIRST_PAUSE, set()
        self._seen = seen
        self._tried = self._last = await self._look() if watches else 0

    def refuses(self, reason: str) -> bool:
        """To be told that what was taken is no good; gives whether that is news of this release."""
        self._is_refused = True
        self._next_try = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, LAST_PAUSE)
        is_news = reason not in self._reasons
        self._reasons.add(reason)
        return is_news

    def serves(self) -> None:
        """To be told that what was taken is good."""
        self._is_refused, self._pause, self._reasons = False, FIRST_PAUSE, set()

    async def is_due(self) -> bool:
        """Whether to take what is there now; to be asked every LOOK_SECONDS.

        Another release is due at once. One that was refused is when it has changed and changes no more (a folder that is being copied
        changes for long), and after a pause in any case. Its files' names, sizes and times tell of a change, and those of the settings.
        """
        found = snapshot.identity(self._release)
        if found is None or not self._is_refused:
            return found is not None and found != self._seen
        now = time.monotonic()
        if found != self._seen or now >= self._next_try:
            return True
        if now < self._next_look:
            return False
        content = await self._look()
        last, self._last = self._last, content
        if content == self._tried or content != last:
            return False
        self._pause = FIRST_PAUSE
        return True

    async def _look(self) -> int:
        began = time.monotonic()
        content = await asyncio.to_thread(_content, self._settings, self._release)
        ended = time.monotonic()
        self._next_look = ended + (ended - began) / _SHARE
        return content


def _content(settings: Path, release: Path) -> int:
    found = set(_below(str(release)))
    with suppress(OSError):
        status = settings.stat()
        found.add((str(settings), status.st_size, status.st_mtime_ns))
    return hash(frozenset(found))


def _below(folder: str) -> Iterator[tuple[str, int, int]]:
    # What is removed or replaced just now is seen as it is then by the next look.
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _below(entry.path)
            else:
                status = entry.stat(follow_symlinks=False)
                yield entry.path, status.st_size, status.st_mtime_ns
