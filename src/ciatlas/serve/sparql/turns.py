"""Whose turn it is: so many queries run at one time, others wait in a short line, and each has its time."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from http import HTTPStatus
from typing import Final

from starlette.types import Receive

from ciatlas.serve.measures import Measures
from ciatlas.serve.problem import Problem
from ciatlas.serve.settings import Limits
from ciatlas.serve.sparql.kinds import KINDS
from ciatlas.serve.sparql.upstream import Cut, Stoppable

_SWEEP_SECONDS: Final = 0.1
_IDLE_SWEEPS: Final = 100
# A query that has run for longer gives way to others, and its client is watched.
_LONG_SECONDS: Final = 0.5
# For each query that may run, so many may wait, and for so long.
_WAITING_FACTOR: Final = 8
_PATIENCE_SECONDS: Final = 5.0
# Of the places, the part that one client may have.
_SHARE: Final = 0.75
BUSY: Final = "busy"


class Run:
    """One query from its turn to its end. cut: why it was ended from outside, ``time`` or ``gone``. sending: whether it waits for its client."""

    __slots__ = ("client", "began", "receive", "task", "what", "cut", "sending", "is_long", "watch")

    def __init__(self, client: str, receive: Receive) -> None:
        self.client, self.receive = client, receive
        self.began = time.monotonic()
        self.task = asyncio.current_task()
        self.what: Stoppable | None = None
        self.cut: str | None = None
        self.sending = self.is_long = False
        self.watch: asyncio.Task[None] | None = None

    def runs(self, what: Stoppable) -> None:
        self.what = what
        if self.cut is not None:
            what.cut(Cut(self.cut))

    def end(self, reason: str) -> None:
        """Ends the query at once."""
        if self.cut is None:
            self.cut = reason
            if self.what is not None:
                self.what.cut(Cut(reason))
            if self.sending and self.task is not None:
                self.task.cancel()

    def becomes_long(self) -> None:
        self.is_long = True
        if self.what is not None:
            self.what.burden()
        self.watch_client()

    def watch_client(self) -> None:
        """From now on the query ends when its client goes away."""
        if self.watch is None:
            self.watch = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        while (await self.receive())["type"] != "http.disconnect":
            pass
        self.end("gone")


class Turns:
    """Gives places, and looks after those who have one."""

    def __init__(self, limits: Limits, measures: Measures) -> None:
        self.limits, self.measures = limits, measures
        self.share = max(1, int(limits.running * _SHARE))
        self.running: set[Run] = set()
        self.by_client: Counter[str] = Counter()
        self.waiting: deque[tuple[str, asyncio.Future[None]]] = deque()
        # Places of those who have been called and have not come yet.
        self.promised = 0
        self.sweeping: asyncio.Task[None] | None = None

    async def take(self, client: str, receive: Receive) -> Run:
        """Waits for a place. Raises Problem where the line is full or does not move."""
        waits = len(self.running) + self.promised >= self.limits.running or self.by_client[client] >= self.share
        if waits:
            await self._wait(client)
        run = Run(client, receive)
        if waits:
            # Its client may have gone meanwhile.
            run.watch_client()
        self.running.add(run)
        if self.sweeping is None or self.sweeping.done():
            self.sweeping = asyncio.create_task(self._sweep())
        self.by_client[client] += 1
        self.measures.query_begun()
        return run

    async def _wait(self, client: str) -> None:
        if len(self.waiting) >= self.limits.running * _WAITING_FACTOR:
            raise self.busy()
        place = (client, asyncio.get_running_loop().create_future())
        self.waiting.append(place)
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await place[1]
        except TimeoutError as error:
            raise self.busy() from error
        finally:
            if place in self.waiting:
                self.waiting.remove(place)
            else:
                self.promised -= 1

    def busy(self) -> Problem:
        """The problem of one for whom there is no place."""
        self.measures.refused(BUSY)
        detail = f"{len(self.running)} queries are running, which is as many as may at one time, or as one client may have: try again soon."
        return Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, KINDS + BUSY, headers={"Retry-After": "5"})

    def give_back(self, run: Run) -> None:
        """The query has ended, well or not."""
        if run.watch is not None:
            run.watch.cancel()
        self.running.discard(run)
        self.by_client[run.client] -= 1
        if self.by_client[run.client] <= 0:
            del self.by_client[run.client]
        self.measures.query_ended(time.monotonic() - run.began)
        if self.waiting:
            self._next()

    def _next(self) -> None:
        """The first in the line whose client has not its share, those who wait after him keep their order."""
        for place in self.waiting:
            client, future = place
            if self.by_client[client] < self.share and not future.done():
                self.waiting.remove(place)
                self.promised += 1
                future.set_result(None)
                return

    async def _sweep(self) -> None:
        """Ends what has run for too long, as long as anything runs; one look at all costs less than a timer for each."""
        idle = 0
        while idle < _IDLE_SWEEPS:
            await asyncio.sleep(_SWEEP_SECONDS)
            now = time.monotonic()
            idle = 0 if self.running else idle + 1
            for run in list(self.running):
                seconds = now - run.began
                if seconds > self.limits.seconds:
                    run.end("time")
                elif seconds > _LONG_SECONDS and not run.is_long:
                    run.becomes_long()
