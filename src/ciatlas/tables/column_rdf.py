"""One column's statements: from a cell's text to the ends of N-Quads lines (predicate, object, graph, full stop)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from zlib import crc32

from ciatlas.fault import AtlasError, Fault
from ciatlas.messages import _
from ciatlas.tables import iri, nquads, uri_template
from ciatlas.tables.cell import Value, compile_cell
from ciatlas.tables.model import Column, Table
from ciatlas.tables.templates import Cells, compile_template, constant_iri, is_constant, is_verbatim

# Four thousand ends of 200 bytes for each of 20 columns take 16 MB.
_REMEMBERED = 1 << 12

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ends:
    """What a cell says by itself. place: of the cell in a row, the first is 0.

    one: exactly one end for each cell that is not empty; None where it may be more or less. many: the ends for any cell.
    """

    place: int
    one: Callable[[str], str] | None
    many: Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a column says that depends on other cells or on the row's number. An end may hold further whole lines."""

    ends: Callable[[Cells, int], Sequence[str]]


class Remembered(dict[K, T]):
    """A function as a mapping, which remembers its first results: those of values that recur, mostly."""

    def __init__(self, make: Callable[[K], T]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: K) -> T:
        result = self._make(key)
        if len(self) < _REMEMBERED:
            self[key] = result
        return result


def together(functions: Sequence[Callable[[str], Sequence[str]]]) -> Callable[[Sequence[str]], Sequence[str]]:
    """What several cells say, found in one step: for columns of few values, whose combinations recur."""

    def ends(cells: Sequence[str]) -> Sequence[str]:
        return tuple(end for many, cell in zip(functions, cells) if cell for end in many(cell))

    return Remembered(ends).__getitem__


def blank_node(table: Table, *numbers: int) -> str:
    """The label of a blank node, the same in every run and different in each table."""
    return f"_:t{crc32(table.url.encode()):08x}" + "".join(f".{number}" for number in numbers)


def property_iri(table: Table, column: Column) -> str:
    """The IRI of a column's property, in angle brackets: its propertyUrl, else the table's URL with the name (csv2rdf, step 4.6.8).

    Raises AtlasError when it is not absolute.
    """
    template = uri_template.parse(column.property_url) if column.property_url is not None else None
    # A name is percent-encoded already as far as a fragment needs it.
    found = iri.absolute(f"{table.url}#{column.name}") if template is None else constant_iri(table, template, column)
    if found is None:
        expected = _("a propertyUrl that gives an absolute IRI, since the table's own address is relative")
        fault = Fault("metadata", table.url, None, column.title, None, expected)
        raise AtlasError(str(fault), [fault])
    return nquads.iri(found)


def compile_column(table: Table, column: Column, tail: str) -> str | Ends | Statement:
    """What a column says of its subject: a constant end, ends for its cell, or a statement of the row.

    tail: what stands after the object in each line, the line feed with it.
    """
    if column.property_url is not None and not is_constant(column.property_url):
        return _of_row(table, column, tail)
    head = f" {property_iri(table, column)} "
    if column.virtual:
        return _virtual(table, column, head, tail)
    if column.value_url is not None:
        return _reference(table, column, head, tail)
    if column.separator is not None and column.ordered:
        return _list(table, column, head, tail)
    return _literals(table, column, head, tail)


def term(value: Value) -> str:
    """A cell's value as an RDF literal."""
    return nquads.literal(value.lexical, value.datatype, value.language)


def _literals(table: Table, column: Column, head: str, tail: str) -> Ends:
    place = column.number - 1
    if is_verbatim(column):
        quoted, after = nquads.quoted, term(Value("", column.datatype.iri, None if column.lang == "und" else column.lang))[2:] + tail
        if column.datatype.id is not None:
            after = f"^^<{column.datatype.id}>{tail}"

        def text_end(text: str) -> str:
            return f"{head}{quoted(text)}{after}"

        return Ends(place, text_end, lambda text: (text_end(text),) if text else ())
    parse = compile_cell(column)

    def ends(text: str) -> Sequence[str]:
        return tuple(f"{head}{term(value)}{tail}" for value in parse(text).values)

    many = Remembered(ends).__getitem__
    if not _has_one_value(table, column):
        return Ends(place, None, many)
    # Never nothing, since a line's end must follow each subject: a cell of space only, if one comes, is told as it is.
    return Ends(place, Remembered(lambda text: "".join(ends(text)) or f"{head}{nquads.quoted(text)}{tail}").__getitem__, many)


def _has_one_value(table: Table, column: Column) -> bool:
    """Whether each cell that is not empty has exactly one value: trimmed, it is more than space, which would mean none."""
    return table.dialect.trim == "true" and column.separator is None and column.null == ("",) and not column.default


def _reference(table: Table, column: Column, head: str, tail: str) -> str | Ends | Statement:
    assert column.value_url is not None
    variables = uri_template.parse(column.value_url).variables
    if column.name in variables and set(variables) == {column.name}:
        return _own_reference(table, column, head, tail)
    expand = compile_template(table, column.value_url, column)
    place, parse = column.number - 1, compile_cell(column)

    def ends(cells: Cells, number: int) -> Sequence[str]:
        if parse(cells[place]).values and (value := expand(cells, number)) is not None:
            return (f"{head}<{value}>{tail}",)
        return ()

    return Statement(ends)


