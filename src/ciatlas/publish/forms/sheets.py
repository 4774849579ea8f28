"""The tables as people read them: codes by what they are called in the reader's language, with each thing's IRI first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from ciatlas import messages
from ciatlas.messages import _
from ciatlas.project import Edition, Project
from ciatlas.publish.forms.reading import Reading
from ciatlas.rdf.namespaces import WELL_KNOWN
from ciatlas.tables.cell import Value, compile_cell
from ciatlas.tables.dialect import open_text, read
from ciatlas.tables.model import Column, Table, TableGroup
from ciatlas.tables.templates import Cells, compile_template

Cell = str | int | Decimal | date | None

_TITLES = (WELL_KNOWN["dc11"] + "title", WELL_KNOWN["dcterms"] + "title")
_WHOLE = frozenset({"integer", "long", "int", "short", "nonNegativeInteger", "positiveInteger", "gYear"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table in one language. name: of the table's file without its ending. header and each row have the same length."""

    name: str
    title: str
    header: list[str]
    rows: list[list[Cell]]


def rows(table: Table, path: Path) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table's file, numbered from 1, their cells as written; short rows are filled with empty cells."""
    width = len(table.schema.source_columns)
    with open_text(path, table.dialect) as text:
        for number, (_row, cells) in enumerate(read(text, table.dialect).rows, 1):
            yield number, [*cells, *[""] * (width - len(cells))]


def table_title(table: Table, language: str) -> str:
    """The table's title in the language, else in any; the name of its file where it has none."""
    texts = [text for key in _TITLES for text in table.annotations.get(key) or () if isinstance(text, Mapping) and "@value" in text]
    chosen = next((text for text in texts if text.get("@language") == language), texts[0] if texts else None)
    return chosen["@value"] if chosen else Path(table.url).stem


def column_title(column: Column, language: str) -> str:
    """The longest-worded title of a column in the language: the last one given, the first being that of the file; else its name."""
    titles = column.titles.get(language) or column.titles.get("und") or ()
    return titles[-1] if titles else column.name.replace("_", " ")


def sheet(project: Project, edition: Edition, reading: Reading, group: TableGroup, table: Table, language: str) -> Sheet:
    """Reads the file of one of the group's tables, which was checked before, and says it in the language.

    A code is replaced by its concept's name; a reference to another table stays, with a column beside it that holds the name
    of what it refers to; yes and no are words, whole numbers, decimals and dates values.
    """
    with messages.speaking(language):
        columns = [_Column(project, reading, group, table, column, language) for column in table.schema.source_columns]
        about = table.schema.columns[0].about_url
        iri_of = compile_template(table, about) if about else None
        header = [_("address"), *(title for column in columns for title in column.header)]
        said = [[iri_of(cells, number) if iri_of else None, *_cells(columns, cells, number)] for number, cells in rows(table, edition.tables.parent / table.url)]
        return Sheet(Path(table.url).stem, table_title(table, language), header, said)


def _cells(columns: Sequence[_Column], cells: Cells, number: int) -> Iterator[Cell]:
    for column in columns:
        yield from column.cells(cells, number)


class _Column:
    """One column of a table: its header, and what its cell says; two of each where it refers to another table."""

    def __init__(self, project: Project, reading: Reading, group: TableGroup, table: Table, column: Column, language: str) -> None:
        self.reading, self.column, self.language = reading, column, language
        self.place = column.number - 1
        self.parse = compile_cell(column)
        self.words = {"true": _("yes"), "false": _("no"), "1": _("yes"), "0": _("no")}
        self.stem = _stem(column.value_url)
        key = next((key for key in table.schema.foreign_keys if key.columns == (column.name,)), None)
        if key is not None and not self.stem:
            self.stem = _stem(next((other.schema.columns[0].about_url for other in group.tables if other.url == key.resource), None))
        self.refers = key is not None
        self.is_code = self.stem.startswith(project.iri("scheme/"))
        title = column_title(column, language)
        self.header = [title, _("{title}: name").format(title=title)] if self.refers else [title]

    def cells(self, cells: Cells, number: int) -> list[Cell]:
        values = self.parse(cells[self.place]).values
        if self.refers:
            return [self.said(values), self.names(values) if self.stem else None]
        return [self.names(values) if self.is_code else self.said(values)]

    def names(self, values: Sequence[Value]) -> Cell:
        return "; ".join(self.reading.label(self.stem + value.lexical, self.language) for value in values) or None

    def said(self, values: Sequence[Value]) -> Cell:
        if not values:
            return None
        base = self.column.datatype.base
        if len(values) > 1 or self.column.separator is not None:
            return "; ".join(value.lexical for value in values)
        text = values[0].lexical
        if base == "boolean":
            return self.words.get(text, text)
        try:
            if base in _WHOLE:
                return int(text)
            if base == "decimal":
                return Decimal(text)
            if base == "date":
                return date.fromisoformat(text)
        except (ValueError, ArithmeticError):
            # A year of five digits, or a date with a time zone, is read as it stands.
            pass
        return text


def _stem(template: str | None) -> str:
    """What stands before the one variable at the end of a template, ``…/id/organization/``; empty for any other template."""
    match = re.fullmatch(r"([^{}]+)\{\w+\}", template or "")
    return match[1] if match else ""
