"""What the cells of one row must be to each other, as the metadata annotates it in SHACL's words (common properties, tabular metadata 5.8).

On a column, ``sh:lessThanOrEquals`` names the columns whose value must not be less; dates of different precision are compared as far as
both go. ``sh:minInclusive`` and ``sh:maxInclusive`` bound a year (CSVW's own bounds are for whole dates only, say its other tools).
On a table, each object of ``sh:property`` has the columns in ``sh:alternativePath`` of which at least ``sh:minCount`` and at most
``sh:maxCount`` have a value. All mean what they mean in SHACL 4.5.4, 4.3, 4.2 and 2.3.1.2, said of columns; other CSVW tools ignore them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from ciatlas.messages import _, ngettext
from ciatlas.tables.datatype import is_numeric, is_temporal
from ciatlas.tables.model import Table

SHACL = "http://www.w3.org/ns/shacl#"

_INTEGER = re.compile(r"-?\d{4,9}", re.ASCII)
_DATE = re.compile(r"\d{4,}(-\d\d){0,2}", re.ASCII)


class RowFault(NamedTuple):
    """What is wrong between cells: the rule, the name of the column to look at, its text, what was expected."""

    rule: str
    column: str
    value: str | None
    expected: str


RowCheck = Callable[[Sequence[str]], list[RowFault]]


def compile_row_checks(table: Table, positions: dict[str, int]) -> list[RowCheck]:
    """A function per annotation, each from the cells of a row to its faults.

    positions: name of a column -> place of its cell in a row. An annotation on a column that is not there is left out.
    """
    checks = []
    for column in table.schema.source_columns:
        low, high = (column.annotations.get(SHACL + bound) for bound in ("minInclusive", "maxInclusive"))
        if column.name in positions and (low is not None or high is not None):
            checks.append(_range_check(column.name, low, high, positions))
        for other in _texts(column.annotations.get(SHACL + "lessThanOrEquals")):
            if column.name in positions and other in positions:
                checks.append(_order_check(table, column.name, other, positions))
    rules = table.annotations.get(SHACL + "property", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        names = [name for name in _texts(rule.get(SHACL + "alternativePath")) if name in positions]
        if names:
            checks.append(_count_check(names, rule.get(SHACL + "minCount", 0), rule.get(SHACL + "maxCount"), positions))
    return checks


def _range_check(name: str, low: int | None, high: int | None, positions: dict[str, int]) -> RowCheck:
    place = positions[name]
    if high is None:
        expected = _("at least {bound}").format(bound=low)
    elif low is None:
        expected = _("at most {bound}").format(bound=high)
    else:
        expected = _("from {low} to {high}").format(low=low, high=high)

    def check(cells: Sequence[str]) -> list[RowFault]:
        # A text that is no number at all is a fault of its datatype.
        number = _INTEGER.fullmatch(cells[place])
        if number is None or (low is None or int(number[0]) >= low) and (high is None or int(number[0]) <= high):
            return []
        return [RowFault("range", name, cells[place], expected)]

    return check


def _order_check(table: Table, first: str, second: str, positions: dict[str, int]) -> RowCheck:
    base = table.schema.column(first).datatype.base
    exceeds = _later if is_temporal(base) else _greater if is_numeric(base) else str.__gt__
    start, end = positions[first], positions[second]

    def check(cells: Sequence[str]) -> list[RowFault]:
        if cells[start] and cells[end] and exceeds(cells[start], cells[end]):
            expected = _("no later than {column}, which is {value}") if exceeds is _later else _("at most {column}, which is {value}")
            return [RowFault("order", first, cells[start], expected.format(column=second, value=cells[end]))]
        return []

    return check


def _count_check(names: list[str], least: int, most: int | None, positions: dict[str, int]) -> RowCheck:
    places = [positions[name] for name in names]
    listed = ", ".join(names)

    def check(cells: Sequence[str]) -> list[RowFault]:
        filled = [name for name, place in zip(names, places, strict=True) if cells[place]]
        if len(filled) >= least and (most is None or len(filled) <= most):
            return []
        if least == most:
            expected = ngettext("exactly {number} of {columns} filled in", "exactly {number} of {columns} filled in", least)
            number = least
        elif len(filled) < least:
            expected, number = ngettext("at least {number} of {columns} filled in", "at least {number} of {columns} filled in", least), least
        else:
            number = most or 0
            expected = ngettext("at most {number} of {columns} filled in", "at most {number} of {columns} filled in", number)
        column = filled[number] if len(filled) > number else names[0]
        return [RowFault("count", column, cells[positions[column]], expected.format(number=number, columns=listed))]

    return check


def _later(first: str, second: str) -> bool:
    one, other = _DATE.match(first), _DATE.match(second)
    if one is None or other is None:
        return False
    start, end = [int(part) for part in one[0].split("-")], [int(part) for part in other[0].split("-")]
    common = min(len(start), len(end))
    return start[:common] > end[:common]


def _greater(first: str, second: str) -> bool:
    try:
        return Decimal(first) > Decimal(second)
    except InvalidOperation:
        return False


def _texts(value: Any) -> list[str]:
    items = value if isinstance(value, list) else [] if value is None else [value]
    return [item["@value"] if isinstance(item, dict) else item for item in items]
