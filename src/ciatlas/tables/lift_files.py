"""Lifting whole files with all processors of the machine, the output in the order of the tables and their rows.

A table is cut into pieces at the ends of rows. The workers take turns: each lifts every n-th piece and waits, before it
writes, for the word that the piece before is written. So memory holds a piece for each worker, however large the tables.
"""

from __future__ import annotations

import csv
import gc
import io
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import Pipe, Process
from multiprocessing.connection import Connection, wait
from pathlib import Path

from ciatlas.fault import AtlasError
from ciatlas.tables.csv2rdf import RowFunction, compile_table, lift
from ciatlas.tables.dialect import read, records
from ciatlas.tables.model import Column, Dialect, Table
from ciatlas.tables.uri_template import parse

_PIECE = 1 << 17
_WINDOW = 1 << 16
# Below this many bytes of tables a second process costs more than it saves.
_WORTH_IT = 8 << 20


@dataclass(frozen=True, slots=True)
class _Piece:
    """Whole rows of a table, by their place in the file; end is None for a table in one piece, whatever its dialect."""

    table: int
    start: int
    end: int | None


def lift_files(tables: Sequence[Table], folder: Path, out: Path, graph: str | None = None, processes: int | None = None) -> None:
    """Writes the statements of all tables into a file of N-Quads, or N-Triples where graph is None.

    folder: where the tables' files are. out: is made, or overwritten. graph: IRI of the graph. processes: how many work;
    None for one for each processor, if the tables are large. The bytes are the same for any number of processes.
    Raises AtlasError, naming file and row, as csv2rdf.lift does; the file is not whole then.
    """
    if processes is None:
        size = sum((folder / table.url).stat().st_size for table in tables if (folder / table.url).is_file())
        processes = 1 if size < _WORTH_IT else os.cpu_count() or 1
    out.write_bytes(b"")
    if processes == 1 or not _work_together(tables, folder, out, graph, processes):
        # One who reads from the first row knows which row is at fault; and quotes may stand inside cells that are not
        # quoted, which RFC 4180 forbids and csv readers allow, so that pieces were cut wrongly.
        with out.open("wb") as file:
            for table in tables:
                for text in lift(table, folder / table.url, graph):
                    file.write(text.encode())


