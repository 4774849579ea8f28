"""Measures the lift from tables to N-Triples beside other ways to do it: wall time and peak memory, each in a process of its own.

    python bench/lift.py --organizations 10000
    python bench/lift.py --organizations 1000000 --engines ciatlas,plain

The tables come from bench/generate.py. Morph-KGC gets an environment of its own under .cache/, since it pins an old pyoxigraph.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import venv
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

import generate
import rml
from ciatlas.tables import metadata

HERE = Path(__file__).resolve().parent
MORPH_KGC = "2.10.0"
ENGINES = ("ciatlas", "ciatlas-1", "plain", "morph-kgc", "rdflib")


@dataclass(frozen=True, slots=True)
class Measure:
    """What one run took. seconds: wall time. megabytes: peak resident memory. triples: lines written; None for the lower bound."""

    engine: str
    seconds: float
    megabytes: float
    triples: int | None


def run(command: list[str], cwd: Path) -> tuple[float, float]:
    """Runs a command: wall time in seconds and peak resident memory in MB, of all its processes. CalledProcessError when it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL)
    together = 0
    while os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        together = max(together, resident(process.pid))
        time.sleep(0.02)
    # os.wait4, not resource.getrusage: the latter gives the peak over all children so far.
    _pid, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return seconds, max(usage.ru_maxrss / 1024, together / 1e6)


def resident(pid: int) -> int:
    """Bytes of memory that a process and its children hold now, shared pages counted for each; 0 where Linux's /proc is not there."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(resident(int(child)) for child in children)


def measure(engine: str, folder: Path, rows: int) -> Measure:
    """One engine over the tables of a folder. ``ciatlas`` must have run before ``plain``, which writes as many bytes over as many rows."""
    out = folder / f"{engine}.nt"
    if engine == "morph-kgc":
        command = [str(morph_python()), "-m", "morph_kgc", str(morph_configuration(folder, out))]
    else:
        command = [sys.executable, str(HERE / "engines.py"), engine.removesuffix("-1"), str(folder), str(out)]
        if engine == "ciatlas-1":
            command.append("1")
        if engine == "plain":
            command.append(str((folder / "ciatlas.nt").stat().st_size // rows))
    seconds, megabytes = run(command, folder)
    return Measure(engine, seconds, megabytes, None if engine == "plain" else count_lines(out))


def morph_python() -> Path:
    """The Python of an environment that holds Morph-KGC; makes it where absent."""
    home = HERE.parent / ".cache" / f"morph-kgc-{MORPH_KGC}"
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", f"morph-kgc=={MORPH_KGC}", "duckdb"], check=True)
        (home / "ready").touch()
    return python


def morph_configuration(folder: Path, out: Path) -> Path:
    """Writes Morph-KGC's mapping and configuration beside the tables; gives the configuration."""
    map_file = folder / "mapping.rml.ttl"
    map_file.write_text(rml.mapping(metadata.read(folder / "csv-metadata.json"), folder), encoding="utf-8")
    configuration = folder / "morph-kgc.ini"
    configuration.write_text(
        f"[CONFIGURATION]\noutput_file: {out}\noutput_format: N-TRIPLES\nlogging_level: ERROR\n\n[atlas]\nmappings: {map_file}\n", encoding="utf-8"
    )
    return configuration


def count_lines(path: Path) -> int:
    """How many lines a file has, read in pieces."""
    with path.open("rb") as file:
        return sum(piece.count(b"\n") for piece in iter(lambda: file.read(1 << 20), b""))


def report(measures: list[Measure], organizations: int, rows: int) -> Table:
    """The measures as a table; ``times`` is against the first."""
    table = Table(title=f"{organizations:,} organisations, {rows:,} rows to N-Triples")
    for heading, justify in (("engine", "left"), ("wall time s", "right"), ("peak MB", "right"), ("triples", "right"), ("µs a row", "right"), ("times", "right")):
        table.add_column(heading, justify=justify)
    for m in measures:
        triples = "" if m.triples is None else f"{m.triples:,}"
        ratio = f"{m.seconds / measures[0].seconds:.2f}"
        table.add_row(m.engine, f"{m.seconds:.2f}", f"{m.megabytes:.0f}", triples, f"{m.seconds / rows * 1e6:.1f}", ratio)
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures the lift from tables to N-Triples beside other ways to do it.")
    parser.add_argument("--organizations", type=int, default=10_000, help="how many organisations (default: 10000)")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--engines", default=",".join(ENGINES), help=f"some of {','.join(ENGINES)}; ciatlas always runs")
    parser.add_argument("--folder", type=Path, help="keep tables and outputs here (default: a temporary folder)")
    arguments = parser.parse_args()
    engines = [name for name in ENGINES if name == "ciatlas" or name in arguments.engines.split(",")]
    with tempfile.TemporaryDirectory() as temporary:
        folder = (arguments.folder or Path(temporary)).resolve()
        sizes = generate.generate(generate.METADATA, folder, arguments.organizations, arguments.seed)
        rows = sum(sizes.values())
        measures = [measure(engine, folder, rows) for engine in engines]
    Console(width=100).print(report(measures, arguments.organizations, rows))


if __name__ == "__main__":
    main()
