"""A lean client of HTTP/1.1 for the native server: one connection that is used again, small answers in one piece, large ones as they come."""

from __future__ import annotations

import asyncio
from typing import Final, cast

from httptools import HttpParserError, HttpResponseParser

from ciatlas.serve.sparql.upstream import Away, Failed

# Up to here an answer is held together, so that what goes wrong in it can still be told.
FIRST_BYTES: Final = 2**16
# Beyond this no more is read until somebody takes it.
_HIGH_BYTES: Final = 2**18


class Connection(asyncio.Protocol):
    """Asks one thing at a time. It is both the connection and the reply that comes over it.

    port: the local one, 0 before it is made. whole: nothing is under way. lost: it can be used no more.
    """

    def __init__(self) -> None:
        self.port = 0
        self.transport: asyncio.Transport | None = None
        self.lost = False
        self.failure: Failed | None = None
        self.waiter: asyncio.Future[None] | None = None
        self.parser = HttpResponseParser(self)
        self.parts: list[bytes] = []
        self.held = 0
        self.wanted = 0
        self.status = 0
        self.media_type = ""
        self.begun = False
        self.ended = True
        self.keeps = True
        self.paused = False

    # What the event loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.port = int(transport.get_extra_info("sockname")[1])

    def data_received(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except HttpParserError:
            self.cut(Away("the store does not speak HTTP"))

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = True
        if not self.ended and self.failure is None:
            self.failure = Away("the store went away")
        self._wake()

    # What the parser calls.

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() == b"content-type":
            self.media_type = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        self.begun = True
        self.status = self.parser.get_status_code()
        self.keeps = self.parser.should_keep_alive()

    def on_body(self, body: bytes) -> None:
        self.parts.append(body)
        self.held += len(body)
        if self.held >= self.wanted:
            self._wake()
            if self.held >= _HIGH_BYTES and not self.paused and self.transport is not None:
                self.paused = True
                self.transport.pause_reading()

    def on_message_complete(self) -> None:
        self.ended = True
        self._wake()

    # What we call.

    def request(self, data: bytes) -> "asyncio.Future[None]":
        """Sends a request; done once the answer is whole, or its first part is there. Raises Failed there.

        The connection must be whole.
        """
        assert self.transport is not None and self.ended
        self.ended = self.begun = False
        self.failure = None
        self.media_type = ""
        self.parts = []
        self.held = 0
        self.wanted = FIRST_BYTES
        self.waiter = asyncio.get_running_loop().create_future()
        if self.lost:
            self.failure = Away("the store went away")
            self._wake()
        else:
            self._resume()
            self.transport.write(data)
        return self.waiter

    async def more(self) -> bytes:
        """The next bytes, as many as have come; empty only at the end. Raises Failed."""
        if not self.parts:
            if self.failure is not None:
                raise self.failure
            if self.ended:
                return b""
            self.wanted = 1
            self.waiter = asyncio.get_running_loop().create_future()
            self._resume()
            await self.waiter
        return self.taken()

    def taken(self) -> bytes:
        """What has come and was not taken yet."""
        parts, self.parts, self.held = self.parts, [], 0
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def cut(self, failure: Failed) -> None:
        """Ends it at once; who waits, or asks for more, gets the failure."""
        if self.failure is None and not self.ended:
            self.failure = failure
            self.parts = []
        if self.transport is not None:
            self.transport.abort()
        self._wake()

    def close(self) -> None:
        """Closes it."""
        if self.transport is not None:
            self.transport.abort()

    def _resume(self) -> None:
        # The end of an answer may come with the bytes that were too many, so that nobody reads on until the next one.
        if self.paused and self.transport is not None:
            self.paused = False
            self.transport.resume_reading()

    def _wake(self) -> None:
        waiter, self.waiter = self.waiter, None
        if waiter is not None and not waiter.done():
            if self.failure is not None:
                waiter.set_exception(self.failure)
            else:
                waiter.set_result(None)


async def connect(host: str, port: int) -> Connection:
    """A new connection. Raises Away when nobody listens."""
    try:
        _transport, connection = await asyncio.get_running_loop().create_connection(Connection, host, port)
    except OSError as error:
        raise Away("the store is not there") from error
    return connection
