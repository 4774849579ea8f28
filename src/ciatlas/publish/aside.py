"""Outputs are written aside and renamed when whole, so that the last good ones survive any failure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ciatlas.fault import AtlasError


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A fresh folder beside `target`; takes its place when the block ends well, else it is removed and `target` stays.

    Raises AtlasError when the folder cannot be written (no permission, disk full, `target` is a file).
    """
    target = target.absolute()
    if target.exists() and not target.is_dir():
        raise AtlasError(f"{target}: expected a folder to write into, found a file")
    fresh = target.with_name(f".{target.name}.new-{os.getpid()}")
    former = target.with_name(f".{target.name}.former-{os.getpid()}")
    try:
        _remove_leftovers(target)
        fresh.mkdir(parents=True)
        yield fresh
        # Between these two renames a crash leaves `former` beside an absent `target`; the next run puts it back.
        if target.exists():
            target.rename(former)
        try:
            fresh.rename(target)
        except OSError:
            if former.exists():
                former.rename(target)
            raise
    except OSError as error:
        raise AtlasError(f"{target} could not be written: {error.strerror or error}; the former one is untouched") from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.rmtree(former, ignore_errors=True)


def _remove_leftovers(target: Path) -> None:
    """Puts back or removes what a killed run left behind; a run that is alive keeps its folders."""
    for kind in ("former", "new"):
        for folder in sorted(target.parent.glob(f".{target.name}.{kind}-*")):
            with suppress(ValueError):
                if _is_alive(int(folder.name.rpartition("-")[2])):
                    continue
                if kind == "former" and not target.exists():
                    folder.rename(target)
                else:
                    shutil.rmtree(folder, ignore_errors=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
