"""HTTP itself, from those who mean no good: heads without end, requests that never come, connections without number."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import coroutines
import pytest
import uvicorn
from asgi import Seen
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.server import ServerState

from ciatlas.serve import protocol as bounds
from ciatlas.serve.protocol import protocol

GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


class Listening:
    """The protocol on a port. state: its connections."""

    def __init__(self, port: int, state: ServerState) -> None:
        self.port, self.state = port, state

    async def open(self, sent: bytes = b"") -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        writer.write(sent)
        await writer.drain()
        return reader, writer

    async def answer(self, sent: bytes) -> bytes:
        """All that is answered until the connection ends."""
        reader, writer = await self.open(sent)
        try:
            return await reader.read()
        except ConnectionResetError:
            return b""
        finally:
            writer.close()

    async def sweep(self, later: float) -> None:
        """As the sweep does it, so many seconds later."""
        for connection in list(self.state.connections):
            connection.end_if_slow(time.monotonic() + later)  # type: ignore[union-attr]


@asynccontextmanager
async def listening(app: ASGIApp, most: int = 100) -> AsyncIterator[Listening]:
    config = uvicorn.Config(app, http=protocol(most), ws="none", lifespan="off", log_config=None, access_log=False)  # type: ignore[arg-type]
    config.load()
    state = ServerState()
    server = await asyncio.get_running_loop().create_server(lambda: config.http_protocol_class(config=config, server_state=state, app_state={}), "127.0.0.1", 0)  # type: ignore[call-arg, arg-type]
    try:
        yield Listening(server.sockets[0].getsockname()[1], state)
    finally:
        for connection in list(state.connections):
            connection.transport.abort()
        server.close()


OK = Seen(headers=[(b"content-length", b"2")])


def request(head_bytes: int) -> bytes:
    return b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nA: " + b"a" * head_bytes + b"\r\n\r\n"


@pytest.mark.parametrize("pieces", [1, 40])
def test_a_head_may_be_long_but_not_without_end(pieces: int):
    async def run() -> None:
        async with listening(OK) as server:

            async def sent(data: bytes) -> bytes:
                reader, writer = await server.open()
                try:
                    for start in range(0, len(data), len(data) // pieces):
                        writer.write(data[start : start + len(data) // pieces])
                        await writer.drain()
                        await asyncio.sleep(0)
                    return await reader.read()
                except ConnectionError:
                    return b""

            assert (await sent(request(50_000))).startswith(b"HTTP/1.1 200")
            assert (await sent(request(bounds.HEAD_BYTES))).startswith((b"HTTP/1.1 431", b""))
            assert not (await sent(request(bounds.HEAD_BYTES))).startswith(b"HTTP/1.1 200")
            # Many fields that are never the last.
            reader, writer = await server.open(b"GET / HTTP/1.1\r\n")
            with pytest.raises(ConnectionError):
                for _number in range(100_000):
                    writer.write(b"A: b\r\n" * 100)
                    await writer.drain()

    coroutines.run(run())


def test_a_body_may_be_longer_than_a_head():
    async def reading(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["more_body"]:
            pass
        await OK(scope, receive, send)

    async def run() -> None:
        async with listening(reading) as server:
            body = b"a" * 200_000
            head = b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body)
            assert (await server.answer(head + body)).startswith(b"HTTP/1.1 200")

    coroutines.run(run())


@pytest.mark.parametrize(
    "sent",
    [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\nA b\r\n\r\n", b"GET / HTTP/1.1\r\n: b\r\n\r\n", b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n", b"\x00" * 100],
)  # fmt: skip
def test_what_is_no_http_is_told_so(sent: bytes):
    async def run() -> None:
        async with listening(OK) as server:
            answer = await server.answer(sent)
            assert answer.startswith(b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\n") and answer.endswith(b"}\n")

    coroutines.run(run())


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: local", b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc"])
def test_a_request_that_does_not_come_in_time_ends(sent: bytes):
    async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    async def run() -> None:
        async with listening(waiting) as server:
            reader, _writer = await server.open(sent)
            while not server.state.connections:
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.05)
            await server.sweep(bounds.REQUEST_SECONDS - 5)
            assert len(server.state.connections) == 1
            await server.sweep(bounds.REQUEST_SECONDS + 1)
            answer = await reader.read()
            assert answer.startswith(b"HTTP/1.1 408 ") or (answer == b"" and b"POST" in sent)

    coroutines.run(run())


def test_an_idle_connection_is_not_taken_for_a_slow_one():
    async def run() -> None:
        async with listening(OK) as server:
            reader, writer = await server.open(GET)
            await reader.readuntil(b"ok")
            await server.sweep(bounds.REQUEST_SECONDS * 10)
            writer.write(GET)
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")

    coroutines.run(run())


def test_a_client_that_takes_nothing_of_its_answer_ends():
    async def run() -> None:
        async with listening(Seen(headers=[(b"content-length", b"50000000")], body=b"a" * 50_000_000)) as server:
            _reader, _writer = await server.open(GET)
            while not any(connection.transport.get_write_buffer_size() for connection in server.state.connections):
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)
            await server.sweep(0)
            await server.sweep(bounds.STALLED_SECONDS - 5)
            assert len(server.state.connections) == 1
            await server.sweep(bounds.STALLED_SECONDS + 1)
            await asyncio.sleep(0.05)
            assert not server.state.connections

    coroutines.run(run())


def test_beyond_their_number_the_connection_that_is_idle_longest_ends():
    async def run() -> None:
        async with listening(OK, most=2) as server:
            first, second = await server.open(GET), await server.open(GET)
            for reader, _writer in (first, second):
                await reader.readuntil(b"ok")
            first[1].write(GET)
            await first[0].readuntil(b"ok")
            third, writer = await server.open(GET)
            assert (await third.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
            assert await second[0].read() == b"", "the second one was idle for longer"
            first[1].write(GET)
            assert (await first[0].readuntil(b"ok")).startswith(b"HTTP/1.1 200")
            writer.close()

    coroutines.run(run())


def test_where_all_connections_are_at_work_the_next_one_is_told_so():
    gate = asyncio.Event()

    async def waiting(scope: Scope, receive: Receive, send: Send) -> None:
        await gate.wait()
        await OK(scope, receive, send)

    async def run() -> None:
        async with listening(waiting, most=1) as server:
            reader, _writer = await server.open(GET)
            await asyncio.sleep(0.05)
            refused = await server.answer(b"")
            assert refused.startswith(b"HTTP/1.1 503 ") and b"Retry-After: 5\r\n" in refused
            gate.set()
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")

    coroutines.run(run())
