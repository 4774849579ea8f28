"""HTTP/1.1 as uvicorn speaks it, with bounds for those who mean no good: the length of a head, and the time in which a request must have come."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ciatlas.serve.problem import MEDIA_TYPE

# Of the request line and all header fields together.
HEAD_BYTES = 64 * 2**10
# For a whole request with its body, from its first byte; a query and an announcement are small.
REQUEST_SECONDS = 60.0
_SWEEP_SECONDS = 5.0


class Protocol(HttpToolsProtocol):
    """One connection. `since`: when it began to wait for the rest of a request; None while it waits for nothing."""

    since: float | None = None
    head_bytes = 0
    in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.since = time.monotonic()

    def data_received(self, data: bytes) -> None:
        if self.in_head:
            self.head_bytes += len(data)
            if self.since is None:
                self.since = time.monotonic()
        super().data_received(data)
        if self.in_head and self.head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self.refuse_long_head()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.in_head = True
        if self.since is None:
            self.since = time.monotonic()

    def on_headers_complete(self) -> None:
        # What came in one piece with the head may be a body, so only a suspicion is looked at.
        if self.head_bytes > HEAD_BYTES and len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > HEAD_BYTES:
            raise ValueError(self.head_bytes)
        self.in_head = False
        self.head_bytes = 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self.in_head = True
        self.since = None
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Answers what is no HTTP, and what `on_headers_complete` has refused."""
        if self.in_head and self.head_bytes > HEAD_BYTES:
            self.refuse_long_head()
            return
        self.refuse(HTTPStatus.BAD_REQUEST, "Expected a request of HTTP/1.1 (RFC 9112).")

    def refuse_long_head(self) -> None:
        self.refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, f"The head of a request: expected at most {HEAD_BYTES} bytes.")

    def refuse(self, status: HTTPStatus, detail: str) -> None:
        """Answers with a problem and ends the connection; only ends it while another answer is under way."""
        if self.cycle is None or self.cycle.response_complete:
            content = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
            body = json.dumps(content, indent=1).encode() + b"\n"
            head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            self.transport.write(head.encode() + body)
        self.transport.close()

    def end_if_slow(self, now: float) -> None:
        """Ends the connection when its client has taken too long to send a request."""
        if self.since is not None and now - self.since > REQUEST_SECONDS:
            self.refuse(HTTPStatus.REQUEST_TIMEOUT, f"Expected a whole request within {REQUEST_SECONDS:g} s.")


async def sweep(connections: Iterable[Any]) -> None:
    """Ends slow connections from time to time, until it is cancelled: one look at all costs less than a timer for each request."""
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        now = time.monotonic()
        for connection in list(connections):
            connection.end_if_slow(now)
