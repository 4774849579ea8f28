"""The server's own folder: one server at a time has it, and what a killed one left in it is removed."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ciatlas.fault import AtlasError
from ciatlas.messages import _

_LOCK = "lock"
_SNAPSHOTS = "snapshots"


@contextmanager
def held(folder: Path) -> Iterator[Path]:
    """Has the state folder until the block ends, and gives the empty folder for snapshots in it.

    Raises AtlasError when another server has it, or when it cannot be written. The lock ends with the process, however that ends.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / _LOCK).open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                lock.seek(0)
                told = _("the folder {folder} is used by another server (process {number}); end that one, or name another folder with --state")
                raise AtlasError(told.format(folder=folder, number=lock.read().strip() or "?")) from error
            lock.truncate(0)
            lock.write(str(os.getpid()))
            lock.flush()
            snapshots = folder / _SNAPSHOTS
            shutil.rmtree(snapshots, ignore_errors=True)
            snapshots.mkdir(exist_ok=True)
            try:
                yield snapshots
            finally:
                shutil.rmtree(snapshots, ignore_errors=True)
    except OSError as error:
        raise AtlasError(_("{folder} could not be written: {reason}").format(folder=folder, reason=error.strerror or error)) from error
