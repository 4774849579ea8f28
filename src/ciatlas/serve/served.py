"""What is served: a release that does not change meanwhile, and the store that answers queries about it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ciatlas.insights import Result
from ciatlas.project import Project
from ciatlas.serve.measures import Measures
from ciatlas.serve.settings import Settings

if TYPE_CHECKING:
    from ciatlas.serve.sparql.upstream import Upstream

# A SELECT or an ASK with all its prefixes declared -> its columns and rows, as endpoint.ask gives them.
Ask = Callable[[str], Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class Served:
    """release: the folder of the built atlas (of this server alone, so that a new build changes nothing in it). ask: asks the store.

    name: a short name of what is in the release, which differs from that of any other one; empty where nobody needs it.
    restarts: how often the worker was started again for this release after it had died. measures: what the server counts of itself.
    store: what answers queries, as they are and in any form; without it there is no endpoint.
    """

    project: Project
    settings: Settings
    release: Path
    ask: Ask
    name: str = ""
    restarts: int = 0
    measures: Measures = field(default_factory=Measures)
    store: "Upstream | None" = None

    @property
    def site(self) -> Path:
        """The root of what is served as files."""
        return self.release / "site"
