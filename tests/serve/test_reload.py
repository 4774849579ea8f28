"""New releases under a server that runs: taken up without a dropped request, or not at all."""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import shutil
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import coroutines
import pytest
from atlas_files import ciatlas
from processes import PATIENCE_SECONDS, children, is_alive, wait_until
from serving import Server, ask, serving
from small_release import Small, release_name

from ciatlas.project import read
from ciatlas.publish import checksums
from ciatlas.serve import running_worker
from ciatlas.serve.running_worker import RunningWorker
from ciatlas.serve.settings import Settings
from ciatlas.serve.worker_task import BEAT_SECONDS, Task


class Client(threading.Thread):
    """Asks again and again, over one connection or with one for each request, and notes what goes wrong."""

    def __init__(self, server: Server, keeps: bool) -> None:
        super().__init__(daemon=True)
        self.server, self.keeps = server, keeps
        self.answers, self.failures, self.ends = 0, [], threading.Event()

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        while not self.ends.is_set():
            try:
                connection.request("GET", "/health")
                response = connection.getresponse()
                response.read()
                self.answers += 1
                if response.status != 200:
                    self.failures.append(f"status {response.status}")
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                connection.close()
            if not self.keeps:
                connection.close()
            # A pause, so that what it asks, and a worker that starts beside it, get their share of the machine too.
            self.ends.wait(0.02)
        connection.close()


@contextmanager
def clients(server: Server) -> Iterator[None]:
    """Two clients of each kind, none of which may see a failure."""
    each = [Client(server, keeps) for keeps in (True, False, True, False)]
    for one in each:
        one.start()
    yield
    for one in each:
        one.ends.set()
    for one in each:
        one.join(60)
    assert all(one.answers for one in each)
    assert [failure for one in each for failure in one.failures] == []


def test_three_releases_in_turn_and_no_request_is_dropped(light: Small, tmp_path: Path):
    with serving(light.release, tmp_path, project=light.project, environment={"CIATLAS_SERVE_DRAIN": "1"}) as server:
        names = [release_name(server)]
        with clients(server):
            for note in ("first", "second", "third"):
                light.renew(note)
                os.kill(server.process, signal.SIGHUP)
                wait_until(lambda: release_name(server) not in names)
                names.append(release_name(server))
        assert len(set(names)) == 4
        # The former workers have ended, and what they served is gone.
        wait_until(lambda: len(list((tmp_path / "state" / "snapshots").iterdir())) == 1)
        wait_until(lambda: len(workers(server)) == 1)


def test_a_build_is_taken_up_by_itself(light: Small, tmp_path: Path):
    with serving(light.release, tmp_path, "--watch", project=light.project) as server:
        former = release_name(server)
        with clients(server):
            table = light.project / "data" / "2015" / "organizations.csv"
            table.write_text(table.read_text(encoding="utf-8").replace("One", "Another one"), encoding="utf-8")
            result = ciatlas("build", "--no-report", "--project", light.project, timeout=300)
            assert result.returncode == 0, result.stderr
            wait_until(lambda: release_name(server) != former)


def no_site(release: Path) -> None:
    shutil.rmtree(release / "site")


def dump_cut_short(release: Path) -> None:
    dump = next(release.glob("*-2015.nt.gz"))
    dump.write_bytes(dump.read_bytes()[:-20])


def dump_cut_before_the_checksums(release: Path) -> None:
    """The fault comes out only when the worker reads the dump."""
    dump_cut_short(release)
    checksums.write(release)


def no_dump(release: Path) -> None:
    next(release.glob("*-2015.nt.gz")).unlink()


def no_folder(release: Path) -> None:
    shutil.rmtree(release)
    release.write_text("no folder")


def wrong_setting(release: Path) -> None:
    with (release.parent / "atlas.toml").open("a", encoding="utf-8") as file:
        file.write("\n[serve]\nprot = 1\n")


