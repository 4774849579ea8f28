"""Common properties and notes: JSON-LD without surprises (tabular metadata, 5.8), checked and normalised (section 6.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ciatlas.messages import _
from ciatlas.tables.properties import ABSENT, LANGUAGE_TAG, Context, Parser
from ciatlas.tables.terms import PREFIXES, class_iri, datatype_iri, expand, is_absolute, is_builtin


def property_iri(name: str) -> str | None:
    """The IRI of a common property's name: a prefixed name with a known prefix or an absolute IRI; None for others."""
    prefix, colon, _rest = name.partition(":")
    if not colon or prefix == "_" or name.startswith("@"):
        return None
    if prefix in PREFIXES or (is_absolute(name) and ("//" in name or prefix in ("urn", "mailto", "tag", "data"))):
        return expand(name)
    return None


def common(context: Context, value: Any, where: str) -> Any:
    """The normalised value of a common property: texts become ``{"@value": ..., "@language": ...}``, names become IRIs.

    What section 5.8.2 forbids (@set, @list, @context, blank nodes, wrong @type or @language) becomes an error.
    """
    if isinstance(value, list):
        return [common(context, item, where) for item in value]
    if isinstance(value, str):
        return {"@value": value} if context.language == "und" else {"@value": value, "@language": context.language}
    if not isinstance(value, dict):
        return value
    if "@value" in value:
        return _value(context, value, where)
    return _node(context, value, where)


def described_object(
    context: Context, described: Mapping[str, Any], where: str, parsers: Mapping[str, Parser], annotated: bool = True
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Reads an object's properties: (known ones by name, common ones by IRI).

    parsers: what the object may have. annotated: whether common properties are allowed; where not, any other is an error.
    """
    known: dict[str, Any] = {}
    annotations: dict[str, Any] = {}
    for name, value in described.items():
        place = f"{where}.{name}" if where else name
        if name == "@context":
            continue
        if name in parsers:
            parsed = parsers[name](context, value, place)
            if parsed is not ABSENT:
                known[name] = parsed
        elif not annotated:
            context.error(place, value, _("only the properties {names}").format(names=", ".join(sorted(parsers))))
        elif (iri := property_iri(name)) is not None:
            annotations[iri] = common(context, value, place)
        else:
            context.warn(place, value, _("only known properties, or a prefixed name for a note"))
    return known, annotations


def _value(context: Context, value: dict[str, Any], where: str) -> Any:
    extra = set(value) - {"@value", "@type", "@language"}
    if extra or ("@type" in value and "@language" in value):
        return context.error(where, value, _("@value with at most one of @type and @language"))
    result = dict(value)
    if "@language" in value and not (isinstance(value["@language"], str) and LANGUAGE_TAG.fullmatch(value["@language"])):
        context.error(where, value, _("a language tag such as en in @language"))
    if "@type" in value:
        name = value["@type"]
        if not isinstance(name, str):
            return context.error(where, value, _("the name of a datatype in @type"))
        iri = datatype_iri(name) if is_builtin(name) else expand(name)
        if not is_absolute(iri) or iri.startswith("_:"):
            return context.error(where, value, _("the name of a datatype in @type"))
        result["@type"] = iri
    return result


def _node(context: Context, value: dict[str, Any], where: str) -> Any:
    result: dict[str, Any] = {}
    for name, item in value.items():
        place = f"{where}.{name}"
        if name == "@id":
            if not isinstance(item, str) or item.startswith("_:"):
                context.error(place, item, _("an IRI, not a blank node"))
            else:
                result["@id"] = context.resolve(expand(item))
        elif name == "@type":
            types = item if isinstance(item, list) else [item]
            iris = [class_iri(one) if isinstance(one, str) else None for one in types]
            if any(iri is None or iri.startswith("_:") for iri in iris):
                context.error(place, item, _("a term, a prefixed name or an absolute IRI"))
            else:
                result["@type"] = iris
        elif name.startswith("@"):
            context.error(place, item, _("@id or @type, no other word with @"))
        elif (iri := property_iri(name)) is not None:
            result[iri] = common(context, item, place)
        else:
            context.warn(place, item, _("a prefixed name with a known prefix, or an absolute IRI"))
    return result
