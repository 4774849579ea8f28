"""What deploy/ has is what works: the unit's and the image's commands are run, with their paths in a folder of the test."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import site
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from processes import wait_until
from serving import Server, ask, ready
from small_release import Small, release_name
from sparql_servers import free_port

from ciatlas.serve import settings

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
PROGRAM, ATLAS, STATE = "/opt/ciatlas", "/srv/ciatlas", "/var/lib/ciatlas"


def unit() -> dict[str, list[str]]:
    """The settings of the unit."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "ciatlas.service").read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"(\w+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Containerfile."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [(word, rest) for line in text.splitlines() if line and not line.startswith("#") for word, _space, rest in (line.partition(" "),)]


def instruction(name: str) -> str:
    (found,) = [rest for word, rest in instructions() if word == name]
    return found


@contextmanager
def running(command: list[str], folder: Path, port: int, environment: dict[str, str]) -> Iterator["tuple[subprocess.Popen[bytes], Server]"]:
    """A server that is ready."""
    log = folder / "server.log"
    server = Server(f"http://127.0.0.1:{port}/", port, log)
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env={**os.environ, "CIATLAS_SERVE_PORT": str(port), **environment})
    try:
        wait_until(lambda: process.poll() is not None or ready(server))
        assert process.poll() is None, log.read_text()
        yield process, server
    finally:
        process.kill()
        process.wait()


def test_the_commands_of_the_unit_work(small: Small, tmp_path: Path):
    (start,), (reload,) = unit()["ExecStart"], unit()["ExecReload"]
    places = {f"{PROGRAM}/venv/bin/ciatlas": str(Path(sys.executable).with_name("ciatlas")), ATLAS: str(small.project), STATE: str(tmp_path / "state")}
    command = [places.get(word, word) for word in shlex.split(start)]
    assert command[0] == places[f"{PROGRAM}/venv/bin/ciatlas"]
    with notified(tmp_path) as (address, told), running(command, tmp_path, free_port(), {"NOTIFY_SOCKET": address}) as (process, server):
        # Type=notify
        assert told.recv(100) == b"READY=1"
        former = release_name(server)
        small.renew("new")
        subprocess.run(shlex.split(reload.replace("$MAINPID", str(process.pid))), check=True)
        wait_until(lambda: release_name(server) != former)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        assert told.recv(100) == b"STOPPING=1"


