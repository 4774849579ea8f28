"""SPARQL servers that are not ours, started for a test on the loopback interface and filled with the release, each graph by its name."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

START_SECONDS = 60


def graphs(store: Store, folder: Path) -> dict[str, Path]:
    """Writes each named graph of the store as N-Triples into `folder`: graph IRI -> file."""
    files = {}
    for number, graph in enumerate(sorted(str(name.value) for name in store.named_graphs())):
        files[graph] = folder / f"{number}.nt"
        store.dump(str(files[graph]), RdfFormat.N_TRIPLES, from_graph=NamedNode(graph))
    return files


@contextmanager
def oxigraph(folder: Path, store: Store, *options: str) -> Iterator[str]:
    """The address of the query endpoint of an `oxigraph serve-read-only` over the store's statements."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "the package oxigraph is among what the tests need"
    quads = folder / "all.nq"
    store.dump(str(quads), RdfFormat.N_QUADS)
    place = folder / "oxigraph"
    subprocess.run([program, "load", "--location", place, "--file", quads], check=True, capture_output=True, timeout=START_SECONDS)
    port = free_port()
    command = [program, "serve-read-only", "--location", str(place), "--bind", f"127.0.0.1:{port}", *options]
    with running(command, folder / "oxigraph.log", lambda: _answers(f"http://127.0.0.1:{port}/")):
        yield f"http://127.0.0.1:{port}/query"


@dataclass(frozen=True, slots=True)
class Writable:
    """The addresses of a server that takes changes: for queries, for SPARQL Update, for the Graph Store Protocol; and who may change it."""

    query: str
    update: str
    graph_store: str
    user: str = ""
    password: str = ""


@contextmanager
def writable_oxigraph(folder: Path) -> Iterator[Writable]:
    """An empty `oxigraph serve`, which asks nobody for a password."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program, "the package oxigraph is among what the tests need"
    port = free_port()
    command = [program, "serve", "--location", str(folder / "oxigraph"), "--bind", f"127.0.0.1:{port}"]
    base = f"http://127.0.0.1:{port}"
    with running(command, folder / "oxigraph.log", lambda: _answers(f"{base}/")):
        yield Writable(f"{base}/query", f"{base}/update", f"{base}/store")


@contextmanager
def writable_virtuoso(folder: Path) -> Iterator[Writable]:
    """An empty Virtuoso; changes want its user by Digest authentication. Skips the test where Virtuoso is not installed."""
    with virtuoso(folder, Store()) as query:
        base = query.rpartition("/")[0]
        yield Writable(query, f"{base}/sparql-auth", f"{base}/sparql-graph-crud-auth", "dba", "dba")


VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa

[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx

[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 10000
DirsAllowed = {folder}

[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
"""


@contextmanager
def virtuoso(folder: Path, store: Store, rows: int | None = None) -> Iterator[str]:
    """The address of the SPARQL endpoint of a Virtuoso over the store's statements; skips the test where Virtuoso is not installed.

    rows: after so many it cuts an answer, as its usual settings say 10,000.
    """
    server, shell = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if not server or not shell:
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource-7-bin)")
    sql, http = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    cut = f"\n[SPARQL]\nResultSetMaxRows = {rows}\n" if rows else ""
    settings.write_text(VIRTUOSO_INI.format(folder=folder, sql=sql, http=http) + cut, encoding="utf-8")

    def execute(statement: str) -> bool:
        command = [shell, f"127.0.0.1:{sql}", "dba", "dba", "ERRORS=STDOUT", f"EXEC={statement}"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=START_SECONDS)
        return done.returncode == 0 and "Error" not in done.stdout

    command = [server, "+foreground", "+configfile", str(settings)]
    with running(command, folder / "virtuoso.out", lambda: execute("SELECT 1")):
        for graph, path in graphs(store, folder).items():
            assert execute(f"DB.DBA.TTLP(file_to_string_output('{path}'), '', '{graph}', 0)"), graph
        yield f"http://127.0.0.1:{http}/sparql"


@contextmanager
def running(command: list[str], log: Path, ready: Callable[[], bool], environment: Mapping[str, str] | None = None) -> Iterator["subprocess.Popen[bytes]"]:
    """Runs a program that serves, from when it is ready to the end of the block. environment: in place of this process's."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    try:
        end = time.monotonic() + START_SECONDS
        while not ready():
            assert process.poll() is None and time.monotonic() < end, f"{command[0]} did not start: {log.read_text(errors='replace')}"
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=5) as response:
            return response.status == 200
    except URLError:
        return False


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
