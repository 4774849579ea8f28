"""The real atlas built once for all workers of a test run: with its whole site, or without what takes the longest."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from atlas_files import ciatlas

# A release that is there already, for whoever writes a page and wants to try it without building each time.
BUILT = "CIATLAS_BUILT"
SITE = "site"
# With every other test beside it.
BUILD_SECONDS = 600


def built(factory: pytest.TempPathFactory) -> Path:
    """The folder of the release with ``site/`` in it; the tests only read it."""
    given = os.environ.get(BUILT)
    return Path(given) if given else once(factory, "built-with-site", _build)


def built_without_site(factory: pytest.TempPathFactory) -> Path:
    """The folder of the release without report and site; the tests only read it."""
    return once(factory, "built-without-site", lambda folder: _build(folder, "--no-report"))


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first worker that wants it makes, while the others wait."""
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    done = shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(shared / name)
            done.touch()
    return shared / name


def _build(folder: Path, *options: str) -> None:
    result = ciatlas("build", *options, "--out", folder, timeout=BUILD_SECONDS)
    assert result.returncode == 0, result.stderr
