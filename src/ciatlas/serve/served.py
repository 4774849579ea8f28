"""What is served: a release that does not change meanwhile, and the store that answers queries about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from ciatlas.insights import Result
from ciatlas.project import Project
from ciatlas.serve.settings import Settings

# A SELECT or an ASK with all its prefixes declared -> its columns and rows, as endpoint.ask gives them.
Ask = Callable[[str], Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class Served:
    """release: the folder of the built atlas (of this server alone, so that a new build changes nothing in it). ask: asks the store."""

    project: Project
    settings: Settings
    release: Path
    ask: Ask

    @property
    def site(self) -> Path:
        """The root of what is served as files."""
        return self.release / "site"
