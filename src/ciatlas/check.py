"""The check of an edition: its tables, its rules and its shapes, every fault in one form and at its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple
from rdflib import SH, Graph, URIRef
from rdflib.term import Identifier

from ciatlas import messages, released, retired, rules, shapes
from ciatlas.edition import fill, table_faults
from ciatlas.fault import AtlasError, Fault
from ciatlas.fault_report import ordered
from ciatlas.links.check import contradictions
from ciatlas.project import Edition, Project
from ciatlas.rules import Rule
from ciatlas.rdf.graph import to_graph
from ciatlas.rdf.terms import to_oxigraph
from ciatlas.shapes import Shapes
from ciatlas.validation_report import Report, Result
from ciatlas.tables import metadata, trace
from ciatlas.tables.check import physical_lines
from ciatlas.tables.model import TableGroup
from ciatlas.tables.trace import Cell, Pattern

Say = Callable[[str], None]

# A concept that is wrong stands in hundreds of cells; these are enough to see what is meant.
CELLS_OF_ONE_RESULT = 20


@dataclass(frozen=True, slots=True)
class Checked:
    """All faults of an edition, and SHACL's report; no report where the tables have faults that keep them from being lifted."""

    faults: list[Fault]
    report: Report | None

    def report_as(self, format: str) -> str:
        """The validation report (SHACL 3.6) as ``ttl`` or ``jsonld``. Raises AtlasError with the tables' faults when there is none."""
        if self.report is None:
            raise AtlasError(messages._("the tables have faults, so there is no graph to validate yet"), self.faults)
        return self.report.turtle() if format == "ttl" else self.report.jsonld()


def check(project: Project, edition: Edition, say: Say) -> Checked:
    """Checks the tables, the rules and the shapes of an edition. say: told of each step.

    Raises AtlasError when the shapes or the rules themselves are wrong.
    """
    say(messages._("checking the tables of {edition}").format(edition=edition.name))
    faults = table_faults(project, edition)
    if edition == project.editions[-1]:
        faults += released.faults(project)
    if any(fault.severity == "violation" for fault in faults):
        return Checked(faults, None)
    with TemporaryDirectory() as scratch:
        store, group = fill(project, edition, Path(scratch), say, checked=True)
        say(messages._("deriving what follows"))
        applied = rules.apply(store, project, edition)
        say(messages._("validating"))
        found, report = graph_faults(project, edition, store, group, applied)
    return Checked(ordered([*faults, *found]), report)


def graph_faults(
    project: Project, edition: Edition, store: Store, group: TableGroup, applied: Sequence[Rule]
) -> tuple[list[Fault], Report]:
    """What the shapes find in a filled store, and where links contradict each other, at its cells; and SHACL's report.

    applied: the rules that filled the derived graph.
    Raises AtlasError when the shapes themselves are wrong.
    """
    known = shapes.read_shapes(project.shapes, project.relative(project.shapes))
    data = _data(project, edition, store)
    report = shapes.validate(data, known)
    found = cell_faults(project, edition, store, group, applied, known, report.results)
    linked = contradictions(project, edition, store, group, applied)
    return ordered([*found, *linked, *shapes.untargeted(data, known), *retired.use_faults(project, edition, store)]), report


def _data(project: Project, edition: Edition, store: Store) -> Graph:
    """What the shapes look at: asserted and derived statements, the schemes and the vocabulary, each statement once."""
    names = (project.graph(edition, "asserted"), project.graph(edition, "derived"), project.iri("scheme"), project.iri("ns"))
    graphs = [NamedNode(name) for name in names]
    quads = (quad for graph in graphs for quad in store.quads_for_pattern(None, None, None, graph))
    return to_graph(quads, partial(store.query, default_graph=graphs))


def cell_faults(
    project: Project, edition: Edition, store: Store, group: TableGroup, applied: Sequence[Rule], known: Shapes, results: Sequence[Result]
) -> list[Fault]:
    """Each validation result as faults at the cells that it comes from; at the shape where no cell says it.

    A result about a derived statement names the rule, and stands at the cells that the rule made it from.
    """
    tracer = _Tracer(project, edition, store, group, applied, known)
    places = tracer.cells(results)
    faults = []
    for number, result in enumerate(results):
        cells, rule = places[number]
        hint = messages._("from the rule {rule}").format(rule=rule.file.file) if rule else ""
        message = _message(result)
        name = known.name(result.source_shape)
        if not cells:
            value = str(result.value if result.value is not None else result.focus)
            faults.append(Fault(name, known.file, known.line(result.source_shape), None, value, "", hint, result.severity, message))
        for cell in cells[:CELLS_OF_ONE_RESULT]:
            faults.append(Fault(name, cell.file, cell.row, cell.column, _shown(cell, result), "", hint, result.severity, message))
    return list(dict.fromkeys(faults))


def _shown(cell: Cell, result: Result) -> str | None:
    """The part of a cell that a result is about where the cell holds it as it is (one address of several), else the whole cell."""
    part = str(result.value if result.value is not None else result.focus)
    return part if cell.value and part in cell.value else cell.value or None


