"""A release that does not change while it is served: hard links of its files in a folder of the server's own.

A build puts a new folder in the release's place and removes the old one (publish/aside.py); the links keep its files, and take no
room of their own. Where links cannot be made (another disk, files of another user) the files are copied.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from contextlib import suppress
from pathlib import Path

from ciatlas import edition
from ciatlas.fault import AtlasError
from ciatlas.messages import _
from ciatlas.project import Project
from ciatlas.publish import checksums

RELEASE = "release"
_SITE = "site"

# Links are refused across disks, to files of others (protected_hardlinks), by some file systems, and beyond a number for each file.
_NO_LINK = (errno.EXDEV, errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.EMLINK)
# How often a build may put a new release in the place of the one that is just being linked.
_TRIES = 5

# What tells one release in a place from the next: a build puts a whole new folder there.
Identity = tuple[int, int, int]


def identity(release: Path) -> Identity | None:
    """Tells a release from another one in the same place; None where there is none (or where one is just being replaced)."""
    try:
        status = os.stat(release)
        sums = os.stat(release / checksums.FILE)
    except OSError:
        return None
    return status.st_dev, status.st_ino, sums.st_mtime_ns


def has_site(release: Path) -> bool:
    """Whether the site is in a release."""
    return (release / _SITE / "index.html").is_file()


def check(project: Project, release: Path, with_site: bool) -> None:
    """Raises AtlasError where `release` is no whole release: something lacks, or a file is not what its checksum says.

    A release without documents and pages is one as well (``ciatlas build --no-report``): these are made on demand. But not all are, so
    where readers have had a site (`with_site`), one without it is not to take its place unless somebody starts the server with it.
    """
    names = [f"{edition.dump_name(project, one)}.nt.gz" for one in project.editions]
    for name in (*names, checksums.FILE):
        if not (release / name).is_file():
            told = _("there is no built atlas in {folder} ({file} is not there); run `ciatlas build` first")
            raise AtlasError(told.format(folder=release, file=name))
    if with_site and not has_site(release):
        told = _("the release in {folder} has no site, as the one that is served has; run `ciatlas build` without --no-report, or start the server again")
        raise AtlasError(told.format(folder=release))
    try:
        for line in (release / checksums.FILE).read_text(encoding="utf-8").splitlines():
            expected, _space, name = line.partition("  ")
            if checksums.sha256(release / name) != expected:
                raise AtlasError(_("{file} is not what {sums} says of it; run `ciatlas build` again").format(file=release / name, sums=checksums.FILE))
    except (OSError, UnicodeDecodeError) as error:
        raise AtlasError(_("{file} cannot be read: {reason}; run `ciatlas build` again").format(file=release, reason=error)) from error


def digest(release: Path) -> str:
    """A short name of what is in a release: twelve hexadecimal digits of the hash of its checksums."""
    return hashlib.sha256((release / checksums.FILE).read_bytes()).hexdigest()[:12]


def take(project: Project, release: Path, target: Path, with_site: bool = False) -> Path:
    """Takes a snapshot of a release into the folder `target`, which must not exist, and gives the snapshot's folder within it.

    with_site: whether the release must have its site. Raises AtlasError when there is no whole release, or when the snapshot cannot be written; then nothing is left of it.
    """
    try:
        for _number in range(_TRIES):
            before = identity(release)
            check(project, release, with_site)
            snapshot = target / RELEASE
            try:
                _Links().folder(release, snapshot)
            except FileNotFoundError:
                # A build has removed the release under us.
                if identity(release) == before:
                    raise
            if identity(release) == before and before is not None:
                return snapshot
            remove(target)
    except (AtlasError, OSError) as error:
        remove(target)
        if isinstance(error, AtlasError):
            raise
        raise AtlasError(_("{folder} could not be written: {reason}").format(folder=target, reason=error.strerror or error)) from error
    raise AtlasError(_("the release in {folder} changes again and again").format(folder=release))


class _Links:
    """Links the files of folders, or copies them from the first one on that cannot be linked."""

    def __init__(self) -> None:
        self.copies = False
        self.copied: dict[int, str] = {}

    def folder(self, source: Path, target: Path) -> None:
        target.mkdir(parents=True)
        self._folder(str(source), str(target))

    def _folder(self, source: str, target: str) -> None:
        with os.scandir(source) as entries:
            for entry in entries:
                place = f"{target}/{entry.name}"
                if entry.is_dir(follow_symlinks=False):
                    os.mkdir(place)
                    self._folder(entry.path, place)
                elif entry.is_file():
                    self._file(entry, place)

    def _file(self, entry: os.DirEntry[str], place: str) -> None:
        if not self.copies and not entry.is_symlink():
            try:
                os.link(entry.path, place)
                return
            except OSError as error:
                if error.errno not in _NO_LINK:
                    raise
                self.copies = error.errno != errno.EMLINK
        # A file that stands in the release twice is copied once.
        number = entry.inode()
        former = self.copied.get(number)
        if former is None or entry.is_symlink():
            shutil.copy2(entry.path, place)
            self.copied[number] = place
        else:
            os.link(former, place)


def remove(folder: Path) -> None:
    """Removes a snapshot, or what there is of it; nothing is said where that fails, since the next start tries again."""
    with suppress(OSError):
        shutil.rmtree(folder, ignore_errors=True)
