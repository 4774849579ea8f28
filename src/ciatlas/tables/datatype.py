"""Cell texts and the values they stand for: the datatypes of columns (tabular data model, 6.4.2-6.4.6)."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from functools import lru_cache

from ciatlas.messages import N_, _, ngettext
from ciatlas.tables import lexical
from ciatlas.tables.date_format import compile_date
from ciatlas.tables.model import Datatype
from ciatlas.tables.number_format import compile_number
from ciatlas.tables.terms import derives_from

Parse = Callable[[str], str]

_DATES = ("date", "dateTime", "time", "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth")
# Texts of these are kept as they are, white space included (6.4, steps 1 and 2).
VERBATIM = frozenset({"string", "json", "xml", "html", "anyAtomicType"})

_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]()]")


def is_numeric(base: str) -> bool:
    """Whether a built-in datatype is one of numbers."""
    return any(derives_from(base, kind) for kind in ("decimal", "double", "float"))


def is_temporal(base: str) -> bool:
    """Whether a built-in datatype is one of dates and times."""
    return any(derives_from(base, kind) for kind in _DATES)


def accepts_everything(datatype: Datatype) -> bool:
    """Whether every text is a value of the datatype, and its own lexical form: plain text without any constraint."""
    limits = (datatype.format, datatype.length, datatype.min_length, datatype.max_length)
    return datatype.base in VERBATIM | {"normalizedString", "token"} and all(limit is None for limit in limits)


@lru_cache(maxsize=512)
def parser(datatype: Datatype) -> Parse:
    """A function from an item of a cell to the lexical form of its value in XSD.

    The function raises ValueError, in words for what was expected, for an item that breaks the format, the lexical form
    or a constraint of the datatype. A format that cannot be used (see format_fault) is taken as not given.
    """
    parse = _format_parser(datatype)
    check = lexical.checker(datatype.base)
    constraints = [*_lengths(datatype), *_bounds(datatype)]
    if not constraints:

        def parse_plain(text: str) -> str:
            value = parse(text)
            check(value)
            return value

        return parse_plain

    def parse_constrained(text: str) -> str:
        value = parse(text)
        check(value)
        for constraint in constraints:
            constraint(value)
        return value

    return parse_constrained


def enumeration(datatype: Datatype) -> tuple[str, ...] | None:
    """The allowed values when the format is a plain alternation (``a|b|c``) or a boolean's pair (``yes|no``), else None."""
    pattern = datatype.format
    if pattern is None or is_numeric(datatype.base) or is_temporal(datatype.base):
        return None
    if datatype.base != "boolean":
        pattern = pattern.removeprefix("^").removesuffix("$")
        if pattern.startswith("(") and pattern.endswith(")"):
            pattern = pattern[1:-1].removeprefix("?:")
        if _SPECIAL.search(re.sub(r"\\([^A-Za-z0-9|])", "", pattern)):
            return None
        pattern = re.sub(r"\\(.)", r"\1", pattern)
    return tuple(pattern.split("|")) if "|" in pattern else None


def format_fault(datatype: Datatype) -> str | None:
    """What the format should have been, or None when it can be used (or none is given)."""
    try:
        _strict_format(datatype)
    except (ValueError, re.error) as error:
        return str(error) if isinstance(error, ValueError) and not isinstance(error, re.error) else _("a regular expression ({error})").format(error=error)
    return None


def bounds_fault(datatype: Datatype) -> str | None:
    """What the bounds should have been, or None when they are values of the datatype that some value can keep (5.11.2)."""
    low, high = datatype.min_inclusive, datatype.max_inclusive
    above, below = datatype.min_exclusive, datatype.max_exclusive
    if all(bound is None for bound in (low, high, above, below)):
        return None
    if low is not None and above is not None:
        return _("only one of minInclusive and minExclusive")
    if high is not None and below is not None:
        return _("only one of maxInclusive and maxExclusive")
    try:
        least, most = _bound_key(datatype, low if low is not None else above), _bound_key(datatype, high if high is not None else below)
    except (ValueError, KeyError, ArithmeticError):
        return _("bounds that are values of {datatype}").format(datatype=datatype.base)
    if least is None or most is None:
        return None
    if low is not None and high is not None:
        return None if least <= most else _("minInclusive of at most maxInclusive")
    if above is not None and below is not None:
        return None if least <= most else _("minExclusive of at most maxExclusive")
    return None if least < most else _("a lower bound that is less than the upper bound")


