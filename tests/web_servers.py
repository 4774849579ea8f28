"""Web servers that are not ours, started for a test on the loopback interface with the files that the release brings for them."""

from __future__ import annotations

import http.client
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import run

import pytest
from sparql_servers import free_port, running

NGINX = """\
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/ciatlas.conf;
}}
"""

APACHE = """\
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
ErrorLog {folder}/apache.log
LoadModule mpm_event_module {modules}/mod_mpm_event.so
LoadModule authz_core_module {modules}/mod_authz_core.so
LoadModule rewrite_module {modules}/mod_rewrite.so
LoadModule headers_module {modules}/mod_headers.so
LoadModule mime_module {modules}/mod_mime.so
LoadModule dir_module {modules}/mod_dir.so
TypesConfig /dev/null
DocumentRoot {root}
<Directory {root}>
    AllowOverride All
    Options FollowSymLinks
    Require all granted
</Directory>
"""
APACHE_MODULES = Path("/usr/lib/apache2/modules")


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    @property
    def text(self) -> str:
        return self.body.decode()


def ask(port: int, path: str, accept: str | None = None, method: str = "GET", **headers: str) -> Answer:
    """One request as it is, with no redirect followed; header names come in small letters."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, headers={**({"Accept": accept} if accept is not None else {}), **headers})
        response = connection.getresponse()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    finally:
        connection.close()


@contextmanager
def nginx(folder: Path, root: Path, conf: Path) -> Iterator[int]:
    """The port of an nginx that serves `root` with the generated `conf`, which `nginx -t` has found good."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed (Debian: nginx-light)")
    port = free_port()
    text = conf.read_text(encoding="utf-8")
    for ours, theirs in {r"listen 80;": f"listen 127.0.0.1:{port};", r"root /srv/ciatlas/dist(/site)?;": f"root {root};"}.items():
        text, found = re.subn(ours, theirs, text)
        assert found == 1
    (folder / "ciatlas.conf").write_text(text, encoding="utf-8")
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder), encoding="utf-8")
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf")]
    checked = run([*command, "-t"], capture_output=True, text=True, timeout=30)
    assert checked.returncode == 0 and "warn" not in checked.stderr, checked.stderr
    with running(command, folder / "nginx.log", lambda: answers(port)):
        yield port


@contextmanager
def apache(folder: Path, root: Path) -> Iterator[int]:
    """The port of an Apache that serves `root` with the .htaccess in it."""
    program = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
    if program is None or not APACHE_MODULES.is_dir():
        pytest.skip("Apache is not installed (Debian: apache2-bin)")
    port = free_port()
    (folder / "apache.conf").write_text(APACHE.format(folder=folder, port=port, modules=APACHE_MODULES, root=root), encoding="utf-8")
    command = [program, "-d", str(folder), "-f", str(folder / "apache.conf")]
    checked = run([*command, "-t"], capture_output=True, text=True, timeout=30)
    assert checked.returncode == 0, checked.stderr
    with running([*command, "-D", "FOREGROUND"], folder / "apache.out", lambda: answers(port)):
        yield port


def answers(port: int) -> bool:
    try:
        ask(port, "/")
    except OSError:
        return False
    return True
