"""How the server is set: the command line, before variables of the environment, before the table ``[serve]`` of atlas.toml, before defaults.

A key of atlas.toml such as ``port`` is the variable CIATLAS_SERVE_PORT, one of ``[serve.limits]`` such as ``rows`` is
CIATLAS_SERVE_LIMITS_ROWS; in a variable the members of a list stand between commas or spaces. An empty variable counts as none.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ciatlas.fault import AtlasError, Fault
from ciatlas.messages import _, ngettext
from ciatlas.project import FILE
from ciatlas.serve import setting
from ciatlas.tables.nearest import did_you_mean

TABLE = "serve"
VARIABLES = "CIATLAS_SERVE_"


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
    said; else the request tells it. (``site`` of atlas.toml does not stand in for it: that is where the files are hosted, and a
    server that somebody starts at home to look at a release must not send him there.) proxies: addresses or networks whose
    forwarding headers are believed. forwarded: which of them, ``x-forwarded`` or ``forwarded`` (RFC 7239); else those that come.
    metrics: addresses or networks that may read ``/metrics``; else the machine's own, those of proxies excepted. services: endpoints
    that queries may send parts of themselves to. store: the SPARQL endpoint that answers instead of the embedded store. state: the folder of its own, for stores and
    announcements. watch: take up each new release by itself. access_log: write a line for each request to standard output.
    connections: open at one time. keep_alive: seconds that an idle connection stays open. drain: seconds in which a worker that
    was replaced still takes requests over connections that are open. inbox_bytes: of one announcement. inbox_messages: kept at
    one time.
    """

    state: Path
    host: str = "127.0.0.1"
    port: int = 8000
    prefix: str = ""
    root: str | None = None
    proxies: tuple[str, ...] = ()
    forwarded: str | None = None
    metrics: tuple[str, ...] | None = None
    services: tuple[str, ...] = ()
    store: str | None = None
    watch: bool = False
    access_log: bool = True
    connections: int = 1_000
    keep_alive: float = 75.0
    drain: float = 5.0
    inbox_bytes: int = 64 * 2**10
    inbox_messages: int = 1_000
    limits: Limits = Limits()


KEYS: Mapping[str, setting.Kind] = {
    "state": setting.folder,
    "host": setting.host,
    "port": setting.port,
    "prefix": setting.prefix,
    "root": setting.root,
    "proxies": setting.networks,
    "forwarded": setting.forwarded,
    "metrics": setting.networks,
    "services": setting.addresses,
    "store": setting.address,
    "watch": setting.switch,
    "access_log": setting.switch,
    "connections": setting.count,
    "keep_alive": setting.seconds,
    "drain": setting.seconds_or_none,
    "inbox_bytes": setting.count,
    "inbox_messages": setting.count,
    "limits.seconds": setting.seconds,
    "limits.rows": setting.count,
    "limits.bytes": setting.count,
    "limits.running": setting.count,
    "limits.per_minute": setting.count,
    "limits.query_bytes": setting.count,
    "limits.memory_bytes": setting.count,
}


@dataclass(frozen=True, slots=True)
class _Given:
    """One value as somebody gave it. source, name: where, in words that he knows. key: which of KEYS, or none that there is."""

    source: str
    name: str
    key: str
    value: object
    known: tuple[str, ...]


def read(root: Path, environment: Mapping[str, str], given: Mapping[str, object]) -> Settings:
    """The settings of the project in the folder `root`.

    environment: variables. given: values of the command line, key -> value.
    Raises AtlasError with one fault for each wrong value and each unknown key, wherever it was given; each names the key, the value
    and what was expected.
    """
    faults: list[Fault] = []
    values: dict[str, Any] = {"state": (root / ".serve").absolute()}
    for one in (*_of_file(root), *_of_environment(environment), *_of_command(given)):
        kind = KEYS.get(one.key)
        if kind is None:
            expected = _("a setting of the server that there is")
            faults.append(Fault("setting", one.source, None, one.name, None, expected, did_you_mean(one.name, one.known)))
            continue
        try:
            values[one.key] = kind.read(one.value, root if one.source == FILE else Path.cwd())
        except ValueError:
            faults.append(Fault("setting", one.source, None, one.name, str(one.value), _(kind.expected)))
    if faults:
        told = ngettext("the server's settings have {number} fault", "the server's settings have {number} faults", len(faults))
        raise AtlasError(told.format(number=len(faults)), faults)
    limits = Limits(**{field.name: values.pop(name) for field in fields(Limits) if (name := f"limits.{field.name}") in values})
    return Settings(**values, limits=limits)


def _of_file(root: Path) -> Iterator[_Given]:
    try:
        table = tomllib.loads((root / FILE).read_text(encoding="utf-8")).get(TABLE, {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AtlasError(_("{file} cannot be read: {reason}").format(file=FILE, reason=error)) from error
    known = tuple(f"{TABLE}.{key}" for key in KEYS)
    if not isinstance(table, dict):
        raise AtlasError(_("{file} cannot be read: {reason}").format(file=FILE, reason=_("expected a table [{key}]").format(key=TABLE)))
    for key, value in table.items():
        if key == "limits" and isinstance(value, dict):
            yield from (_Given(FILE, f"{TABLE}.limits.{name}", f"limits.{name}", one, known) for name, one in value.items())
        else:
            yield _Given(FILE, f"{TABLE}.{key}", key, value, known)


def _of_environment(environment: Mapping[str, str]) -> Iterator[_Given]:
    names = {VARIABLES + key.replace(".", "_").upper(): key for key in KEYS}
    for name in sorted(environment):
        if name.startswith(VARIABLES) and environment[name].strip():
            yield _Given(_("environment"), name, names.get(name, name), environment[name], tuple(names))


def _of_command(given: Mapping[str, object]) -> Iterator[_Given]:
    for key, value in given.items():
        yield _Given(_("command line"), f"--{key}", key, value, ())
