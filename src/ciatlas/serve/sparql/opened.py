"""The store that answers: the embedded one, which is built from the release, or the endpoint that the setting ``store`` names."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from ciatlas.project import Project
from ciatlas.serve.measures import Measures
from ciatlas.serve.settings import Settings
from ciatlas.serve.sparql import native, remote, store_files
from ciatlas.serve.sparql.upstream import Upstream


@asynccontextmanager
async def opened(project: Project, settings: Settings, release: Path, measures: Measures) -> AsyncIterator[Upstream]:
    """The store of a release, until the block ends; ready when it is given. Must be entered in the main thread.

    Raises AtlasError when it cannot be built or does not start.
    """
    if settings.store is not None:
        async with remote.connected(project, release, settings) as elsewhere:
            yield elsewhere
        return
    folder = await asyncio.to_thread(store_files.prepared, project, release, settings.state)
    async with native.running(folder, settings.limits.memory_bytes, bool(settings.services), measures.child_restarted) as upstream:
        measures.child_memory = upstream.memory
        yield upstream
