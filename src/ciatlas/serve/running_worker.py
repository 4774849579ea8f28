"""A worker as its supervisor has it: a process, started with its task, that becomes ready or says why it does not, and ends when told."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import signal
import socket
import sys
from contextlib import suppress
from typing import Self

from ciatlas.fault import AtlasError
from ciatlas.messages import _
from ciatlas.serve.worker_task import BEAT_SECONDS, Task

# A worker says every BEAT_SECONDS that it is alive; one that has been silent for so long will say nothing any more.
SILENCE_SECONDS = 30 * BEAT_SECONDS
# For one that has said that it will not serve, to end.
_LAST_SECONDS = 5.0


class RunningWorker:
    """task: what it serves. process: of the operating system. control: ends the worker when it is closed."""

    def __init__(self, task: Task, process: asyncio.subprocess.Process, control: socket.socket) -> None:
        self.task, self.process, self.control = task, process, control

    @classmethod
    async def start(cls, task: Task, listening: socket.socket) -> Self:
        """Starts a worker and waits until it serves, however long it needs for that.

        Raises AtlasError with the reason when it does not come to that. Cancelled, it leaves no process behind.
        """
        near, far = socket.socketpair()
        with far:
            numbers = (far.fileno(), listening.fileno())
            command = (sys.executable, "-m", "ciatlas.serve.worker", *map(str, (*numbers, os.getpid())))
            # In a session of its own, so that what a terminal sends to all its processes (Ctrl-C) is the supervisor's to act upon.
            process = await asyncio.create_subprocess_exec(*command, pass_fds=numbers, stdin=asyncio.subprocess.DEVNULL, start_new_session=True)
        near.setblocking(False)
        worker = cls(task, process, near)
        try:
            said = await worker._first_words(pickle.dumps(task))
        except BaseException:
            await worker.kill()
            raise
        if said.get("ready"):
            return worker
        await worker.stop(_LAST_SECONDS)
        told = said.get("failed") or _("it ended before it was ready (status {status}); its own messages stand before this").format(status=worker.status)
        raise AtlasError(str(told))

    async def _first_words(self, task: bytes) -> dict[str, object]:
        loop = asyncio.get_running_loop()
        heard = b""
        with suppress(OSError):
            await loop.sock_sendall(self.control, task)
            while b"\n" not in heard and (block := await loop.sock_recv(self.control, 65_536)):
                heard += block
        words, end, _beats = heard.partition(b"\n")
        found = json.loads(words) if end else {}
        assert isinstance(found, dict)
        return found

    @property
    def status(self) -> int | None:
        """Of a process that has ended: its exit status, or the negative number of the signal that ended it."""
        return self.process.returncode

    async def ended(self) -> None:
        """Waits until the process has ended. It is ended when nothing is heard of it for long, since it hangs then."""
        loop = asyncio.get_running_loop()
        try:
            # Closed from the other side when it ends.
            while await asyncio.wait_for(loop.sock_recv(self.control, 4_096), SILENCE_SECONDS):
                pass
        except TimeoutError:
            self.kill_now()
        except OSError:
            pass
        await self.process.wait()

    async def stop(self, seconds: float) -> None:
        """Has it finish the requests that run, and end; after so many seconds it is killed."""
        await self._end(signal.SIGTERM, seconds)

    async def retire(self, seconds: float) -> None:
        """As `stop`, but those who have a connection to it may go on for a while: another one takes the new connections."""
        await self._end(signal.SIGUSR1, seconds)

    async def _end(self, number: signal.Signals, seconds: float) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(number)
        try:
            async with asyncio.timeout(seconds):
                await self.process.wait()
        except TimeoutError:
            pass
        finally:
            await self.kill()

    def kill_now(self) -> None:
        """Ends it at once; what it had started ends with it."""
        with suppress(ProcessLookupError):
            self.process.kill()

    async def kill(self) -> None:
        """As `kill_now`, and waits until it has ended."""
        self.kill_now()
        await self.process.wait()
        self.control.close()
