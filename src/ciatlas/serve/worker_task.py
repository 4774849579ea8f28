"""What a worker is to serve: handed from the supervisor to the process that it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ciatlas.project import Project
from ciatlas.serve.settings import Settings

# How often a worker says that it is alive.
BEAT_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Task:
    """release: a snapshot. name: that of what is in it. restarts: how often a worker for it had died. language: of messages."""

    project: Project
    settings: Settings
    release: Path
    name: str
    restarts: int = 0
    language: str = "en"
