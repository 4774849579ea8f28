"""Primary and foreign keys over all tables of a group (data model 4.5 and 6.6; tabular metadata 5.5.2).

Only the keys of a run are held in memory, and the references that no key read so far answers. Keys are compared by the cells' texts,
spaces around them set aside.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ciatlas.messages import _
from ciatlas.tables.model import ForeignKey, Table, TableGroup
from ciatlas.tables.nearest import did_you_mean

Key = str | tuple[str, ...]
Target = tuple[str, tuple[str, ...]]
KeyCheck = Callable[[int, Sequence[str]], tuple[int, tuple[str, ...]] | None]

# A guess over a million keys takes half a second; more of them than this nobody reads.
_GUESSES = 200


@dataclass(slots=True)
class KeySet:
    """The keys that some columns of a table give, each with the first row that has it."""

    url: str
    columns: tuple[str, ...]
    rows: dict[Key, int] = field(default_factory=dict)


KeySets = Mapping[Target, KeySet]


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference to a key that was not read yet. column: title of the referencing column. target: the table and columns of the key."""

    table: str
    row: int
    column: str
    key: Key
    target: Target


def key_sets(group: TableGroup) -> KeySets:
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


def compile_key_checks(table: Table, positions: Mapping[str, int], sets: KeySets) -> list[KeyCheck]:
    """A function for each key of a table, from a row's number and cells to a duplicate: (first row, columns), or None.

    The functions add the row's keys to the sets.
    """
    return [_key_check(keys, positions) for keys in sets.values() if keys.url == table.url and positions.keys() >= set(keys.columns)]


def compile_reference_checks(
    table: Table, positions: Mapping[str, int], sets: KeySets, references: list[Reference]
) -> list[Callable[[int, Sequence[str]], None]]:
    """A function for each foreign key of a table, which adds the references of a row that no key answers so far to the list."""
    return [
        _reference_check(table, key, positions, sets, references)
        for key in table.schema.foreign_keys
        if key.resource is not None and positions.keys() >= set(key.columns)
    ]


def unanswered(references: Iterable[Reference], sets: KeySets, unread: Collection[str]) -> Iterator[Reference]:
    """The references that dangle once every table is read, those to tables that could not be read left out."""
    for reference in references:
        if reference.target[0] not in unread and reference.key not in sets[reference.target].rows:
            yield reference


def hint(reference: Reference, sets: KeySets, guesses: int) -> str:
    """How a dangling reference may be mended: the table that has such a key, else the nearest key. guesses: how many were made."""
    for (url, columns), keys in sets.items():
        if url != reference.target[0] and len(columns) == 1 and reference.key in keys.rows:
            return _("there is such a row in {file}").format(file=url)
    if isinstance(reference.key, tuple) or guesses >= _GUESSES:
        return ""
    return did_you_mean(reference.key, sets[reference.target].rows.keys())


def _key_check(keys: KeySet, positions: Mapping[str, int]) -> KeyCheck:
    places = [positions[name] for name in keys.columns]
    rows, columns = keys.rows, keys.columns

    def check(row: int, cells: Sequence[str]) -> tuple[int, tuple[str, ...]] | None:
        key = _key(cells, places)
        if key is None:
            return None
        first = rows.setdefault(key, row)
        return (first, columns) if first != row else None

    return check


def _reference_check(
    table: Table, key: ForeignKey, positions: Mapping[str, int], sets: KeySets, references: list[Reference]
) -> Callable[[int, Sequence[str]], None]:
    target = (key.resource or "", key.referenced_columns)
    known = sets[target].rows
    places = [positions[name] for name in key.columns]
    separator = table.schema.column(key.columns[0]).separator if len(key.columns) == 1 else None
    column = ", ".join(table.schema.column(name).title for name in key.columns)

    def check(row: int, cells: Sequence[str]) -> None:
        wanted = _key(cells, places)
        if wanted is None or wanted in known:
            return
        for item in wanted.split(separator) if separator and isinstance(wanted, str) else [wanted]:
            item = item.strip(" ") if isinstance(item, str) else item
            if item and item not in known:
                references.append(Reference(table.url, row, column, item, target))

    return check


def _key(cells: Sequence[str], places: Sequence[int]) -> Key | None:
    """A text for one cell, a tuple for more; None when one of them is empty. A space around a text is a fault, but no other key."""
    if len(places) == 1:
        return cells[places[0]].strip(" ") or None
    key = tuple(cells[place].strip(" ") for place in places)
    return key if all(key) else None
