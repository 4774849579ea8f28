"""The server as a user starts it: the command, on a free port, until the block ends."""

from __future__ import annotations

import http.client
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from atlas_files import ROOT
from sparql_servers import free_port, running
from web_servers import Answer


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs. url: its root, with a slash at its end. log: what it writes. process: its number, to send signals to."""

    url: str
    port: int
    log: Path
    process: int = 0


def ask(server: Server, path: str, method: str = "GET", body: bytes | str | None = None, **headers: str) -> Answer:
    """One request as it is, with no redirect followed; `path` begins with a slash. Header names come in small letters; _ in given ones is -."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    try:
        connection.request(method, path, body=body.encode() if isinstance(body, str) else body, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    finally:
        connection.close()


@contextmanager
def serving(release: Path, folder: Path, *options: str, project: Path = ROOT, environment: dict[str, str] | None = None, root: str = "") -> Iterator[Server]:
    """Serves a release with `ciatlas serve`. folder: for its state and its log. root: the path of the root, where it is not the server's own."""
    port = free_port()
    program = Path(sys.executable).with_name("ciatlas")
    command = [str(program), "serve", "--project", str(project), "--release", str(release), "--port", str(port), "--state", str(folder / "state"), *options]
    server = Server(f"http://127.0.0.1:{port}/{root}", port, folder / "serve.log")
    with running(command, server.log, lambda: ready(server), {**os.environ, **(environment or {})}) as process:
        yield replace(server, process=process.pid)


def ready(server: Server) -> bool:
    try:
        return ask(server, f"{urlsplit(server.url).path}health").status == 200
    except (OSError, http.client.HTTPException):
        return False
