"""Parsing cells: from a cell's text to its values (tabular data model, 6.4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ciatlas.messages import _
from ciatlas.tables.datatype import VERBATIM, parser
from ciatlas.tables.model import Column
from ciatlas.tables.terms import XSD


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a cell: lexical form, IRI of its datatype, language tag of a text (None for ``und`` and other types)."""

    lexical: str
    datatype: str
    language: str | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A parsed cell: its values (none for null), and for each fault the item and what was expected in its place."""

    values: tuple[Value, ...]
    faults: tuple[tuple[str, str], ...] = ()


def normaliser(base: str) -> Callable[[str], str] | None:
    """The treatment of white space that a datatype asks for (steps 1 and 2), or None where the text stays as it is."""
    if base in VERBATIM:
        return None
    if base == "normalizedString":
        return lambda text: text.replace("\r", " ").replace("\n", " ").replace("\t", " ")
    return lambda text: " ".join(text.split())


def compile_cell(column: Column) -> Callable[[str], Cell]:
    """A function from the raw text of one of the column's cells to its parsed values and its faults.

    A text that does not fit the datatype becomes a plain text value, with a fault (step 8).
    """
    normalise = normaliser(column.datatype.base)
    parse = parser(column.datatype)
    iri = column.datatype.iri
    tag = None if column.lang == "und" else column.lang
    language = tag if iri == XSD + "string" else None
    null, default, separator = frozenset(column.null), column.default, column.separator

    def item(text: str, faults: list[tuple[str, str]]) -> Value | None:
        text = text or default
        if text in null:
            return None
        try:
            return Value(parse(text), iri, language)
        except ValueError as error:
            faults.append((text, str(error)))
            return Value(text, XSD + "string", tag)

    def parse_cell(text: str) -> Cell:
        if normalise is not None:
            text = normalise(text)
        text = text or default
        faults: list[tuple[str, str]] = []
        if separator is None:
            values = [item(text, faults)]
        elif text:
            parts = text.split(separator)
            values = [item(part if normalise is None else part.strip(), faults) for part in parts]
        else:
            values = []
        present = tuple(value for value in values if value is not None)
        if column.required and not (present or (separator is not None and text)):
            faults.append((text, _("a value: the cell must not be empty")))
        return Cell(present, tuple(faults))

    return parse_cell