def _own_reference(table: Table, column: Column, head: str, tail: str) -> Ends:
    """A valueUrl that names its own column only: one IRI for each item of the cell."""
    end = _item_end(table, column, head, tail)
    place, separator = column.number - 1, column.separator
    if is_verbatim(column):
        one = Remembered(end).__getitem__
        return Ends(place, one, lambda text: (one(text),) if text else ())
    if separator is not None and is_verbatim(replace(column, separator=None)):
        return Ends(place, None, Remembered(lambda text: tuple(end(item) for item in text.split(separator) if item)).__getitem__)
    parse = compile_cell(column)

    def ends(text: str) -> Sequence[str]:
        return tuple(end(value.lexical) for value in parse(text).values)

    if not _has_one_value(table, column):
        return Ends(place, None, Remembered(ends).__getitem__)
    return Ends(place, Remembered(lambda text: "".join(ends(text)) or end(text)).__getitem__, Remembered(ends).__getitem__)


def _item_end(table: Table, column: Column, head: str, tail: str) -> Callable[[str], str]:
    """A function from one item to the end of the line that refers to its IRI."""
    template = uri_template.parse(column.value_url or "")
    base = table.url if iri.is_plain(table.url) else ""
    name = column.name

    def end(item: str) -> str:
        found = iri.absolute(template.expand({name: item}), base)
        # A text that gives no IRI stays what it is, a text, as one that does not fit its datatype does.
        return f"{head}{nquads.quoted(item) if found is None else nquads.iri(found)}{tail}"

    simple = template.simple()
    if simple == ("", "+", name, ""):
        is_plain = iri.is_plain
        return lambda item: f"{head}<{item}>{tail}" if is_plain(item) else end(item)
    if simple is not None and simple[1] == "" and iri.is_plain(simple[0] + "x" + simple[3]):
        before, after = f"{head}<{simple[0]}", f"{simple[3]}>{tail}"
        return lambda item: f"{before}{item}{after}" if item.isascii() and item.replace("-", "").isalnum() else end(item)
    return end


def _list(table: Table, column: Column, head: str, tail: str) -> Statement:
    """An ordered list of values as an RDF list (csv2rdf, step 4.6.8)."""
    place, parse = column.number - 1, compile_cell(column)

    def ends(cells: Cells, number: int) -> Sequence[str]:
        values = parse(cells[place]).values
        return (list_end([term(value) for value in values], head, tail, table, number, column.number),) if values else ()

    return Statement(ends)


def list_end(items: Sequence[str], head: str, tail: str, table: Table, *numbers: int) -> str:
    """The end of a line whose object is an RDF list, with the lines that make the list."""
    nodes = [blank_node(table, *numbers, place) for place in range(1, len(items) + 1)]
    lines = [f"{head}{nodes[0]}{tail}"]
    for node, item, rest in zip(nodes, items, [*nodes[1:], nquads.NIL]):
        lines += [f"{node} {nquads.FIRST} {item}{tail}", f"{node} {nquads.REST} {rest}{tail}"]
    return "".join(lines)


def _virtual(table: Table, column: Column, head: str, tail: str) -> str | Ends | Statement:
    needed = _columns(table, column, column.requires)
    if not needed and len(column.derived_from) == 1:
        return _literals(table, _columns(table, column, column.derived_from)[0], head, tail)
    plain = [one.number - 1 for one in needed if is_verbatim(one)]
    required = [(one.number - 1, compile_cell(one)) for one in needed if not is_verbatim(one)]
    sources = [(source.number - 1, compile_cell(source)) for source in _columns(table, column, column.derived_from)]
    constant = ""
    if column.value_url is None or (not sources and is_constant(column.value_url)):
        constant = _constant(table, column, head, tail)
        if not needed and not sources:
            return constant
    expand = compile_template(table, column.value_url, column) if column.value_url is not None and not constant else None

    def ends(cells: Cells, number: int) -> Sequence[str]:
        for place in plain:
            if not cells[place]:
                return ()
        for place, parse in required:
            if not parse(cells[place]).values:
                return ()
        if sources:
            return [f"{head}{term(value)}{tail}" for place, parse in sources for value in parse(cells[place]).values]
        if expand is None:
            return (constant,) if constant else ()
        value = expand(cells, number)
        return () if value is None else (f"{head}<{value}>{tail}",)

    return Statement(ends)


def _constant(table: Table, column: Column, head: str, tail: str) -> str:
    if column.value_url is None:
        return "".join(f"{head}{term(value)}{tail}" for value in compile_cell(column)("").values)
    value = constant_iri(table, uri_template.parse(column.value_url), column)
    return "" if value is None else f"{head}<{value}>{tail}"


def _columns(table: Table, column: Column, names: Sequence[str]) -> list[Column]:
    known = {source.name: source for source in table.schema.source_columns}
    for name in names:
        if name not in known:
            expected = _("the name of a column of the table")
            fault = Fault("metadata", table.url, None, column.title, name, expected)
            raise AtlasError(str(fault), [fault])
    return [known[name] for name in names]


def _of_row(table: Table, column: Column, tail: str) -> Statement:
    """A column whose property depends on the row."""
    property_of = compile_template(table, column.property_url or "", column)
    value_of = None if column.value_url is None else compile_template(table, column.value_url, column)
    place, parse = column.number - 1, compile_cell(column)

    def ends(cells: Cells, number: int) -> Sequence[str]:
        values = parse("" if column.virtual else cells[place]).values
        found = property_of(cells, number)
        if found is None or not (values or column.virtual):
            return ()
        if value_of is None:
            return [f" <{found}> {term(value)}{tail}" for value in values]
        value = value_of(cells, number)
        return () if value is None else (f" <{found}> <{value}>{tail}",)

    return Statement(ends)
