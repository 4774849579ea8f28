"""The native server as an upstream: a process that is started again when it dies, and replaced when a query in it cannot be ended otherwise."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from ciatlas.fault import AtlasError
from ciatlas.serve.sparql import child as children
from ciatlas.serve.sparql.child import Child
from ciatlas.serve.sparql.connection import Connection, connect
from ciatlas.serve.sparql.upstream import Away, Failed, Question, Running

_POLL_SECONDS: Final = 0.05
_HOUSEKEEPING_SECONDS: Final = 1.0
# A query whose connection was closed and that goes on for longer can only be ended with its process.
_GRACE_SECONDS: Final = 1.0
# Idle connections that are kept.
_KEPT: Final = 64
# For a process to come back, before who asks is told that it is away.
_PATIENCE_SECONDS: Final = 5.0
# A process that lived for less is started again with some delay.
_STABLE_SECONDS: Final = 1.0
_SHORTEST_DELAY: Final = 0.05
_LONGEST_DELAY: Final = 1.0
# Old processes that may still finish what runs in them.
_DRAINING: Final = 2
# Of its memory, the part that an idle process may have more than when it was fresh: it gives back little of what a large query took.
_IDLE_PART: Final = 0.25
_FRESH_SECONDS: Final = 60.0
# A query that has run for longer may be what the process died of, and is not asked again.
_SUSPECT_SECONDS: Final = 1.0
_LOWEST_PRIORITY: Final = 19


@dataclass(eq=False, slots=True)
class _Process:
    """A child with its connections.

    asked: those that answer just now. left: when the connection of what may still run was closed, by its port. ended: we ended it.
    """

    child: Child
    since: float
    idle: list[Connection] = field(default_factory=list)
    asked: set[Connection] = field(default_factory=set)
    left: dict[int, float] = field(default_factory=dict)
    fresh_bytes: int = 0
    ended: bool = False


class Native:
    """Starts the process, and keeps it going until `close`. restarted: called for each start after the first."""

    def __init__(self, store: Path, memory_bytes: int, may_call_out: bool, restarted: Callable[[], None]) -> None:
        self.store, self.memory_bytes, self.may_call_out, self.restarted = store, memory_bytes, may_call_out, restarted
        self.current: _Process | None = None
        self.draining: list[_Process] = []
        self.there = asyncio.Event()
        self.keeping: asyncio.Task[None] | None = None
        self.replacing: asyncio.Task[None] | None = None

    async def send(self, question: Question, run: Running) -> "_Reply":
        """Asks, and gives the answer once it is whole or has a first part. Raises Failed.

        A question whose process died before it answered is asked once more, unless it may be what the process died of.
        """
        request = _request(question)
        for is_last in (False, True):
            process, connection = await self._connection()
            reply = _Reply(self, process, connection)
            run.runs(reply)
            process.asked.add(connection)
            # What was left, and may still run, is as likely to be what the process dies of.
            alone, began = len(process.asked) == 1 and not process.left, time.monotonic()
            try:
                await connection.request(request)
                reply.begin()
                return reply
            except Away:
                process.asked.discard(connection)
                reply.done = True
                if is_last or connection.begun or await self._is_suspect(process, alone, began):
                    raise
            except BaseException:
                reply.close()
                raise
        raise AssertionError

    async def _is_suspect(self, process: _Process, alone: bool, began: float) -> bool:
        """Whether a question may be what its process died of: not where we ended the process, upon which this question had come late."""
        # A process that dies closes its connections before it is seen to be dead.
        await asyncio.sleep(_POLL_SECONDS)
        return not process.ended and not process.child.alive and (alone or time.monotonic() - began > _SUSPECT_SECONDS)

    async def _connection(self) -> tuple[_Process, Connection]:
        """A connection to the current process that nobody uses. Raises Away where there is none for too long."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while True:
            process = self.current or await self._returned()
            while process.idle:
                connection = process.idle.pop()
                if not connection.lost:
                    return process, connection
            try:
                return process, await connect(children.HOST, process.child.port)
            except Away:
                if time.monotonic() > end:
                    raise
            await asyncio.sleep(_POLL_SECONDS)

    async def _returned(self) -> _Process:
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                while self.current is None:
                    await self.there.wait()
        except TimeoutError as error:
            raise Away("the store is not there") from error
        return self.current

    def memory(self) -> int:
        """Resident bytes of the processes."""
        return sum(one.child.memory() for one in [*self.draining, *([self.current] if self.current else [])])

    async def start(self) -> None:
        """Starts the first process. Raises AtlasError when that fails."""
        await self._start()
        self.keeping = asyncio.create_task(self._keep())

    async def close(self) -> None:
        """Ends all processes."""
        for task in (self.keeping, self.replacing):
            if task is not None:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        for process in [*self.draining, *([self.current] if self.current else [])]:
            process.child.kill()
            await process.child.ended()
        self.current = None

    async def _start(self) -> None:
        child = await children.start(self.store, self.memory_bytes, self.may_call_out)
        self.current = _Process(child, time.monotonic(), fresh_bytes=child.memory())
        self.there.set()

    async def _keep(self) -> None:
        """Looks after the processes until it is cancelled."""
        delay = 0.0
        looked = 0.0
        while True:
            await asyncio.sleep(_POLL_SECONDS)
            process, now = self.current, time.monotonic()
            if process is None or not process.child.alive:
                self.current = None
                self.there.clear()
                delay = min(max(delay * 2, _SHORTEST_DELAY), _LONGEST_DELAY) if process is None or now - process.since < _STABLE_SECONDS else 0.0
                await asyncio.sleep(delay)
                with suppress(AtlasError):
                    await self._start()
                    self.restarted()
                continue
            if now - looked > _HOUSEKEEPING_SECONDS:
                looked = now
                self._look_after(process, now)

    def _look_after(self, process: _Process, now: float) -> None:
        process.child.shorten_log()
        if process.left and self._goes_on(process, now):
            self._replace()
        elif not process.asked and now - process.since > _FRESH_SECONDS and process.child.memory() > process.fresh_bytes + self.memory_bytes * _IDLE_PART:
            self._replace()
        for old in list(self.draining):
            if not old.asked or not old.child.alive:
                self._end(old)
        while len(self.draining) > _DRAINING:
            self._end(self.draining[0])

    def _goes_on(self, process: _Process, now: float) -> bool:
        """Whether a query still runs whose connection was closed; it gives way to others from now on."""
        threads = process.child.threads()
        process.left = {port: since for port, since in process.left.items() if port in threads}
        for port in process.left:
            _give_way(threads[port])
        return any(now - since > _GRACE_SECONDS for since in process.left.values())

    def _replace(self) -> None:
        """Starts another process, which takes the place of the current one once it is there; that one finishes what runs in it."""
        if self.replacing is None or self.replacing.done():
            self.replacing = asyncio.create_task(self._replaced())

    async def _replaced(self) -> None:
        old = self.current
        with suppress(AtlasError):
            await self._start()
            self.restarted()
            if old is not None and old is not self.current:
                self.draining.append(old)
                for connection in old.idle:
                    connection.close()
                old.idle.clear()

    def _end(self, process: _Process) -> None:
        process.ended = True
        process.child.kill()
        process.child.process.wait()
        self.draining.remove(process)


