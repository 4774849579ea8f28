"""The process that listens: it starts a worker for the release, and another one when a new release is there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import uvicorn

from ciatlas.insights import Result
from ciatlas.project import Project
from ciatlas.serve.app import app
from ciatlas.serve.served import Served
from ciatlas.serve.settings import Settings


def run(project: Project, release: Path, given: Mapping[str, Any]) -> None:
    """Serves the release until the process is told to end. given: settings of the command line, before those of file and environment."""
    settings = Settings(**{"state": project.root / ".serve", **given})

    async def ask(query: str) -> Result:
        raise NotImplementedError

    served = Served(project, settings, release, ask)
    uvicorn.run(app(served), host=settings.host, port=settings.port, loop="uvloop", http="httptools", log_level="warning")