def test_the_old_release_is_served_on_where_the_new_one_is_no_good(light: Small, built_small: Small, tmp_path: Path):
    # A site may be of one page.
    page = Path("site", "index.html")
    (light.release / page.parent).mkdir()
    shutil.copy(built_small.release / page, light.release / page)
    with serving(light.release, tmp_path, project=light.project) as server:
        former, before = release_name(server), workers(server)
        for number, spoil in enumerate((no_site, dump_cut_short, dump_cut_before_the_checksums, no_dump, wrong_setting, no_folder), 1):
            if number > 1:
                shutil.rmtree(light.release)
                shutil.copytree(whole, light.release)
            else:
                whole = shutil.copytree(light.release, tmp_path / "whole")
            spoil(light.release)
            os.kill(server.process, signal.SIGHUP)
            wait_until(lambda: server.log.read_text().count("is served still") == number)
            assert release_name(server) == former and workers(server) == before, spoil
        lines = [line for line in server.log.read_text().splitlines() if line.startswith("ciatlas serve: ")]
        assert len(lines) == 1 + number and all(former in line for line in lines)
        assert "Traceback" not in server.log.read_text()
        # Settings are read anew with a release that is good; where it listens stays.
        wrong = (light.project / "atlas.toml").read_text(encoding="utf-8")
        (light.project / "atlas.toml").write_text(wrong.replace("prot = 1", 'metrics = ["192.0.2.1"]\nport = 1'), encoding="utf-8")
        light.release.unlink()
        shutil.copytree(whole, light.release)
        os.kill(server.process, signal.SIGHUP)
        wait_until(lambda: ask(server, "/metrics").status == 403)


def test_a_worker_that_dies_is_started_again_and_who_comes_meanwhile_waits(light: Small, tmp_path: Path):
    with serving(light.release, tmp_path, "--watch", project=light.project) as server:
        former = release_name(server)
        # What is served does not need the release any more, of which it is a snapshot.
        shutil.rmtree(light.release)
        for number in (1, 2):
            (worker,) = workers(server)
            os.kill(worker, signal.SIGKILL)
            wait_until(lambda: not is_alive(worker))
            assert ask(server, "/health").status == 200
            assert re.search(rf"^ciatlas_worker_restarts {number}\.0$", ask(server, "/metrics").text, re.MULTILINE)
            assert release_name(server) == former


def test_a_worker_that_hangs_is_ended(built_small: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(running_worker, "SILENCE_SECONDS", 1.0)

    async def run(listening: socket.socket) -> None:
        task = Task(read(built_small.project), Settings(state=tmp_path), built_small.release, "abc")
        worker = await RunningWorker.start(task, listening)
        assert await asyncio.get_running_loop().sock_recv(worker.control, 1) == b".", "it says that it is alive"
        os.kill(worker.process.pid, signal.SIGSTOP)
        await asyncio.wait_for(worker.ended(), PATIENCE_SECONDS)
        assert worker.status == -signal.SIGKILL

    with socket.create_server(("127.0.0.1", 0)) as listening:
        coroutines.run(run(listening))


SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f FILTER(STRLEN(STR(?a)) + STRLEN(STR(?d)) = STRLEN(STR(?f))) }"


def test_a_query_that_runs_is_answered_by_the_release_that_it_came_to(light: Small, tmp_path: Path):
    with serving(light.release, tmp_path, project=light.project, environment={"CIATLAS_SERVE_LIMITS_SECONDS": "6", "CIATLAS_SERVE_DRAIN": "0"}) as server:
        former, answers = release_name(server), []
        asking = threading.Thread(target=lambda: answers.append(ask(server, f"/sparql?query={quote(SLOW)}")))
        asking.start()
        wait_until(lambda: "ciatlas_queries_running 1.0" in ask(server, "/metrics").text)
        light.renew("new")
        os.kill(server.process, signal.SIGHUP)
        wait_until(lambda: release_name(server) != former)
        asking.join(PATIENCE_SECONDS)
        (answer,) = answers
        # Cut at its limit, and told so.
        assert answer.status in (503, 504) and answer.headers["content-type"] == "application/problem+json" and answer.text.endswith("}\n")
        wait_until(lambda: len(workers(server)) == 1)


def workers(server: Server) -> set[int]:
    """The processes that the server itself has started and that run."""
    return {process for process in children(server.process) if is_alive(process) and parent(process) == server.process}


def parent(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0
