"""URI templates (RFC 6570, all four levels), parsed once and expanded many times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ciatlas.messages import _

Variable = str | tuple[str, ...]

_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_RESERVED = _UNRESERVED | frozenset(b":/?#[]@!$&'()*+,;=")
_TOKEN = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")
_VARSPEC = re.compile(r"((?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2})(?:\.?(?:[A-Za-z0-9_]|%[0-9A-Fa-f]{2}))*)(?::([1-9][0-9]{0,3})|(\*))?")
_NEEDS_NOTHING = re.compile(r"[A-Za-z0-9\-._~]*").fullmatch
_KEPT = re.compile(r"%[0-9A-Fa-f]{2}")


@dataclass(frozen=True, slots=True)
class _Operator:
    first: str
    separator: str
    named: bool
    if_empty: str
    reserved: bool


# RFC 6570, appendix A.
_OPERATORS = {
    "": _Operator("", ",", False, "", False),
    "+": _Operator("", ",", False, "", True),
    ".": _Operator(".", ".", False, "", False),
    "/": _Operator("/", "/", False, "", False),
    ";": _Operator(";", ";", True, "", False),
    "?": _Operator("?", "&", True, "=", False),
    "&": _Operator("&", "&", True, "=", False),
    "#": _Operator("#", ",", False, "", True),
}


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression in braces: its operator (empty for none) and its variables as (name, prefix length, exploded)."""

    operator: str
    variables: tuple[tuple[str, int | None, bool], ...]

    @property
    def plain_name(self) -> str:
        """The name of its only variable, when that is neither cut nor exploded; else empty."""
        name, prefix, exploded = self.variables[0]
        return name if len(self.variables) == 1 and prefix is None and not exploded else ""


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed template: literal texts (already encoded) and expressions in turn."""

    parts: tuple[str | Expression, ...]

    @property
    def variables(self) -> tuple[str, ...]:
        """The names that the template asks for, each once, in order."""
        return tuple(dict.fromkeys(name for part in self.parts if isinstance(part, Expression) for name, _prefix, _exploded in part.variables))

    def simple(self) -> tuple[str, str, str, str] | None:
        """(text before, operator, name, text after) of a template with one plain ``{name}`` or ``{+name}``; else None."""
        expressions = [part for part in self.parts if isinstance(part, Expression)]
        if len(expressions) != 1 or expressions[0].operator not in ("", "+") or not (name := expressions[0].plain_name):
            return None
        place = self.parts.index(expressions[0])
        before, after = ("".join(part for part in half if isinstance(part, str)) for half in (self.parts[:place], self.parts[place + 1 :]))
        return before, expressions[0].operator, name, after

    def expand(self, values: Mapping[str, Variable]) -> str:
        """The URI for the values of the variables; a name that is not in the mapping, or an empty tuple, is undefined."""
        return "".join(part if isinstance(part, str) else _expand(part, values) for part in self.parts)


@lru_cache(maxsize=1024)
def parse(template: str) -> Template:
    """Parses a template. Raises ValueError naming the fault when it is none (RFC 6570, section 2)."""
    parts: list[str | Expression] = []
    for found in _TOKEN.finditer(template):
        expression, literal, brace = found.groups()
        if brace:
            raise ValueError(_("braces in pairs in the URI template {template}").format(template=template))
        if literal is not None:
            parts.append(encode_reserved(literal))
            continue
        operator = expression[:1] if expression[:1] in _OPERATORS else ""
        variables = []
        for spec in expression[len(operator) :].split(","):
            match = _VARSPEC.fullmatch(spec)
            if match is None:
                raise ValueError(_("names of columns in the braces of the URI template {template}").format(template=template))
            variables.append((match[1], int(match[2]) if match[2] else None, match[3] is not None))
        parts.append(Expression(operator, tuple(variables)))
    return Template(tuple(parts))


def encode(text: str) -> str:
    """Percent-encodes all but unreserved characters, as ``{name}`` does (RFC 6570, 3.2.2)."""
    if _NEEDS_NOTHING(text):
        return text
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def encode_reserved(text: str) -> str:
    """Percent-encodes all but reserved and unreserved characters and percent-encoded triplets, as ``{+name}`` does (3.2.3)."""
    result: list[str] = []
    place = 0
    for kept in _KEPT.finditer(text):
        result += [_encode_some(text[place : kept.start()]), kept[0]]
        place = kept.end()
    return "".join([*result, _encode_some(text[place:])])


def _encode_some(text: str) -> str:
    return "".join(chr(byte) if byte in _RESERVED else f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def _expand(expression: Expression, values: Mapping[str, Variable]) -> str:
    operator = _OPERATORS[expression.operator]
    code = encode_reserved if operator.reserved else encode
    parts: list[str] = []
    for name, prefix, exploded in expression.variables:
        value = values.get(name)
        if value is None or value == ():
            continue
        if isinstance(value, str):
            text = code(value if prefix is None else value[:prefix])
            parts.append(_named(operator, name, text))
        elif exploded:
            parts += [_named(operator, name, code(item)) for item in value]
        else:
            parts.append(_named(operator, name, ",".join(code(item) for item in value)))
    return operator.first + operator.separator.join(parts) if parts else ""


def _named(operator: _Operator, name: str, text: str) -> str:
    if not operator.named:
        return text
    return f"{name}={text}" if text else name + operator.if_empty
