"""Every command in README.md works as it is written there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sparql_servers import free_port, running, writable_oxigraph

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
STORE = "http://localhost:7878"
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's files in a folder of their own, with the environment of this run, so that `make` installs nothing into it."""
    folder = tmp_path_factory.mktemp("readme") / "atlas"
    shutil.copytree(ROOT, folder, ignore=_left_behind)
    (folder / ".venv").mkdir()
    (folder / ".venv" / "bin").symlink_to(Path(sys.executable).parent)
    (folder / ".venv" / ".atlas").touch()
    return folder


def _left_behind(folder: str, names: list[str]) -> set[str]:
    """What git does not keep: the environment, caches, and of the release what is built anew."""
    built = {name for name in names if (ROOT / "dist" / name).is_dir() and name != "insights"} if Path(folder) == ROOT / "dist" else set()
    return built.union(shutil.ignore_patterns(".git", ".venv", "__pycache__", ".pytest_cache", "node_modules")(folder, names))


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
    if command.startswith("python3 -m http.server"):
        see(checkout, command)
        return
    if command == "ciatlas serve":
        serve(checkout)
        return
    if command == "ciatlas build":
        # `make atlas`, which runs just this, has built the whole.
        command += " --no-report"
    command = command.replace(STORE, store)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(command, shell=True, cwd=checkout, env=environment, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.strip()


def see(checkout: Path, command: str) -> None:
    """Runs a web server as the README says, looks at the home pages and stops it."""
    port = free_port()
    words = shlex.split(command.replace("8000", str(port)).replace("dist/", f"{checkout / 'dist'}/"))
    with running(words, checkout / "web-server.log", lambda: home(port, "en")):
        assert all(home(port, language) for language in ("en", "he"))


def serve(checkout: Path) -> None:
    """Serves the release as the README says, on a port of its own, looks at the home pages and at what the README names, and stops it."""
    port = free_port()
    environment = {**os.environ, "CIATLAS_SERVE_PORT": str(port)}
    words = [str(Path(sys.executable).with_name("ciatlas")), "serve", "--project", str(checkout)]
    with running(words, checkout / "serve.log", lambda: home(port, "en"), environment):
        assert all(home(port, language) for language in ("en", "he"))
        for path in ("health", "metrics", "reconcile", "sparql"):
            with urlopen(f"http://localhost:{port}/{path}", timeout=10) as answer:
                assert answer.status == 200


def home(port: int, language: str) -> bool:
    """Whether the home page of a language is there."""
    try:
        with urlopen(f"http://localhost:{port}/{language}/index.html", timeout=10) as page:
            return f'lang="{language}"' in page.read().decode()
    except URLError:
        return False


def test_there_are_commands():
    assert {"make atlas", "ciatlas check", "ciatlas build"} <= set(COMMANDS)
