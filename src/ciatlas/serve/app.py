"""The application: which part of the server answers which path."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from ciatlas.serve.problem import Problem
from ciatlas.serve.served import Served


def app(served: Served) -> Starlette:
    """The ASGI application that serves a release."""

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield

    return Starlette(routes=routes(served), exception_handlers={Problem: _problem}, lifespan=lifespan)


def routes(served: Served) -> list[BaseRoute]:
    """The routes of all parts, the first that matches counts."""
    return []


async def _problem(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, Problem)
    return problem.response()
