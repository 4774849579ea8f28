"""All faults of a folder of tables, by their metadata: files, headers, rows, cells, keys and references between tables.

One pass over each file; what is held in memory is the keys of the run, the references still open and the faults. The rules, as a fault
names them:

- file: missing-file, not-a-file, unreadable, encoding, byte-order-mark, nul, empty-table, quoting
- header: header, missing-column, extra-column, repeated-column, column-order
- row and keys: ragged-row, duplicate-key, foreign-key, count, order, range
- cell: required, datatype, enumeration, separator, repeated-item, web-address, space, invisible-character, normalization, formula
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ciatlas.fault import Fault
from ciatlas.fault_report import ordered
from ciatlas.messages import _, ngettext
from ciatlas.tables import keys, spreadsheet
from ciatlas.tables.cell_check import CellCheck, compile_check
from ciatlas.tables.dialect import open_text, read, reader_fault, records
from ciatlas.tables.file_check import file_faults
from ciatlas.tables.header_check import match_header
from ciatlas.tables.keys import KeySets, Reference
from ciatlas.tables.model import Table, TableGroup
from ciatlas.tables.row_check import compile_row_checks


def check(group: TableGroup, folder: Path, name: str = "") -> list[Fault]:
    """All faults of the tables that a metadata file describes, sorted by file, row and column; no violation: they may be published.

    group: the metadata. folder: where the tables are. name: how faults name the folder, for example ``data/2015``.
    Nothing is raised for bad tables, however bad: what is wrong is in the list.
    """
    sets = keys.key_sets(group)
    faults: list[Fault] = []
    references: list[Reference] = []
    unread: set[str] = set()
    for table in keys.reading_order(group):
        file = file_name(name, table)
        of_file = file_faults(folder / table.url, table.dialect)
        faults += [Fault(f.rule, file, f.row, None, None, f.expected, f.hint) for f in of_file]
        if not all(fault.readable for fault in of_file):
            unread.add(table.url)
            continue
        found, whole = _table_faults(table, folder / table.url, file, sets, references)
        faults += found
        if not whole:
            unread.add(table.url)
    faults += _dangling(references, sets, unread, {table.url: file_name(name, table) for table in group.tables})
    return ordered(faults)


def physical_lines(faults: Iterable[Fault], group: TableGroup, folder: Path, name: str = "") -> dict[tuple[str, int], int]:
    """The line of its file on which each fault's row begins: (file, row) -> line. They differ after a cell with line breaks.

    Arguments as for check(). A row is left out where its file cannot be cut into rows; the SARIF report takes its number then.
    """
    wanted: dict[str, set[int]] = {}
    for fault in faults:
        if fault.row is not None:
            wanted.setdefault(fault.file, set()).add(fault.row)
    lines = {}
    for table in group.tables:
        rows = wanted.get(file_name(name, table))
        if rows and all(fault.readable for fault in file_faults(folder / table.url, table.dialect)):
            with open_text(folder / table.url, table.dialect) as text:
                for row, line in _row_lines(text, table):
                    if row in rows:
                        lines[file_name(name, table), row] = line
    return lines


def file_name(name: str, table: Table) -> str:
    """How faults name the file of a table in a folder of that name."""
    return table.url if name in ("", ".") else f"{name}/{table.url}"


def _table_faults(table: Table, path: Path, file: str, sets: KeySets, references: list[Reference]) -> tuple[list[Fault], bool]:
    """The faults of one table that can be read, and whether all its keys were; open references are added to the list."""
    faults: list[Fault] = []
    with open_text(path, table.dialect, file) as text:
        row = table.dialect.skip_rows
        try:
            lines = read(text, table.dialect)
            header = lines.header[0] if lines.header else [] if table.dialect.header_row_count else [c.title for c in table.schema.source_columns]
            if not any(header):
                expected = _("a header: the titles of the columns in the first row")
                return [Fault("empty-table", file, None, None, None, expected)], False
            row += len(lines.header)
            found = match_header(table, header)
            faults += [Fault(f.rule, file, row, f.column, f.value, f.expected, f.hint) for f in found.faults]
            faults += _odd_cells(file, row, header, header)
            if not found.positions:
                return faults, False
            checks = _compile(table, file, header, found.positions, sets, references)
            empty = True
            for row, cells in lines.rows:
                empty = False
                faults += checks(row, cells)
            if empty:
                faults.append(Fault("empty-table", file, None, None, None, _("at least one row below the header"), severity="warning"))
        except csv.Error as error:
            expected = _("quotation marks in pairs, and doubled inside a cell (RFC 4180, 2.5 to 2.7)")
            faults.append(Fault("quoting", file, row + 1, None, None, expected, reader_fault(error)))
            return faults, False
    # Without all columns of a key, what refers to it cannot be told from what is wrong with it.
    return faults, all(column in found.positions for target in sets if target[0] == table.url for column in target[1])


def _compile(
    table: Table, file: str, header: Sequence[str], positions: Mapping[str, int], sets: KeySets, references: list[Reference]
) -> Callable[[int, Sequence[str]], Iterator[Fault]]:
    """A function from a row's number and cells to its faults."""
    cell_checks: list[tuple[int, str, bool, CellCheck]] = []
    for column in table.schema.source_columns:
        if column.name in positions and (cell_check := compile_check(column)) is not None:
            place = positions[column.name]
            cell_checks.append((place, header[place], column.required, cell_check))
    row_checks = compile_row_checks(table, positions)
    key_checks = keys.compile_key_checks(table, positions, sets)
    reference_checks = keys.compile_reference_checks(table, positions, sets, references)
    width = len(header)

    def check_row(row: int, cells: Sequence[str]) -> Iterator[Fault]:
        if len(cells) != width:
            yield _ragged(file, row, cells, width)
            # Its key is taken all the same, so that one missing comma does not make a hundred dangling references.
            for check_keys in key_checks:
                check_keys(row, [*cells, *[""] * width])
            return
        if not spreadsheet.is_clean(cells):
            yield from _odd_cells(file, row, header, cells)
        for place, title, required, (cell_faults, right) in cell_checks:
            cell = cells[place]
            if (cell or required) and cell not in right:
                for fault in cell_faults(cell):
                    yield Fault(fault.rule, file, row, title, fault.value, fault.expected, fault.hint)
        for check_cells in row_checks:
            for wrong in check_cells(cells):
                yield Fault(wrong.rule, file, row, header[positions[wrong.column]], wrong.value, wrong.expected)
        for check_keys in key_checks:
            if (duplicate := check_keys(row, cells)) is not None:
                first, columns = duplicate
                title = ", ".join(header[positions[name]] for name in columns)
                value = ", ".join(cells[positions[name]] for name in columns)
                expected = _("a key that no other row has")
                yield Fault("duplicate-key", file, row, title, value, expected, _("row {row} has it first").format(row=first))
        for note_references in reference_checks:
            note_references(row, cells)

    return check_row


