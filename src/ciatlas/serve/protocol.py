"""HTTP/1.1 as uvicorn speaks it, with bounds for those who mean no good.

They are: how many connections are open, how long the head of a request is, in what time a request must have come, and for how long a
client may take nothing of an answer.
"""

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
# In which nothing of an answer went away.
STALLED_SECONDS = 60.0
_SWEEP_SECONDS = 5.0


class Protocol(HttpToolsProtocol):
    """One connection.

    most: how many there may be. since: when it began to wait for the rest of a request; None while it waits for nothing.
    active: when its last request began. unsent, moved: bytes of answers that wait, and when they last became fewer.
    """

    most = 1_000
    since: float | None = None
    active = 0.0
    unsent = 0
    moved = 0.0
    head_bytes = 0
    in_head = True

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.since = self.active = self.moved = time.monotonic()
        if len(self.connections) > self.most:
            self._make_room()

    def _make_room(self) -> None:
        """Ends the connection that has been idle longest in favour of this one, or this one where all are at work."""
        idle = [one for one in self.connections if one is not self and one.is_idle]
        if idle:
            min(idle, key=lambda one: one.active).transport.close()
        else:
            self.refuse(HTTPStatus.SERVICE_UNAVAILABLE, "The server has as many connections as it may have.", "Retry-After: 5\r\n")

    @property
    def is_idle(self) -> bool:
        """Whether no request is being answered."""
        return not self.transport.is_closing() and (self.cycle is None or self.cycle.response_complete)

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
        self.active = time.monotonic()
        if self.since is None:
            self.since = self.active

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

    def refuse(self, status: HTTPStatus, detail: str, header: str = "") -> None:
        """Answers with a problem and ends the connection; only ends it while another answer is under way."""
        if self.cycle is None or self.cycle.response_complete:
            content = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
            body = json.dumps(content, indent=1).encode() + b"\n"
            head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: {MEDIA_TYPE}\r\nContent-Length: {len(body)}\r\n{header}Connection: close\r\n\r\n"
            self.transport.write(head.encode() + body)
        self.transport.close()

    def end_if_slow(self, now: float) -> None:
        """Ends the connection when its client takes too long to send a request, or to take an answer."""
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent < self.unsent:
            self.moved = now
        self.unsent = unsent
        if now - self.moved > STALLED_SECONDS:
            self.transport.abort()
        elif self.since is not None and now - self.since > REQUEST_SECONDS and not self.transport.is_closing():
            self.refuse(HTTPStatus.REQUEST_TIMEOUT, f"Expected a whole request within {REQUEST_SECONDS:g} s.")


def protocol(most: int) -> type[Protocol]:
    """The protocol with a bound of its own for the number of connections."""
    return type("Bounded", (Protocol,), {"most": most})


async def sweep(connections: Iterable[Any]) -> None:
    """Ends slow connections from time to time, until it is cancelled: one look at all costs less than a timer for each request."""
    while True:
        await asyncio.sleep(_SWEEP_SECONDS)
        now = time.monotonic()
        for connection in list(connections):
            connection.end_if_slow(now)
