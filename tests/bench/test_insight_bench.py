"""The benchmark of the insights runs on a small atlas and names the slowest query."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_each_query_is_timed_in_both_engines_and_the_slowest_is_named() -> None:
    command = [sys.executable, ROOT / "bench" / "insights.py", "--organizations", "200", "--limit", "30"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=240).stdout
    rows = re.findall(r"^ *(\d\d-[a-z-]+) +(\d+) +([\d.]+|> \d+) +([\d.]+|> \d+) *$", printed, re.MULTILINE)
    assert len(rows) >= 40
    assert all(float(oxigraph) < 30 for _, _, oxigraph, _ in rows)
    slowest = max(rows, key=lambda row: float(row[2]))[0]
    assert re.search(rf"^The slowest: {slowest}, ", printed, re.MULTILINE)
