"""Every command in README.md works as it is written there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sparql_servers import writable_oxigraph

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
STORE = "http://localhost:7878"
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's files in a folder of their own, with the environment of this run, so that `make` installs nothing into it."""
    folder = tmp_path_factory.mktemp("readme") / "atlas"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".pytest_cache", "node_modules"))
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (folder / ".venv" / ".atlas").touch()
    return folder


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty SPARQL store, for the commands that want one."""
    with writable_oxigraph(tmp_path_factory.mktemp("store")) as server:
        yield server.query.removesuffix("/query")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_works(checkout: Path, store: str, command: str):
    if command == "make test":
        # This run is `make test`; run whole it would not end.
        command = "make --dry-run test"
    command = command.replace(STORE, store)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(command, shell=True, cwd=checkout, env=environment, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.strip()


def test_there_are_commands():
    assert {"make atlas", "ciatlas check", "ciatlas build"} <= set(COMMANDS)
