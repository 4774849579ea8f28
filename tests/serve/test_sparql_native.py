"""The native server is replaced while a question is on its way to it: who asks does not notice."""

from __future__ import annotations

from pathlib import Path

import coroutines
import pytest
from pyoxigraph import NamedNode, Quad, Store

from ciatlas.serve.sparql import native
from ciatlas.serve.sparql.connection import Connection, connect
from ciatlas.serve.sparql.upstream import Question, Stoppable

MEMORY_BYTES = 400 * 2**20


class Turn:
    def runs(self, what: Stoppable) -> None:
        """Nothing ends what runs."""


def test_a_question_to_a_process_that_was_just_replaced_is_asked_of_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    one = NamedNode("http://things.example/one")
    store = Store(str(tmp_path))
    store.add(Quad(one, one, one))
    store.flush()
    del store
    restarts: list[None] = []

    async def answer() -> bytes:
        async with native.running(tmp_path, MEMORY_BYTES, False, lambda: restarts.append(None)) as server:

            async def replaced_meanwhile(host: str, port: int) -> Connection:
                monkeypatch.setattr(native, "connect", connect)
                connection = await connect(host, port)
                await server._replaced()
                server._end(server.draining[0])
                return connection

            monkeypatch.setattr(native, "connect", replaced_meanwhile)
            reply = await server.send(Question(b"ASK { ?s ?p ?o }", b"text/csv"), Turn())
            return reply.first

    assert coroutines.run(answer()) == b"true"
    assert len(restarts) == 1
