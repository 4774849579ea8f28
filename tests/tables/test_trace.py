"""From a statement of the real atlas back to the cell that says it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ciatlas.tables import metadata
from ciatlas.tables.trace import Cell, Pattern, cells

BASE = "https://w3id.org/ciatlas/"
STRIVE = f"<{BASE}id/initiative/strive-partnership>"


@pytest.fixture(scope="module")
def trace(root: Path):
    folder = root / "data" / "2015"
    group = metadata.read(folder / "csv-metadata.json")

    def trace(*asked: Pattern) -> list[Cell]:
        found = cells(group, folder, asked, "data/2015")
        return [cell for pattern in asked for cell in found[pattern]]

    return trace


def place_of(root: Path, table: str, id: str, column: str) -> tuple[int, str]:
    """The spreadsheet row and the value of a cell, found by a plain reader."""
    with (root / "data" / "2015" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        for row, cells in enumerate(csv.DictReader(file), 2):
            if cells["id"] == id:
                return row, cells[column]
    raise KeyError(id)


def test_a_value_leads_to_its_cell(trace, root):
    row, value = place_of(root, "initiatives", "strive-partnership", "start_year")
    pattern = Pattern(STRIVE, f"<{BASE}ns#startYear>", '"2006"^^<http://www.w3.org/2001/XMLSchema#gYear>')
    assert trace(pattern) == [Cell("data/2015/initiatives.csv", row, "start_year", value)]


def test_one_of_several_columns_with_one_property(trace, root):
    row, value = place_of(root, "places", "us-ohio-cincinnati", "name_he")
    label = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
    pattern = Pattern(f"<{BASE}id/place/us-ohio-cincinnati>", label, f'"{value}"@he')
    assert trace(pattern) == [Cell("data/2015/places.csv", row, "name_he", value)]


def test_a_missing_value_leads_to_the_empty_cells(trace, root):
    row, _ = place_of(root, "initiatives", "strive-partnership", "end_year")
    assert trace(Pattern(STRIVE, f"<{BASE}ns#endYear>")) == [Cell("data/2015/initiatives.csv", row, "end_year", "")]


def test_an_item_of_a_list_leads_to_the_whole_cell(trace, root):
    row, value = place_of(root, "initiatives", "strive-partnership", "domains")
    pattern = Pattern(STRIVE, f"<{BASE}ns#domain>", f"<{BASE}scheme/domain/education>")
    assert trace(pattern) == [Cell("data/2015/initiatives.csv", row, "domains", value)]


def test_a_property_that_the_table_does_not_know_leads_to_the_row(trace, root):
    row, _ = place_of(root, "initiatives", "strive-partnership", "id")
    assert trace(Pattern(STRIVE, "<https://example.org/p>")) == [Cell("data/2015/initiatives.csv", row, None, None)]
    assert trace(Pattern(STRIVE)) == [Cell("data/2015/initiatives.csv", row, None, None)]


def test_an_object_leads_to_all_who_name_it(trace, root):
    found = trace(Pattern(None, None, f"<{BASE}scheme/organization-type/media>"))
    assert {cell.column for cell in found} == {"org_type"} and {cell.value for cell in found} == {"media"}
    with (root / "data" / "2015" / "organizations.csv").open(encoding="utf-8", newline="") as file:
        assert len(found) == sum(row["org_type"] == "media" for row in csv.DictReader(file))


def test_a_statement_of_a_virtual_column_leads_to_the_cells_it_rests_on(trace, root):
    row, _ = place_of(root, "engagements", "fsg--convener--champions-for-change-2013", "id")
    pattern = Pattern(f"<{BASE}id/event/champions-for-change-2013>", "<https://schema.org/organizer>", f"<{BASE}id/organization/fsg>")
    assert {(cell.file, cell.row, cell.column) for cell in trace(pattern)} == {
        ("data/2015/engagements.csv", row, "member_organization"),
        ("data/2015/engagements.csv", row, "in_event"),
    }


def test_what_no_row_says_leads_nowhere(trace):
    assert trace(Pattern("<https://example.org/nobody>", f"<{BASE}ns#startYear>")) == []
