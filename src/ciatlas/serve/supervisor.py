"""The process that listens: it starts a worker for the release, another one when a new release is there, and again when one dies."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from ciatlas import messages
from ciatlas.fault import AtlasError
from ciatlas.messages import _
from ciatlas.project import Project, read
from ciatlas.serve import listening, settings, snapshot, state, watching
from ciatlas.serve.running_worker import RunningWorker
from ciatlas.serve.service_manager import ServiceManager
from ciatlas.serve.settings import Settings
from ciatlas.serve.watching import Watch
from ciatlas.serve.worker_task import Task

# Between two starts of a worker that dies: doubled each time, from the first to the last of these; one that lived so long was sound.
_FIRST_PAUSE, _LAST_PAUSE, _SOUND_SECONDS = 0.1, 30.0, 60.0
# Beyond the time limit of a query, for a worker to end.
_STOP_SECONDS = 20.0


def run(project: Project, release: Path, given: Mapping[str, object]) -> None:
    """Serves the release until the process is told to end (SIGTERM, SIGINT).

    given: settings of the command line, before those of environment and file. Raises AtlasError when it cannot begin: a wrong setting,
    no whole release, an address that it may not listen on, a state folder that another server has.
    """
    chosen = settings.read(project.root, os.environ, given)
    with state.held(chosen.state) as snapshots, listening.listen(chosen.host, chosen.port) as socket:
        chosen = replace(chosen, port=socket.getsockname()[1])
        asyncio.run(Supervisor(project, chosen, release.absolute(), given, snapshots, socket).run())


class Supervisor:
    """Has one worker that serves, and for a time a second one that takes its place."""

    def __init__(
        self, project: Project, chosen: Settings, release: Path, given: Mapping[str, object], snapshots: Path, socket: socket.socket
    ) -> None:
        self.project, self.settings, self.release, self.given, self.snapshots, self.socket = project, chosen, release, given, snapshots, socket
        self.manager = ServiceManager()
        self.ending, self.renew = asyncio.Event(), asyncio.Event()
        self.taken = 0
        self.watch = Watch(project.root, release)
        self.workers: set[RunningWorker] = set()
        self.former: set[asyncio.Task[None]] = set()
        self.pause = _FIRST_PAUSE

    async def run(self) -> None:
        """Serves until it is told to end. Raises AtlasError when the first worker does not come to serve."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._told_to_end)
        loop.add_signal_handler(signal.SIGHUP, self.renew.set)
        serving = asyncio.create_task(self._serve())
        ending = asyncio.create_task(self.ending.wait())
        await asyncio.wait((serving, ending), return_when=asyncio.FIRST_COMPLETED)
        serving.cancel()
        ending.cancel()
        self.manager.tell("STOPPING=1")
        with suppress(asyncio.CancelledError):
            await serving
        await asyncio.gather(*self.former)

    def _told_to_end(self) -> None:
        if self.ending.is_set():
            # Told a second time: whoever waits does not want to wait.
            for worker in self.workers:
                worker.kill_now()
        self.ending.set()

    async def _serve(self) -> None:
        await self.watch.takes(self.settings.watch)
        worker = await self._start(await self._task(self.project, self.settings))
        self.manager.tell("READY=1")
        told = _("{title}, release {release}, is served at {address} (SPARQL: {endpoint})")
        say(told.format(title=self._title(), release=worker.task.name, address=self.address, endpoint=f"{self.address}sparql"))
        try:
            while True:
                worker = await self._next(worker)
        finally:
            # No client is to come to a socket behind which nobody is.
            self.socket.close()
            await self._end(worker, worker.stop)

    async def _next(self, worker: RunningWorker) -> RunningWorker:
        """Waits until the worker dies or a new release is there, and gives the worker that serves then."""
        began = time.monotonic()
        ended = asyncio.create_task(worker.ended())
        renewed = asyncio.create_task(self._renewed())
        try:
            await asyncio.wait((ended, renewed), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ended.cancel()
            renewed.cancel()
        if worker.status is None:
            return await self._replace(worker)
        if time.monotonic() - began > _SOUND_SECONDS:
            self.pause = _FIRST_PAUSE
        return await self._again(worker)

    async def _renewed(self) -> None:
        """Waits for SIGHUP, or where it is to watch, until what is in the place of the release is to be taken up."""
        while not self.renew.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self.renew.wait(), watching.LOOK_SECONDS if self.settings.watch else None)
            if self.settings.watch and await self.watch.is_due():
                return

    async def _replace(self, worker: RunningWorker) -> RunningWorker:
        """A worker for the new release in place of this one, which ends what it does; this one still, where the new release is no good."""
        fresh = await self._fresh(worker.task)
        if fresh is None:
            return worker
        say(_("release {release} is served now, in place of {former}").format(release=fresh.task.name, former=worker.task.name))
        former = asyncio.create_task(self._end(worker, worker.retire))
        self.former.add(former)
        former.add_done_callback(self.former.discard)
        return fresh

    async def _again(self, worker: RunningWorker) -> RunningWorker:
        """Another worker in place of one that died, for the same snapshot or a new release. The socket stays open, so that clients wait."""
        say(_("the worker ended by itself (status {status}) and is started again").format(status=worker.status))
        self.workers.discard(worker)
        while True:
            pause, self.pause = self.pause, min(2 * self.pause, _LAST_PAUSE)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._renewed(), pause)
                if fresh := await self._fresh(worker.task):
                    await self._end(worker, worker.stop)
                    return fresh
            try:
                fresh = await self._start(replace(worker.task, restarts=worker.task.restarts + 1))
            except AtlasError as error:
                say(_("the worker does not start: {reason}").format(reason=_words(error)))
            else:
                say(_("release {release} is served again").format(release=fresh.task.name))
                return fresh

    async def _fresh(self, former: Task) -> RunningWorker | None:
        """A worker for what is in the place of the release now, with the settings as they are now; None, and a word in the log, if that fails."""
        was_told, place = self.renew.is_set(), self.snapshots / str(self.taken + 1)
        self.renew.clear()
        try:
            await self.watch.takes(self.settings.watch)
            project = await asyncio.to_thread(read, self.project.root)
            chosen = settings.read(project.root, os.environ, self.given)
            # What is listened on and where the state is cannot change under way.
            chosen = replace(chosen, host=self.settings.host, port=self.settings.port, state=self.settings.state)
            fresh = await self._start(await self._task(project, chosen, former))
        except AtlasError as error:
            # What was taken is gone already, and its name tells nobody anything.
            reason = _words(error).replace(str(place / snapshot.RELEASE), str(self.release)).replace(str(place), str(self.snapshots))
            # Who tells it to try wants to know each time.
            if self.watch.refuses(reason) or was_told:
                say(_("release {release} is served still, since the new one cannot be: {reason}").format(release=former.name, reason=reason))
            return None
        self.watch.serves()
        self.project, self.settings = project, chosen
        return fresh

    async def _task(self, project: Project, chosen: Settings, former: Task | None = None) -> Task:
        self.taken += 1
        with_site = former is not None and snapshot.has_site(former.release)
        taken = await asyncio.to_thread(snapshot.take, project, self.release, self.snapshots / str(self.taken), with_site)
        return Task(project, chosen, taken, snapshot.digest(taken), language=messages.language())

    async def _start(self, task: Task) -> RunningWorker:
        try:
            worker = await RunningWorker.start(task, self.socket)
        except AtlasError:
            if task.restarts == 0:
                await self._remove(task)
            raise
        self.workers.add(worker)
        return worker

    async def _end(self, worker: RunningWorker, how: Callable[[float], Awaitable[None]]) -> None:
        await how(worker.task.settings.limits.seconds + worker.task.settings.drain + _STOP_SECONDS)
        self.workers.discard(worker)
        await self._remove(worker.task)

    async def _remove(self, task: Task) -> None:
        await asyncio.to_thread(snapshot.remove, task.release.parent)

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it, or where it is said to be."""
        host = f"[{self.settings.host}]" if ":" in self.settings.host else self.settings.host
        return self.settings.root or f"http://{host}:{self.settings.port}{self.settings.prefix}/"

    def _title(self) -> str:
        title = self.project.title
        return title.get(messages.language()) or next(iter(title.values()))


def say(message: str) -> None:
    """A line for whoever runs the server, beside the access log on standard output."""
    # Whoever read it may be gone; the server is not.
    with suppress(OSError):
        sys.stderr.write(f"ciatlas serve: {message}\n")
        sys.stderr.flush()


def _words(error: AtlasError) -> str:
    """In one line, since it stands in a log."""
    return "; ".join(" ".join(str(one).split()) for one in (error, *error.faults[:5]))
