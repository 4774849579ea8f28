"""From a statement back to its cell: because columns meet properties in the metadata only, the way can be walked both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ciatlas.tables import uri_template
from ciatlas.tables.check import file_name
from ciatlas.tables.csv2rdf import EndsFunction, SubjectFunction, compile_subjects
from ciatlas.tables.dialect import open_text, read
from ciatlas.tables.model import Column, Table, TableGroup

_TAIL = " .\n"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell, or with column None a whole row. file, row, column and value as in a Fault."""

    file: str
    row: int
    column: str | None
    value: str | None


@dataclass(frozen=True, slots=True)
class Pattern:
    """What to look for: the statements of a subject, or of one property, or the one with that object too; or, without a
    subject, all statements with that object. Terms as N-Triples writes them (``<...>`` or a literal in canonical form)."""

    subject: str | None
    property: str | None = None
    object: str | None = None


_Found = tuple[int, list[Cell]]


@dataclass(frozen=True, slots=True)
class _Way:
    """One column of a table as the way from a row to its statements, and the columns whose cells these statements rest on."""

    property: str | None
    ends_of: EndsFunction
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Thing:
    """What a row speaks of, all that it says of it, and the columns that do."""

    subject_of: SubjectFunction
    ends_of: EndsFunction
    ways: tuple[_Way, ...]


def cells(group: TableGroup, folder: Path, patterns: Iterable[Pattern], name: str = "") -> dict[Pattern, list[Cell]]:
    """The cells that say what each pattern asks for, in the order of tables, rows and columns; one pass over the tables.

    Where no cell says it, the cells of the subject's row that could (an empty one, or one with another value); where there
    is none either, or the pattern has no property, the row. group, folder, name: as for check(). The tables must be readable.
    """
    found: dict[Pattern, list[_Found]] = {pattern: [] for pattern in patterns}
    by_subject: dict[str, list[Pattern]] = {}
    by_object: dict[str, list[Pattern]] = {}
    for pattern in found:
        if pattern.subject is not None:
            by_subject.setdefault(pattern.subject, []).append(pattern)
        elif pattern.object is not None:
            by_object.setdefault(pattern.object, []).append(pattern)
    properties = {pattern.property for asked in by_object.values() for pattern in asked}
    anything = None in properties
    for table in group.tables if found else ():
        titles = [column.title for column in table.schema.source_columns]
        things = _things(table)
        file = file_name(name, table)
        for row, number, raw in _rows(table, folder / table.url):
            for thing in things:
                asked = list(by_subject.get(thing.subject_of(raw, number) or "", ()))
                if by_object:
                    statements = _statements(thing.ends_of(raw, number))
                    asked += (pattern for iri, value in statements if anything or iri in properties for pattern in by_object.get(value, ()))
                for pattern in asked:
                    found[pattern].append(_find(pattern, thing.ways, raw, number, file, row, titles))
    return {pattern: _best(places) for pattern, places in found.items()}


def _rows(table: Table, path: Path) -> Iterator[tuple[int, int, Sequence[str]]]:
    """(row as a spreadsheet shows it, number among the data rows, cells) of each row."""
    with open_text(path, table.dialect) as text:
        width = len(table.schema.source_columns)
        for number, (row, raw) in enumerate(read(text, table.dialect).rows, 1):
            yield row, number, [*raw, *[""] * (width - len(raw))]


def _things(table: Table) -> list[_Thing]:
    columns = [column for column in table.schema.columns if not column.suppress_output]
    ways: dict[str | None, list[_Way]] = {column.about_url: [] for column in columns}
    for column in columns:
        alone = tuple(one if one is column else replace(one, suppress_output=True) for one in table.schema.columns)
        [(_subject_of, ends_of)] = compile_subjects(replace(table, schema=replace(table.schema, columns=alone)), _TAIL)
        fixed = column.property_url is not None and "{" not in column.property_url
        ways[column.about_url].append(_Way(f"<{column.property_url}>" if fixed else None, ends_of, _rests_on(table, column)))
    whole = compile_subjects(table, _TAIL)
    return [_Thing(subject_of, ends_of, tuple(of_thing)) for (subject_of, ends_of), of_thing in zip(whole, ways.values(), strict=True)]


def _rests_on(table: Table, column: Column) -> tuple[int, ...]:
    """The places of the cells that a column's statements come from: its own, or for a virtual one those that it names."""
    if not column.virtual:
        return (column.number - 1,)
    names = {*column.requires, *column.derived_from}
    # Where even the property stands in the row, the row says a statement as it is, and its subject is a part of it.
    row_says_all = column.about_url if column.property_url and "{" in column.property_url else None
    for template in (column.value_url, column.property_url, row_says_all):
        names |= set(uri_template.parse(template).variables) if template else set()
    return tuple(one.number - 1 for one in table.schema.source_columns if one.name in names)


def _statements(ends: Iterable[str]) -> Iterator[tuple[str, str]]:
    """(property, object) of each statement whose line ends so."""
    for end in ends:
        iri, _, value = end.splitlines()[0].removesuffix(_TAIL.rstrip("\n")).strip().partition(" ")
        yield iri, value


def _find(
    pattern: Pattern, ways: Sequence[_Way], raw: Sequence[str], number: int, file: str, row: int, titles: Sequence[str]
) -> _Found:
    """What a row has for a pattern, and how well it fits: 0 the row says it, 1 it could, 2 it is about the subject."""
    says: set[int] = set()
    could: set[int] = set()
    if pattern.property is not None or pattern.object is not None:
        for way in ways:
            if any(pattern.property in (None, iri) and pattern.object in (None, value) for iri, value in _statements(way.ends_of(raw, number))):
                says |= set(way.cells)
            elif pattern.property is not None and way.property == pattern.property:
                could |= set(way.cells)
    places = [Cell(file, row, titles[place], raw[place]) for place in sorted(says or could)]
    return (0 if says else 1, places) if places else (2, [Cell(file, row, None, None)])


def _best(found: Sequence[_Found]) -> list[Cell]:
    best = min((rank for rank, _ in found), default=0)
    return list(dict.fromkeys(cell for rank, places in found if rank == best for cell in places))
