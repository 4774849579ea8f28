"""An edition as a store: its tables checked and lifted with the vocabulary beside them, or read back from a release."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from ciatlas import retired, row_checks
from ciatlas.fault import AtlasError, Fault
from ciatlas.messages import _, ngettext
from ciatlas.project import Edition, Project
from ciatlas.store import load_file, load_lines, open_store
from ciatlas.tables import check, csv2rdf, metadata
from ciatlas.tables.model import TableGroup

Say = Callable[[str], None]


def dump_name(project: Project, edition: Edition) -> str:
    """The stem of the names of an edition's dumps, for example ``ciatlas-2015``."""
    return f"{project.name}-{edition.name}"


def ontology_graphs(project: Project) -> dict[str, Path]:
    """The named graphs of the vocabulary: graph IRI -> Turtle file."""
    return {
        project.iri("ns"): project.vocabulary,
        project.iri("scheme"): project.schemes,
        project.iri("alignments"): project.alignments,
    }


def dump_graphs(project: Project) -> list[tuple[str, str, str]]:
    """The files of a release that hold the named graphs that open_release reads: name, IRI of the graph, media type."""
    turtle, lines = "text/turtle", "application/n-triples"
    found = []
    for edition in project.editions:
        stem = dump_name(project, edition)
        found += [(f"{stem}.nt.gz", project.graph(edition, "asserted"), lines), (f"{stem}-derived.nt.gz", project.graph(edition, "derived"), lines)]
        found += [(f"{stem}-{part}.ttl", project.graph(edition, part), turtle) for part in ("measured", "provenance")]
    if project.retired is not None:
        found.append((f"{project.name}-retired.ttl", project.iri("data/retired"), turtle))
    return found + [(path.name, iri, turtle) for iri, path in ontology_graphs(project).items()]


def tables(project: Project, edition: Edition) -> TableGroup:
    """The description of the edition's tables. Raises AtlasError with the faults of the metadata file."""
    return metadata.read(edition.tables, project.relative(edition.tables))


def table_faults(project: Project, edition: Edition) -> list[Fault]:
    """All faults of the edition's tables, of those of its checks, and of their metadata; with the newest edition, of the retired addresses too."""
    try:
        group = tables(project, edition)
        beside = [*row_checks.table_faults(project, edition), *(retired.table_faults(project) if edition == project.editions[-1] else [])]
    except AtlasError as error:
        if error.faults:
            return list(error.faults)
        raise
    place = edition.tables.parent
    return [*group.warnings, *check.check(group, place, project.relative(place)), *beside]


def fill(project: Project, edition: Edition, folder: Path, say: Say, checked: bool = False) -> tuple[Store, TableGroup]:
    """A store with the edition's asserted statements and the vocabulary, each in its named graph; and the tables' description.

    folder: where a store that is too large for memory may live. say: told of each step.
    checked: table_faults has found no violation, so that only the table of retired addresses is looked at.
    Raises AtlasError with all faults when a table has any that must not be published.
    """
    group = tables(project, edition)
    place = edition.tables.parent
    every = retired.table_faults(project)
    if not checked:
        say(_("checking the tables of {edition}").format(edition=edition.name))
        every = [*check.check(group, place, project.relative(place)), *row_checks.table_faults(project, edition), *every]
    found = [fault for fault in every if fault.severity == "violation"]
    if found:
        told = ngettext(
            "the tables of {edition} have {number} fault; nothing was built", "the tables of {edition} have {number} faults; nothing was built", len(found)
        )
        raise AtlasError(told.format(edition=edition.name, number=len(found)), found)
    store = open_store(sum((place / table.url).stat().st_size for table in group.tables), folder)
    graph = project.graph(edition, "asserted")
    for table in group.tables:
        say(_("lifting {file}").format(file=table.url))
        load_lines(store, csv2rdf.lift(table, place / table.url, graph))
    retired.load(project, store)
    load_vocabulary(project, store)
    return store, group


def load_vocabulary(project: Project, store: Store) -> None:
    """Loads the vocabulary, the schemes and the alignments. Raises AtlasError that names file and line of a syntax error."""
    for iri, path in ontology_graphs(project).items():
        load_file(store, path, iri)


def open_release(project: Project, folder: Path) -> Store:
    """The built atlas as a store: the dumps in `folder`, each in its named graph, and the vocabulary.

    Raises AtlasError when there is no release in `folder`, or when it cannot be read.
    """
    store = Store()
    for edition in project.editions:
        name = dump_name(project, edition)
        _load_dump(store, folder / f"{name}.nt.gz", project.graph(edition, "asserted"))
        _load_dump(store, folder / f"{name}-derived.nt.gz", project.graph(edition, "derived"))
        for part in ("measured", "provenance"):
            load_file(store, folder / f"{name}-{part}.ttl", project.graph(edition, part))
    retired.load(project, store)
    load_vocabulary(project, store)
    return store


def _load_dump(store: Store, path: Path, graph: str) -> None:
    if not path.is_file():
        raise AtlasError(_("there is no built atlas in {folder} ({file} is not there); run `ciatlas build` first").format(folder=path.parent, file=path.name))
    try:
        with gzip.open(path, "rb") as lines:
            store.load(lines.read(), RdfFormat.N_TRIPLES, to_graph=NamedNode(graph))
    except (OSError, EOFError, SyntaxError) as error:
        raise AtlasError(_("{file} cannot be read: {reason}; run `ciatlas build` again").format(file=path, reason=error)) from error
