"""The real atlas as pages read it, prepared once, of its release."""

from __future__ import annotations

from pathlib import Path

import pytest

from ciatlas.edition import open_release, tables
from ciatlas.project import read
from ciatlas.publish.site.atlas import Atlas, prepare


@pytest.fixture(scope="session")
def atlas(root: Path, release: Path) -> Atlas:
    project = read(root)
    edition = project.editions[-1]
    return prepare(project, edition, open_release(project, release), tables(project, edition))
