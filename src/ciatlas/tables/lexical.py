"""Lexical forms of the XML Schema datatypes, and the order of their values (XML Schema 1.1 part 2)."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from ciatlas.messages import N_, _
from ciatlas.tables.terms import derives_from

_ZONE = r"(?P<zone>Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_YEAR = r"(?P<year>-?(?:[1-9]\d{3,}|0\d{3}))"
_MONTH = r"(?P<month>0[1-9]|1[0-2])"
_DAY = r"(?P<day>0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?P<hour>[01]\d|2[0-3]):(?P<minute>[0-5]\d):(?P<second>[0-5]\d(?:\.\d+)?)|(?P<midnight>24:00:00(?:\.0+)?))"
_DAYTIME = r"(?:(?P<days>\d+)D)?(?:T(?=\d)(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
_NAME = r"[:A-Za-z_\u00C0-\uFFFD\U00010000-\U000EFFFF][\-.:\w\u00B7]*"
_NCNAME = _NAME.replace(":", "")

_PATTERNS: dict[str, tuple[str, str]] = {
    "boolean": (r"true|false|1|0", N_("true, false, 1 or 0")),
    "decimal": (r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", N_("a decimal number such as 12.5")),
    "integer": (r"[+-]?\d+", N_("a whole number such as 12")),
    "double": (r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[Ee][+-]?\d+)?|-?INF|NaN", N_("a number such as 12.5 or 1.25e1")),
    "date": (f"{_YEAR}-{_MONTH}-{_DAY}{_ZONE}", N_("a date such as 2015-12-31")),
    "time": (f"{_TIME}{_ZONE}", N_("a time such as 15:02:37")),
    "dateTime": (f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE}", N_("a date and time such as 2015-12-31T15:02:37")),
    "dateTimeStamp": (f"{_YEAR}-{_MONTH}-{_DAY}T{_TIME}{_ZONE[:-1]}", N_("a date and time with its zone such as 2015-12-31T15:02:37Z")),
    "gYear": (f"{_YEAR}{_ZONE}", N_("a year of four digits such as 2015")),
    "gYearMonth": (f"{_YEAR}-{_MONTH}{_ZONE}", N_("a year and month such as 2015-12")),
    "gMonth": (f"--{_MONTH}{_ZONE}", N_("a month such as --12")),
    "gMonthDay": (f"--{_MONTH}-{_DAY}{_ZONE}", N_("a month and day such as --12-31")),
    "gDay": (f"---{_DAY}{_ZONE}", N_("a day such as ---31")),
    "duration": (f"-?P(?!$)(?:(?P<years>\\d+)Y)?(?:(?P<months>\\d+)M)?{_DAYTIME}", N_("a duration such as P1Y2M3D")),
    "dayTimeDuration": (f"-?P(?!$){_DAYTIME}", N_("a duration in days and times such as P3DT4H")),
    "yearMonthDuration": (r"-?P(?!$)(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?", N_("a duration in years and months such as P1Y2M")),
    "hexBinary": (r"(?:[0-9A-Fa-f]{2})*", N_("pairs of hexadecimal digits")),
    "base64Binary": (r"(?:[A-Za-z0-9+/] ?)*(?:= ?){0,2}", N_("text in base64")),
    "QName": (f"(?:{_NCNAME}:)?{_NCNAME}", N_("a name, with or without a prefix")),
    "language": (r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*", N_("a language tag such as en")),
    "Name": (_NAME, N_("an XML name")),
    "NCName": (_NCNAME, N_("an XML name without a colon")),
    "NMTOKEN": (r"[\-.:\w\u00B7]+", N_("one word of letters, digits and -._:")),
    "anyURI": (r"[^\x00-\x20<>\"{}|\\^`]*", N_("a web address without spaces")),
}  # fmt: skip
_PATTERNS["float"] = _PATTERNS["double"]

_RANGES: dict[str, tuple[int | None, int | None]] = {
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}


def checker(base: str) -> Callable[[str], None]:
    """A function that raises ValueError, in words for what was expected, when a text is no lexical form of the datatype.

    base: name of a built-in datatype; text types that allow every text (string, xml, html, json) accept everything.
    """
    if base in _RANGES:
        return _ranged(base)
    if base not in _PATTERNS:
        return lambda text: None
    pattern, expected = _PATTERNS[base]
    match = re.compile(pattern, re.ASCII if base not in ("Name", "NCName", "NMTOKEN", "QName") else 0).fullmatch
    if base == "base64Binary":

        def check_base64(text: str) -> None:
            try:
                base64.b64decode(text.replace(" ", ""), validate=True)
            except binascii.Error:
                raise ValueError(_(expected)) from None

        return check_base64
    if "(?P<day>" not in pattern:

        def check(text: str) -> None:
            if match(text) is None:
                raise ValueError(_(expected))

        return check

    def check_day(text: str) -> None:
        found = match(text)
        if found is None:
            raise ValueError(_(expected))
        fields = found.groupdict()
        if int(fields["day"]) > days_of(fields.get("year"), fields.get("month")):
            raise ValueError(_("a day that the month has; {expected}").format(expected=_(expected)))

    return check_day


def days_of(year: str | None, month: str | None) -> int:
    """How many days a month has; the most that it can have where the year, or the month, is not known."""
    if month is None:
        return 31
    if int(month) == 2:
        number = 4 if year is None else int(year)
        return 29 if number % 4 == 0 and (number % 100 != 0 or number % 400 == 0) else 28
    return 30 if int(month) in (4, 6, 9, 11) else 31


def _ranged(base: str) -> Callable[[str], None]:
    least, most = _RANGES[base]
    match = re.compile(r"[+-]?[0-9]+").fullmatch
    if most is None:
        words = N_("a whole number, at least {least}")
    elif least is None:
        words = N_("a whole number, at most {most}")
    else:
        words = N_("a whole number, at least {least} and at most {most}")

    def fault() -> ValueError:
        return ValueError(_(words).format(least=least, most=most))

    def check(text: str) -> None:
        # 400 digits: more are out of every range here, and Python itself refuses to read 4,300.
        if match(text) is None or len(text) > 400:
            raise fault()
        number = int(text)
        if (least is not None and number < least) or (most is not None and number > most):
            raise fault()

    return check


def order_key(base: str) -> Callable[[str], Any]:
    """A function from lexical form to a value that compares as the datatype's values do; times without zone as in UTC."""
    if derives_from(base, "double") or derives_from(base, "float"):
        return lambda text: float(text.replace("INF", "inf"))
    if derives_from(base, "decimal"):
        return Decimal
    match = re.compile(_PATTERNS[base][0], re.ASCII).fullmatch
    return _duration_key(match) if derives_from(base, "duration") else _moment_key(match)


