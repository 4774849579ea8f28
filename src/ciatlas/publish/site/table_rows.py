"""In which row of which table each thing stands, so that a reader who finds a fault knows where to mend it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ciatlas.project import Edition, Project
from ciatlas.tables import trace
from ciatlas.tables.check import file_name
from ciatlas.tables.model import Table, TableGroup


@dataclass(frozen=True, slots=True)
class Row:
    """file: relative to the project. number: the row as a spreadsheet shows it."""

    file: str
    number: int


def rows(project: Project, edition: Edition, group: TableGroup, iris: Iterable[str]) -> dict[str, list[Row]]:
    """IRI -> the rows that speak of it, those of the table of its own kind first. The tables are read once.

    Raises OSError when one cannot be read.
    """
    folder = edition.tables.parent
    name = project.relative(folder)
    starts = {file_name(name, table): _start(table) for table in group.tables}
    patterns = {f"<{iri}>": iri for iri in iris}
    found = trace.cells(group, folder, map(trace.Pattern, patterns), name)
    return {
        iri: sorted((Row(cell.file, cell.row) for cell in found[trace.Pattern(subject)]), key=lambda row: not iri.startswith(starts[row.file]))
        for subject, iri in patterns.items()
    }


def _start(table: Table) -> tuple[str, ...]:
    """What the IRIs of the things of a table begin with: those that most of its columns speak of. Empty where all of an IRI varies."""
    [(about, _number)] = Counter(column.about_url for column in table.schema.columns if column.about_url).most_common(1) or [("", 0)]
    start = about.partition("{")[0]
    return (start,) if start else ()
