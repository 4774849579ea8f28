"""A worker: the process that serves one release, over a socket that the supervisor listens on, until it is told to end.

Started as ``python -m ciatlas.serve.worker CONTROL SOCKET SUPERVISOR``, the numbers of two inherited files and of a process. Over the first
it reads its task and says when it is ready, or why it will not be. It ends when that is closed from the other side: with the supervisor,
whatever happened to it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
import uvloop

from ciatlas import messages
from ciatlas.fault import AtlasError
from ciatlas.serve import sparql
from ciatlas.serve.app import Application, app
from ciatlas.serve.measures import Measures
from ciatlas.serve.parent import die_with_parent
from ciatlas.serve.protocol import protocol, sweep
from ciatlas.serve.served import Served
from ciatlas.serve.sparql.asking import asker
from ciatlas.serve.worker_task import BEAT_SECONDS, Task

# For running requests, beyond the limit of a query.
_GRACE_SECONDS = 10.0
# For a question of the program's own, as those at the start, which read all names.
_OWN_SECONDS = 60.0


def main(control: socket.socket, listening: socket.socket) -> int:
    """Reads the task, serves it, says so; gives the exit status."""
    with control.makefile("rb") as said:
        task: Task = pickle.load(said)
    messages.speak(task.language)
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    try:
        uvloop.run(_serve(task, control, listening))
    except AtlasError as error:
        _say(control, failed=str(error))
        return 1
    return 0


async def _serve(task: Task, control: socket.socket, listening: socket.socket) -> None:
    measures = Measures()
    async with sparql.opened(task.project, task.settings, task.release, measures) as store:
        ask = asker(store, max(task.settings.limits.seconds, _OWN_SECONDS))
        served = Served(task.project, task.settings, task.release, ask, task.name, task.restarts, measures, store)
        application = app(served)
        async with application.router.lifespan_context(application):
            await Server(application, served, control).serve([listening])
        application.close()


class Server(uvicorn.Server):
    """Uvicorn, which on SIGTERM finishes the requests that run, and on SIGUSR1 lets no request fall.

    Then it stops to accept, says with each answer that the connection ends with it, and closes those that stay idle only after the
    time `drain`: a client may just be sending a request over one of them.
    """

    def __init__(self, application: Application, served: Served, control: socket.socket) -> None:
        settings = served.settings
        super().__init__(
            uvicorn.Config(
                application,
                loop="uvloop",
                http=protocol(settings.connections),
                ws="none",
                lifespan="off",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=settings.keep_alive,  # type: ignore[arg-type]
                timeout_graceful_shutdown=round(settings.limits.seconds + _GRACE_SECONDS),
            )
        )
        self.application, self.control, self.drain_seconds = application, control, settings.drain
        self.draining: asyncio.Task[None] | None = None
        self.besides: list[asyncio.Task[None]] = []
        served.measures.worker_restarts.set(served.restarts)
        served.measures.connections.set_function(lambda: len(self.server_state.connections))

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self.stop)
        loop.add_signal_handler(signal.SIGUSR1, self.retire)
        self.control.setblocking(False)
        loop.add_reader(self.control, self._heard)
        self.besides.append(asyncio.create_task(sweep(self.server_state.connections)))
        try:
            yield
        finally:
            for one in self.besides:
                one.cancel()
            loop.remove_reader(self.control)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _say(self.control, ready=True)
        self.besides.append(asyncio.create_task(self._beat()))

    def stop(self) -> None:
        """Begins to end."""
        self.application.close_connections()
        self.should_exit = True

    def retire(self) -> None:
        """Begins to end, when nobody wants anything any more; a second time it changes nothing."""
        if self.draining is None:
            self.draining = asyncio.create_task(self._retire())

    async def _retire(self) -> None:
        self.application.close_connections()
        for server in self.servers:
            server.close()
        end = asyncio.get_running_loop().time() + self.drain_seconds
        while self.server_state.connections and asyncio.get_running_loop().time() < end:
            await asyncio.sleep(0.05)
        self.should_exit = True

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            with suppress(OSError):
                self.control.send(b".")

    def _heard(self) -> None:
        # Nothing is ever said after the task: the supervisor is gone, and its socket with it.
        signal.raise_signal(signal.SIGKILL)


def _say(control: socket.socket, **message: object) -> None:
    control.sendall(json.dumps(message).encode() + b"\n")


if __name__ == "__main__":
    _control, _listening, _supervisor = map(int, sys.argv[1:])
    die_with_parent(_supervisor)
    sys.exit(main(socket.socket(fileno=_control), socket.socket(fileno=_listening)))
