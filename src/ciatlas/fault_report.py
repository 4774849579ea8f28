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
from ciatlas.fault import SEVERITIES, Fault, visible
from ciatlas.messages import _, ngettext

SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"violation": "error", "warning": "warning", "info": "note"}


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
        blocks.append(f"{visible(file)}\n" + "".join(f"  {line(fault)}\n" for fault in group))
    return "\n".join([*blocks, summary(faults) + "\n"])


def line(fault: Fault) -> str:
    """One fault in one line, without its file."""
    severity = "" if fault.severity == "violation" else f"{_severity(fault.severity)}: "
    return f"{fault.place}: {severity}{fault.words} [{fault.rule}]" if fault.place else f"{severity}{fault.words} [{fault.rule}]"


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


def _sarif_result(fault: Fault, rule: int, lines: Mapping[tuple[str, int], int]) -> dict[str, object]:
    physical: dict[str, object] = {"artifactLocation": {"uri": quote(fault.file), "uriBaseId": "PROJECTROOT"}}
    if fault.row is not None:
        physical["region"] = {"startLine": lines.get((fault.file, fault.row), fault.row)}
    location: dict[str, object] = {"physicalLocation": physical}
    if fault.column is not None:
        location["logicalLocations"] = [{"name": fault.column, "kind": "member"}]
    fields = {"row": fault.row, "column": fault.column, "value": fault.value, "expected": fault.expected or None, "hint": fault.hint or None}
    return {
        "ruleId": fault.rule,
        "ruleIndex": rule,
        "level": _LEVELS[fault.severity],
        "message": {"text": f"{fault.place}: {fault.words}" if fault.place else fault.words},
        "locations": [location],
        "properties": {name: value for name, value in fields.items() if value is not None},
    }


def _severity(severity: str) -> str:
    return {"violation": _("violation"), "warning": _("warning"), "info": _("info")}[severity]


def _count(severity: str, number: int) -> str:
    forms = {
        "violation": ngettext("{number} violation", "{number} violations", number),
        "warning": ngettext("{number} warning", "{number} warnings", number),
        "info": ngettext("{number} remark", "{number} remarks", number),
    }
    return forms[severity].format(number=number)
