"""The inbox over HTTP: GET lists what was accepted, POST leaves a notification, OPTIONS tells what may be posted."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from werkzeug.http import parse_options_header

from ciatlas.serve import address
from ciatlas.serve.headers import PREFLIGHT
from ciatlas.serve.inbox.kept import ACCEPTED, Full, Kept
from ciatlas.serve.inbox.notification import MEDIA_TYPE, Refused, statements
from ciatlas.serve.problem import Problem
from ciatlas.serve.rate import Rate
from ciatlas.serve.served import Served

PER_MINUTE = 30
_ACCEPT_POST = {"Accept-Post": MEDIA_TYPE}
_LDP = "http://www.w3.org/ns/ldp#"
_CONTEXT = {"ldp": _LDP, "contains": {"@id": "ldp:contains", "@type": "@id", "@container": "@set"}}


def routes(served: Served, path: str) -> list[BaseRoute]:
    """The inbox at `path`, and below it the notifications."""
    inbox = Inbox(served, path)
    return [Route(path, inbox.answer, methods=["GET", "POST", "OPTIONS"]), Route(f"{path}/{{id}}", inbox.notification, methods=["GET"])]


class Inbox:
    """The receiver (LDN, 3.3)."""

    def __init__(self, served: Served, path: str) -> None:
        self.served, self.path = served, path.removeprefix("/")
        self.kept = Kept(served.settings.state, served.settings.inbox_messages)
        self.rate = Rate(PER_MINUTE)
        # One at a time is counted and kept: what comes from strangers never takes all threads.
        self.one = CapacityLimiter(1)

    async def answer(self, request: Request) -> Response:
        match request.method:
            case "OPTIONS":
                return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": "GET, HEAD, OPTIONS, POST", **_ACCEPT_POST, **PREFLIGHT})
            case "POST":
                return await self._receive(request)
            case _:
                return await self._list(request)

    async def notification(self, request: Request) -> Response:
        """One notification as it came, where somebody has accepted it."""
        id = request.path_params["id"]
        status = await to_thread.run_sync(self.kept.status, id)
        found = await to_thread.run_sync(self.kept.read, id) if status == ACCEPTED else None
        if found is not None:
            return Response(found.content.encode(), headers={"Cache-Control": "no-cache", "ETag": f'"{found.id}"'}, media_type=MEDIA_TYPE)
        if status is None:
            raise Problem(HTTPStatus.NOT_FOUND, f"{id[:80]}: there is no notification with this id")
        raise Problem(HTTPStatus.FORBIDDEN, "This notification is kept for a review; only what was accepted may be read")

    async def _list(self, request: Request) -> Response:
        # LDN, 3.3.2: "Receivers MAY list only URIs of notifications in the Inbox that the consumer is able to access."
        ids = await to_thread.run_sync(self.kept.ids, ACCEPTED)
        inbox = address.root(self.served, request) + self.path
        content = {"@context": _CONTEXT, "@id": inbox, "contains": [f"{inbox}/{id}" for id in ids]}
        return _json(content)

    async def _receive(self, request: Request) -> Response:
        self._refuse_too_many(request)
        media_type = self._media_type(request)
        body = await self._body(request)
        try:
            id = await to_thread.run_sync(self._keep, body, media_type, address.client(request), limiter=self.one)
        except Refused as error:
            raise Problem(HTTPStatus.BAD_REQUEST, str(error)) from error
        except Full as error:
            told = f"The inbox is full: {self.kept.most} notifications wait for a review; come again another day"
            raise Problem(HTTPStatus.INSUFFICIENT_STORAGE, told, headers={"Retry-After": "86400"}) from error
        except OSError as error:
            told = f"The notification could not be kept: {error.strerror or error}"
            raise Problem(HTTPStatus.INSUFFICIENT_STORAGE, told, headers={"Retry-After": "600"}) from error
        location = f"{address.root(self.served, request)}{self.path}/{id}"
        # The same answer whether it was new or not, so that nobody learns what others have sent.
        return Response(status_code=HTTPStatus.CREATED, headers={"Location": location, "Cache-Control": "no-store"})

    def _keep(self, body: bytes, media_type: str, client: str) -> str:
        # Against which address relative ones are resolved changes nothing in how many statements there are.
        return self.kept.add(body, media_type, client, statements(body, self.served.project.base))

    def _refuse_too_many(self, request: Request) -> None:
        if wait := self.rate.wait(address.client(request)):
            told = f"Expected at most {PER_MINUTE} notifications a minute from one client"
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, told, headers={"Retry-After": str(wait)})

    def _media_type(self, request: Request) -> str:
        given = request.headers.get("content-type", "")
        coding = request.headers.get("content-encoding", "identity")
        if parse_options_header(given)[0].strip().lower() != MEDIA_TYPE:
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Type is {given[:200]!r}: expected {MEDIA_TYPE}", headers=_ACCEPT_POST)
        if coding.strip().lower() != "identity":
            raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Content-Encoding is {coding[:200]!r}: expected none", headers=_ACCEPT_POST)
        return given[:200]

    async def _body(self, request: Request) -> bytes:
        most = self.served.settings.inbox_bytes
        said = request.headers.get("content-length", "0")
        if said.isdecimal() and int(said) > most:
            raise _too_long(most)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > most:
                raise _too_long(most)
        return bytes(body)


def _too_long(most: int) -> Problem:
    return Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"Expected a notification of at most {most} bytes")


def _json(content: Any) -> Response:
    body = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
    return Response(body, headers={"Cache-Control": "no-cache", **_ACCEPT_POST}, media_type=MEDIA_TYPE)
