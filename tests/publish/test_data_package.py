"""The Data Package: the reference implementation reads it, finds the tables whole, and finds what is damaged in them."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest
from frictionless import Package


def errors(path: Path) -> set[tuple[str, str | None]]:
    """Kind of fault and table. Paths inside the package are relative to it, as the standard wants."""
    report = Package(str(path)).validate()
    return {(error.type, task.name) for task in report.tasks for error in task.errors} | {(error.type, None) for error in report.errors}


@pytest.mark.parametrize("name", ["datapackage.json", "data/2015/datapackage.json"])
def test_the_reference_implementation_finds_it_whole(release: Path, name: str):
    package = Package(str(release / name))
    assert list(Package.metadata_validate(json.loads((release / name).read_text(encoding="utf-8")))) == []
    assert errors(release / name) == set()
    assert {"organizations", "initiatives", "engagements"} <= set(package.resource_names)


def test_sizes_and_hashes_are_those_of_the_tables(release: Path):
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    assert {one["path"] for one in package["resources"]} >= {"data/2015/organizations.csv", "data/2015/places.csv"}
    for one in package["resources"]:
        data = (release / one["path"]).read_bytes()
        assert (one["bytes"], one["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")


def test_its_schemas_are_those_of_the_tables(release: Path):
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    schemas = {one["name"]: one["schema"] for one in package["resources"]}
    fields = {name: {field["name"]: field for field in schema["fields"]} for name, schema in schemas.items()}
    assert schemas["organizations"]["primaryKey"] == ["id"]
    assert fields["organizations"]["founded"]["type"] == "year"
    assert fields["places"]["latitude"] | {"title": ""} == {
        "name": "latitude", "type": "number", "title": "", "constraints": {"minimum": -90, "maximum": 90},
    }  # fmt: skip
    assert fields["initiatives"]["place_based"]["trueValues"] == ["yes"]
    assert "consultancy" in fields["organizations"]["org_type"]["constraints"]["enum"]
    assert fields["organizations"]["id"]["constraints"]["required"] is True
    assert {"fields": ["country"], "reference": {"resource": "countries", "fields": ["code"]}} in schemas["organizations"]["foreignKeys"]
    assert {"fields": ["region"], "reference": {"resource": "", "fields": ["id"]}} in schemas["places"]["foreignKeys"]


# A cell of the first row, and what is wrong with it.
DAMAGES = [
    ("organizations", "country", "XX", "foreign-key"),
    ("organizations", "org_type", "club", "constraint-error"),
    ("organizations", "roles", "backbone;singing", "constraint-error"),
    ("organizations", "name", "", "constraint-error"),
    ("organizations", "founded", "last year", "type-error"),
    ("places", "latitude", "91", "constraint-error"),
    ("initiatives", "place_based", "perhaps", "type-error"),
]


@pytest.mark.parametrize(("table", "column", "value", "kind"), DAMAGES)
def test_what_is_damaged_is_found(release: Path, tmp_path: Path, table: str, column: str, value: str, kind: str):
    folder = tmp_path / "2015"
    shutil.copytree(release / "data" / "2015", folder)
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index(column)] = value
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
    found = errors(folder / "datapackage.json")
    assert (kind, table) in found or any(name == table and kind in error for error, name in found), found
