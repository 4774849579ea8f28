"""Checks against public pages: rows drawn at random, and what was found of each, apart from the collecting.

The tables lie beside an edition's data and have a CSVW description of their own, since they tell of the rows as they were when
they were checked: a row may have been corrected, renamed or taken out since.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from ciatlas.fault import AtlasError, Fault
from ciatlas.messages import _
from ciatlas.project import Edition, Project
from ciatlas.tables import check, csv2rdf, metadata
from ciatlas.tables.datatype import enumeration
from ciatlas.tables.dialect import open_text
from ciatlas.tables.dialect import read as read_rows
from ciatlas.tables.model import Table, TableGroup

CHECKS, ROWS = "checks.csv", "checked.csv"


@dataclass(frozen=True, slots=True)
class Finding:
    """A line on a checked row. number: of the line, from 1, in which the IRI of its annotation ends. kind, id: the thing that the row is of.

    column, in_table, on_page: where a fact is wrong, which, and what stood where. source: the page, empty where none was found. note: in English.
    """

    number: int
    kind: str
    id: str
    verdict: str
    column: str
    in_table: str
    on_page: str
    source: str
    note: str


_CELLS = tuple(field.name for field in fields(Finding))[1:]


@dataclass(frozen=True, slots=True)
class Check:
    """One check. date: ``YYYY-MM-DD``. titles, methods: text by language.

    kinds, verdicts: the words of the columns of that name, in the order of their description.
    rows: how many rows of a kind of thing (``organization``) have a verdict (``supported``), by (kind, verdict).
    findings: all lines, in the order of the table.
    """

    id: str
    date: str
    titles: Mapping[str, str]
    methods: Mapping[str, str]
    kinds: tuple[str, ...]
    verdicts: tuple[str, ...]
    rows: Mapping[tuple[str, str], int]
    findings: tuple[Finding, ...]


def table_faults(project: Project, edition: Edition) -> list[Fault]:
    """All faults of the cells of the two tables; none for an edition without checks. Raises AtlasError with those of the metadata file."""
    if edition.checks is None:
        return []
    group, folder = _group(project, edition.checks), edition.checks.parent
    return [*group.warnings, *check.check(group, folder, project.relative(folder))]


def read(project: Project, edition: Edition) -> tuple[Check, ...]:
    """The checks of an edition, the newest first; none for an edition without.

    Raises AtlasError when a table cannot be read; its faults are table_faults().
    """
    if edition.checks is None:
        return ()
    try:
        return tuple(reversed(_read(project, edition.checks)))
    except (UnicodeDecodeError, csv.Error, LookupError) as error:
        raise AtlasError(
            _("{folder}: the checks of rows cannot be read; `ciatlas check` tells where they are not as {file} describes them").format(
                folder=project.relative(edition.checks.parent), file=edition.checks.name
            )
        ) from error


def _read(project: Project, path: Path) -> list[Check]:
    tables = {table.url: table for table in _group(project, path).tables}
    findings: dict[str, list[Finding]] = {}
    for number, cell in enumerate(_cells(tables[ROWS], path.parent), 1):
        findings.setdefault(cell.pop("check"), []).append(Finding(number, *(cell.get(name, "") for name in _CELLS)))
    words = {column.name: enumeration(column.datatype) or () for column in tables[ROWS].schema.source_columns}
    return [
        Check(
            cell["id"],
            cell["date"],
            _texts(tables[CHECKS], cell, "title"),
            _texts(tables[CHECKS], cell, "method"),
            words["kind"],
            words["verdict"],
            _counts(findings.get(cell["id"], ())),
            tuple(findings.get(cell["id"], ())),
        )
        for cell in _cells(tables[CHECKS], path.parent)
    ]


def _counts(findings: Iterable[Finding]) -> Counter[tuple[str, str]]:
    verdicts: dict[tuple[str, str], set[str]] = {}
    for one in findings:
        verdicts.setdefault((one.kind, one.id), set()).add(one.verdict)
    return Counter((kind, verdict(found)) for (kind, _), found in verdicts.items())


def verdict(found: set[str]) -> str:
    """What the lines on one row come to: wrong where one fact is, not found where nothing was, partly where something was not, else supported."""
    if "wrong" in found:
        return "wrong"
    if found == {"not-found"}:
        return "not-found"
    return "supported" if found == {"supported"} else "partly"


def lift(project: Project, edition: Edition) -> Iterator[str]:
    """The checks as N-Triples, in texts of some lines each: annotations of quality (W3C DQV, 5.5) whose target is the row's thing.

    Raises AtlasError when a table cannot be read; its faults are table_faults().
    """
    if edition.checks is not None:
        for table in _group(project, edition.checks).tables:
            yield from csv2rdf.lift(table, edition.checks.parent / table.url)


def _group(project: Project, path: Path) -> TableGroup:
    return metadata.read(path, project.relative(path))


def _cells(table: Table, folder: Path) -> Iterator[dict[str, str]]:
    columns = [column.name for column in table.schema.source_columns]
    with open_text(folder / table.url, table.dialect) as text:
        for _, cells in read_rows(text, table.dialect).rows:
            yield dict(zip(columns, cells))


def _texts(table: Table, cell: Mapping[str, str], name: str) -> dict[str, str]:
    return {column.lang: cell[column.name] for column in table.schema.source_columns if column.name.partition("_")[0] == name}
