"""Where the real project is, of what it consists, and how a user runs the command: shared by the tests."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROJECT_PARTS = ("atlas.toml", "ontology", "data", "queries")

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def ciatlas(*arguments: str | Path, cwd: Path = ROOT, timeout: float = 120, **options: object) -> subprocess.CompletedProcess[str]:
    """Runs the command line as a user does and gives its exit status and what it printed. Raises TimeoutExpired after so many seconds."""
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "ciatlas", *map(str, arguments)]
    return subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=timeout, **options  # type: ignore[call-overload]
    )
