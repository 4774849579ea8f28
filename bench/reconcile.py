"""Measures the reconciliation service over synthetic atlases: how long a batch of queries takes through HTTP, and others meanwhile.

    .venv/bin/python bench/reconcile.py --organizations 1000,100000
    .venv/bin/python bench/reconcile.py --organizations 100000 --folder /tmp/atlas --words

The tables come from bench/generate.py, where a name is a real one with a number; with --words the number becomes a word that is as rare, so
that names differ as real ones do. Batches are asked warm, one after the other; the median and the slowest of the rounds are told, the
time to make the index, and the memory of the process. `processor` is the processors' time for a batch, which other work on the machine
changes less. `others` is the longest that a request for a small page waited while batches ran.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import json
import multiprocessing
import os
import random
import re
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import alter_names
import generate
import uvicorn
from pyoxigraph import NamedNode, RdfFormat, Store
from rich.console import Console
from rich.table import Table
from starlette.applications import Starlette

from ciatlas import evaluation, project, query
from ciatlas.edition import load_vocabulary
from ciatlas.insights import Result
from ciatlas.project import Project
from ciatlas.serve import names, reconcile
from ciatlas.serve.served import Served
from ciatlas.serve.settings import Settings
from ciatlas.tables import metadata
from ciatlas.tables.lift_files import lift_files

BATCH = 50
SYLLABLES = "ba be bi bo da de do ga go ka ke ko la le li lo ma me mi mo na ne no pa pe po ra re ri ro sa se so ta te to va ve vo".split()
HINTS = [{"pid": "country", "v": "United States"}, {"pid": "city", "v": "Boston"}]

console = Console(width=140)
Query = dict[str, Any]


def make(atlas: Project, folder: Path, organizations: int) -> Path:
    """A store on disk with the tables' statements and the vocabulary; gives its folder."""
    edition = atlas.editions[0]
    tables, lines, place = folder / "tables", folder / "tables.nt", folder / "store"
    generate.generate(edition.tables, tables, organizations, 7)
    lift_files(metadata.read(tables / edition.tables.name).tables, tables, lines)
    store = Store(str(place))
    store.bulk_load(path=lines, format=RdfFormat.N_TRIPLES, to_graph=NamedNode(atlas.graph(edition, "asserted")))
    load_vocabulary(atlas, store)
    store.optimize()
    store.flush()
    lines.unlink()
    return place


def word(number: int) -> str:
    """A word of its own for a number."""
    letters = ""
    number += len(SYLLABLES) ** 2
    while number:
        number, place = divmod(number, len(SYLLABLES))
        letters += SYLLABLES[place]
    return letters.capitalize()


def worded(result: Result) -> Result:
    columns, rows = result
    changed = [
        tuple(value if value is None or value.iri or value.datatype else type(value)(re.sub(r" (\d+)$", lambda found: f" {word(int(found[1]))}", value.text), language=value.language) for value in row)
        for row in rows
    ]
    return columns, changed


def peak_megabytes() -> float:
    """The most memory that this process has had, of Linux; what getrusage tells is that of the process before it too."""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def serve(atlas: Project, place: Path, words: bool, pipe: Connection) -> None:
    """Serves the reconciliation service of a store on a free port, which goes through the pipe."""
    store = Store.read_only(str(place))

    async def ask(text: str) -> Result:
        found = await asyncio.to_thread(lambda: evaluation.result(query.run(store, text, atlas.prefixes)))
        return worded(found) if words else found

    served = Served(atlas, Settings(place), place, ask)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        start = time.perf_counter()
        async with names.lifespan(served):
            seconds = time.perf_counter() - start
            found = names.of(served)
            texts = [thing.names[0].text for thing in found.index.things if "/id/organization/" in thing.iri]
            pipe.send((seconds, len(found.index.things), peak_megabytes(), texts))
            yield

    app = Starlette(routes=reconcile.routes(served), lifespan=lifespan)
    server = uvicorn.Server(uvicorn.Config(app, port=0, loop="uvloop", http="httptools", log_level="error"))

    async def run() -> None:
        task = asyncio.create_task(server.serve())
        while not server.started:
            await asyncio.sleep(0.01)
        pipe.send(server.servers[0].sockets[0].getsockname()[1])
        await task

    asyncio.run(run())


