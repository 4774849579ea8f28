"""Inherited properties (tabular metadata, 5.7), dialect descriptions (5.9) and datatype descriptions (5.11)."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from typing import Any

from ciatlas.messages import _
from ciatlas.tables import properties
from ciatlas.tables.common_property import common, property_iri
from ciatlas.tables.datatype import bounds_fault, format_fault, is_numeric, is_temporal
from ciatlas.tables.model import Datatype, Dialect
from ciatlas.tables.properties import ABSENT, Context, Parser
from ciatlas.tables.terms import ALIASES, DERIVED_FROM, datatype_iri, derives_from, is_builtin

Inherited = Mapping[str, Any]

_LENGTHS = ("string", "base64Binary", "hexBinary", "anyURI")


def inherit(outer: Inherited, own: Mapping[str, Any]) -> dict[str, Any]:
    """The inherited properties of an outer object, overridden by those of its own; keyed as Column's fields."""
    result: dict[str, Any] = {}
    for name, field in _FIELDS.items():
        for source in (outer, own):
            for key in (field, name):
                if key in source:
                    result[field] = source[key]
    return result


def _datatype(context: Context, value: Any, where: str) -> Any:
    if isinstance(value, str):
        if is_builtin(value):
            return Datatype(base=ALIASES.get(value, value))
        return context.warn(where, value, _("the name of a built-in datatype, or an object that describes one"))
    if not isinstance(value, dict):
        return context.warn(where, value, _("the name of a built-in datatype, or an object that describes one"))
    base = value.get("base", "string")
    if not (isinstance(base, str) and is_builtin(base)):
        context.warn(f"{where}.base", base, _("the name of a built-in datatype"))
        base = "string"
    base = ALIASES.get(base, base)
    fields: dict[str, Any] = {"base": base}
    annotations: dict[str, Any] = {}
    for name, item in value.items():
        place = f"{where}.{name}"
        if name == "@id":
            fields["id"] = _datatype_id(context, item, place)
        elif name == "@type":
            properties.type_of("Datatype")(context, item, place)
        elif name == "name":
            fields["name"] = properties.string(context, item, place)
        elif name == "format":
            fields.update(_format(context, item, base, place))
        elif name in ("length", "minLength", "maxLength"):
            fields[_snake(name)] = properties.count(context, item, place)
            if not any(derives_from(base, kind) for kind in _LENGTHS):
                context.error(place, item, _("no length for {datatype}, which is neither text nor binary").format(datatype=base))
        elif name in _BOUNDS:
            fields[_BOUNDS[name]] = _bound(context, item, place)
            if not (is_numeric(base) or is_temporal(base) or derives_from(base, "duration")):
                context.error(place, item, _("no least or greatest value for {datatype}, which has no order").format(datatype=base))
        elif name == "base":
            continue
        elif (iri := property_iri(name)) is not None:
            annotations[iri] = common(context, item, place)
        else:
            context.warn(place, item, _("only known properties, or a prefixed name for a note"))
    result = Datatype(**{name: item for name, item in fields.items() if item is not ABSENT}, annotations=annotations)
    _consistent(context, result, where)
    return result


_BOUNDS = {
    "minimum": "min_inclusive",
    "minInclusive": "min_inclusive",
    "maximum": "max_inclusive",
    "maxInclusive": "max_inclusive",
    "minExclusive": "min_exclusive",
    "maxExclusive": "max_exclusive",
}


def _bound(context: Context, value: Any, where: str) -> Any:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return context.warn(where, value, _("a number or a text"))
    return str(value)


def _datatype_id(context: Context, value: Any, where: str) -> Any:
    iri = properties.identifier(context, value, where)
    if iri is not ABSENT and any(iri == datatype_iri(name) for name in DERIVED_FROM):
        return context.error(where, value, _("another IRI than that of a built-in datatype"))
    return iri


