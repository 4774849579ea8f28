"""``/health``: whether the server is ready to answer, which is so only when the store answers a query."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ciatlas.fault import AtlasError
from ciatlas.serve.problem import Problem
from ciatlas.serve.served import Served

# How long the store may take to answer the simplest of questions.
SECONDS = 1.0
_QUESTION = "ASK {}"
_COUNT = "SELECT (COUNT(*) AS ?statements) WHERE { GRAPH ?g { ?s ?p ?o } }"


def routes(served: Served) -> list[BaseRoute]:
    """The route of /health."""
    return [Route("/health", Health(served).answer, methods=["GET"])]


class Health:
    """Asks the store when it is asked itself; requests that come meanwhile share the answer."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.since = time.monotonic()
        self.asking: asyncio.Task[None] | None = None
        self.counting: asyncio.Task[int] | None = None

    async def answer(self, _request: Request) -> Response:
        """200 with what is served, or a problem 503."""
        if self.asking is None or self.asking.done():
            self.asking = asyncio.create_task(self._ask())
        try:
            async with asyncio.timeout(SECONDS):
                await asyncio.shield(self.asking)
        except TimeoutError as error:
            raise _unready(f"The store did not answer within {SECONDS:g} s.") from error
        except (AtlasError, OSError, Problem) as error:
            raise _unready("The store does not answer.") from error
        content = {
            "status": "ready",
            "release": self.served.name,
            "editions": {edition.name: edition.version for edition in self.served.project.editions},
            "statements": self._statements(),
            "seconds": round(time.monotonic() - self.since, 3),
        }
        return Response(json.dumps(content, indent=1) + "\n", headers={"Cache-Control": "no-store"}, media_type="application/json")

    async def _ask(self) -> None:
        await self.served.ask(_QUESTION)

    def _statements(self) -> int | None:
        """How many there are; None until they are counted, which is begun beside the first answer, since it takes its time in a large store."""
        if self.counting is None or (self.counting.done() and self.counting.exception() is not None):
            self.counting = asyncio.create_task(self._count())
        return self.counting.result() if self.counting.done() else None

    async def _count(self) -> int:
        _columns, rows = await self.served.ask(_COUNT)
        value = rows[0][0]
        assert value is not None
        return int(value.text)


def _unready(detail: str) -> Problem:
    return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": "2"})
