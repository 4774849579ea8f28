"""The access log: a line of JSON for each request, and its count among the measures.

What would tell of a person beyond need is not in it: of a query string only the names of its parameters and its length, of the client
the network (/24 or /48), of its program the product. Lines are put together by hand and written in one go every quarter of a second by a
thread, so that neither costs a request much, and a reader of the log who is slow holds nobody up.
"""

from __future__ import annotations

import asyncio
import os
import queue
import threading
import time
from functools import lru_cache
from ipaddress import ip_address, ip_network
from json.encoder import encode_basestring_ascii as quoted  # type: ignore[attr-defined]
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ciatlas.serve.served import Served

# The class of a request for the measures: the first step of its path, where it is one of these.
_PARTS = frozenset(
    ("id", "doc", "scheme", "ns", "data", "sparql", "reconcile", "search", "inbox", "health", "metrics", "static", "en", "he", "forms", "insights", "report")
)
_LONGEST: Final = 500
_EVERY: Final = 0.25
_WAITING: Final = 256
_CLOSE_SECONDS: Final = 5.0


class AccessLog:
    """Stands before everything, so that it sees each answer as the client gets it."""

    def __init__(self, app: ASGIApp, served: Served, descriptor: int = 1) -> None:
        self.app = app
        self.measures = served.measures
        self.release = quoted(served.name)
        self.writer = _Writer(descriptor) if served.settings.access_log else None
        self.second = 0
        self.stamp = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        path = scope["path"]
        status, size = 0, 0

        async def counted(message: Message) -> None:
            nonlocal status, size
            if message["type"] == "http.response.body":
                size += len(message.get("body", b""))
            else:
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, counted)
        finally:
            seconds = time.perf_counter() - began
            size = 0 if scope["method"] == "HEAD" else size
            # 499 as nginx has it: the client went away, nobody was answered.
            self.measures.request(part(scope["path"]), scope["method"], status or 499, seconds, size)
            if self.writer is not None:
                self.writer.write(self._line(scope, path, status or 499, size, seconds))

    def close(self) -> None:
        """Writes what is left."""
        if self.writer is not None:
            self.writer.close()

    def _line(self, scope: Scope, path: str, status: int, size: int, seconds: float) -> str:
        now = time.time()
        second = int(now)
        if second != self.second:
            self.second, self.stamp = second, time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
        query = scope["query_string"]
        client = scope["client"]
        agent = next((value for name, value in scope["headers"] if name == b"user-agent"), b"")
        return (
            f'{{"time":"{self.stamp}.{int((now - second) * 1000):03d}Z","method":{quoted(scope["method"])},"path":{quoted(path[:_LONGEST])},'
            f'{_query(query) if query else ""}"status":{status},"bytes":{size},"ms":{seconds * 1000:.2f},'
            f'"client":{network(client[0]) if client else "null"},"agent":{_product(agent)},"release":{self.release}}}\n'
        )


def part(path: str) -> str:
    """The class of a request, of a small set of words: the first step of its path below the root."""
    step = path[1 : path.find("/", 1)] if path.find("/", 1) > 0 else path[1:].partition(".")[0]
    return step if step in _PARTS else "page"


def _query(query: bytes) -> str:
    """Of a query string its length and the names of its parameters, which may be no names at all, so only what looks like one counts."""
    names = [name for piece in query[:4096].split(b"&")[:20] if (name := piece.partition(b"=")[0])[:40].replace(b"-", b"").replace(b"_", b"").isalnum() and b"=" in piece]
    return f'"query":{quoted(str(b" ".join(name[:40] for name in names), "latin-1"))},"query_bytes":{len(query)},'


@lru_cache(4096)
def network(address: str) -> str:
    """The network of an address as JSON: of version 4 the first 24 bits, of version 6 the first 48; null for what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return "null"
    if found.version == 6 and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    return f'"{ip_network((str(found), 24 if found.version == 4 else 48), strict=False)}"'


@lru_cache(1024)
def _product(agent: bytes) -> str:
    """The first product of a User-Agent (RFC 9110, 10.1.5) with its version, as JSON."""
    return quoted(str(agent[:200].split(b" ", 1)[0][:60], "latin-1")) if agent else "null"


class _Writer:
    """Gathers lines, and gives them to a thread that writes. Where that one cannot follow, lines are dropped before memory runs out."""

    def __init__(self, descriptor: int) -> None:
        self.lines: list[str] = []
        self.handed: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self.descriptor = descriptor
        self.thread = threading.Thread(target=self._run, name="access log", daemon=True)
        self.thread.start()

    def write(self, line: str) -> None:
        if not self.lines:
            asyncio.get_running_loop().call_later(_EVERY, self.flush)
        self.lines.append(line)

    def flush(self) -> None:
        lines, self.lines = self.lines, []
        if lines and self.handed.qsize() < _WAITING:
            self.handed.put("".join(lines).encode())

    def close(self) -> None:
        self.flush()
        self.handed.put(None)
        self.thread.join(_CLOSE_SECONDS)

    def _run(self) -> None:
        while (lines := self.handed.get()) is not None:
            block = memoryview(lines)
            try:
                while block:
                    block = block[os.write(self.descriptor, block) :]
            except OSError:
                # Whoever read the log is gone; the server is not.
                continue
