"""The real atlas as pages read it, prepared once."""

from __future__ import annotations

import pytest

from ciatlas import network, rules
from ciatlas.edition import fill
from ciatlas.project import read
from ciatlas.publish.site.atlas import Atlas, prepare


@pytest.fixture(scope="session")
def atlas(root, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    project = read(root)
    edition = project.editions[-1]
    store, group = fill(project, edition, tmp_path_factory.mktemp("store"), lambda _step: None)
    rules.apply(store, project, edition)
    network.apply(store, project, edition)
    return prepare(project, edition, store, group)
