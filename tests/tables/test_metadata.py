"""Reading CSVW metadata: what is inherited, what is resolved, what is refused and what is only warned of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from ciatlas.fault import AtlasError
from ciatlas.tables import metadata
from ciatlas.tables.model import TableGroup

CSVW = "http://www.w3.org/ns/csvw"


def read(tmp_path: Path, document: Any) -> TableGroup:
    path = tmp_path / "csv-metadata.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return metadata.read(path)


def table(**properties: Any) -> dict[str, Any]:
    return {"@context": CSVW, "url": "people.csv", **properties}


def test_columns_inherit_from_group_table_and_schema_and_the_nearest_wins(tmp_path: Path) -> None:
    group = read(
        tmp_path,
        {
            "@context": CSVW,
            "lang": "en",
            "null": ["", "-"],
            "tables": [
                {
                    "url": "people.csv",
                    "separator": ";",
                    "tableSchema": {
                        "aboutUrl": "https://example.org/{id}",
                        "columns": [{"name": "id"}, {"name": "name", "lang": "he", "separator": None, "required": True}],
                    },
                }
            ],
        },
    )
    id_, name = group.tables[0].schema.columns
    assert (id_.lang, id_.null, id_.separator, id_.required) == ("en", ("", "-"), ";", False)
    assert (name.lang, name.null, name.separator, name.required) == ("he", ("", "-"), None, True)
    assert id_.about_url == name.about_url == "https://example.org/{id}"
    assert group.warnings == ()


def test_titles_are_kept_by_language_and_the_first_heads_the_column(tmp_path: Path) -> None:
    document = table(tableSchema={"columns": [{"name": "name", "titles": {"en": ["Name", "Full name"], "he": "שם"}}, {"name": "id"}]})
    name, id_ = read(tmp_path, document).tables[0].schema.columns
    assert name.titles == {"en": ("Name", "Full name"), "he": ("שם",)}
    assert (name.title, id_.title) == ("Name", "id")


def test_a_column_without_name_is_called_by_its_title_or_its_number(tmp_path: Path) -> None:
    columns = read(tmp_path, table(tableSchema={"columns": [{"titles": "On Street"}, {"titles": {"en": "Species"}}]})).tables[0].schema.columns
    assert [column.name for column in columns] == ["On%20Street", "_col.2"]


def test_table_urls_stay_relative_unless_the_document_has_a_base(tmp_path: Path) -> None:
    assert read(tmp_path, table()).tables[0].url == "people.csv"
    based = {**table(), "@context": [CSVW, {"@base": "https://example.org/data/"}]}
    assert read(tmp_path, based).tables[0].url == "https://example.org/data/people.csv"


def test_schema_and_dialect_may_stand_in_files_beside(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text(json.dumps({"columns": [{"name": "id"}], "primaryKey": "id"}), encoding="utf-8")
    (tmp_path / "dialect.json").write_text(json.dumps({"delimiter": "\t", "header": False}), encoding="utf-8")
    found = read(tmp_path, table(tableSchema="schema.json", dialect="dialect.json")).tables[0]
    assert found.schema.primary_key == ("id",)
    assert (found.dialect.delimiter, found.dialect.header_row_count) == ("\t", 0)


def test_foreign_keys_point_to_the_url_of_a_table(tmp_path: Path) -> None:
    document = {
        "@context": CSVW,
        "tables": [
            {"url": "countries.csv", "tableSchema": {"columns": [{"name": "code"}], "primaryKey": "code"}},
            {
                "url": "people.csv",
                "tableSchema": {
                    "columns": [{"name": "country"}],
                    "foreignKeys": [{"columnReference": "country", "reference": {"resource": "countries.csv", "columnReference": "code"}}],
                },
            },
        ],
    }
    (key,) = read(tmp_path, document).table("people.csv").schema.foreign_keys
    assert (key.columns, key.resource, key.referenced_columns) == (("country",), "countries.csv", ("code",))


def test_common_properties_become_iris_and_language_tagged_values(tmp_path: Path) -> None:
    document = {**table(), "@context": [CSVW, {"@language": "en"}], "dc:title": "People", "dcterms:license": {"@id": "https://example.org/by"}}
    assert read(tmp_path, document).tables[0].annotations == {
        "http://purl.org/dc/terms/title": {"@value": "People", "@language": "en"},
        "http://purl.org/dc/terms/license": {"@id": "https://example.org/by"},
    }


def test_virtual_columns_may_depend_on_other_columns(tmp_path: Path) -> None:
    event = {"name": "event", "virtual": True, "dcterms:requires": ["place", "date"]}
    label = {"name": "label", "virtual": True, "prov:wasDerivedFrom": "title"}
    document = table(tableSchema={"columns": [{"name": "place"}, {"name": "date"}, {"name": "title"}, event, label]})
    columns = {column.name: column for column in read(tmp_path, document).tables[0].schema.columns}
    assert columns["event"].requires == ("place", "date")
    assert columns["label"].derived_from == ("title",)


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"tableSchema": {"columns": [{"name": "a"}, {"name": "a"}]}}, "a different name for each column"),
        ({"tableSchema": {"columns": [{"name": "a", "virtual": True}, {"name": "b"}]}}, "virtual columns after all others"),
        ({"@id": "_:people"}, "not a blank node"),
        ({"@type": "Column"}, "'Table', or no @type"),
        ({"tableSchema": {"columns": [{"name": "a", "datatype": {"base": "date", "minLength": 3}}]}}, "no length for date"),
        ({"tableSchema": {"columns": [{"name": "a", "datatype": {"base": "integer", "minimum": 9, "maximum": 3}}]}}, "minInclusive of at most"),
        (
            {"tableSchema": {"columns": [{"name": "a"}], "foreignKeys": [{"columnReference": "z", "reference": {}}]}},
            "names of columns of this table",
        ),
        ({"dc:title": {"@value": "x", "@language": "no language"}}, "a language tag such as en"),
    ],
)
def test_errors_are_refused_with_what_was_expected(tmp_path: Path, properties: dict[str, Any], expected: str) -> None:
    with pytest.raises(AtlasError, match="csv-metadata.json") as error:
        read(tmp_path, table(**properties))
    assert any(expected in fault.expected for fault in error.value.faults)


def test_all_errors_of_a_document_are_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(AtlasError) as error:
        read(tmp_path, {"@context": CSVW, "tables": [{"url": "a.csv", "@type": "x"}, {"@type": "Table"}]})
    assert [fault.column for fault in error.value.faults] == ["tables[0].@type", "tables[1].url"]


@pytest.mark.parametrize(
    ("properties", "place"),
    [
        ({"colour": "red"}, "colour"),
        ({"lang": "no language"}, "lang"),
        ({"tableSchema": {"columns": [{"name": "a", "datatype": "text"}]}}, "tableSchema.columns[0].datatype"),
        ({"tableSchema": {"columns": [{"name": "a", "datatype": {"base": "date", "format": "yy"}}]}}, "tableSchema.columns[0].datatype.format"),
        ({"dialect": {"quote": "'"}}, "dialect.quote"),
    ],
)
def test_what_the_standard_tells_to_ignore_is_ignored_with_a_warning(tmp_path: Path, properties: dict[str, Any], place: str) -> None:
    (warning,) = read(tmp_path, table(**properties)).warnings
    assert (warning.severity, warning.column) == ("warning", place)


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"{", "JSON"), (b"[]", "an object"), (b"\xff{}", "UTF-8"), (b'{"url": "a.csv"}', "ns/csvw"), (b'{"@context": "x", "url": "a"}', "ns/csvw")],
)
def test_a_file_that_is_no_metadata_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "csv-metadata.json"
    path.write_bytes(content)
    with pytest.raises(AtlasError, match=expected):
        metadata.read(path)


def test_a_missing_file_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(AtlasError, match="nothing.json: expected a readable file"):
        metadata.read(tmp_path / "nothing.json")
