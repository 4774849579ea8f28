"""The endpoint: queries in, answers out as they come. An ASGI application of its own, since it is asked most."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Final

from starlette.types import Receive, Scope, Send

from ciatlas.serve.failures import Broken
from ciatlas.serve.problem import Problem
from ciatlas.serve.rate import Rate
from ciatlas.serve.served import Served
from ciatlas.serve.sparql import kept, kinds, request
from ciatlas.serve.sparql.answer import Answer
from ciatlas.serve.sparql.description import Description
from ciatlas.serve.sparql.kept import Kept
from ciatlas.serve.sparql.page import Page
from ciatlas.serve.sparql.preparation import Preparation, Prepared
from ciatlas.serve.sparql.request import Request
from ciatlas.serve.sparql.turns import Turns
from ciatlas.serve.sparql.upstream import Upstream

# Of a GET: it holds until there is another release, and a client asks again before that costs anything.
_CACHE: Final = b"public, max-age=60"
_VARY: Final = (b"vary", b"Accept")


class Endpoint:
    """Answers /sparql."""

    def __init__(self, served: Served, store: Upstream) -> None:
        self.served, self.store, self.limits = served, store, served.settings.limits
        self.turns = Turns(self.limits, served.measures)
        self.rate = Rate(self.limits.per_minute)
        self.preparation = Preparation(served)
        self.description = Description(served)
        self.page = Page(served)
        self.kept = Kept()
        self.release = served.name.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        client = scope["client"][0] if scope["client"] else ""
        if wait := self.rate.wait(client):
            self.served.measures.refused("rate")
            detail = f"More than {self.limits.per_minute} queries a minute: expected fewer of one client."
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, detail, kinds.KINDS + "too-many-queries", headers={"Retry-After": str(wait)})
        is_post = scope["method"] == "POST"
        if is_post:
            asked = await request.of_post(scope, receive, self.limits.query_bytes)
        else:
            asked = request.of_get(scope["query_string"], self.limits.query_bytes)
        accept, known, passes_by = _headers(scope)
        if asked.query is None:
            if is_post:
                raise Problem(HTTPStatus.BAD_REQUEST, "The parameter query is not there: expected a SPARQL query.")
            await self.description(accept, scope, receive, send)
            return
        try:
            prepared = await self.preparation.prepared(asked, accept, not is_post and bool(self.page.languages))
        except Problem as problem:
            if problem.type.startswith(kinds.KINDS):
                self.served.measures.refused(kinds.name(problem.type))
            raise
        if prepared.format == "html":
            await self.page(asked, scope, receive, send)
            return
        await self._answer(prepared, asked, client, None if is_post else known, passes_by, scope, receive, send)

    async def _answer(
        self, prepared: Prepared, asked: Request, client: str, known: bytes | None, passes_by: bool, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """known: the tags of If-None-Match of a GET. passes_by: whether the client wants no answer that was kept."""
        headers = [(b"content-type", prepared.content_type), _VARY]
        tag = None
        if prepared.is_steady and self.release:
            tag = kept.tag(self.release, prepared.question.text, prepared.graphs, prepared.format)
            if scope["method"] != "POST":
                headers += ((b"etag", tag), (b"cache-control", _CACHE))
                if known and not passes_by and _matches(known, tag):
                    await send({"type": "http.response.start", "status": 304, "headers": headers[1:]})
                    await send({"type": "http.response.body", "body": b""})
                    return
            if not passes_by and (body := self.kept.get(tag)) is not None:
                await whole(send, headers, body)
                return
        else:
            headers.append((b"cache-control", b"no-store"))
        run = await self.turns.take(client, receive)
        try:
            answer = Answer(prepared, run, self.limits, self.served.measures)
            body = await answer.begin(self.store, self.preparation, asked)
            if body is not None:
                if tag is not None:
                    self.kept.put(tag, body)
                await whole(send, headers, body)
                return
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            if scope["method"] == "HEAD":
                answer.close()
                await send({"type": "http.response.body", "body": b""})
                return
            async for part in answer.parts():
                run.sending = True
                await send({"type": "http.response.body", "body": part, "more_body": True})
                run.sending = False
            await send({"type": "http.response.body", "body": b""})
        except asyncio.CancelledError as error:
            # The clock has struck while the client was slow to take what it got.
            if run.cut is None:
                raise
            raise Broken from error
        finally:
            self.turns.give_back(run)


async def whole(send: Send, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    """Sends a whole answer."""
    await send({"type": "http.response.start", "status": 200, "headers": [*headers, (b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


def _headers(scope: Scope) -> tuple[str | None, bytes | None, bool]:
    """The Accept header, all its lines together; If-None-Match; and whether the client wants an answer that is made now."""
    accept: str | None = None
    known = None
    passes_by = False
    for name, value in scope["headers"]:
        if name == b"accept":
            line = value.decode("latin-1")
            accept = line if accept is None else f"{accept},{line}"
        elif name == b"if-none-match":
            known = value
        elif name == b"cache-control":
            passes_by = b"no-cache" in value or b"no-store" in value
    return accept, known, passes_by


def _matches(known: bytes, tag: bytes) -> bool:
    """RFC 9110, 13.1.2; by weak comparison, since a proxy that packs an answer makes its tag a weak one."""
    return known.strip() == b"*" or any(one.strip().removeprefix(b"W/") == tag for one in known.split(b","))
