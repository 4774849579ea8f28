"""Each table as CSV in the reader's language, to open in a spreadsheet (RFC 4180)."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

from ciatlas.publish.forms.sheets import Cell, Sheet
from ciatlas.tables.spreadsheet import is_formula


def write(sheets: Iterable[Sheet], folder: Path) -> list[Path]:
    """Writes ``<table>.csv`` for each sheet into `folder`, which is made; gives the paths. Raises OSError when the disk is full.

    The files begin with a byte order mark, without which Excel takes Hebrew for Latin letters.
    """
    folder.mkdir()
    paths = []
    for sheet in sheets:
        path = folder / f"{sheet.name}.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(map(harmless, sheet.header))
            writer.writerows([harmless(cell) for cell in row] for row in sheet.rows)
        paths.append(path)
    return paths


def harmless(cell: Cell) -> str:
    """The cell's text with an apostrophe before it where a spreadsheet would run it as a formula; without NUL, which ends a text for many readers."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    text = cell.replace("\x00", "")
    return f"'{text}" if is_formula(text) else text
