"""The benchmark of the site runs on a small atlas and compares the engines."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from atlas_files import ROOT, ciatlas
from small_atlas import SOURCE, make


def test_each_engine_writes_its_pages(tmp_path: Path) -> None:
    things = {"country": "US", **SOURCE}
    tables = {
        "organizations": [{"id": f"one-{number}", "name": f"One {number}", "roles": "funding", **things} for number in range(4)],
        "initiatives": [{"id": "two", "name": "Two", **things}],
        "engagements": [{"id": "three", "role": "funder", "member_organization": "one-1", "in_initiative": "two", "basis": "stated", **SOURCE}],
    }
    project = make(tmp_path / "atlas", tables)
    built = ciatlas("build", "--project", project, "--out", project / "dist", timeout=300)
    assert built.returncode == 0, built.stderr
    command = [sys.executable, ROOT / "bench" / "site.py", "--project", project, "--pages", "8"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=240).stdout
    rows = re.findall(r"^ *([a-z]+) +([\d,]+) +([\d.]+) +([\d.]+) +([\d,]+) +([\d.,]+) +([\d.]+) *$", printed, re.MULTILINE)
    assert [row[0] for row in rows] == ["ciatlas", "oxigraph", "rdflib"]
    assert [row[1] for row in rows[1:]] == ["8", "8"]
