"""The names of the real atlas."""

from __future__ import annotations


import coroutines
import pytest
from built_site import built

from atlas_files import ROOT
from ciatlas import evaluation
from ciatlas.edition import open_release
from ciatlas.insights import Result
from ciatlas.names import store
from ciatlas.names.index import Index
from ciatlas.names.thing import Thing
from ciatlas.project import read


@pytest.fixture(scope="session")
def things(tmp_path_factory: pytest.TempPathFactory) -> list[Thing]:
    project = read(ROOT)
    local = evaluation.in_process(open_release(project, built(tmp_path_factory)), {})

    async def ask(query: str) -> Result:
        return local(query)

    return coroutines.run(store.read(ask, project))


@pytest.fixture(scope="session")
def index(things: list[Thing]) -> Index:
    return Index(things)