def batches(texts: list[str], rounds: int) -> dict[str, list[dict[str, Query]]]:
    """Kind of batch -> a batch for each round, no name twice."""
    random_ = random.Random(7)
    alters: list[Callable[[str, random.Random], str | None]] = [alter for _kind, alter, _number in (*alter_names.FIRST, *alter_names.SECOND)]

    def altered() -> str:
        while True:
            if found := random_.choice(alters)(random_.choice(texts), random_):
                return found

    kinds: dict[str, Callable[[], Query]] = {
        "as written": lambda: {"query": random_.choice(texts)},
        "altered": lambda: {"query": altered()},
        "altered, of a type": lambda: {"query": altered(), "type": "org:Organization"},
        "altered, country and city": lambda: {"query": altered(), "properties": HINTS},
        "altered, year from the store": lambda: {"query": altered(), "properties": [{"pid": "founded", "v": 2010}]},
        "of none": lambda: {"query": f"{word(random_.randrange(10**6, 10**7))} Community Foundation of {word(random_.randrange(10**6, 10**7))}"},
    }
    return {kind: [{f"q{place}": one() for place in range(BATCH)} for _round in range(rounds + 2)] for kind, one in kinds.items()}


def ask(connection: http.client.HTTPConnection, batch: dict[str, Query]) -> tuple[float, dict[str, Any]]:
    form = urlencode({"queries": json.dumps(batch)})
    start = time.perf_counter()
    connection.request("POST", "/reconcile", form, {"Content-Type": "application/x-www-form-urlencoded"})
    body = connection.getresponse().read()
    return time.perf_counter() - start, json.loads(body)


def processor_ms(process: int) -> float:
    """The time that the processors have spent on a process, of Linux."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def measure(port: int, process: int, asked: dict[str, list[dict[str, Query]]]) -> list[tuple[str, float, float, float, float]]:
    """(kind, median ms, slowest ms, ms of the processor for a batch, the longest that another request waited in ms)."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    found = []
    for kind, of_kind in asked.items():
        for batch in of_kind[:2]:
            ask(connection, batch)
        before = processor_ms(process)
        times = [ask(connection, batch)[0] * 1000 for batch in of_kind[2:]]
        spent = (processor_ms(process) - before) / len(times)
        waits: list[float] = []
        ended = threading.Event()

        def others() -> None:
            other = http.client.HTTPConnection("127.0.0.1", port)
            while not ended.is_set():
                start = time.perf_counter()
                other.request("GET", "/reconcile/preview.css")
                other.getresponse().read()
                waits.append((time.perf_counter() - start) * 1000)
                time.sleep(0.003)

        thread = threading.Thread(target=others)
        thread.start()
        for batch in of_kind[2:]:
            ask(connection, batch)
        ended.set()
        thread.join()
        found.append((kind, median(times), max(times), spent, max(waits)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--organizations", default="1000,100000", help="how many, by commas")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--words", action="store_true", help="give each copy of a name a word of its own instead of a number")
    parser.add_argument("--folder", type=Path, help="where stores are kept and found again; default: a new one, for this run")
    arguments = parser.parse_args()
    atlas = project.read(generate.ROOT)
    table = Table("organisations", "things", "index s", "MB", "batch of 50", "median ms", "slowest ms", "processor ms", "others ms", box=None)
    processes = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as scratch:
        for organizations in map(int, arguments.organizations.split(",")):
            folder = (arguments.folder or Path(scratch)) / str(organizations)
            folder.mkdir(parents=True, exist_ok=True)
            place = folder / "store" if (folder / "store").is_dir() else make(atlas, folder, organizations)
            near, far = processes.Pipe()
            process = processes.Process(target=serve, args=(atlas, place, arguments.words, far), daemon=True)
            process.start()
            seconds, things, megabytes, texts = near.recv()
            port = near.recv()
            assert process.pid is not None
            for kind, middle, slowest, spent, others in measure(port, process.pid, batches(texts, arguments.rounds)):
                table.add_row(f"{organizations:,}", f"{things:,}", f"{seconds:.1f}", f"{megabytes:,.0f}", kind, f"{middle:.0f}", f"{slowest:.0f}", f"{spent:.0f}", f"{others:.0f}")
            process.kill()
            process.join()
    console.print(table)


if __name__ == "__main__":
    main()
