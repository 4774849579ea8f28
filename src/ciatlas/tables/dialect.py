"""Reading a CSV file into rows, as a stream, in the dialect that its metadata describes (tabular data model, section 8)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

from ciatlas.fault import AtlasError, Fault
from ciatlas.messages import _
from ciatlas.tables.model import Dialect

# Python's own limit (131,072 characters) is less than a long description with its sources may have.
csv.field_size_limit(1 << 24)


@dataclass(frozen=True, slots=True)
class Lines:
    """A table's text cut into rows.

    header: the header rows. rows: (number, cells) of each row; the number counts all rows of the file from 1, a quoted cell
    with line breaks being one row, as a spreadsheet counts. comments: texts of comment lines and skipped rows met so far.
    """

    header: list[list[str]]
    rows: Iterator[tuple[int, list[str]]]
    comments: list[str] = field(default_factory=list)


def open_text(path: Path, dialect: Dialect, file: str | None = None) -> IO[str]:
    """The file as a stream of text, its line ends kept, a byte order mark left out.

    file: how faults name it. Raises AtlasError when it is missing, a directory, or not readable; reading from the stream
    raises UnicodeDecodeError where the bytes are not of the dialect's encoding.
    """
    name = file or path.name
    encoding = "utf-8-sig" if dialect.encoding.replace("_", "-").lower() in ("utf-8", "utf8") else dialect.encoding
    try:
        return path.open(encoding=encoding, newline="")
    except OSError as error:
        expected = _("a CSV file, not a directory") if path.is_dir() else _("a readable CSV file ({reason})").format(reason=error.strerror)
        fault = Fault("file", name, None, None, None, expected)
        raise AtlasError(str(fault), [fault]) from None


def records(text: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    """The rows of a text, each a list of cells, untrimmed; an empty line is an empty list.

    text: lines with their ends. Raises csv.Error where quotes are not closed or a text follows a closing quote.
    ValueError when the dialect has a delimiter, or quote character, of more than one character.
    """
    for name, value in (("delimiter", dialect.delimiter), ("quoteChar", dialect.quote_char)):
        if value is not None and len(value) != 1:
            raise ValueError(_("a {name} of one character, not {value}").format(name=name, value=repr(value)))
    quoted = dialect.quote_char is not None
    return csv.reader(
        _terminated(text, dialect.line_terminators) if set(dialect.line_terminators) - {"\r\n", "\n", "\r"} else text,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote_char,
        quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
        doublequote=dialect.double_quote,
        escapechar=None if dialect.double_quote else "\\",
        skipinitialspace=dialect.skip_initial_space,
        strict=True,
    )


def reader_fault(error: csv.Error) -> str:
    """In our words why a text cannot be cut into cells; in those of Python's reader where it says something else than what is known."""
    text = str(error)
    if text == "unexpected end of data":
        return _("a quotation mark that opens a cell is never closed")
    if " expected after " in text:
        return _("a text follows the quotation mark that closes a cell")
    if text.startswith("field larger than field limit"):
        return _("a cell has more than {number} characters").format(number=csv.field_size_limit())
    return text


def _terminated(text: Iterable[str], terminators: tuple[str, ...]) -> Iterator[str]:
    # Lines end where the dialect says; they are few and odd, so the whole text is read at once.
    rest = "".join(text)
    for terminator in terminators:
        rest = rest.replace(terminator, "\n")
    return iter(rest.splitlines(keepends=True))


def read_rows(path: Path, dialect: Dialect, file: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """All rows of a file with their numbers, the header with them, the cells as they are written, as a stream.

    Raises what open_text() and records() raise.
    """
    with open_text(path, dialect, file) as text:
        yield from enumerate(records(text, dialect), 1)


def read(text: Iterable[str], dialect: Dialect) -> Lines:
    """Cuts a text into header and rows: skipped rows, comments and blank rows out, cells trimmed, skipped columns left out.

    Raises csv.Error and ValueError as records() does, while the rows are taken.
    """
    comments: list[str] = []
    numbered = enumerate(records(text, dialect), 1)
    for _number, cells in islice(numbered, dialect.skip_rows):
        if joined := dialect.delimiter.join(cells):
            comments.append(joined)
    kept = _uncommented(numbered, dialect, comments) if dialect.comment_prefix or dialect.skip_blank_rows else numbered
    rows = _trimmed(kept, dialect)
    header = [cells for _number, cells in islice(rows, dialect.header_row_count)]
    return Lines(header, rows, comments)


def _uncommented(
    numbered: Iterable[tuple[int, list[str]]], dialect: Dialect, comments: list[str]
) -> Iterator[tuple[int, list[str]]]:
    prefix = dialect.comment_prefix
    for number, cells in numbered:
        if prefix and cells and cells[0].startswith(prefix):
            comments.append(dialect.delimiter.join(cells)[len(prefix) :].strip())
        elif not dialect.skip_blank_rows or any(cells):
            yield number, cells


def _trimmed(rows: Iterable[tuple[int, list[str]]], dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    strip = {"true": str.strip, "start": str.lstrip, "end": str.rstrip}.get(dialect.trim)
    skip = dialect.skip_columns
    for number, cells in rows:
        if skip:
            cells = cells[skip:]
        yield number, cells if strip is None else list(map(strip, cells))
