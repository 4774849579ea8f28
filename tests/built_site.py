"""The real atlas built once for all workers of a test run, as README.md says: with its whole site, or without what takes the longest."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from atlas_files import ROOT, ciatlas

from ciatlas.publish import checksums

# A release that is there already, for whoever writes a page and wants to try it without building each time.
BUILT = "CIATLAS_BUILT"
SITE = "site"
# With every other test beside it.
BUILD_SECONDS = 600
# What a build without the report has not.
LONGEST = ("site", "doc", "forms", "report")
PRINTED = "make-atlas.txt"


def built(factory: pytest.TempPathFactory) -> Path:
    """The folder of the release with ``site/`` in it; the tests only read it."""
    given = os.environ.get(BUILT)
    return Path(given) if given else made_atlas(factory) / "dist"


def made_atlas(factory: pytest.TempPathFactory) -> Path:
    """A checkout in which `make atlas` was run, with what it printed in PRINTED; the tests only read it."""
    return once(factory, "made-atlas", _make_atlas)


def built_without_site(factory: pytest.TempPathFactory) -> Path:
    """The folder of the release without report and site; the tests only read it."""
    whole = _shared(factory) / "made-atlas"
    is_made = whole.with_name("made-atlas.done").exists()
    return once(factory, "built-without-site", lambda folder: _without_longest(whole / "dist", folder) if is_made else _build(folder))


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """A folder that the first worker that wants it makes, while the others wait."""
    shared = _shared(factory)
    done = shared / f"{name}.done"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            make(shared / name)
            done.touch()
    return shared / name


def _shared(factory: pytest.TempPathFactory) -> Path:
    """The folder of all workers of the test run."""
    base = factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def _build(folder: Path) -> None:
    result = ciatlas("build", "--no-report", "--out", folder, timeout=BUILD_SECONDS)
    assert result.returncode == 0, result.stderr


def _without_longest(release: Path, folder: Path) -> None:
    shutil.copytree(release, folder, ignore=lambda place, _names: LONGEST if Path(place) == release else ())
    checksums.write(folder)


def _make_atlas(folder: Path) -> None:
    shutil.copytree(ROOT, folder, ignore=_left_behind)
    # The environment of this run, so that `make` installs nothing.
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (folder / ".venv" / ".atlas").touch()
    result = subprocess.run(["make", "atlas"], cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=BUILD_SECONDS)
    assert result.returncode == 0, result.stdout + result.stderr
    (folder / PRINTED).write_text(result.stdout, encoding="utf-8")


def _left_behind(folder: str, names: list[str]) -> set[str]:
    """What git does not keep: the environment, caches, and of the release what is built anew."""
    built = {name for name in names if (ROOT / "dist" / name).is_dir() and name != "insights"} if Path(folder) == ROOT / "dist" else set()
    return built.union(shutil.ignore_patterns(".git", ".venv", "__pycache__", ".pytest_cache", "node_modules")(folder, names))
