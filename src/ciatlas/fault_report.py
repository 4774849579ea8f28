"""Faults as people and programs read them: plain text, JSON, SARIF 2.1.0. Pure functions over a list of faults.

Every report is grouped by file and sorted by row and column, so that two runs over the same tables give the same bytes.
"""

from __future__ import annotations

import json as _json
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from urllib.parse import quote

from ciatlas import __version__
from ciatlas.fault import SEVERITIES, Fault
from ciatlas.messages import _, ngettext

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}
_LONGEST_VALUE = 160


def ordered(faults: Iterable[Fault]) -> list[Fault]:
    """The faults by file, row, column; those of a whole file first."""
    return sorted(faults, key=lambda f: (f.file, f.row or 0, f.column or "", f.rule, f.value or "", f.expected))


def text(faults: Iterable[Fault]) -> str:
    """A report to read on a terminal: a heading per file, a line per fault, a sum at the end.

    Values are quoted as Python writes strings, so an invisible or control character in a hostile table shows and does nothing.
    """
    faults = ordered(faults)
    blocks = []
    for file, group in groupby(faults, key=lambda fault: fault.file):
        blocks.append(f"{_visible(file)}\n" + "".join(f"  {line(fault)}\n" for fault in group))
    return "\n".join([*blocks, summary(faults) + "\n"])


def line(fault: Fault) -> str:
    """One fault in one line, without its file."""
    where = _place(fault)
    message = message_of(fault)
    severity = "" if fault.severity == "violation" else f"{_severity(fault.severity)}: "
    return f"{where}: {severity}{message} [{fault.rule}]" if where else f"{severity}{message} [{fault.rule}]"


def message_of(fault: Fault) -> str:
    """What is wrong, without where: the value, what was expected, the hint."""
    if fault.message:
        message = fault.message if fault.value is None else _("{value}: {message}").format(value=quoted(fault.value), message=fault.message)
    elif fault.value is None:
        message = _("expected {expected}").format(expected=fault.expected)
    else:
        message = _("{value}: expected {expected}").format(value=quoted(fault.value), expected=fault.expected)
    return _("{message} ({hint})").format(message=message, hint=fault.hint) if fault.hint else message


def summary(faults: Iterable[Fault]) -> str:
    """How many faults of which severity, in how many files; one line."""
    faults = list(faults)
    if not faults:
        return _("No faults.")
    counts = Counter(fault.severity for fault in faults)
    parts = [_count(severity, counts[severity]) for severity in SEVERITIES if counts[severity]]
    files = len({fault.file for fault in faults})
    return ngettext("{counts} in {files} file", "{counts} in {files} files", files).format(counts=", ".join(parts), files=files)


def json(faults: Iterable[Fault]) -> str:
    """A JSON object: ``faults``, each with the fields of ``Fault``, and ``counts`` by severity."""
    faults = ordered(faults)
    counts = Counter(fault.severity for fault in faults)
    document = {
        "counts": {severity: counts[severity] for severity in SEVERITIES},
        "faults": [{name: getattr(fault, name) for name in Fault.__slots__} for fault in faults],
    }
    return _json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def sarif(faults: Iterable[Fault], lines: Mapping[tuple[str, int], int] | None = None) -> str:
    """A SARIF 2.1.0 log, as code hosts and editors read it.

    lines: (file, row) -> physical line where the row begins; they differ when a quoted cell has line breaks. The row where absent.
    A region's ``startLine`` is the physical line (SARIF 3.30.5); the spreadsheet's row stands in ``properties``.
    """
    faults = ordered(faults)
    lines = lines or {}
    rules = sorted({fault.rule for fault in faults})
    number = {rule: index for index, rule in enumerate(rules)}
    log = {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "ciatlas", "version": __version__, "rules": [{"id": rule} for rule in rules]}},
                "columnKind": "unicodeCodePoints",
                "originalUriBaseIds": {"PROJECTROOT": {"description": {"text": _("The folder that holds atlas.toml.")}}},
                "results": [_sarif_result(fault, number[fault.rule], lines) for fault in faults],
            }
        ],
    }
    return _json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def quoted(value: str) -> str:
    """A value between quotation marks, shortened when long, with every character that nobody sees written as an escape."""
    if len(value) > _LONGEST_VALUE:
        value = value[: _LONGEST_VALUE - 1] + "…"
    return repr(value)


def _sarif_result(fault: Fault, rule: int, lines: Mapping[tuple[str, int], int]) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(fault.file), "uriBaseId": "PROJECTROOT"}}
    if fault.row is not None:
        physical["region"] = {"startLine": lines.get((fault.file, fault.row), fault.row)}
    location: dict[str, object] = {"physicalLocation": physical}
    if fault.column is not None:
        location["logicalLocations"] = [{"name": fault.column, "kind": "member"}]
    place = _place(fault)
    message = message_of(fault)
    fields = {"row": fault.row, "column": fault.column, "value": fault.value, "expected": fault.expected or None, "hint": fault.hint or None}
    return {
        "ruleId": fault.rule,
        "ruleIndex": rule,
        "level": _LEVELS[fault.severity],
        "message": {"text": f"{place}: {message}" if place else message},
        "locations": [location],
        "properties": {name: value for name, value in fields.items() if value is not None},
    }


def _place(fault: Fault) -> str:
    if fault.row is not None and fault.column is not None:
        return _("row {row}, column {column}").format(row=fault.row, column=_visible(fault.column))
    if fault.row is not None:
        return _("row {row}").format(row=fault.row)
    if fault.column is not None:
        return _("column {column}").format(column=_visible(fault.column))
    return ""


def _visible(text: str) -> str:
    return text if text.isprintable() else repr(text)


def _severity(severity: str) -> str:
    return {"violation": _("violation"), "warning": _("warning"), "info": _("info")}[severity]


def _count(severity: str, number: int) -> str:
    forms = {
        "violation": ngettext("{number} violation", "{number} violations", number),
        "warning": ngettext("{number} warning", "{number} warnings", number),
        "info": ngettext("{number} remark", "{number} remarks", number),
    }
    return forms[severity].format(number=number)