def _message(result: Result) -> str:
    texts = result.messages
    return texts.get(messages.language()) or texts.get(messages.SOURCE_LANGUAGE) or next(iter(texts.values()), str(result.constraint_component))


class _Tracer:
    """Finds the cells behind results, with one pass over the tables for all of them."""

    def __init__(self, project: Project, edition: Edition, store: Store, group: TableGroup, applied: Sequence[Rule], known: Shapes) -> None:
        self.project, self.store, self.group, self.applied, self.known = project, store, group, applied, known
        self.folder = edition.tables.parent
        self.asserted = NamedNode(project.graph(edition, "asserted"))
        self.derived = NamedNode(project.graph(edition, "derived"))

    def cells(self, results: Sequence[Result]) -> list[tuple[list[Cell], Rule | None]]:
        """For each result its cells, and the rule where it is about a derived statement."""
        asked: list[tuple[list[list[Pattern]], Rule | None]] = [self._patterns(result) for result in results]
        every = {pattern for choices, _ in asked for choice in choices for pattern in choice}
        found = trace.cells(self.group, self.folder, every, self.project.relative(self.folder))
        answers = []
        for choices, rule in asked:
            first = ([cell for pattern in choice for cell in found[pattern]] for choice in choices)
            answers.append((next((cells for cells in first if cells), []), rule))
        return answers

    def _patterns(self, result: Result) -> tuple[list[list[Pattern]], Rule | None]:
        """Where to look for a result, the best place first; and the rule behind it."""
        statements = self._statements(result)
        derived = [one for one in statements if next(self.store.quads_for_pattern(*_terms(one), self.derived), None)]
        if derived and not any(next(self.store.quads_for_pattern(*_terms(one), self.asserted), None) for one in statements):
            rule = rules.rule_of(self.applied, derived[0])
            sources = rules.sources(self.store, self.project, rule, derived[0], self.asserted) if rule else []
            return [[Pattern(*map(str, _terms(one))) for one in sources]], rule
        path = str(NamedNode(str(result.path))) if isinstance(result.path, URIRef) else None
        focus, value = _n3(result.focus), _n3(result.value)
        pointed = [[Pattern(None, f"<{kind}>", focus)] for kind in self._pointers(result)]
        own = [[Pattern(focus, path, value)]] if path else [[Pattern(focus)]]
        of_value = [[Pattern(value, path)]] if value and isinstance(result.value, URIRef) else []
        if self._is_subject(result.focus) and not pointed:
            return own, None
        return [*pointed, *of_value, *own, [Pattern(None, None, focus)]], None

    def _pointers(self, result: Result) -> list[str]:
        """The properties by whose objects the shape found its focus node (``sh:targetObjectsOf``)."""
        return [str(value) for kind, value in self.known.targets(result.source_shape) if kind == SH.targetObjectsOf]

    def _statements(self, result: Result) -> list[Triple]:
        """The statements of the store that a result may be about."""
        focus = to_oxigraph(result.focus)
        if pointers := self._pointers(result):
            quads = (quad for kind in pointers for quad in self.store.quads_for_pattern(None, NamedNode(kind), focus))
            return [quad.triple for quad in quads]
        if isinstance(result.path, URIRef) and result.value is not None and not isinstance(focus, Literal):
            statement = Triple(focus, NamedNode(str(result.path)), to_oxigraph(result.value))
            return [statement] if next(self.store.quads_for_pattern(*_terms(statement)), None) else []
        return []

    def _is_subject(self, focus: Identifier) -> bool:
        term = to_oxigraph(focus)
        return not isinstance(term, Literal) and next(self.store.quads_for_pattern(term, None, None, self.asserted), None) is not None


def _terms(triple: Triple) -> tuple[NamedNode | BlankNode, NamedNode, NamedNode | BlankNode | Literal]:
    return triple.subject, triple.predicate, triple.object


def _n3(node: Identifier | None) -> str | None:
    return None if node is None else str(to_oxigraph(node))


def lines(project: Project, faults: Iterable[Fault]) -> dict[tuple[str, int], int]:
    """The physical line on which each fault's row begins, by file and row, for the faults of tables."""
    found: dict[tuple[str, int], int] = {}
    of_editions = [path for edition in project.editions for path in (edition.tables, edition.checks) if path]
    described = of_editions + ([project.retired] if project.retired else [])
    for path in described:
        with suppress(AtlasError):
            group = metadata.read(path, project.relative(path))
            found |= physical_lines(faults, group, path.parent, project.relative(path.parent))
    return found


def refuse(faults: Iterable[Fault], edition: Edition, strict: bool = False) -> None:
    """Raises AtlasError with the faults that keep an edition from being published: violations, and with `strict` warnings too."""
    severities = ("violation", "warning") if strict else ("violation",)
    found = [fault for fault in faults if fault.severity in severities]
    if found:
        told = messages.ngettext(
            "edition {edition} has {number} fault that must not be published; nothing was built",
            "edition {edition} has {number} faults that must not be published; nothing was built",
            len(found),
        )
        raise AtlasError(told.format(edition=edition.name, number=len(found)), found)
