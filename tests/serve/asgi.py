"""A piece of the server by itself: one request to an ASGI application, with no socket between."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import coroutines
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(slots=True)
class Seen:
    """What an application behind others got, and what it answers."""

    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b"ok"
    error: Exception | None = None
    scope: dict[str, Any] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = dict(scope)
        if self.error is not None and self.status == 0:
            raise self.error
        await send({"type": "http.response.start", "status": self.status, "headers": list(self.headers)})
        if self.error is not None:
            raise self.error
        await send({"type": "http.response.body", "body": self.body})


@dataclass(frozen=True, slots=True)
class Got:
    """An answer. whole: whether it came to its end."""

    status: int
    headers: dict[str, str]
    body: bytes
    whole: bool


def get(app: ASGIApp, path: str = "/", method: str = "GET", query: str = "", client: str = "127.0.0.1", version: str = "1.1", **headers: str) -> Got:
    """Asks an application. Of header names, _ is -; of a value with line feeds, each line is a header of its own. `host` is localhost unless it is said."""
    fields = {"host": "localhost", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope: dict[str, Any] = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(name.encode(), line.encode("latin-1")) for name, value in fields.items() for line in value.split("\n") if value],
        "client": (client, 50_000),
        "server": ("127.0.0.1", 8_000),
        "scheme": "http",
        "http_version": version,
        "root_path": "",
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    coroutines.run(app(scope, receive, send))  # type: ignore[arg-type]
    start = next((message for message in sent if message["type"] == "http.response.start"), {"status": 0, "headers": []})
    bodies = [message for message in sent if message["type"] == "http.response.body"]
    found = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Got(start["status"], found, b"".join(one.get("body", b"") for one in bodies), bool(bodies) and not bodies[-1].get("more_body", False))
