"""What the tests share: the command as a user runs it, the real atlas built once, and no silent skip in CI."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import chromium
import pytest
from atlas_files import PROJECT_PARTS, ROOT, Run, ciatlas
from built_site import built_without_site, once
from playwright.sync_api import Browser
from small_mapping import small_mapping


@pytest.fixture(scope="session")
def run() -> Run:
    return ciatlas


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real atlas, built once by the command line for all workers; without the report, which has tests of its own. Not to be changed."""
    return built_without_site(tmp_path_factory)


# A test that expects an error leaves its traceback in a cycle, and an answer of oxigraph that hangs there may be dropped only in the
# thread that made it: found by a thread of a later file, it would fail the test that runs then.
@pytest.fixture(scope="module", autouse=True)
def collected() -> Iterator[None]:
    """Collects in this thread what the tests of a file leave behind."""
    yield
    gc.collect()


# One for all folders: a second one beside it would find the event loop of the first.
@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium.started() as browser:
        yield browser


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the real project's inputs, to be damaged."""
    folder = tmp_path / "atlas"
    folder.mkdir()
    for part in PROJECT_PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part)
        else:
            shutil.copy(source, folder / part)
    return folder


@pytest.fixture
def small_project(tmp_path: Path) -> Path:
    """A project of a few good rows (small_mapping.py), to be damaged where the real data is not the point."""
    return small_mapping(tmp_path / "small")


@pytest.fixture(scope="session")
def small_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same project with its release in ``dist``, built once for all workers; without report and site. Not to be changed, but copied."""

    def make(folder: Path) -> None:
        result = ciatlas("build", "--no-report", cwd=small_mapping(folder))
        assert result.returncode == 0, result.stderr

    return once(tmp_path_factory, "small-built", make)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Where the research and the standards' suites are, for tests that compare with them."""
    folder = Path(os.environ.get("CIATLAS_SHARED") or ROOT.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"neither CIATLAS_SHARED nor {folder.name}/ beside the repository holds the research and the suites")
    return folder


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where everything is there: {report.longrepr}"
