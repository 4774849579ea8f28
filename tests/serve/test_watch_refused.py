"""`ciatlas serve --watch` and a release that it once refused: taken up when it is good, each fault told once."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from coroutines import run
from processes import wait_until
from serving import Server, ask, serving
from small_release import Small, release_name

from ciatlas.publish import checksums
from ciatlas.serve import watching
from ciatlas.serve.watching import Watch

REFUSED = "is served still, since the new one cannot be: "
# Longer than the pause before the second try.
A_WHILE = 2 * watching.FIRST_PAUSE


def refusals(server: Server) -> list[str]:
    """The reasons that the log tells of releases that were refused."""
    return [line.partition(REFUSED)[2] for line in server.log.read_text(encoding="utf-8").splitlines() if REFUSED in line]


def next_release(small: Small, folder: Path) -> Path:
    """Another release of the atlas, whole, in a folder beside."""
    whole = shutil.copytree(small.release, folder)
    (whole / "note.txt").write_text("next", encoding="utf-8")
    checksums.write(whole)
    return whole


def dump(release: Path) -> Path:
    return next(release.glob("*-2015.nt.gz"))


def test_a_release_that_was_half_there_is_taken_up_once_it_is_whole(light: Small, tmp_path: Path):
    whole = next_release(light, tmp_path / "whole")
    half = shutil.copytree(whole, tmp_path / "half")
    dump(half).write_bytes(dump(half).read_bytes()[:-20])
    with serving(light.release, tmp_path, "--watch", project=light.project) as server:
        former = release_name(server)
        shutil.rmtree(light.release)
        half.rename(light.release)
        wait_until(lambda: refusals(server))
        assert release_name(server) == former
        # Only what was lacking comes after; the folder and its list of checksums stay as they were.
        shutil.copyfile(dump(whole), dump(light.release))
        wait_until(lambda: release_name(server) != former)
        assert len(refusals(server)) == 1


def test_a_release_is_copied_slowly_into_the_place(small: Small, tmp_path: Path):
    whole = next_release(small, tmp_path / "whole")
    with serving(small.release, tmp_path, "--watch", project=small.project) as server:
        former = release_name(server)
        shutil.rmtree(small.release)
        small.release.mkdir()
        for source in sorted(whole.iterdir(), key=lambda path: path.name != checksums.FILE):
            shutil.copytree(source, small.release / source.name) if source.is_dir() else shutil.copyfile(source, small.release / source.name)
            if source.name == checksums.FILE:
                wait_until(lambda: refusals(server))
        wait_until(lambda: release_name(server) != former)
        assert len(refusals(server)) == len(set(refusals(server)))
        assert ask(server, "/en/").status == 200


def wrong_setting(project: Path) -> None:
    with (project / "atlas.toml").open("a", encoding="utf-8") as file:
        file.write("\n[serve]\nprot = 1\n")


def broken_table_of_retired_addresses(project: Path) -> None:
    (project / "data" / "csv-metadata.json").write_text("{", encoding="utf-8")


def test_faults_outside_the_release_pass_and_each_is_told_once(light: Small, tmp_path: Path):
    kept = {path: path.read_bytes() for path in (light.project / "atlas.toml", light.project / "data" / "csv-metadata.json")}
    with serving(light.release, tmp_path, "--watch", project=light.project) as server:
        for number, spoil in enumerate((wrong_setting, broken_table_of_retired_addresses), 1):
            former = release_name(server)
            spoil(light.project)
            light.renew(f"number {number}")
            wait_until(lambda: len(refusals(server)) == number)
            time.sleep(A_WHILE)
            assert release_name(server) == former and len(refusals(server)) == number
            for path, content in kept.items():
                path.write_bytes(content)
            wait_until(lambda: release_name(server) != former)
            assert len(refusals(server)) == number and str(tmp_path / "state") not in refusals(server)[-1]


def test_pauses_grow_while_nothing_changes_and_begin_anew_after_a_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    now = 0.0
    monkeypatch.setattr(watching, "time", SimpleNamespace(monotonic=lambda: now))
    release = tmp_path / "dist"
    release.mkdir()
    (release / checksums.FILE).write_text("")

    async def tries(watch: Watch, until: float, reason: str) -> list[float]:
        nonlocal now
        found = []
        while now < until:
            now += 1
            if await watch.is_due():
                found.append(now)
                await watch.takes(True)
                watch.refuses(reason)
        return found

    async def through() -> None:
        watch = Watch(tmp_path, release)
        await watch.takes(True)
        assert watch.refuses("broken") and not watch.refuses("broken") and watch.refuses("broken in another way")
        watch.serves()
        await watch.takes(True)
        assert watch.refuses("broken")
        assert await tries(watch, 100, "broken") == [2, 6, 14, 30, 62]
        # Changed, and quiet at the second look.
        (release / "dump").write_text("half")
        assert await tries(watch, 110, "broken") == [102, 104, 108]
        later = await tries(watch, 9000, "broken")
        assert later[-1] - later[-2] == watching.LAST_PAUSE
        (release / "dump").write_text("whole")
        assert await tries(watch, 9003, "broken") == [9002]
        watch.serves()
        assert not await watch.is_due()

    run(through())
