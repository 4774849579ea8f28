"""The native server is killed at random while readers read: they see whole answers, a 503, or a broken connection, and never a wrong answer."""

from __future__ import annotations

import http.client
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from built_site import built
from serving import Server, ask, serving

QUERY = "application/sparql-query"
# Many rows, in an order, so that a part of it is told from the whole.
LONG = "SELECT ?s ?p ?o { ?s a org:Organization ; ?p ?o FILTER(?s != <x:%s>) } ORDER BY ?s ?p ?o"
SHORT = "SELECT (COUNT(*) AS ?n) { ?s a org:Organization FILTER(?s != <x:%s>) }"
KILLS, READERS = 5, 4


@pytest.fixture(scope="module")
def mortal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(built(tmp_path_factory), tmp_path_factory.mktemp("mortal"), environment={"CIATLAS_SERVE_LIMITS_PER_MINUTE": "100000"}) as running:
        yield running


def test_no_reader_gets_a_wrong_answer(mortal: Server) -> None:
    expected = {query: _ask(mortal, query % "none") for query in (LONG, SHORT)}
    assert all(status == 200 for status, _body in expected.values())
    seen: Counter[str] = Counter()
    ends = threading.Event()

    def read(number: int) -> None:
        turn = 0
        while not ends.is_set():
            turn += 1
            query = (LONG, SHORT)[turn % 2]
            try:
                # Each is another query, so that none is answered from what was kept.
                status, body = _ask(mortal, query % f"{number}-{turn}")
            except (http.client.HTTPException, ConnectionError):
                seen["broken"] += 1
                continue
            seen["right" if (status, body) == expected[query] else "503" if status == 503 else f"wrong {status} {len(body)}"] += 1

    readers = [threading.Thread(target=read, args=(number,)) for number in range(READERS)]
    for reader in readers:
        reader.start()
    chance = random.Random(1)
    for _kill in range(KILLS):
        time.sleep(chance.uniform(0.1, 0.8))
        with suppress(ProcessLookupError):
            os.kill(child(mortal), signal.SIGKILL)
    ends.set()
    for reader in readers:
        reader.join()
    assert set(seen) <= {"right", "503", "broken"} and seen["right"] > 0, seen
    assert _ask(mortal, SHORT % "end") == expected[SHORT] and ask(mortal, "/health").status == 200


def test_the_child_ends_with_the_worker(mortal: Server) -> None:
    number = child(mortal)
    worker = int(_status(number)["PPid"])
    os.kill(worker, signal.SIGKILL)
    end = time.monotonic() + 30
    while Path(f"/proc/{number}").exists() and _status(number).get("State", "Z")[0] != "Z":
        assert time.monotonic() < end
        time.sleep(0.05)
    while True:
        with suppress(OSError, http.client.HTTPException):
            if ask(mortal, "/health").status == 200:
                break
        assert time.monotonic() < end + 60
        time.sleep(0.1)
    assert child(mortal) != number


def test_a_store_is_built_once(mortal: Server, tmp_path: Path) -> None:
    state = mortal.log.parent / "state"
    stores = sorted(path.name for path in state.glob("store-*"))
    assert len(stores) == 1 and not list(state.glob(".making-*"))


def child(server: Server) -> int:
    """The process of the native server, once there is one."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError, KeyError, ValueError):
                if b"serve-read-only" in (path / "cmdline").read_bytes() and server.process in _ancestors(int(path.name)) and _status(int(path.name))["State"][0] != "Z":
                    return int(path.name)
        time.sleep(0.02)
    raise AssertionError("there is no child")


def _ancestors(number: int) -> list[int]:
    found = []
    while number > 1:
        number = int(_status(number)["PPid"])
        found.append(number)
    return found


def _status(number: int) -> dict[str, str]:
    try:
        lines = Path(f"/proc/{number}/status").read_text().splitlines()
    except OSError:
        return {}
    return {name: value.strip() for name, _colon, value in (line.partition(":") for line in lines)}


def _ask(server: Server, query: str) -> tuple[int, bytes]:
    answer = ask(server, "/sparql", "POST", query, Content_Type=QUERY, Accept="text/csv")
    return answer.status, answer.body