def _work_together(tables: Sequence[Table], folder: Path, out: Path, graph: str | None, processes: int) -> bool:
    """Whether all workers did all their work."""
    turns = [Pipe(duplex=False) for _ in range(processes)]
    workers = [
        Process(
            target=_work,
            args=(tables, folder, out, graph, number, processes, turns[number][0], turns[(number + 1) % processes][1]),
        )
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    turns[0][1].send_bytes(b"1")
    for receiver, sender in turns:
        receiver.close()
        sender.close()
    return _all_end_well(workers)


def _all_end_well(workers: Sequence[Process]) -> bool:
    """Waits for the workers. When one fails, or is killed, the others would wait for their turn for ever: they are ended."""
    running = {worker.sentinel: worker for worker in workers}
    while running:
        for sentinel in wait(list(running)):
            ended = running.pop(sentinel)
            ended.join()
            if ended.exitcode != 0:
                for other in running.values():
                    other.terminate()
    return all(worker.exitcode == 0 for worker in workers)


def _work(
    tables: Sequence[Table], folder: Path, out: Path, graph: str | None, number: int, processes: int, turn: Connection, then: Connection
) -> None:
    """A worker's part: the pieces number, number + processes and so on. Ends with exit status 1 when it cannot go on."""
    # Rows make no circles of references; looking for them took a tenth of the time.
    gc.disable()
    say: dict[int, RowFunction] = {}
    try:
        with out.open("ab", buffering=0) as file:
            for place, piece in enumerate(_pieces(tables, folder)):
                if place % processes == number:
                    content = _lifted(tables[piece.table], folder, graph, piece, say)
                    turn.recv_bytes()
                    for part in content:
                        _write(file, part)
                    # After the last piece nobody may be left to hear.
                    with suppress(BrokenPipeError):
                        then.send_bytes(b"1")
    except (AtlasError, csv.Error, IndexError, ValueError, OSError, EOFError):
        raise SystemExit(1) from None


def _write(file: io.RawIOBase, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[file.write(view) or 0 :]


def _lifted(
    table: Table, folder: Path, graph: str | None, piece: _Piece, say: dict[int, RowFunction]
) -> Iterator[bytes] | Sequence[bytes]:
    path = folder / table.url
    if piece.end is None:
        return (text.encode() for text in lift(table, path, graph))
    if piece.table not in say:
        say[piece.table] = compile_table(table, graph)
    lines = say[piece.table]
    dialect = table.dialect if piece.start == 0 else replace(table.dialect, header_row_count=0, skip_rows=0)
    width = len(table.schema.source_columns)
    with path.open("rb") as file:
        file.seek(piece.start)
        text = file.read(piece.end - piece.start).decode("utf-8-sig" if piece.start == 0 else "utf-8")
    result = []
    for cells in _rows(text, dialect):
        if len(cells) == width:
            result.append(lines(cells, 0).encode())
        elif cells:
            raise ValueError
    return (b"".join(result),)


def _rows(text: str, dialect: Dialect) -> Iterator[list[str]]:
    """The rows of a piece. Most lines have no quote: cutting those at the delimiter takes a fifth of the csv module's time."""
    special = dialect.header_row_count or dialect.skip_rows or dialect.skip_columns or dialect.skip_initial_space
    if special or dialect.trim != "true" or "\r" in text:
        for _, cells in read(io.StringIO(text, newline=""), dialect).rows:
            yield cells
        return
    delimiter, strip = dialect.delimiter, str.strip
    lines = iter(text.split("\n"))
    quoted: list[str] = []
    reader = records(iter(quoted.pop, None), dialect)
    for line in lines:
        if '"' not in line:
            yield list(map(strip, line.split(delimiter))) if line else []
            continue
        while line.count('"') % 2 and (more := next(lines, None)) is not None:
            line += "\n" + more
        quoted.append(line)
        yield list(map(strip, next(reader)))


def _pieces(tables: Sequence[Table], folder: Path) -> Iterator[_Piece]:
    for number, table in enumerate(tables):
        if not _can_be_cut(table):
            yield _Piece(number, 0, None)
            continue
        start = 0
        with (folder / table.url).open("rb") as file:
            for end in _row_ends(file):
                yield _Piece(number, start, end)
                start = end


def _can_be_cut(table: Table) -> bool:
    """Whether rows can be told apart by counting quotes, and lifted without knowing their number."""
    dialect = table.dialect
    plain = (
        dialect.encoding.replace("_", "-").lower() == "utf-8"
        and dialect.quote_char == '"'
        and dialect.double_quote
        and dialect.comment_prefix is None
        and not set(dialect.line_terminators) - {"\r\n", "\n"}
    )
    return plain and all(_needs_no_number(column) for column in table.schema.columns if not column.suppress_output)


def _needs_no_number(column: Column) -> bool:
    urls = [url for url in (column.about_url, column.property_url, column.value_url) if url is not None]
    named = {name for url in urls for name in parse(url).variables}
    return column.about_url is not None and not column.ordered and not named & {"_row", "_sourceRow"}


def _row_ends(file: io.BufferedIOBase) -> Iterator[int]:
    """Places after line feeds outside quotes, at least a piece apart, and the end of the file."""
    place, odd, last = 0, False, 0
    while block := file.read(_WINDOW):
        if place + len(block) - last >= _PIECE:
            seen = 0
            while (found := block.find(b"\n", seen)) >= 0:
                odd ^= block.count(b'"', seen, found) % 2 == 1
                seen = found + 1
                if not odd:
                    last = place + seen
                    yield last
                    break
            odd ^= block.count(b'"', seen) % 2 == 1
        else:
            odd ^= block.count(b'"') % 2 == 1
        place += len(block)
    if place > last:
        yield place
