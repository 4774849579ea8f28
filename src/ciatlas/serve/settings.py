"""How the server is set: the table ``[serve]`` of atlas.toml, which variables of the environment (CIATLAS_SERVE_…) override."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """What one may ask of the endpoint.

    seconds: of one query. rows, bytes: of one answer. running: queries at one time. per_minute: queries of one client in a minute.
    query_bytes: length of one query. memory_bytes: of the process that answers them.
    """

    seconds: float = 30.0
    rows: int = 1_000_000
    bytes: int = 256 * 2**20
    running: int = 16
    per_minute: int = 600
    query_bytes: int = 256 * 2**10
    memory_bytes: int = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Settings:
    """How the server is set.

    prefix: the path below which it is reached, ``""`` or as ``/atlas``. root: its public address with a slash at the end, where it is
    said; else the request tells it. proxies: addresses or networks whose Forwarded headers are believed. services: endpoints that
    queries may send parts of themselves to. store: the SPARQL endpoint that answers instead of the embedded store. state: the folder
    of its own, for stores and announcements.
    """

    state: Path
    host: str = "127.0.0.1"
    port: int = 8000
    prefix: str = ""
    root: str | None = None
    proxies: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    store: str | None = None
    watch: bool = False
    limits: Limits = Limits()
