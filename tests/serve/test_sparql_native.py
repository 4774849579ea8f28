"""The native server ends of something else while a question is on its way to it: who asks does not notice."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import coroutines
import pytest
from pyoxigraph import NamedNode, Quad, Store

from ciatlas.serve.sparql import native
from ciatlas.serve.sparql.connection import Connection, connect
from ciatlas.serve.sparql.upstream import Question, Stoppable

MEMORY_BYTES = 400 * 2**20
Ends = Callable[[native.Native], Awaitable[None]]


class Turn:
    def runs(self, what: Stoppable) -> None:
        """Nothing ends what runs."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    one = NamedNode("http://things.example/one")
    made = Store(str(tmp_path))
    made.add(Quad(one, one, one))
    made.flush()
    del made
    return tmp_path


async def _replaced(server: native.Native) -> None:
    await server._replaced()
    server._end(server.draining[0])


async def _died_of_what_was_left(server: native.Native) -> None:
    assert server.current is not None
    server.current.left[0] = time.monotonic()
    server.current.child.kill()


@pytest.mark.parametrize("ends", [_replaced, _died_of_what_was_left])
def test_a_question_to_a_process_that_ends_of_something_else_is_asked_of_the_next(store: Path, monkeypatch: pytest.MonkeyPatch, ends: Ends):
    restarts: list[None] = []

    async def answer() -> bytes:
        async with native.running(store, MEMORY_BYTES, False, lambda: restarts.append(None)) as server:

            async def connected(host: str, port: int) -> Connection:
                monkeypatch.setattr(native, "connect", connect)
                connection = await connect(host, port)
                await ends(server)
                return connection

            monkeypatch.setattr(native, "connect", connected)
            reply = await server.send(Question(b"ASK { ?s ?p ?o }", b"text/csv"), Turn())
            return reply.first

    assert coroutines.run(answer()) == b"true"
    assert len(restarts) == 1
