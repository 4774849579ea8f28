"""One process of the native server (`oxigraph serve-read-only`) on a port of the loopback interface that only this server knows.

It runs without the time limit of its own: that costs a sleeping thread for each query, does not strike in joins, and ends a cut result
as if it were whole. Who asks it keeps the time, closes the connection of what took too long, and replaces a process that goes on.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from ciatlas.fault import AtlasError
from ciatlas.messages import _
from ciatlas.serve.parent import die_with_parent
from ciatlas.serve.sparql import seccomp

HOST = "127.0.0.1"
# Until the process listens; a store of millions of statements opens in well under a second.
_START_SECONDS = 60.0
_POLL_SECONDS = 0.01
_PORTS = 5
_LOG_SHOWN, _LOG_BYTES = 1024, 2**20


class Child:
    """A running process. port: where it listens. process: its handle."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, log: IO[bytes]) -> None:
        self.process = process
        self.port = port
        self.log = log

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def memory(self) -> int:
        """Resident bytes; 0 when it has ended."""
        try:
            fields = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()
        except OSError:
            return 0
        return int(fields[1]) * resource.getpagesize()

    def threads(self) -> dict[int, int]:
        """The threads that answer a connection: port of its other end -> number of the thread.

        The native server names each after the address of the client, and it ends when the connection is closed and its query has ended.
        """
        found = {}
        with suppress(OSError):
            for one in os.listdir(f"/proc/{self.process.pid}/task"):
                with suppress(OSError, ValueError):
                    name = Path(f"/proc/{self.process.pid}/task/{one}/comm").read_text(encoding="utf-8", errors="replace").strip()
                    host, _colon, port = name.rpartition(":")
                    if host == HOST and port:
                        found[int(port)] = int(one)
        return found

    def said(self) -> str:
        """What it wrote of late."""
        self.log.seek(max(0, os.fstat(self.log.fileno()).st_size - _LOG_SHOWN))
        return self.log.read(_LOG_SHOWN).decode(errors="replace").strip()

    def shorten_log(self) -> None:
        """Forgets what it wrote where that has become long: it has a line for each client that went away."""
        if os.fstat(self.log.fileno()).st_size > _LOG_BYTES:
            os.ftruncate(self.log.fileno(), 0)

    def kill(self) -> None:
        """Ends it at once, whatever it is doing."""
        with suppress(ProcessLookupError):
            self.process.kill()

    async def ended(self) -> int:
        """Waits until it has ended; gives its exit status."""
        while (status := self.process.poll()) is None:
            await asyncio.sleep(_POLL_SECONDS)
        return status


def program() -> str:
    """The path of the native server: beside the Python that runs, or on the PATH. Raises AtlasError when there is none."""
    found = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if found is None:
        raise AtlasError(_("the program oxigraph is not there; install the package oxigraph"))
    return found


async def start(store: Path, memory_bytes: int, may_call_out: bool) -> Child:
    """Starts a process over a store on disk, and gives it once it listens.

    Must be called in the main thread: the process ends with the thread that started it. memory_bytes: what it may allocate.
    may_call_out: whether it may open connections, which only SERVICE does. Raises AtlasError when it does not start.
    """
    for _number in range(_PORTS):
        port = _free_port()
        command = [program(), "serve-read-only", "--location", str(store), "--bind", f"{HOST}:{port}"]
        log = tempfile.TemporaryFile()
        # So that it can be cut back to nothing under the hand that writes.
        fcntl.fcntl(log, fcntl.F_SETFL, fcntl.fcntl(log, fcntl.F_GETFL) | os.O_APPEND)
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, preexec_fn=_confined(memory_bytes, may_call_out))
        child = Child(process, port, log)
        try:
            said = await _listening(child)
        except BaseException:
            child.kill()
            raise
        if said is None:
            return child
        if "in use" not in said:
            break
    raise AtlasError(_("the program oxigraph does not start: {reason}").format(reason=said))


def _confined(memory_bytes: int, may_call_out: bool) -> Callable[[], None]:
    parent = os.getpid()

    def confine() -> None:
        die_with_parent(parent)
        # Kills nobody's terminal with it, and gets no signals that are meant for us.
        os.setsid()
        resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if not may_call_out and seccomp.can_close():
            seccomp.close_way_out()

    return confine


async def _listening(child: Child) -> str | None:
    """Waits until the process accepts a connection; gives what it said when it ended before, else None."""
    end = asyncio.get_running_loop().time() + _START_SECONDS
    while asyncio.get_running_loop().time() < end:
        if not child.alive:
            return child.said() or f"status {child.process.returncode}"
        with suppress(OSError), socket.create_connection((HOST, child.port), timeout=1):
            return None
        await asyncio.sleep(_POLL_SECONDS)
    return f"it does not listen within {_START_SECONDS:g} s"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind((HOST, 0))
        return int(one.getsockname()[1])
