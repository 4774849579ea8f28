"""What a validating processor reports of tables, by the standard alone (data model, 4.6 and 6.4; tabular metadata, 5.5).

``check`` says more, and in the words of those who keep the tables; this says what every other validator says too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ciatlas.fault import Fault
from ciatlas.messages import _, ngettext
from ciatlas.tables.cell import Cell, compile_cell
from ciatlas.tables.dialect import Lines
from ciatlas.tables.model import Table, TableGroup

Open = Callable[[Table], tuple[Table, Lines, str | None]]
Key = tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class _Keys:
    """The values that some columns of a table have, row by row."""

    columns: tuple[str, ...]
    found: Counter[Key] = field(default_factory=Counter)


def validate(group: TableGroup, open_table: Open) -> Iterator[Fault]:
    """The faults of all tables of a group: headers, cells, required cells, primary and foreign keys.

    open_table: gives a table with a column for each one of its file, the rows, and what does not fit in the header.
    """
    foreign_keys = [key for table in group.tables for key in table.schema.foreign_keys]
    referenced = {(key.resource, key.referenced_columns): _Keys(key.referenced_columns) for key in foreign_keys}
    referring: list[tuple[str, int, tuple[str, ...], Key, tuple[str | None, tuple[str, ...]]]] = []
    for described in group.tables:
        table, lines, fault = open_table(described)
        if fault is not None:
            yield Fault("header", table.url, 1, None, None, fault)
        targets = [keys for (url, _columns), keys in referenced.items() if url == table.url]
        primary: Counter[Key] = Counter()
        columns = {column.name: (column, compile_cell(column)) for column in table.schema.source_columns}
        for number, cells in lines.rows:
            if len(cells) > len(columns):
                expected = ngettext("{number} cell, not {found}", "{number} cells, not {found}", len(columns))
                yield Fault("cells", table.url, number, None, None, expected.format(number=len(columns), found=len(cells)))
            parsed: dict[str, Cell] = {}
            for place, (name, (column, parse)) in enumerate(columns.items()):
                parsed[name] = parse(cells[place] if place < len(cells) else "")
                for text, expected in parsed[name].faults:
                    yield Fault("cell", table.url, number, column.title, text, expected)
            if table.schema.primary_key:
                key = _key(parsed, table.schema.primary_key)
                primary[key] += 1
                if primary[key] == 2:
                    yield Fault("primary-key", table.url, number, None, str(key), _("a key that no other row has"))
            for keys in targets:
                keys.found[_key(parsed, keys.columns)] += 1
            for foreign in table.schema.foreign_keys:
                # The standard exempts no empty reference (W3C test 034); ciatlas's own check does.
                target = (foreign.resource, foreign.referenced_columns)
                referring.append((table.url, number, foreign.columns, _key(parsed, foreign.columns), target))
    for url, number, names, key, target in referring:
        if referenced[target].found[key] != 1:
            yield Fault("foreign-key", url, number, ", ".join(names), str(key), _("the key of exactly one row of {file}").format(file=target[0]))


def _key(parsed: dict[str, Cell], columns: Sequence[str]) -> Key:
    return tuple(tuple(value.lexical for value in parsed[name].values) for name in columns)
