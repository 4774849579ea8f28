"""Reads a metadata document (Metadata Vocabulary for Tabular Data) into the annotated tabular data model."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from ciatlas.fault import AtlasError, Fault
from ciatlas.messages import N_, _, ngettext
from ciatlas.tables import properties
from ciatlas.tables.common_property import common, described_object
from ciatlas.tables.descriptions import INHERITED, Inherited, dialect, inherit
from ciatlas.tables.foreign_keys import foreign_key, resolve_keys
from ciatlas.tables.model import Column, Datatype, Dialect, ForeignKey, Table, TableGroup, TableSchema, default_name
from ciatlas.tables.properties import ABSENT, Context, Parser

__all__ = ["Column", "Datatype", "Dialect", "ForeignKey", "Table", "TableGroup", "TableSchema", "parse", "read"]

_NAMESPACE = "http://www.w3.org/ns/csvw"


def read(path: Path, file: str | None = None) -> TableGroup:
    """The group of tables that a metadata file describes.

    path: the file. file: how faults name it (the file's name unless given). Links to schemas and dialects are read from
    beside it. Table URLs stay relative, as written, unless the document sets ``@base``.
    Raises AtlasError with one fault for each error in the document (tabular metadata, section 6).
    """
    name = file or path.name

    def load(url: str) -> Any:
        return _json(path.parent / url, url)

    return parse(_json(path, name), base="", file=name, load=load)


def parse(document: Any, base: str, file: str, load: Callable[[str], Any]) -> TableGroup:
    """The group of tables that a metadata document describes.

    document: the parsed JSON. base: absolute URL of the document, or empty to keep URLs relative. file: how faults name
    the document. load: gives the parsed JSON behind a URL, or raises AtlasError.
    Raises AtlasError when the document is in error; what the standard tells to ignore is in ``TableGroup.warnings``.
    """
    context = Context(file, base, "und", load)
    group = TableGroup(())
    if isinstance(document, dict):
        context = _local_context(context, document.get("@context"))
        alone = "tables" not in document
        group = TableGroup(resolve_keys(context, [_table(context, document, {}, "")])) if alone else _group(context, document)
    else:
        context.error("", document, _("an object that describes a table or a group of tables"))
    errors = [fault for fault in context.faults if fault.severity == "violation"]
    if errors:
        told = ngettext("{file} has {number} error: {first}", "{file} has {number} errors; first: {first}", len(errors))
        raise AtlasError(told.format(file=file, number=len(errors), first=errors[0]), context.faults)
    return replace(group, warnings=tuple(context.faults))


def _json(path: Path, name: str) -> Any:
    try:
        return json.loads(path.read_bytes().decode("utf-8"))
    except OSError as error:
        expected = _("a readable file ({reason})").format(reason=error.strerror)
    except UnicodeDecodeError as error:
        expected = _("UTF-8 text (byte {byte} is not)").format(byte=error.start + 1)
    except json.JSONDecodeError as error:
        expected = _("JSON (line {line}, column {column}: {reason})").format(line=error.lineno, column=error.colno, reason=error.msg)
    fault = Fault("metadata", name, None, None, None, expected)
    raise AtlasError(str(fault), [fault])


def _local_context(context: Context, value: Any) -> Context:
    local = value[1] if isinstance(value, list) and len(value) == 2 else {}
    first = value[0] if isinstance(value, list) and value else value
    if first != _NAMESPACE or not isinstance(local, dict):
        context.error("@context", value, _('"{namespace}", alone or in a list with an object of @base and @language').format(namespace=_NAMESPACE))
        return context
    for name in set(local) - {"@base", "@language"}:
        context.error(f"@context.{name}", local[name], _("only @base and @language"))
    tag = local.get("@language", "und")
    tag = "und" if properties.language(context, tag, "@context.@language") is ABSENT else tag
    base = local.get("@base", "")
    if not isinstance(base, str):
        context.error("@context.@base", base, _("a web address"))
        base = ""
    return replace(context, base=context.resolve(base), language=tag)


def _notes(context: Context, value: Any, where: str) -> Any:
    if not isinstance(value, list):
        return context.warn(where, value, _("a list of notes"))
    return tuple(common(context, item, where) for item in value)


def _linked(expected: str, otherwise: Mapping[str, Any]) -> Parser:
    """An object property (5.1.5): an object, or a link to a document that holds it. Returns (context, object)."""

    def parse_link(context: Context, value: Any, where: str) -> Any:
        if isinstance(value, dict):
            return context, value
        if not isinstance(value, str):
            context.warn(where, value, _(expected))
            return context, dict(otherwise)
        url = context.resolve(value)
        document = context.load(url)
        if not isinstance(document, dict):
            return context.error(where, value, _(expected))
        linked = replace(context, base=url if context.base else "", language="und")
        return _local_context(linked, document.get("@context", _NAMESPACE)), {"@id": url, **document}

    return parse_link


def _columns(context: Context, value: Any, where: str) -> Any:
    columns = properties.array(context, value, where)
    return [] if columns is ABSENT else columns


_SHARED: dict[str, Parser] = {
    "dialect": _linked(N_("a dialect, or a link to one"), {}),
    "notes": _notes,
    "tableDirection": properties.one_of("rtl", "ltr", "auto"),
    "tableSchema": _linked(N_("a schema, or a link to one"), {"columns": []}),
    "transformations": properties.array,
    "@id": properties.identifier,
}
_GROUP: dict[str, Parser] = {**INHERITED, **_SHARED, "tables": properties.array, "@type": properties.type_of("TableGroup")}
_TABLE: dict[str, Parser] = {
    **INHERITED, **_SHARED, "url": properties.link, "suppressOutput": properties.boolean, "@type": properties.type_of("Table"),
}  # fmt: skip
_SCHEMA: dict[str, Parser] = {
    **INHERITED,
    "columns": _columns,
    "foreignKeys": properties.array,
    "primaryKey": properties.strings,
    "rowTitles": properties.strings,
    "@id": properties.identifier,
    "@type": properties.type_of("Schema"),
}
_COLUMN: dict[str, Parser] = {
    **INHERITED,
    "name": properties.column_name,
    "suppressOutput": properties.boolean,
    "titles": properties.titles,
    "virtual": properties.boolean,
    "@id": properties.identifier,
    "@type": properties.type_of("Column"),
}
_TRANSFORMATION: dict[str, Parser] = {
    "url": properties.link,
    "scriptFormat": properties.link,
    "targetFormat": properties.link,
    "source": properties.one_of("json", "rdf"),
    "titles": properties.titles,
    "@id": properties.identifier,
    "@type": properties.type_of("Template"),
}


def _group(context: Context, document: Mapping[str, Any]) -> TableGroup:
    known, annotations = described_object(context, document, "", _GROUP)
    if not known.get("tables"):
        context.error("tables", document.get("tables"), _("a list of at least one table"))
        return TableGroup(())
    _transformations(context, known, "")
    tables = [_table(context, item, known, f"tables[{place}]") for place, item in enumerate(known["tables"])]
    return TableGroup(resolve_keys(context, tables), known.get("@id"), known.get("notes", ()), annotations)


def _table(context: Context, described: Mapping[str, Any], group: Mapping[str, Any], where: str) -> Table | None:
    known, annotations = described_object(context, described, where, _TABLE)
    if "url" not in known:
        return context.error(f"{where}.url".lstrip("."), described.get("url"), _("the web address of the table's file")) and None
    _transformations(context, known, where)
    inherited = inherit(group, known)
    schema_context, schema = known.get("tableSchema") or group.get("tableSchema") or (context, {})
    dialect_context, written = known.get("dialect") or group.get("dialect") or (context, {})
    return Table(
        url=known["url"],
        schema=_schema(schema_context, schema, inherited, f"{where}.tableSchema".lstrip(".")),
        dialect=dialect(dialect_context, written, f"{where}.dialect".lstrip(".")),
        id=known.get("@id"),
        notes=known.get("notes", ()),
        suppress_output=known.get("suppressOutput", False),
        table_direction=known.get("tableDirection", group.get("tableDirection", "auto")),
        annotations=annotations,
        language=context.language,
    )


def _transformations(context: Context, known: Mapping[str, Any], where: str) -> None:
    for place, item in enumerate(known.get("transformations", ())):
        spot = f"{where}.transformations[{place}]".lstrip(".")
        found, _annotations = described_object(context, item, spot, _TRANSFORMATION)
        for name in ("url", "scriptFormat", "targetFormat"):
            if name not in found:
                context.error(spot, item.get(name), _("{name}, a web address").format(name=name))


def _schema(context: Context, described: Mapping[str, Any], inherited: Inherited, where: str) -> TableSchema:
    known, annotations = described_object(context, described, where, _SCHEMA)
    inherited = inherit(inherited, known)
    columns = tuple(
        _column(context, item, inherited, number, f"{where}.columns[{number - 1}]")
        for number, item in enumerate(known.get("columns", ()), 1)
    )
    names = [column.name for column in columns]
    for name in sorted({name for name in names if names.count(name) > 1}):
        context.error(f"{where}.columns", name, _("a different name for each column"))
    virtual = [column.virtual for column in columns]
    if virtual != sorted(virtual):
        context.error(f"{where}.columns", None, _("virtual columns after all others"))
    given = {item["name"] for item in known.get("columns", ()) if isinstance(item.get("name"), str)}
    references = {}
    for name in ("primaryKey", "rowTitles"):
        wanted = known.get(name, ())
        references[name] = wanted if given.issuperset(wanted) else ()
        if not given.issuperset(wanted):
            context.warn(f"{where}.{name}", list(wanted), _("names of columns of this table"))
    keys = tuple(
        key
        for place, item in enumerate(known.get("foreignKeys", ()))
        if (key := foreign_key(context, item, given, f"{where}.foreignKeys[{place}]")) is not None
    )
    return TableSchema(
        columns=columns,
        primary_key=references["primaryKey"],
        foreign_keys=keys,
        row_titles=references["rowTitles"],
        id=known.get("@id"),
        described="columns" in known,
        annotations=annotations,
        inherited=inherited,
    )


def _column(context: Context, described: Mapping[str, Any], inherited: Inherited, number: int, where: str) -> Column:
    known, annotations = described_object(context, described, where, _COLUMN)
    titles = known.get("titles", {})
    name = known.get("name") or default_name(titles, context.language, number)
    return Column(
        name=name,
        number=number,
        titles=titles,
        named="name" in known,
        virtual=known.get("virtual", False),
        suppress_output=known.get("suppressOutput", False),
        id=known.get("@id"),
        annotations=annotations,
        **inherit(inherited, known),
    )
