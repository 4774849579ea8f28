"""The values that properties of a metadata document may have (tabular metadata, 5.1), checked one by one.

Each parser takes the reading context, the value and the place of the property; it returns the normalised value, or
ABSENT after a warning, so that the reader goes on as if the property were not there (section 6, "default value").
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from ciatlas.fault import Fault
from ciatlas.messages import _

ABSENT: Any = object()

LANGUAGE_TAG = re.compile(
    r"(?:(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*(?:-[xX](?:-[A-Za-z0-9]{1,8})+)?"
    r"|[xX](?:-[A-Za-z0-9]{1,8})+|i-[A-Za-z]{3,8})"
)
COLUMN_NAME = re.compile(r"(?!_)(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*")


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader carries along: the document's name for faults, its base URL, its default language, the faults."""

    file: str
    base: str
    language: str
    load: Callable[[str], Any]
    faults: list[Fault] = field(default_factory=list)

    def warn(self, where: str, value: Any, expected: str) -> Any:
        """Adds a warning about a property and returns ABSENT."""
        self.faults.append(Fault("metadata", self.file, None, where, _shown(value), expected, severity="warning"))
        return ABSENT

    def error(self, where: str, value: Any, expected: str) -> Any:
        """Adds an error about a property and returns ABSENT."""
        self.faults.append(Fault("metadata", self.file, None, where, _shown(value), expected))
        return ABSENT

    def resolve(self, url: str) -> str:
        """A link resolved against the base; as written when the base is empty."""
        return urljoin(self.base, url) if self.base else url


Parser = Callable[[Context, Any, str], Any]


def string(context: Context, value: Any, where: str) -> Any:
    """A string."""
    return value if isinstance(value, str) else context.warn(where, value, _("a text"))


def string_or_null(context: Context, value: Any, where: str) -> Any:
    """A string, or null for none."""
    return value if value is None or isinstance(value, str) else context.warn(where, value, _("a text or null"))


def boolean(context: Context, value: Any, where: str) -> Any:
    """true or false."""
    return value if isinstance(value, bool) else context.warn(where, value, _("true or false"))


def count(context: Context, value: Any, where: str) -> Any:
    """A whole number from 0."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    return context.warn(where, value, _("a whole number, 0 or more"))


def one_of(*allowed: str) -> Parser:
    """A string out of a list."""

    def parse(context: Context, value: Any, where: str) -> Any:
        return value if isinstance(value, str) and value in allowed else context.warn(where, value, _("one of {values}").format(values=", ".join(allowed)))

    return parse


def language(context: Context, value: Any, where: str) -> Any:
    """A well-formed language tag (BCP 47)."""
    if isinstance(value, str) and LANGUAGE_TAG.fullmatch(value):
        return value
    return context.warn(where, value, _("a language tag such as en"))


def strings(context: Context, value: Any, where: str) -> Any:
    """A string or a list of strings, as a tuple; other items of a list are left out with a warning."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list):
        return context.warn(where, value, _("a text or a list of texts"))
    kept = tuple(item for item in value if isinstance(item, str))
    if len(kept) != len(value):
        context.warn(where, value, _("a list of texts only"))
    return kept or ABSENT


def titles(context: Context, value: Any, where: str) -> Any:
    """A natural language property (5.1.6): text, list of texts, or object from language tag to them."""
    if not isinstance(value, dict):
        texts = strings(context, value, where)
        return ABSENT if texts is ABSENT else {context.language: texts}
    result: dict[str, tuple[str, ...]] = {}
    for tag, texts in value.items():
        if not LANGUAGE_TAG.fullmatch(tag):
            context.warn(where, tag, _("a language tag such as en"))
        elif (parsed := strings(context, texts, f"{where}.{tag}")) is not ABSENT:
            result[tag] = parsed
    return result or ABSENT


def link(context: Context, value: Any, where: str) -> Any:
    """A link property (5.1.2), resolved against the base."""
    return context.resolve(value) if isinstance(value, str) else context.warn(where, value, _("a web address"))


def identifier(context: Context, value: Any, where: str) -> Any:
    """An @id: a link that is not a blank node; the base, with a warning, where it is no text (5.1.2)."""
    if isinstance(value, str) and value.startswith("_:"):
        return context.error(where, value, _("an IRI, not a blank node"))
    found = link(context, value, where)
    return context.base or ABSENT if found is ABSENT else found


def type_of(name: str) -> Parser:
    """An @type: the one class that the object has."""

    def parse(context: Context, value: Any, where: str) -> Any:
        return value if value == name else context.error(where, value, _("{name}, or no @type").format(name=repr(name)))

    return parse


def array(context: Context, value: Any, where: str) -> Any:
    """A list of objects, as a list; other items are left out with a warning."""
    if not isinstance(value, list):
        return context.warn(where, value, _("a list"))
    kept = [item for item in value if isinstance(item, dict)]
    if len(kept) != len(value):
        context.warn(where, value, _("a list of objects only"))
    return kept


def column_name(context: Context, value: Any, where: str) -> Any:
    """A column's name (5.6): a variable name of a URI template that does not start with an underscore."""
    if isinstance(value, str) and COLUMN_NAME.fullmatch(value):
        return value
    return context.warn(where, value, _("a name of letters, digits and _ that does not start with _"))


def is_template(value: Any) -> bool:
    """Whether the value can be a URI template: a string with balanced braces."""
    return isinstance(value, str) and re.fullmatch(r"(?:[^{}]|\{[^{}]+\})*", value) is not None


def template(context: Context, value: Any, where: str) -> Any:
    """A URI template (RFC 6570); the empty one, which gives the table's own URL, in place of a value of another type (5.1.3)."""
    if is_template(value):
        return value
    context.warn(where, value, _("a web address with {columns} in braces"))
    return ABSENT if isinstance(value, str) else ""


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 120 else text[:117] + "..."
