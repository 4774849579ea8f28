"""Every command in LINKING.md works as it is written there, and every address in it is one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from ciatlas.edition import open_release
from ciatlas.project import read
from atlas_files import PROJECT_PARTS, ROOT
from reconciliation_service import service

PAGE = (ROOT / "LINKING.md").read_text(encoding="utf-8")
# Those that ask a server are tried in tests/serve, where there is one.
SERVER = ("$ATLAS", "$INBOX")
COMMANDS = [line for block in re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) for line in block.splitlines() if line and not any(one in line for one in SERVER)]
SAYS = {"grep -i": "initiative/strive-partnership", "US-EIN": "organization/ford-foundation", "links check": "collectiveimpact.dk", "query": "organization/fsg"}


@pytest.fixture(scope="module")
def checkout(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("linking") / "atlas"
    folder.mkdir()
    for part in PROJECT_PARTS:
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, folder / part)
    shutil.copytree(release, folder / "dist")
    return folder


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_works(checkout: Path, command: str):
    with service() as running:
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        environment = {**os.environ, "PATH": path, "SERVICE": running.url, "LC_ALL": "C.UTF-8"}
        result = subprocess.run(command, shell=True, cwd=checkout, env=environment, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr
    if "suggest" in command:
        assert len(running.names) == 10
        assert len((checkout / "review.csv").read_text(encoding="utf-8").splitlines()) == 21
    else:
        assert next(said for part, said in SAYS.items() if part in command) in result.stdout


def test_the_addresses_are_of_things_that_exist(release: Path):
    atlas = read(ROOT)
    store = open_release(atlas, release)
    shown = set(re.findall(r"`…/((?:id|scheme)/[a-z-]+/[A-Za-z-]+|ns#[A-Za-z]+)`", PAGE))
    assert len(shown) >= 6
    for path in shown:
        assert next(store.quads_for_pattern(NamedNode(atlas.iri(path)), None, None), None), path


def test_the_files_it_names_are_there(release: Path):
    for name in re.findall(r"`dist/([a-z.]+)`", PAGE):
        assert (release / name).is_file(), name
    for name in re.findall(r"\]\(([^):]+)\)", PAGE):
        assert (ROOT / name).exists(), name
