"""What the site takes from npm: licensed, locked, small, without calls to elsewhere, and the same when built again."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "web"
STATIC = ROOT / "src" / "ciatlas" / "publish" / "static"
LIB, SITE = STATIC / "lib", STATIC / "site"
# Compressed, in bytes; what a page may weigh leaves no more.
BUDGETS = {
    "leaflet": (60_000, ["lib/leaflet.js", "lib/leaflet.css", "lib/topojson.js"]),
    "sigma": (80_000, ["lib/sigma.js"]),
    "codemirror": (200_000, ["lib/codemirror.js"]),
    "shapes": (250_000, ["site/shapes/world.json"]),
    "fonts": (120_000, [path.relative_to(STATIC).as_posix() for path in sorted((SITE / "fonts").glob("*.woff2"))]),
}
ELSEWHERE = re.compile(
    r"""(?:\b(?:fetch|import|importScripts|Worker|WebSocket|EventSource|open)\s*\(\s*|\b(?:from|import)\s*)["'`](?:https?:|wss?:|//)"""
)
EVALUATES = re.compile(r"\beval\s*\(|\bnew\s+Function\b|[^.\w]Function\s*\(\s*[\"'`]")
UNREACHABLE = re.compile(r"E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT|HOSTUNREACH|NETUNREACH)|ERR_SOCKET_TIMEOUT")


def _tables() -> tuple[list[list[str]], list[list[str]]]:
    """The two tables of README.txt without their heads: files, packages."""
    _intro, files, packages = (LIB / "README.txt").read_text(encoding="utf-8").strip().split("\n\n")
    return [[re.split(r"  +", line) for line in table.splitlines()[1:]] for table in (files, packages)]  # type: ignore[return-value]


def _scripts() -> list[Path]:
    return sorted(LIB.glob("*.js"))


def test_each_file_is_listed_with_its_size():
    listed = {name: int(size) for name, size, _packages in _tables()[0]}
    there = {path.relative_to(LIB).as_posix(): path.stat().st_size for path in LIB.rglob("*") if path.is_file()}
    assert listed == {name: size for name, size in there.items() if name != "README.txt" and not name.startswith("licences/")}


def test_each_package_inside_has_its_version_and_licence():
    files, packages = _tables()
    locked = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    inside = {package for _name, _size, names in files for package in names.split(", ")}
    assert inside == {name for name, *_ in packages}
    for name, version, licence, text in packages:
        assert (version, licence) == (locked[f"node_modules/{name}"]["version"], locked[f"node_modules/{name}"]["license"]), name
        assert re.search(r"copyright", (LIB / text).read_text(encoding="utf-8"), re.IGNORECASE), name
    extra = {path.name for path in (LIB / "licences").iterdir()} - {Path(text).name for *_, text in packages}
    assert all(name.endswith(".comments.txt") for name in extra)


@pytest.mark.parametrize("path", _scripts(), ids=lambda path: path.name)
def test_a_library_neither_evaluates_text_nor_calls_elsewhere(path: Path):
    text = path.read_text(encoding="utf-8")
    assert not EVALUATES.search(text)
    assert not ELSEWHERE.search(text)
    assert "sourceMappingURL" not in text


def test_style_sheets_name_only_files_that_are_there():
    for sheet in (LIB / "leaflet.css", SITE / "fonts.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "@import" not in text
        named = {url.strip("\"'") for url in re.findall(r"url\(([^)]*)\)", text)} - {"#default#VML"}
        assert named and all((sheet.parent / url).is_file() for url in named), named


def test_each_font_is_declared_and_licensed():
    text = (SITE / "fonts.css").read_text(encoding="utf-8")
    faces = re.findall(r'family: "(\w+)";.*?weight: (\d+) (\d+);.*?url\("fonts/([^"]+)"\).*?unicode-range: U', text, re.DOTALL)
    assert {file for *_, file in faces} == {path.name for path in (SITE / "fonts").glob("*.woff2")}
    assert {family for family, *_ in faces} == {"Assistant", "Rubik"}
    assert all(int(light) <= 400 and int(bold) >= 700 for _family, light, bold, *_ in faces)
    assert text.count("font-display: swap") == len(faces)
    assert "SIL Open Font License" in (SITE / "fonts" / "OFL.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", BUDGETS)
def test_what_is_downloaded_stays_small(name: str):
    most, files = BUDGETS[name]
    assert sum(len(gzip.compress((STATIC / file).read_bytes())) for file in files) <= most


def test_the_outlines_are_whole_and_have_codes():
    world = json.loads((SITE / "shapes" / "world.json").read_text(encoding="utf-8"))
    codes = [one["id"] for one in world["objects"]["countries"]["geometries"] if "id" in one]
    assert len(codes) == len(set(codes)) and all(re.fullmatch("[A-Z]{2}", code) for code in codes)
    report = json.loads((STATIC / "shapes" / "countries.topojson").read_text(encoding="utf-8"))
    assert {one["id"] for one in report["objects"]["countries"]["geometries"] if "id" in one} <= set(codes)
    assert len(world["objects"]["divisions"]["arcs"]) > 100
    assert world["objects"]["lakes"]["geometries"]
    scale, start = world["transform"]["scale"][0], world["transform"]["translate"][0]
    for arc in world["arcs"]:
        columns, x = [], 0
        for step in arc:
            x += step[0]
            columns.append(start + x * scale)
        assert min(columns) >= -180 and max(columns) <= 195
        assert max((abs(one - two) for one, two in zip(columns, columns[1:], strict=False)), default=0) < 90
    assert "public domain" in (SITE / "shapes" / "LICENSE.txt").read_text(encoding="utf-8")


def test_versions_are_exact_and_locked_without_an_address():
    package = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    assert package["private"] is True and package["license"] == "Apache-2.0"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in package["devDependencies"].values())
    lock = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))
    for name, entry in lock["packages"].items():
        assert "resolved" not in entry, name
        assert not name or entry["integrity"].startswith("sha512-"), name
        entry.pop("funding", None)
    assert "://" not in json.dumps(lock)
    assert "registry=" not in (WEB / ".npmrc").read_text(encoding="utf-8")


def test_a_new_build_gives_the_same_bytes(tmp_path: Path):
    if not (shutil.which("npm") and shutil.which("node")):
        pytest.skip("Node and npm are not installed")
    web, built = tmp_path / "web", tmp_path / "static"
    shutil.copytree(WEB, web, ignore=shutil.ignore_patterns("node_modules"))
    installed = subprocess.run(["npm", "ci"], cwd=web, capture_output=True, text=True, timeout=300, check=False)
    if installed.returncode and UNREACHABLE.search(installed.stderr):
        pytest.skip("npm reaches no registry")
    assert installed.returncode == 0, installed.stderr
    result = subprocess.run(["node", "build.mjs", built], cwd=web, capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stderr
    new = {path.relative_to(built) for path in built.rglob("*") if path.is_file()}
    kept = [path for folder in (LIB, SITE / "fonts", SITE / "shapes") for path in folder.rglob("*")]
    old = {path.relative_to(STATIC) for path in kept if path.is_file()}
    assert new == old | {Path("site/fonts.css")}
    assert [name for name in sorted(new) if (built / name).read_bytes() != (STATIC / name).read_bytes()] == []