@contextmanager
def notified(folder: Path) -> Iterator[tuple[str, socket.socket]]:
    """A socket that hears what a service tells its manager."""
    address = str(folder / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as one:
        one.bind(address)
        one.settimeout(60)
        yield address, one


def test_the_unit_waits_for_as_long_as_the_server_needs():
    (patience,) = unit()["TimeoutStopSec"]
    assert int(patience.removesuffix("s")) > settings.Limits().seconds + 20
    assert f"StateDirectory={Path(STATE).name}" in (DEPLOY / "ciatlas.service").read_text(encoding="utf-8")


def test_systemd_reads_the_unit():
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    result = subprocess.run(["systemd-analyze", "verify", str(DEPLOY / "ciatlas.service")], capture_output=True, text=True, timeout=60)
    # The program is not where the unit has it.
    assert [line for line in result.stderr.splitlines() if "is not executable" not in line] == []


def test_the_commands_of_the_image_work(small: Small, tmp_path: Path):
    places = {PROGRAM: tmp_path / "opt", STATE: tmp_path / "state", ATLAS: small.project}

    def placed(text: str) -> str:
        for path, place in places.items():
            text = text.replace(path, str(place))
        return text

    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    for word, rest in instructions():
        if word == "COPY":
            *sources, target = shlex.split(rest)
            for source in sources:
                copy(DEPLOY.parent / source, Path(placed(target)))
        elif word == "RUN":
            result = subprocess.run(placed(rest), shell=True, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=300)
            assert result.returncode == 0, result.stdout + result.stderr
            if " -m venv " in rest:
                # What the lock file names is there already, in the environment of the tests.
                (packages,) = (tmp_path / "opt" / "venv").glob("lib/*/site-packages")
                (packages / "tests.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
                (tmp_path / "opt" / "venv" / "bin" / "oxigraph").symlink_to(Path(sys.executable).with_name("oxigraph"))
    variables = dict(pair.split("=", 1) for pair in shlex.split(instruction("ENV")))
    port = free_port()
    command = [placed(part) for part in json.loads(instruction("CMD"))]
    with running(command, tmp_path, port, variables) as (process, server):
        # It is the program that was installed, and not the one beside the tests.
        assert Path(os.readlink(f"/proc/{process.pid}/exe")).exists() and str(tmp_path / "opt" / "venv") in Path(f"/proc/{process.pid}/cmdline").read_text()
        check = json.loads(instruction("HEALTHCHECK").partition("CMD ")[2])
        assert subprocess.run([placed(part).replace("8000", str(port)) for part in check], timeout=60).returncode == 0
        former = release_name(server)
        small.renew("new")
        wait_until(lambda: release_name(server) != former)
        process.send_signal(signal.Signals[instruction("STOPSIGNAL")])
        assert process.wait(60) == 0
    check_again = subprocess.run([placed(part).replace("8000", str(port)) for part in check], timeout=60, capture_output=True)
    assert check_again.returncode != 0


def copy(source: Path, target: Path) -> None:
    """As COPY does: of a folder what is in it, a file into a folder."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)


def test_compose_has_the_image_and_gives_it_what_it_needs():
    (service,) = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"].values()
    context = DEPLOY / service["build"]["context"]
    assert (context / service["build"]["dockerfile"]).samefile(DEPLOY / "Containerfile")
    assert [port.rpartition(":")[2] for port in service["ports"]] == [instruction("EXPOSE")]
    assert {volume.split(":")[1] for volume in service["volumes"]} == {ATLAS, STATE} and instruction("VOLUME") == STATE
    # What is set is a setting.
    names = {settings.VARIABLES + key.replace(".", "_").upper() for key in settings.KEYS}
    assert set(service["environment"]) <= names
    assert int(service["stop_grace_period"].removesuffix("s")) > settings.Limits().seconds + 20


def test_every_setting_is_documented_with_its_default():
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| (.*?) \|", text, re.MULTILINE)
    documented = {name: default for names, defaults in rows for name, default in zip(re.findall(r"`(\w+)`", names), [*defaults.split(", "), ""], strict=False)}
    assert set(documented) == {key.rpartition(".")[2] for key in settings.KEYS}
    for defaults in (settings.Settings(state=Path(".serve")), settings.Limits()):
        for name in defaults.__slots__:
            value = getattr(defaults, name)
            if name in documented and isinstance(value, (int, float)):
                assert documented[name].strip("`") == (str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)), name


def test_behind_nginx_as_it_is_told(built_small: Small, tmp_path: Path):
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if not nginx:
        pytest.skip("nginx is not installed (Debian: nginx-light)")
    (told,) = re.findall(r"^```nginx\n(.*?)^```", (DEPLOY / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    port, front = free_port(), free_port()
    settings_ = {"CIATLAS_SERVE_PROXIES": "127.0.0.1", "CIATLAS_SERVE_FORWARDED": "x-forwarded"}
    command = [sys.executable, "-m", "ciatlas", "serve", "--project", str(built_small.project), "--state", str(tmp_path / "state")]
    configuration = tmp_path / "nginx.conf"
    paths = "".join(f"{name}_temp_path {tmp_path}/{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    configuration.write_text(
        f"daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{}} http {{ access_log off; {paths}"
        f"server {{ listen 127.0.0.1:{front}; {told.replace(':8000', f':{port}')} }} }}",
        encoding="utf-8",
    )
    with running(command, tmp_path, port, settings_) as (_process, server):
        proxy = subprocess.Popen([nginx, "-c", str(configuration), "-p", str(tmp_path), "-e", str(tmp_path / "error.log")])
        try:
            outside = Server(f"http://127.0.0.1:{front}/", front, server.log)
            wait_until(lambda: ready(outside))
            # Nobody outside reads the measures, nor says who he is.
            assert ask(outside, "/metrics").status == 404
            answer = ask(outside, "/health", x_forwarded_for="192.0.2.7", x_forwarded_host="evil.example", forwarded="for=192.0.2.7;host=evil.example")
            assert answer.status == 200
            wait_until(lambda: server.log.read_text().count("/health") > 1)
            assert "192.0.2." not in server.log.read_text()
        finally:
            proxy.terminate()
            proxy.wait(60)
