"""A small atlas with its whole release, built once for all workers of a test run; and releases that take its place, as a build puts them there."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from atlas_files import ciatlas
from built_site import LONGEST
from serving import Server, ask
from small_atlas import SOURCE, make

from ciatlas.publish import checksums
from ciatlas.publish.aside import whole_folder

TABLES = {"organizations": [{"id": "one", "name": "One", "country": "US", "seat": "us-illinois-springfield", "roles": "funding", **SOURCE}]}


@dataclass(frozen=True, slots=True)
class Small:
    """project: its folder, to be changed by one test. The release is in ``dist`` within it."""

    project: Path

    @property
    def release(self) -> Path:
        return self.project / "dist"

    def renew(self, note: str) -> None:
        """Puts another release in the place: the same one with a note in it."""
        with whole_folder(self.release) as fresh:
            shutil.copytree(self.release, fresh, dirs_exist_ok=True)
            (fresh / "note.txt").write_text(note, encoding="utf-8")
            checksums.write(fresh)

    def copy(self, folder: Path) -> Small:
        return Small(shutil.copytree(self.project, folder))

    def light(self, folder: Path) -> Small:
        """A copy without what a build without the report has not."""
        light = Small(shutil.copytree(self.project, folder, ignore=shutil.ignore_patterns(*LONGEST)))
        checksums.write(light.release)
        return light


def build(factory: pytest.TempPathFactory) -> Small:
    """The project, made and built. The first worker of the test run does it, the others wait."""
    base = factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "small-atlas"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "dist").is_dir():
            make(folder, TABLES)
            result = ciatlas("build", "--project", folder, timeout=300)
            assert result.returncode == 0, result.stderr
    return Small(folder)


def release_name(server: Server) -> str:
    """The name of the release that is served."""
    return str(json.loads(ask(server, "/health").text)["release"])
