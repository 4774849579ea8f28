"""Tables to RDF: what a cell says, what an empty one does not say, and that nothing hostile gets out of its place."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from ciatlas.fault import AtlasError
from ciatlas.tables import csv2rdf, metadata
from ciatlas.tables.lift_files import lift_files
from ciatlas.tables.model import Table
from rdflib import Graph

PEOPLE = "https://example.org/people/"
NAME = "https://example.org/name"


def table(*columns: dict[str, Any], **properties: Any) -> Table:
    schema = {"aboutUrl": PEOPLE + "{id}", "columns": [{"name": "id", "suppressOutput": True}, *columns]}
    document = {"@context": "http://www.w3.org/ns/csvw", "url": "people.csv", "tableSchema": schema, **properties}
    return metadata.parse(document, base="", file="csv-metadata.json", load=lambda url: {}).tables[0]


def column(name: str, **properties: Any) -> dict[str, Any]:
    return {"name": name, "propertyUrl": f"https://example.org/{name}", **properties}


def said(table: Table, *cells: str, graph: str | None = None) -> str:
    return csv2rdf.compile_table(table, graph)(cells, 1)


def test_a_text_has_its_columns_language() -> None:
    assert said(table(column("name", lang="he")), "1", "עפר") == f'<{PEOPLE}1> <{NAME}> "עפר"@he .\n'


def test_lines_carry_the_graph() -> None:
    line = said(table(column("name")), "1", "Ann", graph="https://example.org/data")
    assert line == f'<{PEOPLE}1> <{NAME}> "Ann" <https://example.org/data> .\n'


def test_an_empty_cell_says_nothing() -> None:
    all_kinds = table(
        column("name"),
        column("year", datatype="gYear"),
        column("role", valueUrl="https://example.org/role/{role}"),
        column("tags", separator=";"),
        column("country", valueUrl="https://example.org/country/XX"),
    )
    assert said(all_kinds, "1", "", "", "", "", "") == ""
    assert said(all_kinds, "1") == ""


def test_values_have_their_datatype_in_xsd_form() -> None:
    years = table(column("year", datatype="gYear"), column("yes", datatype={"base": "boolean", "format": "yes|no"}))
    assert set(said(years, "1", "2015", "no").splitlines()) == {
        f'<{PEOPLE}1> <https://example.org/year> "2015"^^<http://www.w3.org/2001/XMLSchema#gYear> .',
        f'<{PEOPLE}1> <https://example.org/yes> "false"^^<http://www.w3.org/2001/XMLSchema#boolean> .',
    }


def test_a_cell_that_does_not_fit_stays_a_text() -> None:
    assert said(table(column("year", datatype="gYear")), "1", "about 2015") == f'<{PEOPLE}1> <https://example.org/year> "about 2015" .\n'


def test_a_cell_of_space_only_leaves_the_lines_whole() -> None:
    mixed = table(column("year", datatype="gYear"), column("site", datatype="anyURI", valueUrl="{+site}"), column("name"))
    content = said(mixed, "1", " ", "\t", "Ann")
    assert content.count(" .\n") == len(list(pyoxigraph.parse(content.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)))


def test_a_separator_with_a_value_url_gives_an_iri_for_each_item() -> None:
    roles = table(column("role", separator=";", valueUrl="https://example.org/role/{role}"))
    assert said(roles, "1", "funding;knowledge").splitlines() == [
        f"<{PEOPLE}1> <https://example.org/role> <https://example.org/role/funding> .",
        f"<{PEOPLE}1> <https://example.org/role> <https://example.org/role/knowledge> .",
    ]


def test_addresses_in_a_cell_are_taken_as_they_are() -> None:
    sources = table(column("source", datatype="anyURI", separator=";", valueUrl="{+source}"))
    lines = said(sources, "1", "https://a.example/?q=1;https://b.example/%3B#x")
    assert "<https://a.example/?q=1> .\n" in lines
    assert "<https://b.example/%3B#x> .\n" in lines


def test_a_virtual_column_says_the_same_of_each_row() -> None:
    typed = table({"name": "type", "virtual": True, "propertyUrl": "rdf:type", "valueUrl": "foaf:Person"})
    assert said(typed, "7").startswith(f"<{PEOPLE}7> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://xmlns.com/foaf/0.1/Person>")


def test_a_virtual_column_can_depend_on_other_columns() -> None:
    held = table(
        {"name": "place", "suppressOutput": True},
        {"name": "host", "suppressOutput": True},
        column(
            "host_of",
            virtual=True,
            aboutUrl="https://example.org/place/{place}",
            valueUrl=PEOPLE + "{host}",
            **{"dcterms:requires": ["place", "host"]},
        ),
    )
    assert said(held, "1", "haifa", "2") == f"<https://example.org/place/haifa> <https://example.org/host_of> <{PEOPLE}2> .\n"
    assert said(held, "1", "", "2") == said(held, "1", "haifa", "") == ""


def test_a_virtual_column_can_repeat_a_value_under_another_property() -> None:
    titled = table(column("title", lang="en"), column("label", virtual=True, **{"prov:wasDerivedFrom": "title"}))
    assert said(titled, "1", "A").splitlines()[1:] == [f'<{PEOPLE}1> <https://example.org/label> "A"@en .']
    assert said(titled, "1", "") == ""


def test_rows_without_about_url_are_blank_nodes_of_their_own() -> None:
    document = {"@context": "http://www.w3.org/ns/csvw", "url": "a.csv", "tableSchema": {"columns": [column("name")]}}
    say = csv2rdf.compile_table(metadata.parse(document, "", "m.json", lambda url: {}).tables[0])
    subjects = {say(["a"], number).split()[0] for number in (1, 2)}
    assert len(subjects) == 2
    assert all(subject.startswith("_:") for subject in subjects)


def test_a_property_must_have_an_absolute_iri() -> None:
    with pytest.raises(AtlasError, match="people.csv, column name: expected a propertyUrl"):
        csv2rdf.compile_table(table({"name": "name"}))


def test_a_dependency_must_name_a_column() -> None:
    with pytest.raises(AtlasError, match="the name of a column of the table"):
        csv2rdf.compile_table(table(column("x", virtual=True, valueUrl="https://example.org/x", **{"dcterms:requires": "nothing"})))


HOSTILE = [
    'quote " and \\ backslash',
    'end" .\n<https://evil.example/s> <https://evil.example/p> "o',
    "line\nbreak\r\ttab",
    "\x00\x01\x08\x0b\x0c\x1f\x7f\x80\u0085\u2028\u2029\ufeff",
    "<a> <b> <c> .",
    "\\u0041 \\n",
    "https://example.org/> <https://evil.example/p> <https://evil.example/o> .\n<x",
    "שלום \u202e\u2066 😀 \ufffe",
    "a b{}|^`%zz%41",
    "=cmd|' /C calc'!A0",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_value_stays_one_value(value: str) -> None:
    hostile = table(
        column("name", lang="en"),
        column("coded", datatype={"base": "string", "format": "a|b"}),
        column("code", valueUrl="https://example.org/code/{code}"),
        column("source", datatype="anyURI", valueUrl="{+source}"),
        column("items", separator=";", valueUrl="https://example.org/item/{items}"),
        column("year", datatype="gYear"),
    )
    content = said(hostile, value, value, value, value, value, value, value)
    quads = list(pyoxigraph.parse(content.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES))
    items = len([item for item in value.split(";") if item])
    assert len(quads) == 5 + items
    assert len({quad.subject for quad in quads}) == 1
    assert str(quads[0].subject.value).startswith(PEOPLE)
    values = {quad.predicate.value.rpartition("/")[2]: quad.object.value for quad in quads}
    assert values["name"] == values["coded"] == value
    assert values["code"].startswith("https://example.org/code/")
    assert set(quad.predicate.value for quad in quads) == {f"https://example.org/{name}" for name in values}


def test_both_parsers_read_the_same_graph() -> None:
    content = said(table(column("name", lang="en"), column("code", valueUrl="https://example.org/{code}")), "1", 'a "b"\n\\', "é/ש")
    graph = Graph().parse(data=content, format="nt")
    quads = pyoxigraph.parse(content.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)
    ours = {tuple(str(term.value) for term in quad.triple) for quad in quads}
    assert {tuple(map(str, triple)) for triple in graph} == ours


def atlas(folder: Path, rows: int) -> Table:
    """A table in a folder, whose texts have quotes, commas, line breaks and Hebrew."""
    lines = ['id,name\n', *(f'{row},"say ""{row}"",\nשלום {"x" * 40}"\n' for row in range(rows))]
    (folder / "people.csv").write_text("".join(lines), encoding="utf-8", newline="")
    return table(column("name"))


def test_a_file_is_lifted_as_a_stream(tmp_path: Path) -> None:
    people = atlas(tmp_path, 1000)
    texts = list(csv2rdf.lift(people, tmp_path / "people.csv"))
    assert len(texts) > 10
    assert "".join(texts).count(" .\n") == 1000


def test_many_processes_write_the_same_bytes_as_one(tmp_path: Path) -> None:
    people = atlas(tmp_path, 20_000)
    for processes in (1, 2, 3):
        lift_files([people, people], tmp_path, tmp_path / f"{processes}.nt", "https://example.org/g", processes)
    contents = [(tmp_path / f"{processes}.nt").read_bytes() for processes in (1, 2, 3)]
    assert contents[0].count(b" .\n") == 40_000
    assert contents[0] == contents[1] == contents[2]


@pytest.mark.parametrize("processes", [1, 2])
def test_a_row_with_a_missing_cell_is_named(tmp_path: Path, processes: int) -> None:
    people = atlas(tmp_path, 20_000)
    with (tmp_path / "people.csv").open("a", encoding="utf-8") as file:
        file.write("20001\n")
    with pytest.raises(AtlasError, match="people.csv, row 20002: expected 2 cells, not 1"):
        lift_files([people], tmp_path, tmp_path / "out.nt", processes=processes)


def test_quotes_inside_cells_without_quotes_are_lifted_too(tmp_path: Path) -> None:
    people = atlas(tmp_path, 20_000)
    with (tmp_path / "people.csv").open("a", encoding="utf-8") as file:
        file.write('20001,a 5" pipe\n20002,"two\nlines"\n')
    lift_files([people], tmp_path, tmp_path / "out.nt", processes=2)
    content = (tmp_path / "out.nt").read_text(encoding="utf-8")
    assert content.splitlines()[-2:] == [f'<{PEOPLE}20001> <{NAME}> "a 5\\" pipe" .', f'<{PEOPLE}20002> <{NAME}> "two\\nlines" .']


def test_an_open_quote_is_told_with_its_row(tmp_path: Path) -> None:
    people = atlas(tmp_path, 20_000)
    with (tmp_path / "people.csv").open("a", encoding="utf-8") as file:
        file.write('20001,"open\n')
    with pytest.raises(AtlasError, match="people.csv: expected a CSV file"):
        lift_files([people], tmp_path, tmp_path / "out.nt", processes=2)


def test_the_real_tables_say_what_two_parsers_read_alike() -> None:
    path = Path(__file__).resolve().parents[2] / "data" / "2015" / "csv-metadata.json"
    group = metadata.read(path)
    assert group.warnings == ()
    content = "".join(text for table in group.tables for text in csv2rdf.lift(table, path.parent / table.url))
    quads = {quad.triple for quad in pyoxigraph.parse(content.encode(), format=pyoxigraph.RdfFormat.N_TRIPLES)}
    assert len(quads) == content.count(" .\n")
    assert {quad.predicate.value for quad in quads} >= {"http://www.w3.org/2004/02/skos/core#prefLabel", "http://www.w3.org/ns/org#member"}
    assert not any(isinstance(quad.subject, pyoxigraph.BlankNode) for quad in quads)