def _strict_format(datatype: Datatype) -> Parse:
    base, pattern = datatype.base, datatype.format
    if is_numeric(base):
        return compile_number(
            pattern,
            datatype.decimal_char,
            datatype.group_char,
            whole=derives_from(base, "integer"),
            exponent=not derives_from(base, "decimal"),
        )
    if pattern is None:
        return _boolean if base == "boolean" else _same
    if base == "boolean":
        true, bar, false = pattern.partition("|")
        if not bar or not true or not false or "|" in false or true == false:
            raise ValueError(_("the words for true and false, as in Y|N"))
        return _two_words(true, false)
    if is_temporal(base):
        return compile_date(pattern, base)
    match = re.compile(pattern).fullmatch
    allowed = enumeration(datatype)

    def check(text: str) -> str:
        if match(text) is None:
            if allowed:
                raise ValueError(_("one of {values}").format(values=", ".join(allowed)))
            raise ValueError(_("a text as in the regular expression {pattern}").format(pattern=pattern))
        return text

    return check


def _format_parser(datatype: Datatype) -> Parse:
    try:
        return _strict_format(datatype)
    except (ValueError, re.error):
        return _strict_format(Datatype(datatype.base, decimal_char=datatype.decimal_char, group_char=datatype.group_char))


def _same(text: str) -> str:
    return text


def _boolean(text: str) -> str:
    return {"1": "true", "0": "false"}.get(text, text)


def _two_words(true: str, false: str) -> Parse:
    values = {true: "true", false: "false"}

    def parse(text: str) -> str:
        try:
            return values[text]
        except KeyError:
            raise ValueError(_("{true} or {false}").format(true=true, false=false)) from None

    return parse


def _size(base: str) -> Callable[[str], int]:
    if base == "hexBinary":
        return lambda text: len(text) // 2
    if base == "base64Binary":
        return lambda text: len(b64decode(text))
    return len


def _lengths(datatype: Datatype) -> list[Callable[[str], None]]:
    size = _size(datatype.base)
    binary = datatype.base.endswith("Binary")

    def constraint(fits: Callable[[int], bool], limit: int, words: Callable[[int, bool], str]) -> Callable[[str], None]:
        def check(text: str) -> None:
            if not fits(size(text)):
                raise ValueError(words(limit, binary).format(number=limit))

        return check

    result = []
    if (exact := datatype.length) is not None:
        result.append(constraint(lambda length: length == exact, exact, _exactly))
    if (least := datatype.min_length) is not None:
        result.append(constraint(lambda length: length >= least, least, _at_least))
    if (most := datatype.max_length) is not None:
        result.append(constraint(lambda length: length <= most, most, _at_most))
    return result


def _exactly(number: int, binary: bool) -> str:
    return ngettext("{number} byte", "{number} bytes", number) if binary else ngettext("{number} character", "{number} characters", number)


def _at_least(number: int, binary: bool) -> str:
    if binary:
        return ngettext("at least {number} byte", "at least {number} bytes", number)
    return ngettext("at least {number} character", "at least {number} characters", number)


def _at_most(number: int, binary: bool) -> str:
    if binary:
        return ngettext("at most {number} byte", "at most {number} bytes", number)
    return ngettext("at most {number} character", "at most {number} characters", number)


def _bound_key(datatype: Datatype, bound: str | None) -> object:
    if bound is None:
        return None
    try:
        lexical.checker(datatype.base)(bound)
    except ValueError:
        bound = _format_parser(datatype)(bound)
    return lexical.order_key(datatype.base)(bound)


def _bounds(datatype: Datatype) -> list[Callable[[str], None]]:
    result: list[Callable[[str], None]] = []

    def add(bound: str | None, fits: Callable[[object, object], bool], words: str) -> None:
        if bound is None or bounds_fault(datatype) is not None:
            return
        limit, key = _bound_key(datatype, bound), lexical.order_key(datatype.base)

        def check(text: str) -> None:
            if not fits(key(text), limit):
                raise ValueError(_(words).format(bound=bound))

        result.append(check)

    add(datatype.min_inclusive, lambda value, limit: value >= limit, N_("at least {bound}"))  # type: ignore[operator]
    add(datatype.max_inclusive, lambda value, limit: value <= limit, N_("at most {bound}"))  # type: ignore[operator]
    add(datatype.min_exclusive, lambda value, limit: value > limit, N_("more than {bound}"))  # type: ignore[operator]
    add(datatype.max_exclusive, lambda value, limit: value < limit, N_("less than {bound}"))  # type: ignore[operator]
    return result
