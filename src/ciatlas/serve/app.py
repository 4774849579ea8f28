"""The application: which part of the server answers which path, and what stands before all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from typing import Any

from starlette.responses import Response
from starlette.routing import BaseRoute, Match, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from ciatlas.serve import health, inbox, linked_data, metrics, names, openapi, reconcile, search, sparql, wayfinding
from ciatlas.serve.access_log import AccessLog
from ciatlas.serve.address import Address
from ciatlas.serve.failures import Failures
from ciatlas.serve.headers import PREFLIGHT, Headers
from ciatlas.serve.problem import Problem
from ciatlas.serve.served import Served

# Each has routes(served), the first that matches counts; where it needs preparation, lifespan(served), an async context manager.
# The last one answers all that is left.
PARTS: tuple[Any, ...] = (health, metrics, names, reconcile, search, inbox, sparql, openapi, wayfinding, linked_data)


class Application:
    """The ASGI application that serves a release.

    Outermost first: the access log and the measures; headers of every answer; problems; the addresses of the request; the routes.
    """

    def __init__(self, served: Served) -> None:
        self.router = Router(lifespan=lambda _app: lifespan(served))
        self.headers = Headers(Failures(Address(Dispatch(routes(served)), served.settings)))
        self.log = AccessLog(self.headers, served)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.router(scope, receive, send)
            return
        # Starlette's routes raise what they do not find, for Failures, where there is an application.
        scope["app"] = self
        await self.log(scope, receive, send)

    def close_connections(self) -> None:
        """From now on each answer is the last one of its connection."""
        self.headers.closing = True

    def close(self) -> None:
        """Writes what is left of the access log. No request is to come any more."""
        self.log.close()


def app(served: Served) -> Application:
    """The ASGI application that serves a release."""
    return Application(served)


def routes(served: Served) -> list[BaseRoute]:
    """The routes of all parts, the first that matches counts."""
    return [route for part in PARTS for route in part.routes(served)]


@asynccontextmanager
async def lifespan(served: Served) -> AsyncIterator[None]:
    """Prepares all parts in their order, and ends them in the reverse one. Raises AtlasError where one cannot be prepared."""
    async with AsyncExitStack() as stack:
        for part in PARTS:
            if hasattr(part, "lifespan"):
                await stack.enter_async_context(part.lifespan(served))
        yield


class Dispatch:
    """Finds the route of a request, by the first step of its path, so that a page does not pay for all the routes that it is not.

    It answers OPTIONS for every route that does not do so itself (RFC 9110, 9.3.7), and with it the preflight of CORS.
    """

    def __init__(self, routes: list[BaseRoute]) -> None:
        steps = {step for route in routes if (step := _first_step(route)) is not None}
        self.routers = {step: Router([route for route in routes if _first_step(route) in (step, None)], redirect_slashes=False) for step in steps}
        self.others = Router([route for route in routes if _first_step(route) is None], redirect_slashes=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        router = self.routers.get(scope["path"][1:].partition("/")[0], self.others)
        method = scope["method"]
        if method not in ("GET", "HEAD") and method not in (methods := _methods(router, scope)):
            allowed = ", ".join(sorted({*(methods or ("GET", "HEAD")), "OPTIONS"}))
            if method != "OPTIONS":
                detail = f"expected one of the methods {allowed}, found {method}"
                raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, headers={"Allow": allowed})
            await Response(status_code=204, headers={"Allow": allowed, **PREFLIGHT})(scope, receive, send)
            return
        await router(scope, receive, send)


def _first_step(route: BaseRoute) -> str | None:
    """The first step of the paths of a route; None where it may be any."""
    step = str(getattr(route, "path", ""))[1:].partition("/")[0]
    return None if not step or "{" in step else step


def _methods(router: Router, scope: Scope) -> set[str]:
    """The methods of the routes for the path, up to the first one for any method; a route that names none reads only."""
    found: set[str] = set()
    for route in router.routes:
        if route.matches(scope)[0] is not Match.NONE:
            methods = getattr(route, "methods", None)
            found |= set(methods or ("GET", "HEAD"))
            if not methods:
                break
    return found
