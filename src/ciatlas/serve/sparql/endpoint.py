"""The endpoint: queries in, answers out as they come. An ASGI application of its own, since it is asked most."""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.types import Receive, Scope, Send

from ciatlas.serve.failures import Broken
from ciatlas.serve.served import Served
from ciatlas.serve.sparql.upstream import Failed, Question, Stoppable, Upstream


class _Run:
    def runs(self, what: Stoppable) -> None:
        pass


class Endpoint:
    def __init__(self, served: Served, store: Upstream) -> None:
        self.served, self.store = served, store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "POST":
            body = b""
            while True:
                message = await receive()
                body += message.get("body", b"")
                if not message.get("more_body"):
                    break
        else:
            body = scope["query_string"]
        accept = next((value for name, value in scope["headers"] if name == b"accept"), b"*/*")
        reply = await self.store.send(Question(parse_qs(body)[b"query"][0], accept), _Run())
        await send({"type": "http.response.start", "status": reply.status, "headers": [(b"content-type", reply.media_type.encode())]})
        await send({"type": "http.response.body", "body": reply.first, "more_body": not reply.ended})
        try:
            while not reply.ended:
                data = await reply.more()
                await send({"type": "http.response.body", "body": data, "more_body": not reply.ended})
        except Failed as error:
            raise Broken from error
