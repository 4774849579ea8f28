"""The release: everything that is published, built into one folder that appears only when it is whole."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import Store

from ciatlas import quality, released, retired, rules
from ciatlas.beside import beside
from ciatlas.check import graph_faults, refuse
from ciatlas.edition import fill
from ciatlas.project import Edition, Project
from ciatlas.publish import catalog, changes, checksums, example_queries, findings, forms, hosting, lookup, quality_report, site, sssom
from ciatlas.publish.aside import whole_folder
from ciatlas.publish.described import Described
from ciatlas.publish.dumps import FORMS, Dump, reading_order, write_graph, write_vocabulary
from ciatlas.publish.site import downloads, root, wayfinding, writing
from ciatlas.publish.site.atlas import Atlas, prepare
from ciatlas.publish.void_counts import count
from ciatlas.tables.model import TableGroup

HASHES = "RDFC10SUMS"

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Release:
    """What a build made: the folder, its files with their sizes in bytes, and the graphs by the names of their dumps."""

    folder: Path
    files: dict[str, int]
    dumps: dict[str, Dump]


def build(project: Project, folder: Path, say: Say, strict: bool = False, report: bool = True, final: str | None = None) -> Release:
    """Builds the release of a project into `folder`, which keeps its former content until the new one is whole.

    say: told of each step in words. strict: a warning keeps the release from appearing, as a violation does.
    report: whether to draw the charts, set the slides and the report, write the site, the other forms and a document about each thing,
    which takes longer than all the rest.
    final: the edition that is just being released, whose version needs no record yet.
    Raises AtlasError, with the faults where the tables or what the shapes say of them have any, or a released edition would change.
    """
    released.refuse(project, final)
    with whole_folder(folder) as fresh:
        dumps = write_vocabulary(project, fresh)
        example_queries.write(project, fresh / example_queries.FILE)
        released.publish(project, fresh)
        dumps |= _write_retired(project, fresh)
        described = []
        for edition in project.editions:
            written, facts, atlas = _write_edition(project, edition, fresh, say, strict, report)
            dumps |= written
            described.append(facts)
        lines = (f"{dump.hash}  {name}\n" for name, dump in sorted(dumps.items()))
        (fresh / HASHES).write_text("".join(lines), encoding="utf-8")
        say("describing the release")
        catalog.write(project, fresh, described)
        hosting.write(project, fresh, pages=report)
        checksums.write(fresh)
        if report:
            assert atlas is not None
            downloads.write(atlas, described, fresh)
            wayfinding.write(project, fresh / site.FOLDER, changes.write(project, fresh))
            root.complete(fresh, fresh / site.FOLDER)
    files = {path.relative_to(folder).as_posix(): path.stat().st_size for path in sorted(folder.rglob("*")) if path.is_file()}
    return Release(folder, files, dumps)


def _write_edition(
    project: Project, edition: Edition, folder: Path, say: Say, strict: bool, report: bool
) -> tuple[dict[str, Dump], Described, Atlas | None]:
    """The edition's dumps, what the catalogue tells of it and, where the site was written of it, the graph as its pages read it."""
    atlas = None
    with TemporaryDirectory(prefix=".store-", dir=folder) as scratch:
        store, group = fill(project, edition, Path(scratch), say)
        say("deriving what follows")
        applied = rules.apply(store, project, edition)
        # What is measured is not known yet; all else is.
        written = beside(_write_dumps, project, edition, store, group, folder, ("asserted", "derived", "provenance"))
        try:
            found = findings.find(project, edition, store, say)
            found.refuse()
            say("validating, and writing the dumps meanwhile")
            measured = _write_dumps(project, edition, store, group, folder, ("measured",))
            findings.write(project, edition, store, found, folder)
            of_tables = quality.measure(project, store)
            quality_report.write(project, edition, group, store, folder, of_tables)
            if edition is project.editions[-1]:
                sssom.write(project, edition, store, folder)
                lookup.write(project, edition, store, folder)
            described = Described(edition, group, count(project, edition, store))
            faults, _ = graph_faults(project, edition, store, group, applied)
        finally:
            # Whatever the shapes say, the other process must have ended before its folder is renamed or removed.
            dumps = written()
        dumps |= measured
        refuse(faults, edition, strict)
        released.guard(project, edition, folder, {name: dump.hash for name, dump in dumps.items()})
        if report:
            further = beside(_write_forms, project, edition, store, group, folder)
            try:
                stories = findings.tell(project, edition, found, folder / findings.FOLDER, say)
                if edition is project.editions[-1]:
                    atlas = prepare(project, edition, store, group, of_tables)
                    writing.write(atlas, stories, folder / site.FOLDER, folder, say)
            finally:
                for told in further():
                    say(told)
        del store
    return dumps, described, atlas


def _write_forms(project: Project, edition: Edition, store: Store, group: TableGroup, folder: Path) -> list[str]:
    """Writes the other forms, and gives what there is to say of it: another process has no way to say it itself."""
    told: list[str] = []
    forms.write(project, edition, store, group, folder, told.append)
    return told


def _write_dumps(project: Project, edition: Edition, store: Store, group: TableGroup, folder: Path, wanted: tuple[str, ...]) -> dict[str, Dump]:
    head = f"{edition.title[project.languages[0]]}\nVersion {edition.version}. Licence: {project.licence}"
    parts = {
        "asserted": (FORMS, "What the tables say."),
        "derived": ((".nt.gz", ".ttl"), "What follows from the tables by the rules in queries/rules."),
        "measured": ((".ttl",), "Network measures, and the verdicts on the report's claims with the figures behind them."),
        "provenance": ((".ttl",), "Which rule made which of the derived statements."),
    }
    order = reading_order(group)
    dumps = {}
    names = released.part_names(project, edition)
    for part in wanted:
        forms, comment = parts[part]
        stem = folder / names[part]
        dumps[names[part]] = write_graph(project, store, project.graph(edition, part), stem, forms, order, f"{head}\n{comment}")
    return dumps


def _write_retired(project: Project, folder: Path) -> dict[str, Dump]:
    if project.retired is None:
        return {}
    store = Store()
    retired.load(project, store)
    stem = folder / f"{project.name}-retired"
    comment = f"{project.title[project.languages[0]]}\nAddresses that are used no more, and what came in their place. Licence: {project.licence}"
    return {stem.name: write_graph(project, store, retired.graph(project), stem, (".nt.gz", ".ttl"), (), comment)}
