"""Every failure becomes a problem document; what went wrong in the program itself stands in the log, under a number that the client gets."""

from __future__ import annotations

import sys
import traceback
import uuid
from contextlib import suppress
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ciatlas.serve.problem import Problem


class Broken(Exception):
    """Ends an answer that has begun and cannot be ended well: the connection breaks, so that nobody takes what he got for the whole."""


class Failures:
    """Answers for what the application raises: a Problem, a lost page or a wrong method, anything else."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:  # noqa: BLE001: the last stop before the client
            problem = _problem(error, scope)
            # An answer that has begun is left without its end, and the server breaks the connection.
            if not begun and problem is not None:
                await problem.response()(scope, receive, send)


def _problem(error: Exception, scope: Scope) -> Problem | None:
    """The problem to answer with; None where nobody waits for one."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, (Broken, ClientDisconnect)):
        return None
    path = _shown(scope["path"])
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        details = {
            HTTPStatus.NOT_FOUND: f"{path}: there is nothing at this address",
            HTTPStatus.METHOD_NOT_ALLOWED: f"{path}: expected one of the methods {(error.headers or {}).get('Allow', 'GET, HEAD')}, found {scope['method']}",
        }
        return Problem(status, details.get(status, error.detail), headers=error.headers)
    return _fault(error, f"{scope['method']} {path}")


def _fault(error: Exception, what: str) -> Problem:
    number = uuid.uuid4().hex[:12]
    # In one write, so that lines of others do not come in between.
    with suppress(OSError):
        sys.stderr.write(f"ciatlas serve: fault {number} in {what}: {type(error).__name__}: {error}\n{''.join(traceback.format_exception(error))}")
        sys.stderr.flush()
    detail = f"The server failed in answering this; its log tells more under {number}."
    return Problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail, instance=f"urn:ciatlas:fault:{number}")


def _shown(path: str) -> str:
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in path[:200])
