"""Formats of numbers: patterns of UAX 35 and the plain form (tabular data model, 6.4.2)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from ciatlas.messages import N_, _

_PATTERN = re.compile(
    r"(?P<before>[%‰]?)(?P<sign>[+-]?)(?P<before2>[%‰]?)(?P<whole>[#0,]*)(?:\.(?P<part>[#0,]*))?"
    r"(?:E(?P<esign>[+-]?)(?P<exponent>[#0]+))?(?P<after>[%‰]?)"
)


def compile_number(
    pattern: str | None, decimal_char: str | None, group_char: str | None, whole: bool, exponent: bool
) -> Callable[[str], str]:
    """A function from a number as written to its XSD lexical form (groups out, ``.`` as decimal point, percent divided).

    pattern: of UAX 35, or None for any number. decimal_char, group_char: None for the defaults (``.``; ``,`` in a
    pattern, no groups without one). whole: only integers. exponent: E, INF and NaN are allowed (double, float).
    Raises ValueError when the pattern cannot be read; the function raises ValueError naming what was expected.
    """
    point = decimal_char or "."
    group = group_char or ("," if pattern is not None else "")
    if pattern is None:
        match, words, example = _plain(point, group, whole, exponent)
        return _reader(match, lambda found: True, point, group, words, {"example": example, "group": group})
    return _patterned(pattern, point, group, exponent)


def _plain(point: str, group: str, whole: bool, exponent: bool) -> tuple[re.Pattern[str], str, str]:
    digits = rf"[0-9]+(?:{re.escape(group)}[0-9]+)*" if group else "[0-9]+"
    number = digits if whole else rf"(?:{digits}(?:{re.escape(point)}(?:{digits})?)?|{re.escape(point)}{digits})"
    number += "(?:[Ee][+-]?[0-9]+)?" if exponent else ""
    special = "|-?INF|NaN" if exponent else ""
    if group:
        words = N_("a whole number such as {example}, groups parted by {group}") if whole else N_("a number such as {example}, groups parted by {group}")
    else:
        words = N_("a whole number such as {example}") if whole else N_("a number such as {example}")
    return re.compile(rf"(?:[%‰]?[+-]?{number}[%‰]?{special})"), words, "12" if whole else f"12{point}5"


def _patterned(pattern: str, point: str, group: str, exponent: bool) -> Callable[[str], str]:
    plain = pattern.translate({ord(point): ".", ord(group): ","}) if (point, group) != (".", ",") else pattern
    found = _PATTERN.fullmatch(plain)
    if found is None or not (found["whole"] or found["part"]) or not re.fullmatch(r"[#,]*[0,]*", found["whole"]) or not re.fullmatch(
        r"[0,]*[#,]*", found["part"] or ""
    ):
        raise ValueError(_("a number pattern such as #,##0.00"))
    if found["exponent"] and not exponent:
        raise ValueError(_("a number pattern without E, which only double and float have"))
    whole_groups, part_groups = found["whole"].split(",")[1:], (found["part"] or "").split(",")[:-1]
    least = found["whole"].count("0")
    part_least, part_most = (found["part"] or "").count("0"), len((found["part"] or "").replace(",", ""))
    sep = re.escape(group)
    whole = "[0-9]*"
    if whole_groups:
        first = len(whole_groups[-1])
        later = len(whole_groups[-2]) if len(whole_groups) > 1 else first
        whole = rf"(?:[0-9]{{1,{later}}}(?:{sep}[0-9]{{{later}}})*{sep}[0-9]{{{first}}}|[0-9]{{0,{first}}})"
    part = "[0-9]*"
    if part_groups:
        size = len(part_groups[0])
        part = rf"(?:(?:[0-9]{{{size}}}{sep})*[0-9]{{1,{size}}})?"
    sign = {"": "[+-]?", "+": "[+-]", "-": "-"}[found["sign"]]
    text = found["before"] + found["before2"] + sign + rf"(?P<whole>{whole})(?:{re.escape(point)}(?P<part>{part}))?"
    if found["exponent"]:
        zeros = max(found["exponent"].count("0"), 1)
        text += f"E{ {'': '[+-]?', '+': '[+-]', '-': '-'}[found['esign']] }[0-9]{{{zeros},}}"
    text += found["after"]

    def fits(number: re.Match[str]) -> bool:
        before, after = number["whole"].replace(group, ""), (number["part"] or "").replace(group, "")
        if number["part"] == "" or not (before or after):
            return False
        return len(before) >= least and part_least <= len(after) <= part_most

    try:
        match = re.compile(text)
    except re.error:
        raise ValueError(_("a number pattern such as #,##0.00")) from None
    return _reader(match, fits, point, group, N_("a number as in the pattern {pattern}"), {"pattern": pattern})


def _reader(
    match: re.Pattern[str], fits: Callable[[re.Match[str]], bool], point: str, group: str, words: str, places: Mapping[str, str]
) -> Callable[[str], str]:
    fullmatch = match.fullmatch

    def read(text: str) -> str:
        found = fullmatch(text)
        if found is None or not fits(found):
            raise ValueError(_(words).format(**places))
        number = text.replace(group, "") if group else text
        if point != ".":
            number = number.replace(point, ".")
        if text[0] in "%‰" or text[-1] in "%‰":
            scaled = Decimal(number.strip("%‰")).scaleb(-2 if "%" in number else -3)
            return format(scaled, "f")
        return number.replace("E", "e") if "E" in number else number

    return read
