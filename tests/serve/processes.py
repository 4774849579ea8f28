"""Processes as the system shows them (Linux)."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

# Far longer than it takes, so that a slow machine does not fail.
PATIENCE_SECONDS = 60.0


def children(process: int) -> set[int]:
    """The processes that a process has started, and those that they have started."""
    found: set[int] = set()
    for task in Path(f"/proc/{process}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found |= {child} | children(child)
    return found


def is_alive(process: int) -> bool:
    """Whether it runs; one that has ended and that nobody has asked for its status does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(true: Callable[[], object]) -> None:
    """Waits until it is so, with patience."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def send(process: int, number: int) -> None:
    os.kill(process, number)
