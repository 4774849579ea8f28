"""The connection to the native server, used for one answer after the other."""

from __future__ import annotations

import asyncio

import coroutines

from ciatlas.serve.sparql.connection import _HIGH_BYTES, connect

PATIENCE_SECONDS = 10


def test_an_answer_that_is_long_and_whole_before_it_is_read_leaves_the_connection_good():
    async def answered(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for size in (_HIGH_BYTES + 10, 5):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size + b"x" * size)
            await writer.drain()

    async def two_answers() -> list[int]:
        async with await asyncio.start_server(answered, "127.0.0.1", 0) as server:
            connection = await connect("127.0.0.1", server.sockets[0].getsockname()[1])
            sizes = []
            for _ in range(2):
                async with asyncio.timeout(PATIENCE_SECONDS):
                    await connection.request(b"GET / HTTP/1.1\r\n\r\n")
                    # So that all that fits has come before any of it is taken.
                    await asyncio.sleep(0.2)
                    size = len(connection.taken())
                    while not connection.ended:
                        size += len(await connection.more())
                    sizes.append(size + len(connection.taken()))
            connection.close()
            return sizes

    assert coroutines.run(two_answers()) == [_HIGH_BYTES + 10, 5]
