"""Serves a built site on the loopback interface as a web host does: below a path of its own, compressed, each page's security policy as header,
what is no page to be kept by the browser for a while.

The policy of a page's <meta> is sent with the page and with what it loads, since a worker keeps the policy that its own answer brings.
"""

from __future__ import annotations

import gzip
import mimetypes
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from html import unescape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

# A folder that is not the host's root, so that a link from the root leads to nothing.
BELOW = "/some/folder/"
COMPRESSED = {"application/json", "application/ld+json", "application/wasm", "image/svg+xml", "text/javascript"}
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".woff2": "font/woff2", ".jsonld": "application/ld+json"}
KEPT_SECONDS = 600
POLICY = re.compile(r"""<meta\s+http-equiv=["']?Content-Security-Policy["']?\s+content=("[^"]*"|'[^']*')""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Site:
    """A built site that is being served. folder: its files. url: where it is, ending in a slash."""

    folder: Path
    url: str

    def address(self, path: str = "") -> str:
        """The address of a path below the root of the site."""
        return self.url + path

    @property
    def origin(self) -> str:
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Serves a folder on a free port until the block ends."""
    server = _Server(("127.0.0.1", 0), partial(_Handler, folder.resolve()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Site(folder, f"http://127.0.0.1:{server.server_port}{BELOW}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def policy_of(page: Path) -> str | None:
    """The Content-Security-Policy in a page's <meta>; None when the file is no page or has none."""
    if page.suffix != ".html" or not page.is_file():
        return None
    with page.open(encoding="utf-8") as file:
        found = POLICY.search(file.read(4000))
    return unescape(found.group(1)[1:-1]) if found else None


def media_type(path: Path) -> str:
    """What a file is served as."""
    return TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"


@lru_cache(maxsize=256)
def _packed(path: Path, _changed_ns: int) -> bytes:
    return gzip.compress(path.read_bytes(), 6, mtime=0)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        # A browser that is closed, or goes on to another page, leaves its connections; what else goes wrong is shown.
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Else a file whose head and body are sent one after the other waits for the browser's receipt of the head, which takes its time.
    disable_nagle_algorithm = True

    def __init__(self, folder: Path, *arguments: object) -> None:
        self.folder = folder
        super().__init__(*arguments)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        path = self._file(self.path)
        if path is None:
            self._answer(HTTPStatus.NOT_FOUND, self.folder / "404.html")
        elif path.is_dir():
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", urlsplit(self.path).path + "/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._answer(HTTPStatus.OK, path)

    do_HEAD = do_GET

    def _file(self, address: str) -> Path | None:
        below = unquote(urlsplit(address).path)
        if not below.startswith(BELOW):
            return None
        path = self.folder / (below.removeprefix(BELOW) + ("index.html" if below.endswith("/") else ""))
        return path if path.exists() and path.resolve().is_relative_to(self.folder) else None

    def _answer(self, status: HTTPStatus, path: Path) -> None:
        kind = media_type(path)
        is_packed = path.is_file() and (kind.startswith("text/") or kind in COMPRESSED) and "gzip" in self.headers.get("Accept-Encoding", "")
        if is_packed:
            body = _packed(path, path.stat().st_mtime_ns)
        else:
            body = path.read_bytes() if path.is_file() else b""
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        if is_packed:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        referring = self._file(self.headers.get("Referer", ""))
        if policy := policy_of(path) or (referring and policy_of(referring)):
            self.send_header("Content-Security-Policy", policy)
        if status == HTTPStatus.OK and path.suffix != ".html":
            self.send_header("Cache-Control", f"max-age={KEPT_SECONDS}")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        pass
