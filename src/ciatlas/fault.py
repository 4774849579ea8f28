"""Faults: what is wrong, where, and what was expected; the one form in which every stage reports bad input."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ciatlas.messages import _

SEVERITIES = ("violation", "warning", "info")
_LONGEST_VALUE = 160


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
        where = f"{visible(self.file)}, {self.place}" if self.place else visible(self.file)
        return f"{where}: {self.words}"

    @property
    def place(self) -> str:
        """Row and column in words; empty where the whole file is meant."""
        if self.row is not None and self.column is not None:
            return _("row {row}, column {column}").format(row=self.row, column=visible(self.column))
        if self.row is not None:
            return _("row {row}").format(row=self.row)
        if self.column is not None:
            return _("column {column}").format(column=visible(self.column))
        return ""

    @property
    def words(self) -> str:
        """What is wrong, without where: the value, what was expected, the hint."""
        if self.message:
            said = self.message if self.value is None else _("{value}: {message}").format(value=quoted(self.value), message=self.message)
        elif self.value is None:
            said = _("expected {expected}").format(expected=self.expected)
        else:
            said = _("{value}: expected {expected}").format(value=quoted(self.value), expected=self.expected)
        return _("{message} ({hint})").format(message=said, hint=self.hint) if self.hint else said


def quoted(value: str) -> str:
    """A value between quotation marks, shortened when long, with every character that nobody sees written as an escape."""
    if len(value) > _LONGEST_VALUE:
        value = value[: _LONGEST_VALUE - 1] + "…"
    return repr(value)


def visible(text: str) -> str:
    """A name as it is, or quoted when it holds a character that nobody sees."""
    return text if text.isprintable() else repr(text)


class AtlasError(Exception):
    """Bad input or a failed outside thing, told in one message for people; never shown as a traceback.

    faults: the single faults behind the message, where there are any.
    """

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)
