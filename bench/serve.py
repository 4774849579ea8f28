"""Measures how many requests a second the server answers, beside Oxigraph's own server, nginx in front of it, rdflib-endpoint and Trifid.

    make atlas                                       # once: the release that is served
    .venv/bin/python bench/serve.py
    .venv/bin/python bench/serve.py --engines oxigraph,ciatlas --cases aggregate,lookup --seconds 10 --rounds 5
    .venv/bin/python bench/serve.py --latency --memory    # ciatlas alone: latency at half its load, memory over 200,000 requests

Wants wrk (Debian), and for nginx and Trifid these as well. In each round each engine is asked once, one after the other, all on this machine
with the load generator beside them; what is told is the median of the rounds, and its ratio to the first engine of the same round.
An aggregate is asked with one text, a lookup and a document about another thing each time. Queries are sent with `Cache-Control: no-cache`,
which makes ciatlas ask its store each time; the cases `… again` are sent without, and show what it gains by keeping answers.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from urllib.parse import quote

from rich.console import Console
from rich.table import Table
from served_engines import ENGINES, Data, Engine, megabytes, prepare
from wrk import Load, load

from ciatlas import project, query_text
from ciatlas.edition import open_release
from ciatlas.project import Project

ROOT = Path(__file__).resolve().parent.parent
JSON = "application/sparql-results+json"
AGGREGATE = """SELECT ?country ?role (COUNT(DISTINCT ?organization) AS ?n) WHERE {
  ?engagement org:member ?organization ; org:role ?role . ?organization ci:country ?country
} GROUP BY ?country ?role ORDER BY DESC(?n) ?country ?role"""
LOOKUP = "SELECT ?property ?value WHERE {{ <{iri}> ?property ?value }}"
CASES = ("aggregate", "lookup", "aggregate again", "lookup again", "ttl", "html")
MEMORY_STEPS, MEMORY_REQUESTS = 8, 25_000

Measures = dict[tuple[str, str], list[Load]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engines", default=",".join(ENGINES), help="which servers, by commas; default: all")
    parser.add_argument("--cases", default=",".join(CASES), help="which requests, by commas; default: all")
    parser.add_argument("--seconds", type=int, default=5, help="of load for each case of each engine in a round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--release", type=Path, default=ROOT / "dist")
    parser.add_argument("--latency", action="store_true", help="latency of ciatlas at half its load")
    parser.add_argument("--memory", action="store_true", help="memory of ciatlas over 200,000 requests")
    arguments = parser.parse_args()
    atlas = project.read(ROOT)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        data = prepare(atlas, arguments.release.resolve(), open_release(atlas, arguments.release), folder)
        if arguments.latency or arguments.memory:
            alone(data, folder, arguments)
        else:
            compare(data, folder, arguments)


def compare(data: Data, folder: Path, arguments: argparse.Namespace) -> None:
    """Runs all engines in turns and prints a table."""
    names, cases = arguments.engines.split(","), arguments.cases.split(",")
    measures: Measures = {}
    with ExitStack() as stack:
        engines = []
        for name in names:
            (folder / name).mkdir()
            engines.append(stack.enter_context(ENGINES[name](data, folder / name)))
        for number in range(arguments.rounds):
            for case in cases:
                for engine in engines:
                    if asked := requests(data.project, engine, case):
                        measures.setdefault((engine.name, case), []).append(
                            load(engine.port, *asked, arguments.connections, arguments.seconds, folder)
                        )
            print(f"round {number + 1} of {arguments.rounds} is done", flush=True)
        show(measures, [engine.name for engine in engines], cases, {engine.name: megabytes(engine.pids) for engine in engines})


def requests(atlas: Project, engine: Engine, case: str) -> tuple[list[str], dict[str, str]] | None:
    """The paths of a case with the headers to send; None where the engine has nothing of the kind."""
    things = [one.rpartition("/doc/")[2].removesuffix(".ttl") for one in sorted(map(str, (ROOT / "dist" / "doc" / "organization").glob("*.ttl")))]
    if case in ("ttl", "html"):
        if engine.document is None:
            return None
        asked = [engine.document(thing, case) for thing in things]
        return [path for path, _ in asked], dict(asked[0][1])
    if engine.sparql is None:
        return None
    texts = [AGGREGATE] if case.startswith("aggregate") else [LOOKUP.format(iri=atlas.iri(f"id/{thing}")) for thing in things]
    whole = ("\n".join([*query_text.prologue(text, atlas.prefixes), text]) for text in texts)
    headers = {"Accept": JSON} if case.endswith("again") else {"Accept": JSON, "Cache-Control": "no-cache"}
    return [f"{engine.sparql}?query={quote(text)}" for text in whole], headers


def show(measures: Measures, engines: Sequence[str], cases: Sequence[str], memory: dict[str, float]) -> None:
    """Prints the medians, each beside its ratio to the first engine that has the case."""
    table = Table("engine", *cases, "failed", "MB")
    for engine in engines:
        cells, failed = [], 0
        for case in cases:
            rounds = measures.get((engine, case), [])
            first = next((measures[one, case] for one in engines if (one, case) in measures), [])
            failed += sum(one.failed for one in rounds)
            ratio = median(mine.rate / other.rate for mine, other in zip(rounds, first)) if rounds else 0.0
            cells.append(f"{median(one.rate for one in rounds):,.0f}/s ({ratio:.2f})" if rounds else "")
        table.add_row(engine, *cells, str(failed), f"{memory[engine]:,.0f}")
    Console(width=140).print(table)


def alone(data: Data, folder: Path, arguments: argparse.Namespace) -> None:
    """Latency at half load and memory over many requests, of ciatlas."""
    with ENGINES["ciatlas"](data, folder) as engine:
        for case in arguments.cases.split(","):
            asked = requests(data.project, engine, case)
            assert asked
            full = load(engine.port, *asked, arguments.connections, arguments.seconds, folder)
            if arguments.latency:
                rate = full.rate / 2
                times = sorted(asyncio.run(paced(engine.port, *asked, rate, arguments.seconds * 2)))
                line = f"{len(times) / (arguments.seconds * 2):,.0f}/s of {full.rate:,.0f}/s"
                print(f"{case}: {line}: median {times[len(times) // 2] * 1000:.1f} ms, p99 {times[len(times) * 99 // 100] * 1000:.1f} ms", flush=True)
            if arguments.memory:
                seconds = max(1, round(MEMORY_REQUESTS / full.rate))
                sizes = [megabytes(engine.pids)]
                for _ in range(MEMORY_STEPS):
                    load(engine.port, *asked, arguments.connections, seconds, folder)
                    sizes.append(megabytes(engine.pids))
                print(f"{case}: MB after each {MEMORY_REQUESTS:,} requests: {', '.join(f'{size:,.0f}' for size in sizes)}", flush=True)


async def paced(port: int, paths: Sequence[str], headers: dict[str, str], rate: float, seconds: float) -> list[float]:
    """The time of each request in seconds, sent at a fixed rate over 16 connections whether or not earlier ones are answered."""
    times: list[float] = []
    start = time.perf_counter()
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    lanes = 16

    async def lane(number: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for turn in range(number, int(rate * seconds), lanes):
            due = start + turn / rate
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            writer.write(f"GET {paths[turn % len(paths)]} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{head}\r\n".encode())
            answer = await reader.readuntil(b"\r\n\r\n")
            await body(reader, answer)
            # From when it was due: a server that makes later requests wait is not excused.
            times.append(time.perf_counter() - due)
        writer.close()

    await asyncio.gather(*map(lane, range(lanes)))
    return times


async def body(reader: asyncio.StreamReader, head: bytes) -> None:
    """Reads the rest of an answer."""
    fields = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
    if b"content-length" in fields:
        await reader.readexactly(int(fields[b"content-length"]))
        return
    while size := int(await reader.readline(), 16):
        await reader.readexactly(size + 2)
    await reader.readline()


if __name__ == "__main__":
    main()
