"""`ciatlas serve` as a process: how it starts, why it does not, how it ends, and that it leaves nothing behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from atlas_files import ciatlas
from processes import PATIENCE_SECONDS, children, is_alive, wait_until
from serving import Server, ask, serving
from small_release import Small
from sparql_servers import free_port


def test_it_tells_where_it_is_has_its_folder_alone_and_ends_when_told(built_small: Small, tmp_path: Path):
    with process(built_small, tmp_path, "--port", "0", "--prefix", "/atlas") as (one, log):
        port = started(log)
        (line,) = log.read_text().splitlines()
        address = f"http://127.0.0.1:{port}/atlas/"
        assert re.fullmatch(rf"ciatlas serve: Collective Impact Atlas, release [0-9a-f]{{12}}, is served at {address} \(SPARQL: {address}sparql\)", line)
        says(built_small, tmp_path / "state", "--port", "0", saying=rf"used by another server \(process {one.pid}\).*--state")
        assert ask(Server(address, port, log), "/atlas/health").status == 200
        processes = children(one.pid)
        one.send_signal(signal.SIGTERM)
        assert one.wait(PATIENCE_SECONDS) == 0
        assert processes and not any(is_alive(child) for child in processes)
        assert not (tmp_path / "state" / "snapshots").exists()
        # What was asked is in the log to the last line.
        assert "Traceback" not in log.read_text() and '"path":"/atlas/health","status":200' in log.read_text().splitlines()[-1]


def test_it_can_be_ended_while_it_starts(built_small: Small, tmp_path: Path):
    with process(built_small, tmp_path, "--port", "0") as (one, log):
        wait_until(lambda: children(one.pid))
        processes = children(one.pid)
        one.send_signal(signal.SIGTERM)
        assert one.wait(PATIENCE_SECONDS) == 0
        assert not any(is_alive(child) for child in processes)
        assert log.read_text() == ""


def test_nothing_is_left_when_it_is_killed_and_the_next_one_cleans_up(built_small: Small, tmp_path: Path):
    with process(built_small, tmp_path, "--port", "0") as (one, log):
        started(log)
        processes = children(one.pid)
        one.kill()
        one.wait()
        wait_until(lambda: not any(is_alive(child) for child in processes))
    (tmp_path / "state" / "snapshots" / "7").mkdir()
    with serving(built_small.release, tmp_path, project=built_small.project):
        assert len(list((tmp_path / "state" / "snapshots").iterdir())) == 1


def test_a_request_that_runs_is_answered_before_it_ends(built_small: Small, tmp_path: Path):
    with process(built_small, tmp_path, "--port", "0") as (one, log):
        port = started(log)
        with socket.create_connection(("127.0.0.1", port), 60) as connection:
            # A request that is begun, and whose body comes when the server has been told to end.
            connection.sendall(b"POST /inbox HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/ld+json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{")
            wait_until(lambda: 'ciatlas_connections 2.0' in ask(Server("", port, log), "/metrics").text)
            one.send_signal(signal.SIGINT)
            wait_until(lambda: refused(port))
            connection.sendall(b"}")
            answer = b""
            while block := connection.recv(65_536):
                answer += block
        assert answer.startswith(b"HTTP/1.1 ") and b"\r\nconnection: close\r\n" in answer and answer.endswith(b"}\n")
        assert one.wait(PATIENCE_SECONDS) == 0


def started(log: Path) -> int:
    """Waits until it serves, and gives the port that it tells."""
    wait_until(lambda: "is served at" in log.read_text())
    return int(log.read_text().partition("http://127.0.0.1:")[2].partition("/")[0])


def refused(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 5).close()
    except ConnectionError:
        return True
    return False


def test_a_port_in_use_is_told(built_small: Small, tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        says(built_small, tmp_path / "state", "--port", str(port), saying=rf"127\.0\.0\.1:{port} cannot be listened on: another program listens there.*--port")


@pytest.mark.parametrize(("host", "reason"), [("192.0.2.1", "no address of this machine"), ("no-such-host.invalid", "no-such-host.invalid: there is no such host")])
def test_an_address_that_it_cannot_listen_on_is_told(built_small: Small, tmp_path: Path, host: str, reason: str):
    says(built_small, tmp_path / "state", "--port", str(free_port()), "--host", host, saying=reason)


def without_sums(release: Path) -> None:
    (release / "SHA256SUMS").unlink()


def without_anything(release: Path) -> None:
    shutil.rmtree(release)


def with_another_dump(release: Path) -> None:
    dump = next(release.glob("*-2015.nt.gz"))
    dump.write_bytes(dump.read_bytes() + b" ")


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (without_sums, "SHA256SUMS is not there"),
        (without_anything, "there is no built atlas in .*dist .*run `ciatlas build` first"),
        (with_another_dump, "2015.nt.gz is not what SHA256SUMS says of it"),
    ],
)
def test_without_a_whole_release_it_does_not_start(small: Small, tmp_path: Path, spoil: Callable[[Path], None], reason: str):
    spoil(small.release)
    says(small, tmp_path / "state", "--port", "0", saying=reason)


def test_without_a_project_it_does_not_start(tmp_path: Path):
    result = ciatlas("serve", "--project", tmp_path)
    assert result.returncode == 1 and "no atlas.toml" in result.stderr and "Traceback" not in result.stderr


def test_a_state_folder_that_is_a_file_is_told(built_small: Small, tmp_path: Path):
    (tmp_path / "file").write_text("")
    says(built_small, tmp_path / "file", "--port", "0", saying="file could not be written")


def says(small: Small, state: Path, *options: str, saying: str) -> None:
    """The command ends at once with a status that is not 0 and one message."""
    result = ciatlas("serve", "--project", small.project, "--state", state, *options)
    assert result.returncode == 1
    assert re.search(saying, result.stderr), result.stderr
    assert "Traceback" not in result.stderr and len(result.stderr.strip().splitlines()) <= 2


@contextmanager
def process(small: Small, folder: Path, *options: str) -> Iterator[tuple["subprocess.Popen[bytes]", Path]]:
    """The command as a process of its own, and its log; killed at the end, if it still runs."""
    log = folder / "process.log"
    command = [sys.executable, "-m", "ciatlas", "serve", "--project", str(small.project), "--state", str(folder / "state"), *options]
    with log.open("wb") as output:
        one = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, "NO_COLOR": "1"})
    try:
        yield one, log
    finally:
        one.kill()
        one.wait()
