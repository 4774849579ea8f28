"""Retired addresses: what was merged or taken out keeps its IRI, which says what came in its place, why and when.

The table belongs to the whole atlas and not to one edition, since a published address never vanishes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from ciatlas.fault import Fault
from ciatlas.fault_report import ordered
from ciatlas.messages import _
from ciatlas.project import Edition, Project
from ciatlas.store import load_lines
from ciatlas.tables import check, csv2rdf, metadata
from ciatlas.tables.dialect import open_text
from ciatlas.tables.dialect import read as read_rows
from ciatlas.tables.model import Table, TableGroup
from ciatlas.tables.nearest import did_you_mean


@dataclass(frozen=True, slots=True)
class Retired:
    """One retired address. path, replaced_by: below the atlas's base, as in ``id/organization/fsg``; replaced_by None: by nothing.

    reasons: text by language. date: ``YYYY-MM-DD``. row: as a spreadsheet shows it.
    """

    path: str
    replaced_by: str | None
    reasons: dict[str, str]
    date: str
    row: int


def graph(project: Project) -> str:
    """The IRI of the named graph that holds what is said of retired addresses."""
    return project.iri("data/retired")


def read(project: Project) -> tuple[Retired, ...]:
    """The rows of the table of retired addresses, in its order; none for an atlas without one.

    The table must be free of violations (table_faults); else AtlasError, csv.Error or UnicodeDecodeError may come from its file.
    """
    if project.retired is None:
        return ()
    return tuple(_rows(_table(project)[1], project))


def _table(project: Project) -> tuple[TableGroup, Table]:
    assert project.retired is not None
    group = metadata.read(project.retired, project.relative(project.retired))
    return group, group.tables[0]


def _rows(table: Table, project: Project) -> Iterator[Retired]:
    assert project.retired is not None
    columns = [column.name for column in table.schema.source_columns]
    languages = {column.name: column.lang for column in table.schema.source_columns if column.name.startswith("reason")}
    with open_text(project.retired.parent / table.url, table.dialect) as text:
        for row, cells in read_rows(text, table.dialect).rows:
            cell = dict(zip(columns, cells))
            reasons = {language: cell[name] for name, language in languages.items() if cell.get(name)}
            yield Retired(cell["path"], cell.get("replaced_by") or None, reasons, cell.get("date", ""), row)


def table_faults(project: Project) -> list[Fault]:
    """All faults of the table by itself: those of its cells, and rows whose replacement is retired as well.

    Raises AtlasError with the faults of its metadata file.
    """
    if project.retired is None:
        return []
    group, table = _table(project)
    folder = project.retired.parent
    # Nothing retired yet is the best that can be, and no reason to warn.
    faults = [*group.warnings, *(one for one in check.check(group, folder, project.relative(folder)) if one.rule != "empty-table" or one.severity != "warning")]
    if any(fault.severity == "violation" for fault in faults):
        return faults
    file = check.file_name(project.relative(folder), table)
    rows = {row.path: row for row in read(project)}
    for row in rows.values():
        if row.replaced_by in rows:
            expected = _("an address in use, since this one is retired as well")
            faults.append(Fault("retired-chain", file, row.row, "replaced_by", row.replaced_by, expected, _end(rows, row)))
    return ordered(faults)


def _end(rows: dict[str, Retired], row: Retired) -> str:
    """Where a chain of replacements ends, in words."""
    seen = [row.path]
    last = row
    while last.replaced_by in rows:
        last = rows[last.replaced_by]
        if last.path in seen:
            return _("the rows lead in a circle: {paths}").format(paths=" → ".join([*seen[seen.index(last.path) :], last.path]))
        seen.append(last.path)
    return _("write {path}").format(path=last.replaced_by) if last.replaced_by else _("leave it empty: nothing is left in its place")


def use_faults(project: Project, edition: Edition, store: Store) -> list[Fault]:
    """What is wrong with the table beside a filled store: addresses that are still in use, and replacements that nothing describes.

    Only the newest edition, the last of atlas.toml, tells what is in use: an earlier one goes on naming what was retired later.
    """
    if project.retired is None or edition != project.editions[-1]:
        return []
    file = check.file_name(project.relative(project.retired.parent), _table(project)[1])
    graphs = [NamedNode(project.graph(edition, "asserted")), NamedNode(project.iri("scheme"))]
    faults = []
    for row in read(project):
        old = NamedNode(project.iri(row.path))
        if any(next(store.quads_for_pattern(old, None, None, one), None) for one in graphs):
            faults.append(_in_use(file, row, edition, _("delete the row that has it in another table")))
        elif any(next(store.quads_for_pattern(None, None, old, one), None) for one in graphs):
            faults.append(_in_use(file, row, edition, _("name what came in its place")))
        if row.replaced_by is not None:
            new = NamedNode(project.iri(row.replaced_by))
            if not any(next(store.quads_for_pattern(new, None, None, one), None) for one in graphs):
                expected = _("an address that edition {edition} describes").format(edition=edition.name)
                hint = did_you_mean(row.replaced_by, _described(project, store, graphs))
                faults.append(Fault("retired-replacement", file, row.row, "replaced_by", row.replaced_by, expected, hint))
    return faults


def _in_use(file: str, row: Retired, edition: Edition, hint: str) -> Fault:
    expected = _("an address that edition {edition} uses no more").format(edition=edition.name)
    return Fault("retired-in-use", file, row.row, "path", row.path, expected, hint)


def _described(project: Project, store: Store, graphs: list[NamedNode]) -> list[str]:
    subjects = {quad.subject for one in graphs for quad in store.quads_for_pattern(None, None, None, one)}
    iris = (subject.value for subject in subjects if isinstance(subject, NamedNode))
    return sorted(iri.removeprefix(project.base) for iri in iris if iri.startswith(project.base))


def load(project: Project, store: Store) -> None:
    """Loads what is said of retired addresses into its named graph: dcterms:isReplacedBy, owl:deprecated, reasons and the day.

    Raises AtlasError when the table cannot be read; its faults are table_faults().
    """
    if project.retired is None:
        return
    for table in _table(project)[0].tables:
        load_lines(store, csv2rdf.lift(table, project.retired.parent / table.url, graph(project)))