class _Reply:
    """An answer of the native server; its connection is used again once all of it has come."""

    __slots__ = ("native", "process", "connection", "burdened", "done", "status", "media_type", "first", "ended")

    def __init__(self, native: Native, process: _Process, connection: Connection) -> None:
        self.native, self.process, self.connection = native, process, connection
        self.burdened = self.done = self.ended = False
        self.status, self.media_type, self.first = 0, "", b""

    def begin(self) -> None:
        """The first part has come, or all of it."""
        self.status, self.media_type, self.first = self.connection.status, self.connection.media_type, self.connection.taken()
        if self.connection.ended:
            self._end()

    async def more(self) -> bytes:
        if self.ended:
            return b""
        data = await self.connection.more()
        if self.connection.ended:
            self._end()
        return data

    def _end(self) -> None:
        self.ended = self.done = True
        self.process.asked.discard(self.connection)
        # A thread that gives way does so for ever.
        keeps = self.connection.keeps and not self.connection.lost and not self.burdened
        if keeps and self.native.current is self.process and len(self.process.idle) < _KEPT:
            self.process.idle.append(self.connection)
        else:
            self.connection.close()

    def close(self) -> None:
        self.cut(Failed("closed"))

    def cut(self, failure: Failed) -> None:
        if not self.done:
            self.done = True
            self.process.asked.discard(self.connection)
            self.process.left[self.connection.port] = time.monotonic()
            self.connection.cut(failure)

    def burden(self) -> None:
        if not self.done:
            self.burdened = True
            thread = self.process.child.threads().get(self.connection.port)
            if thread is not None:
                _give_way(thread)


def _give_way(thread: int) -> None:
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, thread, _LOWEST_PRIORITY)


def _request(question: Question) -> bytes:
    parameters = [("default-graph-uri", iri) for iri in question.default_graphs] + [("named-graph-uri", iri) for iri in question.named_graphs]
    target = f"?{urlencode(parameters)}" if parameters else "" if question.has_dataset else "?union-default-graph"
    return b"POST /query%b HTTP/1.1\r\nHost: store\r\nContent-Type: application/sparql-query\r\nAccept: %b\r\nContent-Length: %d\r\n\r\n%b" % (
        target.encode(),
        question.accept,
        len(question.text),
        question.text,
    )


@asynccontextmanager
async def running(store: Path, memory_bytes: int, may_call_out: bool, restarted: Callable[[], None]) -> AsyncIterator[Native]:
    """The native server over a store on disk, until the block ends. Raises AtlasError when it does not start."""
    native = Native(store, memory_bytes, may_call_out, restarted)
    await native.start()
    try:
        yield native
    finally:
        await native.close()
