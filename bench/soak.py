"""Ten minutes of readers while the process that answers queries is killed again and again: nobody may see more than a 503.

    make atlas
    .venv/bin/python bench/soak.py
    .venv/bin/python bench/soak.py --seconds 60 --readers 4

Each reader asks for documents, pages, queries, searches and reconciliations in turn and compares each answer with the one that it
got while all was well. An answer is right, or it is a 503 that says when to come again, or (for the one long result, of which rows
may have been sent already) a connection that breaks off. Anything else is told and ends the run with an exit status of 1.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import socket
import tempfile
import threading
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote

from served_engines import Engine, ciatlas, family, megabytes, prepare

from ciatlas import project
from ciatlas.edition import open_release

ROOT = Path(__file__).resolve().parent.parent
ALL = "SELECT * { ?s ?p ?o }"
REQUESTS = (
    "/doc/organization/fsg.ttl",
    "/doc/organization/fsg.html",
    "/en/index.html",
    "/sparql?query=" + quote("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
    "/sparql?query=" + quote("ASK { ?s ?p ?o }"),
    "/search?format=json&q=foundation",
    "/reconcile?queries=" + quote('{"q0":{"query":"FSG"}}'),
    "/sparql?query=" + quote(ALL),
)
LONG = REQUESTS[-1]
KILL_SECONDS = (0.2, 6.0)


class Readers:
    """Readers that ask until they are told to stop, and what they saw: outcome -> how often."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.seen: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.stopped = threading.Event()
        self.right = {path: self.whole(path) for path in REQUESTS}

    def whole(self, path: str) -> bytes:
        """The answer while all is well. Raises SystemExit when there is none."""
        status, body = self.ask(HTTPConnection("127.0.0.1", self.port, timeout=60), path)
        if status != 200:
            raise SystemExit(f"{path} answers {status} before anything was killed: {body[:300]!r}")
        return body

    def ask(self, connection: HTTPConnection, path: str) -> tuple[int, bytes]:
        connection.request("GET", path, headers={"Accept": "application/sparql-results+json, */*;q=0.5"})
        response = connection.getresponse()
        body = response.read()
        if response.status == 503 and not response.getheader("Retry-After"):
            self.wrong.append(f"{path}: a 503 without Retry-After")
        return response.status, body

    def read(self, seed: int) -> None:
        """Asks in a random order over a connection that is kept, until told to stop."""
        chance = random.Random(seed)
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        while not self.stopped.is_set():
            path = chance.choice(REQUESTS)
            try:
                status, body = self.ask(connection, path)
            except (OSError, HTTPException) as error:
                connection.close()
                self.seen["broken off"] += 1
                if path != LONG:
                    self.wrong.append(f"{path}: {type(error).__name__} {error}")
                continue
            self.seen[str(status)] += 1
            if status == 200 and not same(body, self.right[path]):
                self.wrong.append(f"{path}: another answer than before ({len(body)} bytes, expected {len(self.right[path])})")
            elif status not in (200, 503):
                self.wrong.append(f"{path}: {status} {body[:200]!r}")
        connection.close()


def same(body: bytes, expected: bytes) -> bool:
    """Whether two answers are alike; the rows of a result may come in another order."""
    return body == expected or sorted(body) == sorted(expected)


def killer(engine: Engine, chance: random.Random, seconds: float) -> int:
    """Kills the process that answers queries at random moments, and gives how often."""
    end, kills = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        time.sleep(chance.uniform(*KILL_SECONDS))
        for pid in family(engine.pids[0]):
            if b"oxigraph" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]:
                os.kill(pid, signal.SIGKILL)
                kills += 1
    return kills


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=600)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--release", type=Path, default=ROOT / "dist")
    arguments = parser.parse_args()
    socket.setdefaulttimeout(60)
    atlas = project.read(ROOT)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        data = prepare(atlas, arguments.release.resolve(), open_release(atlas, arguments.release), folder)
        with ciatlas(data, folder) as engine:
            readers = Readers(engine.port)
            threads = [threading.Thread(target=readers.read, args=(arguments.seed + number,)) for number in range(arguments.readers)]
            for thread in threads:
                thread.start()
            before = megabytes(family(engine.pids[0]))
            kills = killer(engine, random.Random(arguments.seed), arguments.seconds)
            readers.stopped.set()
            for thread in threads:
                thread.join()
            after = megabytes(family(engine.pids[0]))
    print(f"killed {kills} times in {arguments.seconds:.0f} s; answers: {', '.join(f'{what}: {often:,}' for what, often in sorted(readers.seen.items()))}")
    print(f"memory of all processes: {before:,.0f} MB at the start, {after:,.0f} MB at the end")
    for line in readers.wrong[:20]:
        print(line)
    print(f"{len(readers.wrong)} wrong")
    return 1 if readers.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
