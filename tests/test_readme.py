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
from built_site import PRINTED, made_atlas
from sparql_servers import free_port, running, writable_oxigraph

ROOT = Path(__file__).resolve().parent.parent
BLOCKS = re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
STORE = "http://localhost:7878"
# What publishes, and takes the longer the more is published, is told to all who have tables of their own.
OWN = ("ciatlas build", "ciatlas release", "ciatlas push")
COMMANDS = [line for block in BLOCKS for line in block.splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository's files after `make atlas`, in a folder of their own."""
    # As links, which is a moment's work: what a command writes takes the place of what was there, and is not written into it.
    return Path(shutil.copytree(made_atlas(tmp_path_factory), tmp_path_factory.mktemp("readme") / "atlas", symlinks=True, copy_function=os.link))


@pytest.fixture(scope="module")
def own(small_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An atlas of one's own with its release."""
    return Path(shutil.copytree(small_built, tmp_path_factory.mktemp("own") / "atlas"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty SPARQL store, for the commands that want one."""
    with writable_oxigraph(tmp_path_factory.mktemp("store")) as server:
        yield server.query.removesuffix("/query")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_works(checkout: Path, own: Path, store: str, command: str):
    if command == "make atlas":
        assert (checkout / PRINTED).read_text(encoding="utf-8").strip()
        return
    if command == "make test":
        # This run is `make test`; run whole it would not end.
        command = "make --dry-run test"
    if command.startswith("python3 -m http.server"):
        see(checkout, command)
        return
    if command == "ciatlas serve":
        serve(checkout)
        return
    # `make atlas` has built the whole, by just this.
    words = command.replace("ciatlas build", "ciatlas build --no-report").replace(STORE, store)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    result = subprocess.run(words, shell=True, cwd=own if command.startswith(OWN) else checkout, env=environment, capture_output=True, text=True, timeout=300)
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
