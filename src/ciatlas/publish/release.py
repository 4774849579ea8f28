"""The release: everything that is published, built into one folder that appears only when it is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ciatlas.edition import dump_name, fill
from ciatlas.project import Project
from ciatlas.publish import checksums
from ciatlas.publish.aside import whole_folder
from ciatlas.publish.dumps import write_edition, write_vocabulary

HASHES = "RDFC10SUMS"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Release:
    """What a build made: the folder, its files with their sizes in bytes, statements and canonical hash by edition."""

    folder: Path
    files: dict[str, int]
    statements: dict[str, int]
    hashes: dict[str, str]


def build(project: Project, folder: Path, say: Say) -> Release:
    """Builds the release of a project into `folder`, which keeps its former content until the new one is whole.

    say: told of each step in words. Raises AtlasError, with the faults where the tables have any.
    """
    statements: dict[str, int] = {}
    with whole_folder(folder) as fresh:
        hashes = write_vocabulary(project, fresh)
        for edition in project.editions:
            stem = fresh / dump_name(project, edition)
            with TemporaryDirectory(prefix=".store-", dir=fresh) as scratch:
                store, group = fill(project, edition, Path(scratch), say)
                hashes[stem.name], statements[edition.name] = write_edition(project, edition, store, group, stem, say)
                del store
        lines = (f"{digest}  {name}\n" for name, digest in sorted(hashes.items()))
        (fresh / HASHES).write_text("".join(lines), encoding="utf-8")
        checksums.write(fresh)
    files = {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file()}
    return Release(folder, files, statements, hashes)
