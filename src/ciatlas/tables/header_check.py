"""The header of a table against the columns that its metadata describes (data model 6.1; tabular metadata 5.6, titles)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ciatlas.messages import _
from ciatlas.tables.model import Column, Table
from ciatlas.tables.nearest import did_you_mean


class HeaderFault(NamedTuple):
    """What is wrong with a header: the rule, the column's title, the text that stands there, what was expected, how to mend it."""

    rule: str
    column: str | None
    value: str | None
    expected: str
    hint: str = ""


class Header(NamedTuple):
    """A header as it was read. positions: name of a column -> place of its cells in a row; empty when there is no header to speak of."""

    positions: dict[str, int]
    faults: list[HeaderFault]


def match_header(table: Table, cells: Sequence[str]) -> Header:
    """Finds the described columns in a header. Any title of a column will do, in any language; one without titles goes by its name.

    Columns in another order are a fault, but are found, so that their cells can be checked too.
    """
    columns = table.schema.source_columns
    titles = {title: column for column in columns for title in reversed(accepted_titles(column))}
    names = {title: column.name for title, column in titles.items()}
    positions: dict[str, int] = {}
    faults: list[HeaderFault] = []
    unknown: list[str] = []
    for place, cell in enumerate(cells):
        name = names.get(cell)
        if name is None:
            unknown.append(cell)
        elif name in positions:
            faults.append(HeaderFault("repeated-column", cell, cell, _("each column once"), _("remove or rename the second one")))
        else:
            positions[name] = place
    if not positions and columns:
        expected = _("the titles of the columns in the first row: {titles}").format(titles=", ".join(column.title for column in columns))
        return Header({}, [HeaderFault("header", None, table.dialect.delimiter.join(cells), expected, _delimiter_hint(cells, names, table))])
    missing = [column for column in columns if column.name not in positions]
    for column in missing:
        faults.append(HeaderFault("missing-column", column.title, None, _("a column with the title {title}").format(title=column.title)))
    for cell in unknown:
        hint = did_you_mean(cell, [title for column in missing for title in accepted_titles(column)])
        faults.append(HeaderFault("extra-column", cell, cell, _("only columns that the metadata describes"), hint))
    found = sorted(positions, key=positions.__getitem__)
    wanted = [column.name for column in columns if column.name in positions]
    for here, there in zip(found, wanted, strict=True):
        if here != there:
            title = cells[positions[here]]
            faults.append(HeaderFault("column-order", title, title, _("{title} in this place").format(title=table.schema.column(there).title)))
            break
    return Header(positions, faults)


def _delimiter_hint(cells: Sequence[str], names: Mapping[str, str], table: Table) -> str:
    """What spreadsheets in much of Europe do: semicolons between the cells, or tabs."""
    for other in ";\t|":
        if len(cells) == 1 and sum(title.strip('"') in names for title in cells[0].split(other)) > 1:
            return _("the cells are separated by {found}, not by {expected}").format(found=repr(other), expected=repr(table.dialect.delimiter))
    return ""


def accepted_titles(column: Column) -> tuple[str, ...]:
    """The texts that may head a column: its titles in every language; its name when it has none."""
    return tuple(title for titles in column.titles.values() for title in titles) or (column.name,)
