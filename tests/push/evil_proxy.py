"""A proxy on loopback that misbehaves as networks and servers do, at random from a seed, and only so often."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from urllib.parse import urlsplit

DEEDS = ("cut before", "cut after", "500 before", "500 after", "503", "429", "half an answer")
# Fewer than the client's attempts: a request always gets through at last.
IN_A_ROW = 3


class Proxy:
    """Where it listens (`base`), and what it did. `broken` answers 500 to all; `change` rewrites each body on its way to the server."""

    def __init__(self, target: str, seed: int, share: float) -> None:
        self.target, self.random, self.share = urlsplit(target), Random(seed), share
        self.base = ""
        self.did: Counter[str] = Counter()
        self.requests = 0
        self.row = 0
        self.broken = False
        self.breaks_after: int | None = None
        self.change: Callable[[bytes], bytes] = lambda body: body

    def url(self, address: str) -> str:
        """The address of the server as it is by way of the proxy."""
        return self.base + urlsplit(address).path

    def deed(self) -> str:
        self.requests += 1
        if self.broken or self.breaks_after is not None and self.requests > self.breaks_after:
            return "500 before"
        if self.row < IN_A_ROW and self.random.random() < self.share:
            self.row += 1
            chosen = self.random.choice(DEEDS)
            self.did[chosen] += 1
            return chosen
        self.row = 0
        return ""


@contextmanager
def between(target: str, seed: int = 1, share: float = 0.0) -> Iterator[Proxy]:
    """A proxy before the server of the address `target` that misbehaves at the given share of the requests."""
    proxy = Proxy(target, seed, share)

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            deed = proxy.deed()
            if deed == "cut before":
                return self.cut()
            if deed in ("500 before", "503", "429"):
                return self.answer(int(deed[:3]), {"Retry-After": "0"}, b"evil")
            status, headers, answer = self.forward(proxy.change(body))
            # A challenge is no request done; a cut there would be one before it.
            if deed == "cut after":
                return self.cut()
            if deed == "500 after":
                return self.answer(500, {}, b"evil")
            if deed == "half an answer":
                self.answer(status, headers | {"Content-Length": str(len(answer) + 10)}, answer)
                return self.cut()
            self.answer(status, headers, answer)

        do_GET = do_HEAD = do_POST = do_PUT = do_DELETE = do_OPTIONS = handle_any

        def forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
            connection = http.client.HTTPConnection(proxy.target.hostname or "", proxy.target.port, timeout=60)
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("host", "connection", "content-length")}
            connection.request(self.command, self.path, body, headers | {"Content-Length": str(len(body)), "Connection": "close"})
            response = connection.getresponse()
            kept = {name: value for name, value in response.getheaders() if name.lower() in ("content-type", "www-authenticate", "location")}
            answer = response.read()
            connection.close()
            return response.status, kept, answer

        def answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def cut(self) -> None:
            self.close_connection = True
            self.wfile.flush()

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield proxy
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
