"""What can be wrong with a table's file before its first cell is read: absent, no file, not readable, not in its encoding, BOM, NUL."""

from __future__ import annotations

import codecs
import csv
import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ciatlas.messages import _
from ciatlas.tables.model import Dialect

_PIECE = 1 << 20


class FileFault(NamedTuple):
    """What is wrong with a file. readable: whether its rows can be read all the same."""

    rule: str
    row: int | None
    expected: str
    hint: str
    readable: bool


def file_faults(path: Path, dialect: Dialect) -> list[FileFault]:
    """The faults of a file as a whole; none for a file that can be read row by row. Reads it in pieces."""
    if not path.exists() and not path.is_symlink():
        return [FileFault("missing-file", None, _("a file: the metadata describes a table of this name"), _neighbour(path), False)]
    if path.is_dir():
        return [FileFault("not-a-file", None, _("a file"), _("it is a directory"), False)]
    if path.exists() and not path.is_file():
        return [FileFault("not-a-file", None, _("an ordinary file"), "", False)]
    try:
        return _content_faults(path, dialect)
    except PermissionError:
        return [FileFault("unreadable", None, _("a file that can be read"), _("its permissions forbid it"), False)]
    except OSError as error:
        return [FileFault("unreadable", None, _("a file that can be read"), os.strerror(error.errno) if error.errno else str(error), False)]


def _content_faults(path: Path, dialect: Dialect) -> list[FileFault]:
    faults: list[FileFault] = []
    decoder = codecs.getincrementaldecoder(dialect.encoding)()
    position = 0
    null: int | None = None
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) and "16" not in dialect.encoding:
            hint = _("it is UTF-16; save it as CSV UTF-8")
            return [FileFault("encoding", None, _encoded(dialect), hint, False)]
        if start.startswith(codecs.BOM_UTF8):
            expected, hint = _("no byte order mark"), _("save it as UTF-8 without BOM")
            faults.append(FileFault("byte-order-mark", 1, expected, hint, True))
        file.seek(0)
        while piece := file.read(_PIECE):
            if null is None and b"\0" in piece and "16" not in dialect.encoding:
                null = position + piece.index(b"\0")
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                return [*faults, _undecodable(path, dialect, position - pending + error.start, error.object[error.start])]
            position += len(piece)
        pending = len(decoder.getstate()[0])
        if pending:
            return [*faults, _undecodable(path, dialect, position - pending, decoder.getstate()[0][0])]
    if null is not None:
        hint = _("byte {byte} of the file is NUL (0x00); delete it").format(byte=null + 1)
        faults.append(FileFault("nul", _row_at(path, dialect, null), _("text without NUL characters"), hint, False))
    return faults


def _undecodable(path: Path, dialect: Dialect, offset: int, byte: int) -> FileFault:
    hint = _("byte {byte} of the file is 0x{value:02X}; save it as CSV UTF-8").format(byte=offset + 1, value=byte)
    return FileFault("encoding", _row_at(path, dialect, offset), _encoded(dialect), hint, False)


def _encoded(dialect: Dialect) -> str:
    return _("text in {encoding}").format(encoding=dialect.encoding.upper())


def _row_at(path: Path, dialect: Dialect, offset: int) -> int | None:
    """The spreadsheet's row that holds a byte of the file; None where the text before it cannot be cut into cells."""
    try:
        return sum(1 for _cells in csv.reader(_lines_to(path, dialect, offset), delimiter=dialect.delimiter, quotechar=dialect.quote_char))
    except csv.Error:
        return None


def _lines_to(path: Path, dialect: Dialect, offset: int) -> Iterator[str]:
    """The lines of a file up to the one that holds a byte, whatever in them cannot be read replaced."""
    position = 0
    with path.open("rb") as file:
        while position <= offset and (line := file.readline()):
            position += len(line)
            yield line.decode(dialect.encoding, errors="replace").replace("\0", "")


def _neighbour(path: Path) -> str:
    """A file beside it whose name differs only in letter case or an ending."""
    if not path.parent.is_dir():
        return ""
    for other in sorted(path.parent.iterdir()):
        if other.name.casefold() == path.name.casefold() or other.stem == path.stem and other.suffix in (".txt", ".xlsx", ".ods", ".tsv"):
            return _("there is {file}").format(file=other.name)
    return ""
