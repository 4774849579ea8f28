"""Tables to RDF in the standard mode of "Generating RDF from Tabular Data on the Web": groups, tables and rows described too.

Provenance, which a processor may add, is left out, since it would tell the time of the run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ciatlas.tables import iri, nquads
from ciatlas.tables.cell import compile_cell
from ciatlas.tables.column_rdf import blank_node, term
from ciatlas.tables.csv2rdf import compile_subjects, compile_table
from ciatlas.tables.dialect import Lines
from ciatlas.tables.model import Table, TableGroup
from ciatlas.tables.notes_rdf import Labels, annotation_lines, labels, value_lines
from ciatlas.tables.terms import CSVW, XSD

Open = Callable[[Table], tuple[Table, Lines, str | None]]

_TAIL = " .\n"
_NOTE = nquads.iri(CSVW + "note")


def convert(group: TableGroup, open_table: Open, minimal: bool = False) -> Iterator[str]:
    """The N-Triples lines of a group of tables, each text with one line or more (csv2rdf, standard and minimal mode).

    open_table: gives a table with a column for each one of its file, and the file's rows. minimal: only what cells say.
    A table or column with suppressOutput says nothing.
    """
    fresh = labels("_:note")
    node = nquads.iri(iri.absolute(group.id) or group.id) if group.id is not None else "_:group"
    if not minimal:
        yield f"{node} {nquads.TYPE} <{CSVW}TableGroup>{_TAIL}"
        yield from annotation_lines(node, group.annotations, _TAIL, fresh)
        for note in group.notes:
            yield from value_lines(node, _NOTE, note, _TAIL, fresh)
    for table in group.tables:
        if table.suppress_output:
            continue
        table, lines, _ = open_table(table)
        if minimal:
            say = compile_table(table)
            for number, (_, cells) in enumerate(lines.rows, 1):
                yield say(cells, number)
        else:
            yield from _table(node, table, lines, fresh)


def _table(group: str, table: Table, lines: Lines, fresh: Labels) -> Iterator[str]:
    node = nquads.iri(iri.absolute(table.id) or table.id) if table.id is not None else blank_node(table)
    yield f"{group} <{CSVW}table> {node}{_TAIL}"
    yield f"{node} {nquads.TYPE} <{CSVW}Table>{_TAIL}"
    yield f"{node} <{CSVW}url> {nquads.iri(iri.absolute(table.url) or table.url)}{_TAIL}"
    yield from annotation_lines(node, table.annotations, _TAIL, fresh)
    for note in table.notes:
        yield from value_lines(node, _NOTE, note, _TAIL, fresh)
    describe = _compile_row(table)
    for number, (source, cells) in enumerate(lines.rows, 1):
        yield describe(node, number, source, cells)
    for comment in lines.comments:
        yield f"{node} <http://www.w3.org/2000/01/rdf-schema#comment> {nquads.quoted(comment)}{_TAIL}"


def _compile_row(table: Table) -> Callable[[str, int, int, list[str]], str]:
    subjects = compile_subjects(table, _TAIL)
    width = len(table.schema.source_columns)
    titles = [(table.schema.column(name), compile_cell(table.schema.column(name))) for name in table.schema.row_titles]

    def describe(node: str, number: int, source: int, cells: list[str]) -> str:
        cells = [*cells, *[""] * (width - len(cells))]
        row = blank_node(replace(table, url=table.url + "#row"), number)
        parts = [
            f"{node} <{CSVW}row> {row}{_TAIL}{row} {nquads.TYPE} <{CSVW}Row>{_TAIL}",
            f'{row} <{CSVW}rownum> "{number}"^^<{XSD}integer>{_TAIL}',
            f"{row} <{CSVW}url> {nquads.iri(iri.absolute(f'{table.url}#row={source}') or '')}{_TAIL}",
        ]
        for column, parse in titles:
            parts += [f"{row} <{CSVW}title> {term(value)}{_TAIL}" for value in parse(cells[column.number - 1]).values]
        for subject_of, ends_of in subjects:
            subject = subject_of(cells, number)
            if subject is not None:
                parts.append(f"{row} <{CSVW}describes> {subject}{_TAIL}")
                parts += [subject + end for end in ends_of(cells, number)]
        return "".join(parts)

    return describe
