"""Copies of the atlas with changes that a person would make to its tables."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

Row = dict[str, str]


def edit(folder: Path, table: str, change: Callable[[list[Row]], list[Row] | None]) -> None:
    """Changes the rows of one table of a folder; what `change` gives, or the rows as it left them, are written back."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, header = list(reader), list(reader.fieldnames or ())
    kept = change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows if kept is None else kept)


def row(rows: list[Row], id: str) -> Row:
    return next(one for one in rows if one["id"] == id)


def retire(project: Path, *lines: str) -> None:
    """Adds rows to the table of retired addresses."""
    path = project / "data" / "retired.csv"
    path.write_text(path.read_text(encoding="utf-8") + "".join(f"{line}\n" for line in lines), encoding="utf-8")
