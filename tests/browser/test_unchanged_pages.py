"""A page changes when what it tells changes, and only then: readers' caches and whoever compares two releases rely on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from atlas_files import ciatlas
from page_facts import files, kind
from small_atlas import SOURCE, make

# What tells of the whole atlas may change with any of it; so may what tells of files, by their sizes and checksums.
OF_ALL = {"index", "map", "network", "organizations", "downloads", "quality", "about", "linking", "sparql", "country", "scheme/concept", "figure", "report"}


def tables(description: str) -> dict[str, list[dict[str, str]]]:
    thing = {"country": "US", **SOURCE}
    return {
        "organizations": [
            {"id": "one", "name": "One", "roles": "funding", "description": description, **thing},
            {"id": "two", "name": "Two", "roles": "training", "seat": "us-illinois-springfield", "founded": "2001", **thing},
        ],
        "initiatives": [{"id": "three", "name": "Three", "start_year": "2010", **thing}],
        "engagements": [{"id": "four", "role": "funder", "member_organization": "two", "in_initiative": "three", "basis": "stated", **SOURCE}],
        "events": [{"id": "five", "name": "Five", "start_year": "2012", **thing}],
        "publications": [{"id": "six", "title": "Six", "year": "2013", "type": "report", "language": "en", **SOURCE}],
    }


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The pages that differ between two sites, of which one tells another description of one organisation."""
    sites: list[Path] = []
    for description in ("It gives.", "It gives much."):
        folder = tmp_path_factory.mktemp("unchanged")
        result = ciatlas("build", "--project", make(folder / "atlas", tables(description)), "--out", folder / "dist", timeout=300)
        assert result.returncode == 0, result.stderr
        sites.append(folder / "dist" / "site")
    before, after = ({path for path in files(site) if path.endswith(".html")} for site in sites)
    assert before == after
    return {path for path in before if (sites[0] / path).read_bytes() != (sites[1] / path).read_bytes()}


def test_the_page_that_tells_the_change_changes(changed: set[str]):
    assert {"en/organization/one.html", "he/organization/one.html"} <= changed


def test_no_other_thing_s_page_does(changed: set[str]):
    others = {path for path in changed if path.startswith(("en/", "he/")) and not path.endswith("/organization/one.html") and kind(path) not in OF_ALL}
    assert others == set()
