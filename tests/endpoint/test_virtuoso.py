"""The insights and the examples in Virtuoso 7, an engine with other roots than ours: a query that is portable gives the same there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Store
from result_rows import plain
from sparql_servers import virtuoso

from ciatlas import endpoint, query_text
from ciatlas.edition import open_release
from ciatlas.evaluation import in_process
from ciatlas.fault import AtlasError
from ciatlas.insights import answers, read_insights
from ciatlas.project import Project, read
from ciatlas.publish.example_queries import standalone
from ciatlas.query_file import QueryFile, read_folder

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = [file for folder in ("insights", "claims", "examples") for file in read_folder(ROOT / "queries" / folder, f"queries/{folder}")]
ROWS = {
    file.file: file
    for file in FILES
    if query_text.form(file.text) in ("SELECT", "ASK") and not query_text.services(file.text)
}


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    return read(root)


@pytest.fixture(scope="module")
def store(project: Project, release: Path) -> Store:
    return open_release(project, release)


@pytest.fixture(scope="module")
def server(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), store) as url:
        yield url


@pytest.mark.parametrize("name", ROWS)
def test_the_same_rows_in_the_same_order(project: Project, store: Store, server: str, name: str):
    file: QueryFile = ROWS[name]
    columns, rows = in_process(store, project.prefixes)(file.text)
    # As it is published, without a prefix from us.
    there = endpoint.ask(server, standalone(file, project), {})
    assert there[0] == columns
    assert rows or file.file.startswith("queries/claims/")
    here, there_rows = plain(rows), plain(there[1])
    assert sorted(there_rows) == sorted(here)
    if "ORDER BY" in file.text:
        assert there_rows == here, "other order: let ORDER BY name columns until no two rows are equal in all of them"


def test_all_insights_with_their_labels(project: Project, store: Store, server: str):
    files = read_insights(project)
    here = answers(files, in_process(store, project.prefixes), project)
    there = answers(files, endpoint.asker(server, project.prefixes), project)
    assert [(one.fault, plain(one.rows)) for one in there] == [(None, plain(one.rows)) for one in here]
    assert [one.labels for one in there] == [one.labels for one in here]


def test_an_error_is_one_message_with_what_it_says(project: Project, server: str):
    with pytest.raises(AtlasError, match="refused the query .HTTP 400.: Virtuoso 37000 Error SP030"):
        endpoint.ask(server, "SELECT * { ?s a ci:Initiative ] }", project.prefixes)
