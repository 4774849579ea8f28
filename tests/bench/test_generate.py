"""The generator of synthetic atlases and the ways to lift them that the benchmark compares."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pyoxigraph
import pytest

from ciatlas.tables import check, metadata

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"


def generate(out: Path, organizations: int, seed: int = 7) -> Path:
    command = [sys.executable, BENCH / "generate.py", "--organizations", str(organizations), "--seed", str(seed), "--out", out]
    subprocess.run(command, check=True, capture_output=True)
    return out


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("bench") / "atlas", 1600)


def test_a_synthetic_atlas_has_no_fault(atlas):
    assert check.check(metadata.read(atlas / "csv-metadata.json"), atlas) == []


def test_a_small_one_has_no_fault_either(tmp_path):
    small = generate(tmp_path, 40)
    assert check.check(metadata.read(small / "csv-metadata.json"), small) == []


def test_sizes_follow_the_real_tables(atlas):
    real = {name: len(rows(ROOT / "data" / "2015" / f"{name}.csv")) for name in ("organizations", "engagements", "places")}
    assert len(rows(atlas / "organizations.csv")) == 1600
    assert len(rows(atlas / "initiatives.csv")) == 800
    assert len(rows(atlas / "engagements.csv")) == round(1600 * real["engagements"] / real["organizations"])
    assert len(rows(atlas / "places.csv")) == real["places"]


def test_shares_follow_the_real_tables(atlas):
    def share(path: Path) -> float:
        table = rows(path)
        return sum(row["country"] == "US" for row in table) / len(table)

    assert share(atlas / "organizations.csv") == pytest.approx(share(ROOT / "data" / "2015" / "organizations.csv"), abs=0.02)


def test_the_same_seed_gives_the_same_bytes(atlas, tmp_path):
    again = generate(tmp_path / "again", 1600)
    other = generate(tmp_path / "other", 1600, seed=8)
    names = sorted(path.name for path in atlas.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    assert all((atlas / name).read_bytes() == (again / name).read_bytes() for name in names)
    assert (atlas / "engagements.csv").read_bytes() != (other / "engagements.csv").read_bytes()


def test_the_engines_that_are_compared_say_the_same(tmp_path):
    small = generate(tmp_path / "atlas", 60)
    graphs = []
    for engine in ("ciatlas", "rdflib"):
        out = tmp_path / f"{engine}.nt"
        subprocess.run([sys.executable, BENCH / "engines.py", engine, small, out], check=True)
        graphs.append({str(triple) for triple in pyoxigraph.parse(path=out, format=pyoxigraph.RdfFormat.N_TRIPLES)})
    assert graphs[0] == graphs[1]
    assert len(graphs[0]) > 1000
