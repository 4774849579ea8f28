"""The real atlas with its whole site, built once for all workers of a test run."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import pytest
from atlas_files import ciatlas

# A release that is there already, for whoever writes a page and wants to try it without building each time.
BUILT = "CIATLAS_BUILT"
SITE = "site"
# With every other test beside it.
BUILD_SECONDS = 600


def built(factory: pytest.TempPathFactory) -> Path:
    """The folder of the release with ``site/`` in it. The first worker builds, the others wait; the tests only read it."""
    if given := os.environ.get(BUILT):
        return Path(given)
    base = factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = shared / "built-with-site"
    with (shared / "built-with-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.is_dir():
            result = ciatlas("build", "--out", folder, timeout=BUILD_SECONDS)
            assert result.returncode == 0, result.stderr
    return folder
