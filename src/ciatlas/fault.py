"""Faults: what is wrong, where, and what was expected; the one form in which every stage reports bad input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault in the input.

    rule: short stable name of what was broken, for example ``datatype`` or ``foreign-key``.
    file: path relative to the project's root, with forward slashes.
    row: number as a spreadsheet shows it (the header is row 1), or None where no single row is meant.
    column: the column's title as the header spells it, or None.
    value: the cell's text, or None where there is none.
    expected: one plain sentence part: what would have been right.
    hint: where helpful, the nearest allowed value or the way to mend it.
    severity: ``violation`` (must not be published), ``warning`` or ``info``, as in SHACL 2.1.4.
    message: where a shape says it in a whole sentence, that sentence, in place of ``expected``.
    """

    rule: str
    file: str
    row: int | None
    column: str | None
    value: str | None
    expected: str
    hint: str = ""
    severity: str = "violation"
    message: str = ""

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", row {self.row}"
        if self.column is not None:
            where += f", column {self.column}"
        what = "" if self.value is None else f"{self.value!r}: "
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}: {what}{self.message or f'expected {self.expected}'}{hint}"


class AtlasError(Exception):
    """Bad input or a failed outside thing, told in one message for people; never shown as a traceback.

    faults: the single faults behind the message, where there are any.
    """

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)