def _ragged(file: str, row: int, cells: Sequence[str], width: int) -> Fault:
    expected = ngettext("{number} cell, as in the header", "{number} cells, as in the header", width).format(number=width)
    if any(cells):
        hint = ngettext("the row has {number}", "the row has {number}", len(cells)).format(number=len(cells))
    else:
        hint = _("the row is empty; delete it")
    return Fault("ragged-row", file, row, None, None, expected, hint)


def _odd_cells(file: str, row: int, header: Sequence[str], cells: Sequence[str]) -> Iterator[Fault]:
    for title, cell in zip(header, cells, strict=True):
        for odd in spreadsheet.findings(cell):
            yield Fault(odd.rule, file, row, title, cell, odd.expected, odd.hint)


def _dangling(references: Sequence[Reference], sets: KeySets, unread: set[str], names: Mapping[str, str]) -> Iterator[Fault]:
    """The references that no row answers, once all tables are read; none to a table that could not be read, which has its own fault."""
    for guesses, reference in enumerate(keys.unanswered(references, sets, unread)):
        target, columns = reference.target
        value = reference.key if isinstance(reference.key, str) else ", ".join(reference.key)
        expected = _("a value that stands in {file}, column {column}").format(file=target, column=", ".join(columns))
        hint = keys.hint(reference, sets, guesses)
        yield Fault("foreign-key", names[reference.table], reference.row, reference.column, value, expected, hint)


def _row_lines(text: Iterable[str], table: Table) -> Iterator[tuple[int, int]]:
    """(row, line on which it begins) for each row of a text."""
    rows = records(text, table.dialect)
    line = 1
    try:
        for row, _cells in enumerate(rows, 1):
            yield row, line
            line = rows.line_num + 1  # type: ignore[attr-defined]
    except csv.Error:
        return
