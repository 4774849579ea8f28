"""wrk (Debian's load generator) run over a list of addresses, and its figures read."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = """
local paths = {}
for line in io.lines("%(paths)s") do paths[#paths + 1] = line end
local next = 0
request = function()
  next = next %% #paths + 1
  return wrk.format("GET", paths[next])
end
done = function(summary, latency)
  local errors = summary.errors
  io.write(string.format("figures %%d %%d %%d %%d %%d %%d\\n", summary.requests, summary.duration, summary.bytes,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout, latency:percentile(99)))
end
"""
_FIGURES = re.compile(r"^figures (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Load:
    """What a server did under load: requests a second, bytes of an answer, how many were refused or broke off, the 99th percentile in ms."""

    rate: float
    bytes: float
    failed: int
    p99: float


def load(port: int, paths: Sequence[str], headers: Mapping[str, str], connections: int, seconds: int, folder: Path) -> Load:
    """Asks a server on the loopback interface for `paths`, one after the other, over so many connections for so many seconds.

    Raises SystemExit when wrk is not installed.
    """
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit("wrk is not installed (Debian: wrk)")
    listed, script = folder / "paths.txt", folder / "paths.lua"
    listed.write_text("\n".join(paths) + "\n", encoding="utf-8")
    script.write_text(_SCRIPT % {"paths": listed}, encoding="utf-8")
    command = [program, "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "--timeout", "30s", "-s", str(script)]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run([*command, f"http://127.0.0.1:{port}"], capture_output=True, text=True)
    figures = _FIGURES.search(done.stdout)
    if figures is None:
        raise SystemExit(f"wrk at port {port}: {done.stdout}{done.stderr}")
    requests, microseconds, size, status, broken, p99 = map(int, figures.groups())
    return Load(requests / (microseconds / 1e6), size / max(1, requests), status + broken, p99 / 1000)
