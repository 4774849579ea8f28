"""The URI templates of a table (aboutUrl, propertyUrl, valueUrl; tabular metadata, 5.1.3) as functions of a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ciatlas.tables import iri, uri_template
from ciatlas.tables.cell import compile_cell
from ciatlas.tables.datatype import accepts_everything
from ciatlas.tables.model import Column, Table
from ciatlas.tables.uri_template import Template, Variable

Cells = Sequence[str]
RowIri = Callable[[Cells, int], str | None]
Getter = Callable[[Cells, int], Variable | None]

_OF_COLUMN = frozenset({"_name", "_column", "_sourceColumn"})


def compile_template(table: Table, template: str, column: Column | None = None) -> RowIri:
    """A function from a row (all its raw cells, row number) to the absolute IRI that a template gives, or None where there is none.

    column: the column whose ``_name`` and ``_column`` the template may name. Prefixed names are expanded, relative
    references resolved against the table's URL, forbidden characters percent-encoded.
    """
    parsed = uri_template.parse(template)
    if not set(parsed.variables) - _OF_COLUMN:
        constant = constant_iri(table, parsed, column)
        return lambda cells, number: constant
    if (fast := _fast(table, parsed)) is not None:
        return fast
    getters = {name: _getter(table, name, column) for name in parsed.variables}
    base = table.url if iri.is_plain(table.url) else ""

    def expand(cells: Cells, number: int) -> str | None:
        values = {name: value for name, get in getters.items() if (value := get(cells, number)) is not None}
        return iri.absolute(parsed.expand(values), base)

    return expand


def constant_iri(table: Table, template: Template, column: Column | None) -> str | None:
    """The absolute IRI of a template that asks for no cell."""
    getters = {name: _getter(table, name, column) for name in template.variables}
    values = {name: value for name, get in getters.items() if (value := get((), 0)) is not None}
    return iri.absolute(template.expand(values), table.url if iri.is_plain(table.url) else "")


def is_constant(template: str) -> bool:
    """Whether a template gives the same IRI for every row of a column."""
    return not set(uri_template.parse(template).variables) - _OF_COLUMN


def is_verbatim(column: Column) -> bool:
    """Whether the column's cells mean their own text, and nothing when empty.

    Constraints make no difference here: a text that breaks them stays the same text (data model, 6.4, step 8).
    """
    datatype = column.datatype
    return (
        datatype.base == "string"
        and (datatype.id is None or accepts_everything(datatype))
        and column.separator is None
        and column.null == ("",)
        and not column.default
    )


def plain_place(table: Table, template: str) -> tuple[str, int, str] | None:
    """(text before, place of the cell, text after) of a template with one ``{name}`` of a plain text column; else None.

    Such a template with a cell of letters, digits and hyphens needs no encoding.
    """
    simple = uri_template.parse(template).simple()
    column = simple and next((column for column in table.schema.source_columns if column.name == simple[2]), None)
    if not simple or column is None or simple[1] != "" or not is_verbatim(column):
        return None
    if not iri.is_plain(simple[0] + "x" + simple[3]):
        return None
    return simple[0], column.number - 1, simple[3]


def _fast(table: Table, template: Template) -> RowIri | None:
    """The common case, only ``{name}`` of plain text columns after an absolute beginning, without any mapping."""
    columns = {column.name: column for column in table.schema.source_columns if is_verbatim(column)}
    parts: list[str | int] = []
    for part in template.parts:
        if isinstance(part, str):
            parts.append(part)
        elif part.operator == "" and (name := part.plain_name) in columns:
            parts.append(columns[name].number - 1)
        else:
            return None
    if not iri.is_plain("".join(part if isinstance(part, str) else "x" for part in parts)):
        return None
    encode = uri_template.encode
    # What encode() gives is unreserved, so the whole is an IRI as it stands.
    return lambda cells, number: "".join([part if isinstance(part, str) else encode(cells[part]) for part in parts])


def _getter(table: Table, name: str, column: Column | None) -> Getter:
    if name == "_row":
        return lambda cells, number: str(number)
    if name == "_sourceRow":
        skipped = table.dialect.skip_rows + table.dialect.header_row_count
        return lambda cells, number: str(number + skipped)
    if name in _OF_COLUMN:
        if column is None:
            return lambda cells, number: None
        source = column.number + table.dialect.skip_columns
        constant = {"_name": column.name, "_column": str(column.number), "_sourceColumn": str(source)}[name]
        return lambda cells, number: constant
    found = next((candidate for candidate in table.schema.columns if candidate.name == name), None)
    if found is None:
        return lambda cells, number: None
    return _value_getter(found)


def _value_getter(column: Column) -> Getter:
    place = column.number - 1
    if is_verbatim(column) and not column.virtual:
        return lambda cells, number: cells[place] or None
    parse = compile_cell(column)
    several = column.separator is not None

    def get(cells: Cells, number: int) -> Variable | None:
        text = "" if column.virtual else cells[place]
        values = tuple(value.lexical for value in parse(text).values)
        if several:
            return values or None
        return values[0] if values else None

    return get
