"""Primary and foreign keys over all tables of a group (data model 4.5 and 6.6; tabular metadata 5.5.2).

Only the keys of a run are held in memory, and the references that no key read so far answers. Keys are compared by the cells' texts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ciatlas.messages import _
from ciatlas.tables.model import Column, Table, TableGroup
from ciatlas.tables.nearest import did_you_mean

Key = str | tuple[str, ...]

# A guess over a million keys takes half a second; more of them than this nobody reads.
_GUESSES = 200


@dataclass(slots=True)
class KeySet:
    """The keys that some columns of a table give, each with the first row that has it."""

    url: str
    columns: tuple[str, ...]
    rows: dict[Key, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a key that was not read yet. column: number of the referencing column in its table, from 0."""

    table: str
    row: int
    column: str
    key: Key
    target: tuple[str, tuple[str, ...]]


def key_sets(group: TableGroup) -> dict[tuple[str, tuple[str, ...]], KeySet]:
    """An empty key set for each primary key and each group of columns that a foreign key refers to."""
    wanted = {(table.url, table.schema.primary_key) for table in group.tables if table.schema.primary_key}
    wanted |= {(key.resource, key.referenced_columns) for table in group.tables for key in table.schema.foreign_keys if key.resource}
    return {target: KeySet(*target) for target in sorted(wanted)}


def reading_order(group: TableGroup) -> list[Table]:
    """The tables, referenced ones before referring ones where there is no circle, so that few references stay open."""
    tables = {table.url: table for table in group.tables}
    done: dict[str, Table] = {}
    open_: set[str] = set()

    def visit(table: Table) -> None:
        if table.url in done or table.url in open_:
            return
        open_.add(table.url)
        for key in table.schema.foreign_keys:
            if key.resource in tables:
                visit(tables[key.resource])
        done[table.url] = table

    for table in group.tables:
        visit(table)
    return list(done.values())


def key_of(cells: Sequence[str]) -> Key | None:
    """The key that some cells of a row give: a text for one cell, a tuple for more; None when one of them is empty."""
    if len(cells) == 1:
        return cells[0] or None
    return tuple(cells) if all(cells) else None


def referenced(column: Column, cell: str) -> Iterator[str]:
    """The keys that one cell refers to: each item of a cell with a separator, else the cell itself."""
    if column.separator is None:
        yield cell
    else:
        yield from (item for item in cell.split(column.separator) if item)


def hint(reference: Reference, sets: dict[tuple[str, tuple[str, ...]], KeySet], guesses: int) -> str:
    """How a dangling reference may be mended: the table that has such a key, else the nearest key. guesses: how many were made."""
    for (url, columns), keys in sets.items():
        if url != reference.target[0] and len(columns) == 1 and reference.key in keys.rows:
            return _("there is such a row in {file}").format(file=url)
    if isinstance(reference.key, tuple) or guesses >= _GUESSES:
        return ""
    return did_you_mean(reference.key, sets[reference.target].rows)
