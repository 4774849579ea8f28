"""The real atlas, served."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from built_site import built
from serving import Server, serving
from small_release import Small, build


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real atlas with its whole site, served once for all tests of a worker."""
    with serving(built(tmp_path_factory), tmp_path_factory.mktemp("serve")) as running:
        yield running


@pytest.fixture(scope="session")
def built_small(tmp_path_factory: pytest.TempPathFactory) -> Small:
    """A small atlas with its whole release, which tests only read."""
    return build(tmp_path_factory)


@pytest.fixture
def small(built_small: Small, tmp_path: Path) -> Small:
    """A copy of it for one test, which may change it."""
    return built_small.copy(tmp_path / "atlas")


@pytest.fixture
def light(built_small: Small, tmp_path: Path) -> Small:
    """A copy of it as a build without the report gives it, which is built and copied in a moment."""
    return built_small.light(tmp_path / "atlas")
