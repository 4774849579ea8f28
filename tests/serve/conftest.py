"""The real atlas, served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from built_site import built
from serving import Server, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The real atlas with its whole site, served once for all tests of a worker."""
    with serving(built(tmp_path_factory), tmp_path_factory.mktemp("serve")) as running:
        yield running
