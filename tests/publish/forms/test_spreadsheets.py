"""CSV and XLSX in the reader's language, and Parquet, read by csv, openpyxl and DuckDB."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime

import duckdb
import openpyxl
import pytest
from hostile import HOSTILE

from ciatlas.publish.forms.csv_labels import harmless
from ciatlas.publish.forms.xlsx import sheet_names
from ciatlas.tables.spreadsheet import is_formula

TABLES = ("organizations", "initiatives", "engagements", "events", "publications", "places", "countries", "identifiers", "figures", "claims")


def read_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("language", ["en", "he"])
def test_a_csv_has_the_rows_of_its_table(made, table: str, language: str):
    rows = read_csv(made.form(f"-csv-{language}") / f"{table}.csv")
    assert len(rows) == len(made.rows(f"{table}.csv"))
    assert None not in rows[0]


def test_codes_are_words_in_the_readers_language(made):
    english = {row["identifier"]: row for row in read_csv(made.form("-csv-en") / "organizations.csv")}
    hebrew = {row["מזהה"]: row for row in read_csv(made.form("-csv-he") / "organizations.csv")}
    assert "operating (backbone); convening" in english["100kin10"].values()
    assert "הפעלה; כינוס" in hebrew["100kin10"].values()
    assert english["100kin10"]["address"] == "https://w3id.org/ciatlas/id/organization/100kin10"
    assert hebrew["100kin10"]["מדינה: שם"] == "ארצות הברית" and hebrew["100kin10"]["מדינה"] == "US"
    identifiers = read_csv(made.form("-csv-en") / "identifiers.csv")
    assert {row["organisation: name"] for row in identifiers if row["organisation"] == "abt-associates"} == {"Abt Associates"}


def test_excel_finds_that_the_csv_is_in_unicode(made):
    assert (made.form("-csv-he") / "places.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_the_workbooks_have_a_sheet_for_each_table_in_the_language(made):
    for language, titles in (("en", ["About", "Organisations", "Initiatives"]), ("he", ["אודות", "ארגונים", "יוזמות"])):
        book = openpyxl.load_workbook(made.form(f"-{language}.xlsx"))
        assert book.sheetnames[:3] == titles
        assert book.worksheets[1].max_row == 1 + len(made.rows("organizations.csv"))
        assert book.worksheets[3].max_row == 1 + len(made.rows("engagements.csv"))
        assert all(bool(page.sheet_view.rightToLeft) == (language == "he") for page in book.worksheets)
        assert all(page.freeze_panes == "A2" for page in book.worksheets[1:])


def test_numbers_and_dates_are_values(made):
    book = openpyxl.load_workbook(made.form("-en.xlsx"))
    initiatives = list(book["Initiatives"].iter_rows(values_only=True))
    big_lift = next(dict(zip(initiatives[0], row)) for row in initiatives if row[1] == "the-big-lift")
    assert {2012, 300} <= set(big_lift.values())
    events = [value for row in book["Events"].iter_rows(values_only=True) for value in row]
    dates = {row["start_date"] for row in made.rows("events.csv") if row["start_date"]}
    assert len(dates) > 20
    assert {value.date().isoformat() for value in events if isinstance(value, datetime)} >= dates


def test_the_workbooks_hold_no_clock(made):
    book = openpyxl.load_workbook(made.form("-en.xlsx"))
    assert book.properties.created.date() == date(2015, 12, 31) == book.properties.modified.date()


def test_hostile_cells_are_text_in_a_workbook(hostile):
    book = openpyxl.load_workbook(hostile.form("-en.xlsx"))
    cells = [cell for row in book["Organisations"].iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    values = {cell.value for cell in cells}
    for text in HOSTILE:
        if text.startswith(("a\x01", "_x0041_")):
            continue
        assert text in values
    assert "acontrolcharacter" in values
    assert not any(cell.hyperlink for cell in cells)


def test_hostile_cells_of_a_csv_run_nowhere(hostile):
    values = [value for row in read_csv(hostile.form("-csv-en") / "organizations.csv") for value in row.values()]
    assert not [value for value in values if is_formula(value)]
    assert "'" + HOSTILE[0] in values and "'" + HOSTILE[1] in values
    assert "two\nlines and a\ttab" in values and 'a "quoted" name, with; marks' in values


@pytest.mark.parametrize(("cell", "text"), [("=1+1", "'=1+1"), ("\tx", "'\tx"), ("-5", "-5"), (-5, "-5"), ("＝1", "'＝1"), (None, ""), ("a\x00b", "ab")])
def test_only_formulas_get_an_apostrophe(cell, text: str):
    assert harmless(cell) == text


def test_names_of_sheets_are_what_excel_takes():
    names = sheet_names(["a/b [c]: *?", "x" * 40, "X" * 40, "History", "", "Figures about the field as a whole and more"])
    assert names[0] == "a b c"
    assert all(0 < len(name) <= 31 for name in names)
    assert len({name.casefold() for name in names}) == len(names)
    assert "history" not in [name.casefold() for name in names]
    assert names[-1] == "Figures about the field as a…"


@pytest.mark.parametrize("table", TABLES)
def test_duckdb_reads_each_parquet_file(made, table: str):
    path = made.form("-parquet") / f"{table}.parquet"
    rows = duckdb.sql(f"SELECT * FROM '{path}'")
    written = made.rows(f"{table}.csv")
    assert len(rows.fetchall()) == len(written)
    assert rows.columns == ["iri", *written[0]]


def test_parquet_columns_have_their_types(made):
    for table, column, kind in (
        ("initiatives", "start_year", "INTEGER"), ("initiatives", "place_based", "BOOLEAN"), ("initiatives", "domains", "VARCHAR[]"),
        ("initiatives", "partner_count", "BIGINT"), ("events", "start_date", "DATE"), ("places", "latitude", "DOUBLE"), ("places", "name_he", "VARCHAR"),
    ):
        described = duckdb.sql(f"DESCRIBE SELECT * FROM '{made.form('-parquet') / (table + '.parquet')}'").fetchall()
        types = {row[0]: row[1] for row in described}
        assert types[column] == kind, column


def test_parquet_values_are_those_of_the_table(made):
    big_lift = duckdb.sql(
        f"SELECT iri, start_year, place_based, partner_count, len(domains) FROM '{made.form('-parquet') / 'initiatives.parquet'}' WHERE id = 'the-big-lift'"
    ).fetchall()
    domains = next(row["domains"] for row in made.rows("initiatives.csv") if row["id"] == "the-big-lift").split(";")
    assert big_lift == [("https://w3id.org/ciatlas/id/initiative/the-big-lift", 2012, True, 300, len(domains))]
    dated = {row["id"]: row["start_date"] for row in made.rows("events.csv")}
    for identifier, start in duckdb.sql(f"SELECT id, start_date FROM '{made.form('-parquet') / 'events.parquet'}'").fetchall():
        assert (start.isoformat() if start else "") == dated[identifier]
    said = duckdb.sql(f"SELECT value FROM parquet_kv_metadata('{made.form('-parquet') / 'events.parquet'}') WHERE key = 'dataset'").fetchall()
    assert json.loads(said[0][0])["licence"] == "https://creativecommons.org/licenses/by/4.0/"


def test_hostile_texts_come_back_from_parquet_as_they_were(hostile):
    names = {name for (name,) in duckdb.sql(f"SELECT name FROM '{hostile.form('-parquet') / 'organizations.parquet'}'").fetchall()}
    assert names == {row["name"] for row in hostile.rows("organizations.csv")}
    assert len(names) == len(HOSTILE)
