"""The release: everything that is published, built into one folder that appears only when it is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from ciatlas import rules
from ciatlas.beside import beside
from ciatlas.check import graph_faults, refuse
from ciatlas.edition import dump_name, fill
from ciatlas.project import Edition, Project
from ciatlas.publish import checksums, quality_report
from ciatlas.publish.aside import whole_folder
from ciatlas.publish.dumps import FORMS, Dump, reading_order, write_graph, write_vocabulary

HASHES = "RDFC10SUMS"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Release:
    """What a build made: the folder, its files with their sizes in bytes, and the graphs by the names of their dumps."""

    folder: Path
    files: dict[str, int]
    dumps: dict[str, Dump]


def build(project: Project, folder: Path, say: Say, strict: bool = False) -> Release:
    """Builds the release of a project into `folder`, which keeps its former content until the new one is whole.

    say: told of each step in words. strict: a warning keeps the release from appearing, as a violation does.
    Raises AtlasError, with the faults where the tables or what the shapes say of them have any.
    """
    with whole_folder(folder) as fresh:
        dumps = write_vocabulary(project, fresh)
        for edition in project.editions:
            dumps |= _write_edition(project, edition, fresh, say, strict)
        lines = (f"{dump.hash}  {name}\n" for name, dump in sorted(dumps.items()))
        (fresh / HASHES).write_text("".join(lines), encoding="utf-8")
        checksums.write(fresh)
    files = {path.name: path.stat().st_size for path in sorted(folder.iterdir()) if path.is_file()}
    return Release(folder, files, dumps)


def _write_edition(project: Project, edition: Edition, folder: Path, say: Say, strict: bool) -> dict[str, Dump]:
    name = dump_name(project, edition)
    head = f"{edition.title[project.languages[0]]}\nVersion {edition.version}. Licence: {project.licence}"
    parts = {
        "asserted": ("", FORMS, "What the tables say."),
        "derived": ("-derived", (".nt.gz", ".ttl"), "What follows from the tables by the rules in queries/rules."),
        "provenance": ("-provenance", (".ttl",), "Which rule made which of the derived statements."),
    }
    with TemporaryDirectory(prefix=".store-", dir=folder) as scratch:
        store, group = fill(project, edition, Path(scratch), say)
        say("deriving what follows")
        applied = rules.apply(store, project, edition)
        say("validating, and writing the dumps meanwhile")
        order = reading_order(group)

        def write() -> dict[str, Dump]:
            written = {}
            for part, (ending, forms, comment) in parts.items():
                stem = folder / (name + ending)
                written[stem.name] = write_graph(project, store, project.graph(edition, part), stem, forms, order, f"{head}\n{comment}")
            return written

        written = beside(write)
        try:
            quality_report.write(project, edition, group, store, folder)
            faults, _ = graph_faults(project, edition, store, group, applied)
        finally:
            # Whatever the shapes say, the other process must have ended before its folder is renamed or removed.
            dumps = written()
        del store
    refuse(faults, edition, strict)
    return dumps