def _duration_key(match: Callable[[str], re.Match[str] | None]) -> Callable[[str], Any]:
    def key(text: str) -> Decimal:
        found = match(text)
        if found is None:
            raise ValueError(_("a duration"))
        fields = {name: Decimal(value or 0) for name, value in found.groupdict().items()}
        months = fields.get("years", 0) * 12 + fields.get("months", 0)
        hours = fields.get("days", 0) * 24 + fields.get("hours", 0)
        seconds = (hours * 60 + fields.get("minutes", 0)) * 60 + fields.get("seconds", 0)
        # XML Schema leaves months against days undecided; a mean month (146097 days in 4800 months) decides it.
        total = months * Decimal(146097 * 86400) / 4800 + seconds
        return -total if text.startswith("-") else total

    return key


def _moment_key(match: Callable[[str], re.Match[str] | None]) -> Callable[[str], Any]:
    def key(text: str) -> Decimal:
        found = match(text)
        if found is None:
            raise ValueError(_("a date or time"))
        fields = found.groupdict()
        year, month, day = int(fields.get("year") or 1972), int(fields.get("month") or 1), int(fields.get("day") or 1)
        # Whole cycles of 400 years (146097 days) bring any year into the span that Python's calendar knows.
        cycles, year = divmod(year - 1, 400)
        days = cycles * 146097 + date(year + 1, month, min(day, days_of(str(year + 1), str(month)))).toordinal()
        seconds = Decimal(days) * 86400
        if fields.get("midnight"):
            seconds += 86400
        elif fields.get("hour"):
            seconds += (int(fields["hour"]) * 60 + int(fields["minute"])) * 60 + Decimal(fields["second"])
        zone = fields.get("zone")
        if zone and zone != "Z":
            offset = int(zone[1:3]) * 3600 + int(zone[4:6]) * 60
            seconds += offset if zone[0] == "-" else -offset
        return seconds

    return key
