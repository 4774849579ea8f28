"""The servers that bench/serve.py compares: how each is started over the same release, and where it answers what."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from ciatlas.project import Project

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent / ".cache"
RDFLIB_ENDPOINT = "0.6.3"
TRIFID = "5.3.0"
START_SECONDS = 120
UNLIMITED = "1000000000"

TRIFID_CONFIGURATION = """\
server:
  logLevel: fatal
globals:
  datasetBaseUrl: {base}
  endpoints:
    default:
      url: /query
plugins:
  entity-renderer:
    module: "@zazuko/trifid-entity-renderer"
  fetch-handler:
    module: trifid-handler-fetch
    paths: /query
    config:
      url: {data}
      contentType: application/n-triples
      baseIRI: {base}
      graphName: {base}data
      unionDefaultGraph: true
"""


@dataclass(frozen=True, slots=True)
class Engine:
    """A server that runs. sparql: path of its endpoint, None where it has none. document: path of the document about a thing (its path
    below the base) in Turtle or HTML and the Accept header to ask with; None where it has none. pids: its processes."""

    name: str
    port: int
    sparql: str | None
    document: Callable[[str, str], tuple[str, Mapping[str, str]]] | None
    pids: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Data:
    """The release in the forms that servers load: the project, the built folder, an Oxigraph store on disk, all statements as N-Triples."""

    project: Project
    release: Path
    store: Path
    triples: Path


def prepare(project: Project, release: Path, store: Store, folder: Path) -> Data:
    """Writes what the servers load into `folder`."""
    quads, triples, place = folder / "all.nq", folder / "all.nt", folder / "store"
    store.dump(str(quads), RdfFormat.N_QUADS)
    triples.write_text("".join(sorted({f"{quad.triple} .\n" for quad in store})), encoding="utf-8")
    subprocess.run([oxigraph(), "load", "--location", place, "--file", quads], check=True, capture_output=True)
    subprocess.run([oxigraph(), "optimize", "--location", place], check=True, capture_output=True)
    return Data(project, release, place, triples)


def oxigraph() -> str:
    """The program of the package oxigraph."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    assert program
    return program


