"""The check of tables: one small table for each thing that can be wrong, and the real tables, in which nothing is."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from ciatlas.fault import Fault
from ciatlas.tables import check, metadata

ROOT = Path(__file__).resolve().parents[2]
REAL = ROOT / "data" / "2015"
SHACL = "http://www.w3.org/ns/shacl#"
SLUG = {"base": "string", "format": "[a-z0-9]+(-[a-z0-9]+)*", "dc:description": "small letters and hyphens"}

GROUP = {
    "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
    "dialect": {"commentPrefix": None, "trim": False},
    "tables": [
        {
            "url": "organizations.csv",
            "tableSchema": {
                "primaryKey": "id",
                "foreignKeys": [{"columnReference": "country", "reference": {"resource": "countries.csv", "columnReference": "code"}}],
                "columns": [
                    {"name": "id", "titles": ["id"], "datatype": SLUG, "required": True},
                    {"name": "name", "titles": {"en": ["name", "full name"], "he": "שם"}, "required": True},
                    {"name": "country", "titles": "country"},
                    {"name": "roles", "titles": "roles", "separator": ";", "datatype": {"base": "string", "format": "backbone|funding|knowledge"}},
                    {"name": "founded", "titles": "founded", "datatype": "gYear", SHACL + "minInclusive": 1800, SHACL + "maxInclusive": 2100},
                    {"name": "website", "titles": "website", "datatype": "anyURI", "valueUrl": "{+website}"},
                ],
            },
        },
        {
            "url": "countries.csv",
            "tableSchema": {"primaryKey": "code", "columns": [{"name": "code", "titles": "code", "required": True}, {"name": "name", "titles": "name"}]},
        },
        {
            "url": "events.csv",
            SHACL + "property": [
                {SHACL + "alternativePath": ["organizer", "host"], SHACL + "minCount": 1, SHACL + "maxCount": 1},
                {SHACL + "alternativePath": ["start_date", "start_month"], SHACL + "maxCount": 1},
            ],
            "tableSchema": {
                "primaryKey": "id",
                "foreignKeys": [
                    {"columnReference": "organizer", "reference": {"resource": "organizations.csv", "columnReference": "id"}},
                    {"columnReference": "partners", "reference": {"resource": "organizations.csv", "columnReference": "id"}},
                    {"columnReference": "after", "reference": {"resource": "events.csv", "columnReference": "id"}},
                ],
                "columns": [
                    {"name": "id", "titles": "id", "datatype": SLUG, "required": True},
                    {"name": "organizer", "titles": "organizer"},
                    {"name": "host", "titles": "host"},
                    {"name": "partners", "titles": "partners", "separator": ";"},
                    {"name": "after", "titles": "after"},
                    {"name": "start_date", "titles": "start_date", "datatype": "date", SHACL + "lessThanOrEquals": "end_date"},
                    {"name": "start_month", "titles": "start_month", "datatype": "gYearMonth", SHACL + "lessThanOrEquals": "end_date"},
                    {"name": "end_date", "titles": "end_date", "datatype": "date"},
                    {"name": "attendance", "titles": "attendance", "datatype": {"base": "integer", "minimum": "0"}},
                    {"name": "fee", "titles": "fee", "datatype": "decimal"},
                    {"name": "public", "titles": "public", "datatype": {"base": "boolean", "format": "yes|no"}},
                ],
            },
        },
    ],
}  # fmt: skip

ORGANIZATIONS = "id,name,country,roles,founded,website\n"
EVENTS = "id,organizer,host,partners,after,start_date,start_month,end_date,attendance,fee,public\n"
GOOD = {
    "organizations.csv": ORGANIZATIONS + "fsg,FSG,US,knowledge;funding,2000,https://www.fsg.org\ntamarack,Tamarack Institute,CA,,,\n",
    "countries.csv": "code,name\nCA,Canada\nUS,United States\n",
    "events.csv": EVENTS + "summit,fsg,,tamarack;fsg,,2015-05-05,,2015-05-07,200,-3.5,yes\nforum,,A hotel,,summit,,2015-06,,,,\n",
}


@pytest.fixture
def faults_of(tmp_path: Path):
    """Checks the good tables with some of them replaced: by text, by bytes, by None for no file at all."""

    def run(**replaced: str | bytes | None) -> list[Fault]:
        tables = GOOD | {name + ".csv": content for name, content in replaced.items()}
        for name, content in tables.items():
            if content is not None:
                (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        (tmp_path / "csv-metadata.json").write_text(json.dumps(GROUP), encoding="utf-8")
        return check.check(metadata.read(tmp_path / "csv-metadata.json"), tmp_path)

    return run


def one(faults: list[Fault]) -> Fault:
    assert len(faults) == 1, "\n".join(map(str, faults))
    return faults[0]


def organization(row: str) -> str:
    return GOOD["organizations.csv"] + row + "\n"


def event(**cells: str) -> str:
    row = {"id": "picnic", "organizer": "fsg"} | cells
    return GOOD["events.csv"] + ",".join(row.get(name, "") for name in EVENTS.strip().split(",")) + "\n"


def test_good_tables_have_no_fault(faults_of):
    assert faults_of() == []


# --- files -------------------------------------------------------------------------------------------------------------------------


def test_a_missing_file(faults_of):
    fault = one(faults_of(organizations=None))
    assert (fault.rule, fault.file, fault.row) == ("missing-file", "organizations.csv", None)


def test_a_directory_in_place_of_a_file(faults_of, tmp_path):
    (tmp_path / "organizations.csv").mkdir()
    fault = one(faults_of(organizations=None))
    assert fault.rule == "not-a-file" and "directory" in fault.hint


def test_a_file_that_cannot_be_opened(faults_of, tmp_path):
    os.symlink(tmp_path / "organizations.csv", tmp_path / "organizations.csv")
    assert one(faults_of(organizations=None)).rule == "unreadable"


def test_a_file_that_is_not_utf8_names_the_byte_and_the_row(faults_of):
    fault = one(faults_of(organizations=organization("x,Ren").encode()[:-1] + b"\xe9,,,,\n"))
    assert (fault.rule, fault.row) == ("encoding", 4)
    assert f"byte {len(organization('x,Ren'))} " in fault.hint and "0xE9" in fault.hint


def test_utf16_is_told(faults_of):
    fault = one(faults_of(organizations=GOOD["organizations.csv"].encode("utf-16")))
    assert fault.rule == "encoding" and "UTF-16" in fault.hint


def test_a_byte_order_mark(faults_of):
    fault = one(faults_of(organizations=b"\xef\xbb\xbf" + GOOD["organizations.csv"].encode()))
    assert (fault.rule, fault.row) == ("byte-order-mark", 1)


def test_a_null_byte_names_its_row(faults_of):
    fault = one(faults_of(organizations=organization("x,a\0b,,,,")))
    assert (fault.rule, fault.row) == ("nul", 4)


@pytest.mark.parametrize("content", ["", "\n", "\n\n"])
def test_a_table_without_a_header(faults_of, content):
    assert [fault.rule for fault in faults_of(events=content)] == ["empty-table"]


def test_a_table_with_a_header_and_no_rows_is_worth_a_look(faults_of):
    fault = one(faults_of(events=EVENTS))
    assert (fault.rule, fault.severity) == ("empty-table", "warning")


# --- header and shape --------------------------------------------------------------------------------------------------------------


def test_a_missing_column(faults_of):
    fault = one(faults_of(countries="code\nCA\nUS\n"))
    assert (fault.rule, fault.row, fault.column) == ("missing-column", 1, "name")


def test_a_misspelled_column_is_extra_and_the_right_one_missing(faults_of):
    faults = faults_of(countries="code,nmae\nCA,Canada\nUS,United States\n")
    assert {fault.rule for fault in faults} == {"missing-column", "extra-column"}
    assert [fault.hint for fault in faults if fault.rule == "extra-column"] == ["did you mean name?"]


def test_an_extra_column(faults_of):
    fault = one(faults_of(countries="code,name,capital\nCA,Canada,Ottawa\nUS,United States,Washington\n"))
    assert (fault.rule, fault.row, fault.value) == ("extra-column", 1, "capital")


def test_columns_in_another_order_are_still_checked(faults_of):
    faults = faults_of(countries="name,code\nCanada,CA\nUnited States,\n")
    assert [(fault.rule, fault.row, fault.column) for fault in faults if fault.file == "countries.csv"] == [
        ("column-order", 1, "name"),
        ("required", 3, "code"),
    ]


def test_a_column_that_comes_twice(faults_of):
    fault = one(faults_of(countries="code,name,name\nCA,Canada,\nUS,United States,\n"))
    assert (fault.rule, fault.column) == ("repeated-column", "name")


def test_a_table_that_starts_with_data_has_no_header(faults_of):
    faults = faults_of(countries="CA,Canada\nUS,United States\n")
    assert [fault.rule for fault in faults] == ["header"]


def test_another_delimiter_is_told(faults_of):
    fault = one(faults_of(countries=GOOD["countries.csv"].replace(",", ";")))
    assert (fault.rule, fault.hint) == ("header", "the cells are separated by ';', not by ','")


def test_every_title_of_a_column_may_head_it(faults_of):
    assert faults_of(organizations=GOOD["organizations.csv"].replace("id,name", "id,שם")) == []


@pytest.mark.parametrize("row", ["x,X", "x,X,,,,,,", ""])
def test_a_ragged_row(faults_of, row):
    fault = one(faults_of(organizations=organization(row)))
    assert (fault.rule, fault.row) == ("ragged-row", 4)
    assert "6" in fault.expected


def test_a_ragged_row_makes_no_dangling_references(faults_of):
    fault = one(faults_of(organizations=GOOD["organizations.csv"].replace("fsg,FSG,US", "fsg,FSG US")))
    assert (fault.rule, fault.row) == ("ragged-row", 2)


@pytest.mark.parametrize(("row", "where"), [('x,"X,,,,', 4), ('x,"X"Y,,,,', 4)])
def test_quotation_marks_that_do_not_pair(faults_of, row, where):
    fault = one(faults_of(organizations=organization(row)))
    assert (fault.rule, fault.row) == ("quoting", where)


def test_rows_are_counted_as_a_spreadsheet_counts_them(faults_of):
    fault = one(faults_of(organizations=ORGANIZATIONS + '"fsg","FSG\nof\nBoston",US,,,\ntamarack,,CA,,,\n'))
    assert (fault.rule, fault.row, fault.column) == ("required", 3, "name")


# --- keys --------------------------------------------------------------------------------------------------------------------------


def test_a_duplicate_key_names_the_first_row(faults_of):
    fault = one(faults_of(organizations=organization("fsg,FSG again,US,,,")))
    assert (fault.rule, fault.row, fault.column, fault.value) == ("duplicate-key", 4, "id", "fsg")
    assert "row 2" in fault.hint


def test_a_dangling_reference_names_the_nearest_key(faults_of):
    fault = one(faults_of(events=event(organizer="tamarck")))
    assert (fault.rule, fault.file, fault.row, fault.column, fault.value) == ("foreign-key", "events.csv", 4, "organizer", "tamarck")
    assert fault.hint == "did you mean tamarack?"


def test_a_dangling_reference_from_a_list(faults_of):
    fault = one(faults_of(events=event(partners="fsg;nobody-at-all")))
    assert (fault.rule, fault.column, fault.value, fault.hint) == ("foreign-key", "partners", "nobody-at-all", "")


def test_a_reference_to_a_key_of_another_table_says_so(faults_of):
    assert one(faults_of(events=event(organizer="summit"))).hint == "there is such a row in events.csv"


def test_a_table_may_refer_to_a_later_row_of_its_own(faults_of):
    assert faults_of(events=EVENTS + "a,fsg,,,b,,,,,,\nb,fsg,,,,,,,,,\n") == []


def test_a_missing_table_makes_no_dangling_references(faults_of):
    assert [fault.rule for fault in faults_of(countries=None)] == ["missing-file"]


# --- cells -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "rule", "column", "value"),
    [
        ("x,,,,,", "required", "name", ""),
        ("Big Org,X,,,,", "datatype", "id", "Big Org"),
        ("x,X,,fundng,,", "enumeration", "roles", "fundng"),
        ("x,X,,backbone;;funding,,", "separator", "roles", "backbone;;funding"),
        ("x,X,,backbone;,,", "separator", "roles", "backbone;"),
        ("x,X,,;backbone,,", "separator", "roles", ";backbone"),
        ("x,X,,backbone;backbone,,", "repeated-item", "roles", "backbone"),
        ("x,X,,,20l5,", "datatype", "founded", "20l5"),
        ("x,X,,,1066,", "range", "founded", "1066"),
        ("x,X,,,2105,", "range", "founded", "2105"),
        ("x,X,,,2015-01,", "datatype", "founded", "2015-01"),
        ("x,X,,,,www.fsg.org", "web-address", "website", "www.fsg.org"),
        ("x,X,,,,ftp://fsg.org", "web-address", "website", "ftp://fsg.org"),
        ("x,X,,,,https://", "web-address", "website", "https://"),
        ("x,X,,,,https://fsg", "web-address", "website", "https://fsg"),
        ("x,X,,,,https://fsg.org/a page", "web-address", "website", "https://fsg.org/a page"),
        ("x,X,,,,https://fsg.org:port/", "web-address", "website", "https://fsg.org:port/"),
        ("x,X,,,,javascript:alert(1)", "web-address", "website", "javascript:alert(1)"),
        ("x, X,,,,", "space", "name", " X"),
        ("x,X ,,,,", "space", "name", "X "),
        ("x,A  B,,,,", "space", "name", "A  B"),
        ("x,A\u200fB,,,,", "invisible-character", "name", "A\u200fB"),
        ("x,A\u00a0B,,,,", "invisible-character", "name", "A\u00a0B"),
        ("x,A\u00adB,,,,", "invisible-character", "name", "A\u00adB"),
        ("x,A\u202eB,,,,", "invisible-character", "name", "A\u202eB"),
        ("x,A\u200bB,,,,", "invisible-character", "name", "A\u200bB"),
        ("x,A\x07B,,,,", "invisible-character", "name", "A\x07B"),
        ("x,A\x1fB,,,,", "invisible-character", "name", "A\x1fB"),
        ("x,A\ufffdB,,,,", "invisible-character", "name", "A\ufffdB"),
        ("x,Rene\u0301,,,,", "normalization", "name", "Rene\u0301"),
        ("x,=1+1,,,,", "formula", "name", "=1+1"),
        ("x,+cmd,,,,", "formula", "name", "+cmd"),
        ("x,@SUM(A1),,,,", "formula", "name", "@SUM(A1)"),
        ("x,-A1,,,,", "formula", "name", "-A1"),
    ],
)
def test_a_bad_cell_of_an_organization(faults_of, row, rule, column, value):
    fault = one(faults_of(organizations=organization(row)))
    assert (fault.rule, fault.file, fault.row, fault.column, fault.value) == (rule, "organizations.csv", 4, column, value)
    assert fault.expected


@pytest.mark.parametrize(
    ("cells", "rule", "column"),
    [
        ({"start_date": "2014-02-30"}, "datatype", "start_date"),
        ({"start_date": "30/01/2014"}, "datatype", "start_date"),
        ({"start_month": "2014-13"}, "datatype", "start_month"),
        ({"attendance": "-5"}, "datatype", "attendance"),
        ({"attendance": "many"}, "datatype", "attendance"),
        ({"fee": "12,5".replace(",", "'")}, "datatype", "fee"),
        ({"public": "true"}, "enumeration", "public"),
        ({"start_date": "2015-05-07", "end_date": "2015-05-05"}, "order", "start_date"),
        ({"start_month": "2015-06", "end_date": "2015-05-31"}, "order", "start_month"),
        ({"organizer": ""}, "count", "organizer"),
        ({"host": "A hotel"}, "count", "host"),
        ({"start_date": "2015-05-05", "start_month": "2015-05"}, "count", "start_month"),
    ],
)
def test_a_bad_cell_of_an_event(faults_of, cells, rule, column):
    fault = one(faults_of(events=event(**cells)))
    assert (fault.rule, fault.row, fault.column) == (rule, 4, column)


@pytest.mark.parametrize("cells", [{"fee": "-3.5"}, {"fee": "+3"}, {"start_month": "2015-05", "end_date": "2015-05-01"}, {"host": "", "public": "no"}])
def test_what_looks_odd_and_is_right(faults_of, cells):
    assert faults_of(events=event(**cells)) == []


def test_the_nearest_allowed_value_is_offered(faults_of):
    fault = one(faults_of(organizations=organization("x,X,,fundng,,")))
    assert fault.expected == "one of backbone, funding, knowledge"
    assert fault.hint == "did you mean funding?"


def test_a_format_is_told_in_the_words_of_the_metadata(faults_of):
    assert one(faults_of(organizations=organization("Big Org,X,,,,"))).expected == "small letters and hyphens"


def test_a_key_with_a_space_makes_no_dangling_references(faults_of):
    faults = faults_of(organizations=GOOD["organizations.csv"].replace("fsg,", "fsg ,"))
    assert {(fault.file, fault.row, fault.column) for fault in faults} == {("organizations.csv", 2, "id")}


def test_an_invisible_character_is_named(faults_of):
    assert "U+200F RIGHT-TO-LEFT MARK" in one(faults_of(organizations=organization("x,A\u200fB,,,,"))).expected


def test_all_faults_of_a_run_come_sorted(faults_of):
    faults = faults_of(
        organizations=organization("fsg,=X,XX,backbone;nothing,20l5,none"),
        events=event(organizer="x", public="maybe"),
        countries=None,
    )
    assert [(fault.file, fault.row, fault.column) for fault in faults] == [
        ("countries.csv", None, None),
        ("events.csv", 4, "organizer"),
        ("events.csv", 4, "public"),
        ("organizations.csv", 4, "founded"),
        ("organizations.csv", 4, "id"),
        ("organizations.csv", 4, "name"),
        ("organizations.csv", 4, "roles"),
        ("organizations.csv", 4, "website"),
    ]


def test_files_are_named_as_the_caller_names_the_folder(tmp_path):
    folder = tmp_path / "data" / "2015"
    folder.mkdir(parents=True)
    (folder / "csv-metadata.json").write_text(json.dumps(GROUP), encoding="utf-8")
    faults = check.check(metadata.read(folder / "csv-metadata.json"), folder, "data/2015")
    assert [fault.file for fault in faults] == ["data/2015/countries.csv", "data/2015/events.csv", "data/2015/organizations.csv"]


# --- the real tables ---------------------------------------------------------------------------------------------------------------


def test_the_real_tables_have_no_fault():
    assert check.check(metadata.read(REAL / "csv-metadata.json"), REAL, "data/2015") == []


def test_the_real_tables_are_checked_at_once():
    group = metadata.read(REAL / "csv-metadata.json")
    start = time.process_time()
    check.check(group, REAL)
    assert time.process_time() - start < 2, "0.5 s is the aim; four times that is a fault of ours on any machine"
