"""The benchmark of the site runs on a small atlas and compares the engines."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from atlas_files import ROOT


def test_each_engine_writes_its_pages(small_built: Path) -> None:
    command = [sys.executable, ROOT / "bench" / "site.py", "--project", small_built, "--pages", "8"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=240).stdout
    rows = re.findall(r"^ *([a-z]+) +([\d,]+) +([\d.]+) +([\d.]+) +([\d,]+) +([\d.,]+) +([\d.]+) *$", printed, re.MULTILINE)
    assert [row[0] for row in rows] == ["ciatlas", "oxigraph", "rdflib"]
    assert [row[1] for row in rows[1:]] == ["8", "8"]