@contextmanager
def native(data: Data, folder: Path) -> Iterator[Engine]:
    """Oxigraph's own server, the one that ciatlas has behind it; without its time limit, since a thread for each query would end it here."""
    port = free_port()
    command = [oxigraph(), "serve-read-only", "--location", str(data.store), "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with running(command, port, "/", folder / "native.log") as pid:
        yield Engine("Oxigraph", port, "/query", None, [pid])


@contextmanager
def ciatlas(data: Data, folder: Path) -> Iterator[Engine]:
    """`ciatlas serve`, with the limits of one client out of the way; all that it does for a request is left on."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("ciatlas")), "serve", "--project", str(data.project.root), "--release", str(data.release)]
    command += ["--port", str(port), "--state", str(folder / "state")]
    with running(command, port, "/health", folder / "ciatlas.log", {"CIATLAS_SERVE_LIMITS_PER_MINUTE": UNLIMITED, "CIATLAS_SERVE_LIMITS_RUNNING": "64"}) as pid:

        def document(path: str, form: str) -> tuple[str, Mapping[str, str]]:
            return (f"/doc/{path}.{form}", {})

        yield Engine("ciatlas", port, "/sparql", document, family(pid))


@contextmanager
def nginx(data: Data, folder: Path) -> Iterator[Engine]:
    """The settings for nginx that the release brings, with the endpoint going straight to Oxigraph's server."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    if program is None:
        raise SystemExit("nginx is not installed (Debian: nginx-light)")
    with native(data, folder) as behind:
        port = free_port()
        conf = (data.release / "hosting" / "nginx.conf").read_text(encoding="utf-8")
        conf = re.sub(r"listen 80;", f"listen 127.0.0.1:{port};", conf)
        conf = re.sub(r"root [^;]*;", f"root {data.release}/site;", conf, count=1)
        conf = re.sub(r"127\.0\.0\.1:7878", f"127.0.0.1:{behind.port}", conf)
        # A benchmark is one client that never stops.
        conf = re.sub(r"\n *limit_(?:req|conn)[^;]*;", "", conf)
        conf = re.sub(r"server_name [^;]*;", "server_name _;", conf)
        (folder / "ciatlas.conf").write_text(conf, encoding="utf-8")
        places = "".join(f"    {one}_temp_path {folder}/{one};\n" for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        main = folder / "nginx.conf"
        main.write_text(
            f"daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\nerror_log stderr;\nuser root;\nevents {{}}\n"
            f"http {{\n    access_log off;\n{places}    include {folder}/ciatlas.conf;\n}}\n",
            encoding="utf-8",
        )

        def document(path: str, form: str) -> tuple[str, Mapping[str, str]]:
            return (f"/doc/{path}.{form}", {})

        with running([program, "-c", str(main), "-e", str(folder / "nginx.err")], port, "/", folder / "nginx.log") as pid:
            yield Engine("nginx + Oxigraph", port, "/sparql", document, [*family(pid), *behind.pids])


@contextmanager
def rdflib_endpoint(data: Data, folder: Path) -> Iterator[Engine]:
    """rdflib-endpoint over rdflib's own store, in an environment of its own."""
    home = CACHE / f"rdflib-endpoint-{RDFLIB_ENDPOINT}"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([home / "bin" / "python", "-m", "pip", "install", "--quiet", f"rdflib-endpoint=={RDFLIB_ENDPOINT}", "uvicorn", "httptools", "uvloop"], check=True)
        (home / "ready").touch()
    port = free_port()
    command = [str(home / "bin" / "rdflib-endpoint"), "serve", "--host", "127.0.0.1", "--port", str(port), str(data.triples)]
    with running(command, port, "/", folder / "rdflib-endpoint.log") as pid:
        yield Engine("rdflib-endpoint", port, "/", None, family(pid))


@contextmanager
def trifid(data: Data, folder: Path) -> Iterator[Engine]:
    """Trifid with its own in-memory store, in a folder of its own."""
    home = CACHE / f"trifid-{TRIFID}"
    if not (home / "ready").exists():
        home.mkdir(parents=True, exist_ok=True)
        (home / "package.json").write_text('{"private": true, "type": "module"}\n', encoding="utf-8")
        subprocess.run(["npm", "install", "--silent", f"trifid@{TRIFID}"], cwd=home, check=True)
        (home / "ready").touch()
    configuration = folder / "trifid.yaml"
    configuration.write_text(TRIFID_CONFIGURATION.format(base=data.project.base, data=data.triples), encoding="utf-8")
    port = free_port()
    command = ["node", str(home / "node_modules" / "trifid" / "server.js"), "-c", str(configuration), "-p", str(port)]

    def document(path: str, form: str) -> tuple[str, Mapping[str, str]]:
        return (f"/id/{path}", {"Accept": {"ttl": "text/turtle", "html": "text/html"}[form]})

    with running(command, port, "/query?query=ASK%7B%7D", folder / "trifid.log", {"NODE_ENV": "production"}) as pid:
        yield Engine("Trifid", port, "/query", document, family(pid))


ENGINES = {"oxigraph": native, "ciatlas": ciatlas, "nginx": nginx, "rdflib-endpoint": rdflib_endpoint, "trifid": trifid}


@contextmanager
def running(command: list[str], port: int, path: str, log: Path, environment: Mapping[str, str] | None = None) -> Iterator[int]:
    """Runs a server from when it answers `path` to the end of the block; gives its process number."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, **(environment or {})})
    try:
        end = time.monotonic() + START_SECONDS
        while not answers(port, path):
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{command[0]} did not start: {log.read_text(errors='replace')[-2000:]}")
            time.sleep(0.1)
        yield process.pid
    finally:
        if process.poll() is not None:
            print(f"{command[0]} ended by itself ({process.returncode}): {log.read_text(errors='replace')[-2000:]}", file=sys.stderr)
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def answers(port: int, path: str) -> bool:
    """Whether a server answers a path with success."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Accept": "*/*"})
        return connection.getresponse().status < 400
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def family(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    for one in found:
        for children in Path(f"/proc/{one}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def megabytes(pids: list[int]) -> float:
    """The resident memory of processes together."""
    pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids if Path(f"/proc/{pid}").exists())
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def free_port() -> int:
    """A port of the loopback interface that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
