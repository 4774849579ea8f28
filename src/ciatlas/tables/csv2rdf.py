"""Tables to RDF in the minimal mode of "Generating RDF from Tabular Data on the Web", compiled for speed.

A table's metadata is compiled once into one function that turns a row into N-Quads lines by joining strings. Each column
becomes a function from the cell's text to the end of a line (predicate, object, graph, full stop); a row's lines are its
subject joined with these ends. Ends of values that recur (countries, concepts) are kept in a table of bounded size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from csv import Error
from itertools import islice
from operator import itemgetter
from pathlib import Path

from ciatlas.fault import AtlasError, Fault
from ciatlas.messages import _, ngettext
from ciatlas.tables import iri
from ciatlas.tables.column_rdf import Statement, blank_node, compile_column, together
from ciatlas.tables.datatype import enumeration
from ciatlas.tables.dialect import Lines, open_text, read, reader_fault
from ciatlas.tables.model import Column, Table
from ciatlas.tables.templates import Cells, compile_template, plain_place

RowFunction = Callable[[Sequence[str], int], str]
SubjectFunction = Callable[[Cells, int], str | None]
EndsFunction = Callable[[Cells, int], Sequence[str]]

_BLOCK = 64


def compile_table(table: Table, graph: str | None = None) -> RowFunction:
    """The function that turns a row of a table into N-Quads lines, in csv2rdf's minimal mode.

    table: its metadata. graph: IRI of the graph the quads go into, or None for triples (N-Triples lines).
    The function takes the row's cells, in the order of the file and trimmed as the dialect says, and the row's number (of
    data rows, the first is 1, csvw:rownum); it returns the lines, each ended by a line feed, or an empty text. Missing cells
    at the end count as empty.
    A cell that does not fit its datatype becomes a plain text literal (6.4, step 8); what no IRI may hold is
    percent-encoded. A column with ``separator`` whose ``valueUrl`` names the column itself gives one IRI for each item;
    ``dcterms:requires`` and ``prov:wasDerivedFrom`` on virtual columns work as Column.requires and .derived_from say.
    Raises AtlasError when a property's IRI, or a subject's, cannot be absolute.
    """
    tail = " .\n" if graph is None else f" <{iri.absolute(graph)}> .\n"
    several = compile_subjects(table, tail)
    width = len(table.schema.source_columns)

    def row_lines(cells: Sequence[str], number: int) -> str:
        if len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
        lines = ""
        for subject_of, ends_of in several:
            if ends := ends_of(cells, number):
                subject = subject_of(cells, number)
                if subject is not None:
                    lines += subject + subject.join(ends)
        return lines

    return row_lines


def lift(table: Table, path: Path, graph: str | None = None) -> Iterator[str]:
    """The table's statements as N-Quads (N-Triples where graph is None), as a stream of texts of some rows each.

    path: the CSV file. Memory does not grow with the file. Raises AtlasError, naming file and row, when the file cannot be
    read in its dialect or a row has another number of cells than the table has columns.
    """
    lines = compile_table(table, graph)
    width = len(table.schema.source_columns)
    name = path.name
    with open_text(path, table.dialect) as text:
        try:
            yield from _blocks(lines, read(text, table.dialect), width, name)
        except UnicodeDecodeError as error:
            raise _unreadable(name, None, _("text in {encoding}").format(encoding=table.dialect.encoding.upper())) from None
        except Error as error:
            raise _unreadable(name, None, _("a CSV file ({reason})").format(reason=reader_fault(error))) from None
        except ValueError as error:
            raise _unreadable(name, None, _("a CSV file ({reason})").format(reason=error)) from None


def _blocks(lines: RowFunction, read_lines: Lines, width: int, name: str) -> Iterator[str]:
    rows = enumerate(read_lines.rows, 1)
    while True:
        block = []
        for number, (source, cells) in islice(rows, _BLOCK):
            if len(cells) == width:
                block.append(lines(cells, number))
            elif cells:
                expected = ngettext("{number} cell, not {found}", "{number} cells, not {found}", width)
                raise _unreadable(name, source, expected.format(number=width, found=len(cells)))
            else:
                block.append("")
        if not block:
            return
        yield "".join(block)


def _unreadable(name: str, row: int | None, expected: str) -> AtlasError:
    fault = Fault("csv", name, row, None, None, expected)
    return AtlasError(str(fault), [fault])


def compile_subjects(table: Table, tail: str) -> list[tuple[SubjectFunction, EndsFunction]]:
    """What a row speaks of: for each aboutUrl, a function to the subject and one to the ends of its lines.

    Both take all raw cells of the row and its number. The subject is as N-Quads writes it; None where there is no IRI.
    tail: what stands after the object in each line, the line feed with it.
    """
    by_subject: dict[str | None, list[Column]] = {}
    for column in table.schema.columns:
        if not column.suppress_output:
            by_subject.setdefault(column.about_url, []).append(column)
    return [(_subject(table, about), _compile_ends(table, columns, tail)) for about, columns in by_subject.items()]


def _compile_ends(table: Table, columns: Sequence[Column], tail: str) -> EndsFunction:
    single: list[tuple[int, Callable[[str], str]]] = []
    several: list[tuple[int, Callable[[str], Sequence[str]]]] = []
    always: list[tuple[int, Callable[[str], Sequence[str]]]] = []
    listed: list[tuple[int, Callable[[str], Sequence[str]]]] = []
    of_row: list[EndsFunction] = []
    constant: list[str] = []
    for column in columns:
        compiled = compile_column(table, column, tail)
        if isinstance(compiled, str):
            constant += [compiled] if compiled else []
        elif isinstance(compiled, Statement):
            of_row.append(compiled.ends)
        elif compiled.many(""):
            always.append((compiled.place, compiled.many))
        elif enumeration(column.datatype) is not None and column.separator is None:
            listed.append((compiled.place, compiled.many))
        elif compiled.one is not None:
            single.append((compiled.place, compiled.one))
        else:
            several.append((compiled.place, compiled.many))
    if not (single or several or always or listed):
        return _of_row(of_row, constant)
    pick_single, single_ends = _picker([place for place, _ends in single]), [end for _place, end in single]
    pick_listed, listed_ends = _picker([place for place, _many in listed]), together([many for _place, many in listed])

    def ends_of(cells: Cells, number: int) -> Sequence[str]:
        ends = [end(cell) for cell, end in zip(pick_single(cells), single_ends) if cell]
        ends += listed_ends(pick_listed(cells))
        for place, many in several:
            if cell := cells[place]:
                ends += many(cell)
        for place, many in always:
            ends += many(cells[place])
        for more in of_row:
            ends += more(cells, number)
        ends += constant
        return ends

    return ends_of


def _of_row(functions: Sequence[EndsFunction], constant: Sequence[str]) -> EndsFunction:
    if len(functions) == 1 and not constant:
        return functions[0]
    return lambda cells, number: [end for function in functions for end in function(cells, number)] + [*constant]


def _picker(places: Sequence[int]) -> Callable[[Cells], Sequence[str]]:
    """A function that takes the cells in some places out of a row."""
    if len(places) > 1:
        return itemgetter(*places)
    # itemgetter gives a bare cell for one place, and takes no less.
    return (lambda cells: (cells[places[0]],)) if places else (lambda cells: ())


def _subject(table: Table, about: str | None) -> SubjectFunction:
    """The subject as N-Quads writes it: an IRI in angle brackets, or a blank node for each row."""
    if about is None:
        label = blank_node(table)
        return lambda cells, number: f"{label}.{number}"
    expand = compile_template(table, about)
    simple = plain_place(table, about)
    if simple is not None:
        before, place, after = f"<{simple[0]}", simple[1], f"{simple[2]}>"

        def plain_subject(cells: Cells, number: int) -> str | None:
            value = cells[place]
            if value.isascii() and value.replace("-", "").isalnum():
                return f"{before}{value}{after}"
            found = expand(cells, number)
            return None if found is None else f"<{found}>"

        return plain_subject

    def subject(cells: Cells, number: int) -> str | None:
        found = expand(cells, number)
        return None if found is None else f"<{found}>"

    return subject
