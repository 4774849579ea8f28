"""What goes wrong while the site is written is told so that one can mend it, and the site of before stays as it was, to the byte."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from atlas_files import ROOT
from small_atlas import SOURCE, make

SECONDS = 300
PACKAGE = ROOT / "src" / "ciatlas"
TEMPLATES = "publish/templates/site"
# What a build does before and beside the pages, and what none of them wants here, takes most of its time: validation, charts, slides, PDF, other
# forms, and a process of their own for the queries.
ONLY_THE_SITE = """
from contextlib import contextmanager
from ciatlas.evaluation import in_process
from ciatlas.publish import charts, findings, release, report, slides
release.graph_faults = lambda *_: ([], None)
findings.local = contextmanager(lambda store, prefixes, _limit: iter([in_process(store, prefixes)]))
charts.write = lambda _folder, _answers, languages, _network: {language: {} for language in languages}
charts.places = lambda *_: "<svg/>"
slides.write = report.write = lambda *_: None
release.forms.write = lambda *_: None
"""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that was built well."""
    tables = {"organizations": [{"id": "one", "name": "One", "country": "US", "seat": "us-illinois-springfield", "roles": "funding", **SOURCE}]}
    project = make(tmp_path_factory.mktemp("good") / "atlas", tables)
    result = ciatlas(ROOT / "src", project)
    assert result.returncode == 0, result.stderr
    return project


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A copy of the program, to be damaged; the folder to import it from."""
    shutil.copytree(PACKAGE, tmp_path / "ciatlas")
    return tmp_path


def ciatlas(program: Path, project: Path, before: str = "") -> subprocess.CompletedProcess[str]:
    """Builds a project's site with the program in a folder. before: Python that is run first."""
    return subprocess.run(**command(program, project, before), capture_output=True, timeout=SECONDS)  # type: ignore[call-overload]


def command(program: Path, project: Path, before: str = "") -> dict[str, object]:
    run = f"{ONLY_THE_SITE}\n{before}\nfrom ciatlas.cli import main\nmain()"
    environment = {**os.environ, "PYTHONPATH": str(program), "PYTHONUNBUFFERED": "1", "COLUMNS": "200", "NO_COLOR": "1"}
    arguments = [sys.executable, "-c", run, "build", "--project", str(project), "--out", str(project / "dist")]
    return {"args": arguments, "env": environment, "cwd": program, "text": True, "encoding": "utf-8"}


def state(project: Path) -> dict[str, str]:
    """All that is beside the project's inputs: path -> hash of its bytes."""
    paths = [path for path in project.rglob("*") if path.is_file() and path.relative_to(project).parts[0] not in ("data", "ontology", "queries")]
    return {path.relative_to(project).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


FAULTS = [
    ("{% if %}", "Expected an expression"),
    ("{{ 1 // 0 }}", "ZeroDivisionError"),
    ("{{ number('seven') }}", ""),
    # The pages of one language are written when this one fails.
    ("{{ no_such_name if language == 'he' }}", "no_such_name"),
]


@pytest.mark.parametrize(("fault", "told"), FAULTS)
def test_a_template_s_error_names_template_and_line(good: Path, program: Path, fault: str, told: str):
    template = program / "ciatlas" / TEMPLATES / "home.html"
    lines = template.read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if "{% block main %}" in line) + 1
    lines.insert(place, f"<p>{fault}</p>")
    template.write_text("\n".join(lines), encoding="utf-8")
    before = state(good)
    result = ciatlas(program, good)
    assert result.returncode == 1
    assert f"templates/site/home.html, line {place + 1}" in result.stderr and told in result.stderr, result.stderr
    assert "Traceback" not in result.stderr
    assert state(good) == before


def test_an_error_in_the_frame_names_the_frame(good: Path, program: Path):
    template = program / "ciatlas" / TEMPLATES / "page.html"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("</main>", "{{ no_such_name }}</main>"), encoding="utf-8")
    before = state(good)
    result = ciatlas(program, good)
    line = text[: text.index("</main>")].count("\n") + 1
    assert result.returncode == 1 and f"templates/site/page.html, line {line}: " in result.stderr, result.stderr
    assert state(good) == before


def test_missing_translations_are_listed_all_at_once(good: Path, program: Path):
    catalogue = program / "ciatlas" / "locale" / "he" / "LC_MESSAGES" / "ciatlas.po"
    text = catalogue.read_text(encoding="utf-8")
    lost = ["To the content", "Publications", "Languages"]
    for message in lost:
        text, count = re.subn(rf'(msgid "{re.escape(message)}"\nmsgstr) "[^"]+"', r'\1 ""', text)
        assert count == 1, message
    catalogue.write_text(text, encoding="utf-8")
    before = state(good)
    result = ciatlas(program, good)
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert [line for line in result.stderr.splitlines() if line.startswith("he: ")] == [f"he: {message}" for message in sorted(lost)]
    assert state(good) == before


def test_a_script_s_missing_translation_is_listed(good: Path, program: Path):
    script = program / "ciatlas" / "publish" / "static" / "site" / "page.js"
    script.write_text(script.read_text(encoding="utf-8") + '\nimport { _ as say } from "./messages.js";\nconst _ = say;\n_("A message of no catalogue");\n')
    result = ciatlas(program, good)
    assert result.returncode == 1 and "he: A message of no catalogue" in result.stderr, result.stderr


def test_a_full_disk_leaves_the_site_of_before(good: Path):
    full = """
import errno
from ciatlas.publish.site.frame import Frame
put, written = Frame.put, []
def put_until_full(self, path, content):
    written.append(path)
    if len(written) > 3:
        raise OSError(errno.ENOSPC, "No space left on device")
    put(self, path, content)
Frame.put = put_until_full
"""
    before = state(good)
    result = ciatlas(ROOT / "src", good, full)
    assert result.returncode == 1 and "No space left on device" in result.stderr and "Traceback" not in result.stderr, result.stderr
    assert state(good) == before


def test_a_killed_build_leaves_the_site_of_before_and_the_next_one_ends_well(good: Path):
    before = state(good)
    process = subprocess.Popen(**command(ROOT / "src", good), stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, start_new_session=True)  # type: ignore[call-overload]
    assert any("writing pages" in line for line in process.stderr)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    process.stderr.close()
    assert {path: hash for path, hash in state(good).items() if path.startswith("dist/") or path == "atlas.toml"} == before
    assert list(good.glob(".dist.new-*/site")), "the build was killed before it wrote the site"
    result = ciatlas(ROOT / "src", good)
    assert result.returncode == 0, result.stderr
    # The same input gives the same bytes, and what the killed build left is gone.
    assert state(good) == before
