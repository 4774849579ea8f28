"""Formats of dates and times: the field symbols of UAX 35 that CSVW knows (tabular data model, 6.4.4)."""

from __future__ import annotations

import re
from collections.abc import Callable

from ciatlas.messages import _

_SYMBOLS = re.compile(r"yyyy|MM?|dd?|HH|mm|ss|S+|X{1,3}|x{1,3}|[-/.: T]|'[^']*'")
_FIELDS = {
    "yyyy": r"(?P<y>-?\d{4,})",
    "MM": r"(?P<M>\d\d)",
    "M": r"(?P<M>\d\d?)",
    "dd": r"(?P<d>\d\d)",
    "d": r"(?P<d>\d\d?)",
    "HH": r"(?P<H>\d\d)",
    "mm": r"(?P<m>\d\d)",
    "ss": r"(?P<s>\d\d)",
    "X": r"(?P<z>Z|[+-]\d\d(?:\d\d)?)",
    "XX": r"(?P<z>Z|[+-]\d{4})",
    "XXX": r"(?P<z>Z|[+-]\d\d:\d\d)",
    "x": r"(?P<z>[+-]\d\d(?:\d\d)?)",
    "xx": r"(?P<z>[+-]\d{4})",
    "xxx": r"(?P<z>[+-]\d\d:\d\d)",
}
# Fields that each datatype must have, and the XSD form that they make.
_FORMS = {
    "date": ("yMd", "{y}-{M}-{d}{z}"),
    "dateTime": ("yMdHm", "{y}-{M}-{d}T{H}:{m}:{s}{z}"),
    "dateTimeStamp": ("yMdHmz", "{y}-{M}-{d}T{H}:{m}:{s}{z}"),
    "time": ("Hm", "{H}:{m}:{s}{z}"),
    "gYear": ("y", "{y}{z}"),
    "gYearMonth": ("yM", "{y}-{M}{z}"),
    "gMonth": ("M", "--{M}{z}"),
    "gMonthDay": ("Md", "--{M}-{d}{z}"),
    "gDay": ("d", "---{d}{z}"),
}


def compile_date(pattern: str, base: str) -> Callable[[str], str]:
    """A function from a date or time as written to its XSD lexical form.

    pattern: such as ``M/d/yyyy``. base: a built-in datatype of dates and times.
    Raises ValueError when the pattern cannot be read or lacks a field that the datatype must have; the function raises
    ValueError naming what was expected. Whether the month has such a day is for the caller to check.
    """
    symbols = _SYMBOLS.findall(pattern)
    needed, form = _FORMS[base]
    if "".join(symbols) != pattern:
        raise ValueError(_("a pattern of {datatype} fields such as yyyy, MM, dd, HH, mm, ss").format(datatype=base))
    parts: list[str] = []
    for symbol in symbols:
        if symbol[0] == "S":
            if not parts or not parts[-1].endswith(r"\."):
                raise ValueError(_("S only after ss."))
            parts[-1] = parts[-1][:-2]
            parts.append(rf"(?:\.(?P<f>\d{{1,{len(symbol)}}}))?")
        else:
            parts.append(_FIELDS.get(symbol) or re.escape(symbol.strip("'") or "'"))
    try:
        match = re.compile("".join(parts), re.ASCII).fullmatch
    except re.error:
        raise ValueError(_("each field once in the pattern")) from None
    given = re.compile("".join(parts)).groupindex
    if not set(needed) <= set(given):
        raise ValueError(_("a pattern with all the fields of {datatype}").format(datatype=base))

    def read(text: str) -> str:
        found = match(text)
        if found is None:
            raise ValueError(_("a {datatype} written as {pattern}").format(datatype=base, pattern=pattern))
        fields = found.groupdict()
        second = fields.get("s") or "00"
        fraction = (fields.get("f") or "").rstrip("0")
        return form.format(
            y=fields.get("y"),
            M=(fields.get("M") or "").zfill(2),
            d=(fields.get("d") or "").zfill(2),
            H=fields.get("H"),
            m=fields.get("m"),
            s=f"{second}.{fraction}" if fraction else second,
            z=_zone(fields.get("z") or ""),
        )

    return read


def _zone(text: str) -> str:
    if text in ("", "Z") or ":" in text:
        return text
    return f"{text[:3]}:{text[3:] or '00'}"
