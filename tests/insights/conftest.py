"""The real atlas in a store, with all that is derived and measured; and its tables as Python reads them."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from ciatlas import edition, evaluation, insights, network, project, rules
from ciatlas.insights import Answer
from ciatlas.project import Project

Rows = list[dict[str, str]]


@pytest.fixture(scope="session")
def atlas(root: Path) -> Project:
    return project.read(root)


@pytest.fixture(scope="session")
def store(atlas: Project, tmp_path_factory: pytest.TempPathFactory) -> Store:
    first = atlas.editions[0]
    filled, _ = edition.fill(atlas, first, tmp_path_factory.mktemp("store"), lambda _: None)
    rules.apply(filled, atlas, first)
    network.apply(filled, atlas, first)
    return filled


@pytest.fixture(scope="session")
def answers(atlas: Project, store: Store) -> dict[str, Answer]:
    """The answers to all insights by the names of their files, asked as a build asks them."""
    with evaluation.local(store, atlas.prefixes, insights.LIMIT_SECONDS) as ask:
        found = insights.answers(insights.read_insights(atlas), ask, atlas)
    return {answer.file.name: answer for answer in found}


@pytest.fixture(scope="session")
def table(root: Path) -> Callable[[str], Rows]:
    """A table's rows as the csv module reads them: the way round the program, to check its figures by."""

    def read(name: str) -> Rows:
        with (root / "data" / "2015" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
