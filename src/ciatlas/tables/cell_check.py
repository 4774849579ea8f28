"""All that can be wrong with one cell by its column's description: datatype, enumeration, required, separator, web address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from ciatlas.messages import SOURCE_LANGUAGE, _, language
from ciatlas.tables.cell import compile_cell
from ciatlas.tables.datatype import accepts_everything, enumeration
from ciatlas.tables.model import Column
from ciatlas.tables.nearest import did_you_mean
from ciatlas.tables.terms import PREFIXES

# Cells that were found right are not parsed again; no more are kept than this, so that memory stays flat.
_REMEMBERED = 4096

# Nearly every address is of this form; the others are taken apart.
_ADDRESS = re.compile(r"https?://(?:[a-z0-9-]+\.)+[a-z0-9-]+(?::\d{1,4})?(?:[/?#]\S*)?", re.ASCII)


class CellFault(NamedTuple):
    """What is wrong with a cell: the rule, the text or the item that breaks it, what was expected, how to mend it."""

    rule: str
    value: str
    expected: str
    hint: str = ""


class CellCheck(NamedTuple):
    """The check of one column's cells. faults: a function from a cell's text to its faults. right: texts already found to have none."""

    faults: Callable[[str], list[CellFault]]
    right: set[str]


def compile_check(column: Column) -> CellCheck | None:
    """The check of a column's cells; None when every text is right, as for an optional note."""
    parsed = None if accepts_everything(column.datatype) else _datatype_check(column)
    address = column.datatype.base == "anyURI"
    null, separator = frozenset(column.null), column.separator
    if parsed is None and separator is None and not column.required:
        return None
    right: set[str] = set()

    def check(cell: str) -> list[CellFault]:
        if cell in null:
            return [CellFault("required", cell, _("a value: the cell must not be empty"))] if column.required else []
        faults = _separator_faults(cell, separator) if separator is not None else []
        if address:
            wrong = [fault for item in _items(cell, separator) for fault in address_faults(item)]
            faults += wrong
        if parsed is not None and not (address and wrong):
            faults += parsed(cell)
        if not faults and len(right) < _REMEMBERED:
            right.add(cell)
        return faults

    return CellCheck(check, right)


def address_faults(address: str) -> list[CellFault]:
    """What keeps a text from being the address of a page: http or https, a host, no space (RFC 3986; RFC 9110, 4.2)."""
    expected = _("a web address such as https://example.org/page")
    if _ADDRESS.fullmatch(address):
        return []
    if any(character.isspace() for character in address):
        return [CellFault("web-address", address, expected, _("a space is written %20"))]
    try:
        parts = urlsplit(address)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return [CellFault("web-address", address, expected, _("its host or port cannot be read"))]
    if parts.scheme not in ("http", "https"):
        hint = _("add https://") if "." in address and not parts.scheme else _("begin with http:// or https://")
        return [CellFault("web-address", address, expected, hint)]
    if not host or not all(host.removesuffix(".").split(".")):
        return [CellFault("web-address", address, expected, _("it names no host"))]
    if "." not in host and host != "localhost" and ":" not in host:
        return [CellFault("web-address", address, expected, _("{host} is no host of the web").format(host=host))]
    return []


def _datatype_check(column: Column) -> Callable[[str], list[CellFault]]:
    """The parser's faults. What was expected is the datatype's ``dc:description`` where it has one, since few people read regular expressions."""
    parse = compile_cell(column)
    allowed = enumeration(column.datatype)
    rule = "datatype" if allowed is None else "enumeration"
    described = column.datatype.annotations.get(PREFIXES["dc"] + "description")

    def check(cell: str) -> list[CellFault]:
        faults = []
        for item, expected in parse(cell).faults:
            if allowed is None:
                faults.append(CellFault(rule, item, _in_words(described) or expected))
            else:
                faults.append(CellFault(rule, item, _("one of {values}").format(values=", ".join(allowed)), did_you_mean(item, allowed)))
        return faults

    return check


def _in_words(described: Any) -> str | None:
    """The text of a description in the language of messages, else in English, else the first; None where there is none."""
    texts = {text.get("@language"): text["@value"] for text in (described if isinstance(described, list) else [described]) if isinstance(text, dict)}
    return texts.get(language()) or texts.get(SOURCE_LANGUAGE) or next(iter(texts.values()), None)


def _separator_faults(cell: str, separator: str) -> list[CellFault]:
    items = cell.split(separator)
    faults = []
    if not all(items):
        expected = _("items with one {separator} between them, none before or after").format(separator=separator)
        faults.append(CellFault("separator", cell, expected, _("remove the {separator} that separates nothing").format(separator=separator)))
    # Spaces at the ends of the whole cell are the spreadsheet's business.
    if f" {separator}" in cell or f"{separator} " in cell:
        expected = _("no space beside {separator}").format(separator=separator)
        faults.append(CellFault("space", cell, expected, _("remove it")))
    repeated = [item for item in dict.fromkeys(items) if item and items.count(item) > 1] if len(items) > len(set(items)) else []
    for item in repeated:
        faults.append(CellFault("repeated-item", item, _("each item once in a cell"), _("remove the second one")))
    return faults


def _items(cell: str, separator: str | None) -> list[str]:
    return [cell] if separator is None else [item for item in cell.split(separator) if item]
