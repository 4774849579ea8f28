"""`ciatlas insights`: all of them or one, in both languages, from the built atlas or any endpoint; a query that fails stops no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ciatlas.edition import open_release
from ciatlas.project import read
from sparql_servers import oxigraph


@pytest.fixture
def project(small_project: Path) -> Path:
    return small_project


@pytest.fixture
def told(run, small_built):
    """The command as it is called in the project of a small mapping, whose release is there."""

    def told(*arguments: str):
        return run("insights", *arguments, cwd=small_built)

    return told


@pytest.fixture(scope="module")
def of_the_atlas(run, release):
    """All that the command tells of the real atlas."""
    return run("insights", "--release", release)


def test_all_of_them_with_their_verdicts(of_the_atlas, root):
    result = of_the_atlas
    assert result.returncode == 0, result.stderr
    for file in (root / "queries").glob("insights/*.rq"):
        assert f"[{file.stem}]" in result.stdout
    for file in (root / "queries").glob("claims/*.rq"):
        assert re.search(rf"(Supported|Partly supported|Not supported|Not testable with this data) \[{file.stem}\]", result.stdout)


def test_one_by_name_in_hebrew(told):
    result = told("usa-leads", "--lang", "he")
    assert result.returncode == 0 and "נתמכת" in result.stdout and "[usa-leads]" in result.stdout
    assert "[usa-large-majority]" not in result.stdout


def test_an_insight_goes_by_its_name_without_the_number(told):
    assert told("domains").stdout == told("50-domains").stdout


def test_an_unknown_name_gets_the_nearest(told):
    result = told("usa-leeds")
    assert result.returncode == 1 and "'usa-leeds': expected the name of an insight or a claim; did you mean usa-leads" in result.stderr


def test_an_endpoint_answers_the_same(run, of_the_atlas, release, root, tmp_path):
    store = open_release(read(root), release)
    with oxigraph(tmp_path, store, "--union-default-graph") as url:
        assert run("insights", "--release", release, "--endpoint", url).stdout == of_the_atlas.stdout


def test_an_endpoint_that_is_away(told):
    result = told("usa-leads", "--endpoint", "http://127.0.0.1:1/sparql")
    assert result.returncode == 1 and "127.0.0.1:1" in result.stderr and "Traceback" not in result.stderr


HEADER = """#+ title: {en: t, he: ת}
#+ description: {en: d, he: ת}
#+ section: usa
#+ columns: {n: {en: n, he: ת}}
#+ chart: {kind: none}
#+ tags: [x]
"""


def test_a_broken_and_an_endless_query_are_named_and_the_rest_runs(run, project, small_built):
    folder = project / "queries" / "insights"
    (folder / "98-broken.rq").write_text(HEADER + "SELECT ?n WHERE { ?n }\n", encoding="utf-8")
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER (?a != ?d && ?d != ?g) }\n"
    (folder / "99-endless.rq").write_text(HEADER + endless, encoding="utf-8")
    result = run("insights", "--project", project, "--release", small_built / "dist", "--limit", "3")
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert "queries/insights/98-broken.rq, line 7, column" in result.stderr
    assert "queries/insights/99-endless.rq: ran longer than its limit of 3 s and was cut" in result.stderr
    assert "[50-domains]" in result.stdout and "[usa-leads]" in result.stdout


def test_a_build_with_a_broken_query_changes_nothing(run, project):
    (project / "queries" / "insights" / "98-broken.rq").write_text(HEADER + "SELECT ?n WHERE { ?n }\n", encoding="utf-8")
    result = run("build", "--project", project, "--no-report")
    assert result.returncode == 1 and "queries/insights/98-broken.rq, line 7" in result.stderr
    assert not (project / "dist").exists()
