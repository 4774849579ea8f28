"""The releases and the servers that the tests of the push share."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pushed_releases import part
from sparql_servers import Writable, writable_oxigraph, writable_virtuoso

from ciatlas.project import Project, read


@pytest.fixture(scope="session")
def atlas(root: Path) -> Project:
    return read(root)


@pytest.fixture(scope="session")
def earlier(atlas: Project, release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return part(release, atlas, tmp_path_factory.mktemp("earlier") / "dist", 40)


@pytest.fixture(scope="session")
def new_release(atlas: Project, release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return part(release, atlas, tmp_path_factory.mktemp("new") / "dist", 25)


@pytest.fixture
def new(new_release: Path, tmp_path: Path) -> Path:
    """In a folder of its own, beside which the push keeps its state."""
    return Path(shutil.copytree(new_release, tmp_path / "new" / "dist"))


@pytest.fixture(scope="session")
def nameless(atlas: Project, release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with blank nodes, which no request may double."""
    return part(release, atlas, tmp_path_factory.mktemp("nameless") / "dist", 100, nameless=True)


@pytest.fixture
def oxigraph(tmp_path: Path) -> Iterator[Writable]:
    with writable_oxigraph(tmp_path) as server:
        yield server


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writable]:
    with writable_virtuoso(tmp_path_factory.mktemp("virtuoso")) as server:
        yield server


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials but those that a test gives."""
    for name in ("CIATLAS_PUSH_USER", "CIATLAS_PUSH_PASSWORD", "CIATLAS_PUSH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NETRC", str(tmp_path / "no-netrc"))
