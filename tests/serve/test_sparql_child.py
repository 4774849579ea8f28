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
from processes import children, is_alive, wait_until
from serving import Server, ask, ready, serving

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
    worker = next(one for one in children(mortal.process) if number in children(one))
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: not is_alive(number))
    wait_until(lambda: ready(mortal))
    assert child(mortal) != number


def test_a_store_is_built_once(mortal: Server, tmp_path: Path) -> None:
    state = mortal.log.parent / "state"
    stores = sorted(path.name for path in state.glob("store-*"))
    assert len(stores) == 1 and not list(state.glob(".making-*"))


def child(server: Server) -> int:
    """The process of the native server, once there is one."""
    found: list[int] = []
    wait_until(lambda: found.extend(number for number in children(server.process) if is_alive(number) and _is_native(number)) or found)
    return found[-1]


def _is_native(number: int) -> bool:
    try:
        return b"serve-read-only" in Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return False


def _ask(server: Server, query: str) -> tuple[int, bytes]:
    answer = ask(server, "/sparql", "POST", query, Content_Type=QUERY, Accept="text/csv")
    return answer.status, answer.body