def _format(context: Context, value: Any, base: str, where: str) -> dict[str, Any]:
    """The fields that a format gives; none after a warning when it does not fit the base (datatype format, 6.4.2-6.4.5)."""
    fields: dict[str, Any] = {"format": value}
    if isinstance(value, dict) and is_numeric(base):
        names = {"pattern": "format", "decimalChar": "decimal_char", "groupChar": "group_char"}
        for name in set(value) - set(names):
            context.warn(f"{where}.{name}", value[name], _("only pattern, decimalChar and groupChar"))
        fields = {names[name]: item for name, item in value.items() if name in names}
    if not all(isinstance(item, str) for item in fields.values()):
        context.warn(where, value, _("a text"))
        return {}
    fault = format_fault(Datatype(base=base, **fields))
    if fault is not None:
        context.warn(where, value, fault)
        return {name: item for name, item in fields.items() if name != "format"}
    return fields


def _consistent(context: Context, datatype: Datatype, where: str) -> None:
    """Errors for lengths and bounds that no value can keep (5.11.2)."""
    length, least, most = datatype.length, datatype.min_length, datatype.max_length
    if length is not None and least is not None and length < least:
        context.error(where, length, _("length of at least minLength"))
    if length is not None and most is not None and length > most:
        context.error(where, length, _("length of at most maxLength"))
    if least is not None and most is not None and least > most:
        context.error(where, least, _("minLength of at most maxLength"))
    fault = bounds_fault(datatype)
    if fault is not None:
        context.error(where, None, fault)


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), name)


INHERITED: dict[str, Parser] = {
    "aboutUrl": properties.template,
    "datatype": _datatype,
    "default": properties.string,
    "lang": properties.language,
    "null": properties.strings,
    "ordered": properties.boolean,
    "propertyUrl": properties.template,
    "required": properties.boolean,
    "separator": properties.string_or_null,
    "textDirection": properties.one_of("ltr", "rtl", "auto", "inherit"),
    "valueUrl": properties.template,
}
_FIELDS = {name: _snake(name) for name in INHERITED}


def _encoding(context: Context, value: Any, where: str) -> Any:
    try:
        return codecs.lookup(value).name if isinstance(value, str) else context.warn(where, value, _("an encoding's name"))
    except LookupError:
        return context.warn(where, value, _("an encoding's name, such as utf-8"))


def _trim(context: Context, value: Any, where: str) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return properties.one_of("true", "false", "start", "end")(context, value, where)


_DIALECT: dict[str, Parser] = {
    "commentPrefix": properties.string_or_null,
    "delimiter": properties.string,
    "doubleQuote": properties.boolean,
    "encoding": _encoding,
    "header": properties.boolean,
    "headerRowCount": properties.count,
    "lineTerminators": properties.strings,
    "quoteChar": properties.string_or_null,
    "skipBlankRows": properties.boolean,
    "skipColumns": properties.count,
    "skipInitialSpace": properties.boolean,
    "skipRows": properties.count,
    "trim": _trim,
    "@id": properties.identifier,
    "@type": properties.type_of("Dialect"),
}


def dialect(context: Context, described: Mapping[str, Any], where: str) -> Dialect:
    """The dialect that an object describes; unknown and wrong properties are ignored with a warning."""
    fields: dict[str, Any] = {}
    for name, value in described.items():
        if name == "@context":
            continue
        if name not in _DIALECT:
            context.warn(f"{where}.{name}", value, _("only the properties {names}").format(names=", ".join(sorted(_DIALECT))))
        elif (parsed := _DIALECT[name](context, value, f"{where}.{name}")) is not ABSENT:
            fields[_snake(name).lstrip("@")] = parsed
    fields.pop("type", None)
    if "header_row_count" not in fields and not fields.get("header", True):
        fields["header_row_count"] = 0
    if fields.get("skip_initial_space") and "trim" not in fields:
        fields["trim"] = "start"
    return Dialect(**fields)
