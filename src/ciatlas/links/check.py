"""Whether the links fit together: each contradiction at the cell that it comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store, Triple

from ciatlas import rules
from ciatlas.fault import Fault
from ciatlas.fault_report import ordered
from ciatlas.links.statements import EXACT, MAPPINGS, RECORD, SAME_AS, Link, label, links
from ciatlas.links.targets import target
from ciatlas.messages import _, language
from ciatlas.project import Edition, Project
from ciatlas.rdf.namespaces import RDF, WELL_KNOWN
from ciatlas.rules import Rule
from ciatlas.tables import trace
from ciatlas.tables.model import TableGroup
from ciatlas.tables.trace import Cell, Pattern

_CONCEPT = WELL_KNOWN["skos"] + "Concept"
_HOMEPAGE = WELL_KNOWN["foaf"] + "homepage"
# One of these says that the two are one thing, or that the record is of this thing and no other.
_IDENTITY = (SAME_AS, EXACT, RECORD)
# SKOS, 10.3 (S46): skos:exactMatch is disjoint with these.
_NOT_EXACT = tuple(WELL_KNOWN["skos"] + name for name in ("broadMatch", "narrowMatch", "relatedMatch"))

_SUBJECT, _OBJECT = 0, -1


@dataclass(frozen=True, slots=True)
class _Wrong:
    """A statement at fault: its rule, which of its cells to show (the first holds the subject, the last the object), the words."""

    rule: str
    statement: tuple[str, str, str]
    cell: int
    expected: str
    hint: str = ""
    severity: str = "violation"


def contradictions(project: Project, edition: Edition, store: Store, group: TableGroup, applied: Sequence[Rule]) -> list[Fault]:
    """What contradicts itself among the links of a filled store, in the order of files and rows.

    applied: the rules that filled the derived graph. A link that a rule made stands at the cells that the rule made it from.
    """
    known = links(store, project, edition)
    kinds = {link.subject: _kinds(store, link.subject) for link in known}
    checks: list[Callable[[], Iterator[_Wrong]]] = [
        lambda: _subjects(project, known, kinds),
        lambda: _meeting_kinds(project, known, kinds),
        lambda: _two_objects(project, store, known),
        lambda: _two_subjects(project, store, known, kinds),
        lambda: _mixed(project, known),
    ]
    wrong = [one for check in checks for one in check()]
    return _at_cells(project, edition, store, group, applied, wrong, _said_twice(known))


def shared_websites(project: Project, edition: Edition, store: Store, group: TableGroup, applied: Sequence[Rule]) -> list[Fault]:
    """Where two things of one class have the same website, which FOAF holds for a sign that they are one thing, as remarks.

    An organisation and its own initiative may share one; so only things of the same class are told.
    """
    by_site: dict[tuple[str, str], list[str]] = defaultdict(list)
    for quad in store.quads_for_pattern(None, NamedNode(_HOMEPAGE), None, NamedNode(project.graph(edition, "asserted"))):
        subject = quad.subject.value
        for kind in sorted(_kinds(store, subject, project.graph(edition, "asserted"))):
            by_site[quad.object.value, kind].append(subject)
    wrong = [
        _Wrong("link-shared-website", (subject, _HOMEPAGE, site), _OBJECT, _("a website that nothing else of its kind has"),
               _("{other} has it too").format(other=_named(project, store, next(one for one in things if one != subject))), "info")
        for (site, _kind), things in by_site.items()
        if len(set(things)) > 1
        for subject in sorted(set(things))
    ]
    return _at_cells(project, edition, store, group, applied, wrong, ())


def _subjects(project: Project, known: Iterable[Link], kinds: dict[str, set[str]]) -> Iterator[_Wrong]:
    for link in known:
        if not kinds[link.subject]:
            yield _wrong("link-subject", link, _SUBJECT, _("the address of a thing or a concept that is in the atlas"))
        if link.object.startswith(project.base):
            yield _wrong("link-to-ourselves", link, _OBJECT, _("an address outside the atlas"))


def _meeting_kinds(project: Project, known: Iterable[Link], kinds: dict[str, set[str]]) -> Iterator[_Wrong]:
    """SKOS's mappings are for concepts (SKOS, 10.3), owl:sameAs for all other things; and a dataset of places holds no organisations."""
    for link in known:
        own = kinds[link.subject]
        if not own:
            continue
        if link.predicate in MAPPINGS and _CONCEPT not in own:
            yield _wrong("link-kinds", link, _SUBJECT, _("a concept, since SKOS maps only concepts"), _("for other things: owl:sameAs or https://schema.org/sameAs"))
        elif link.predicate == SAME_AS and _CONCEPT in own:
            yield _wrong("link-kinds", link, _SUBJECT, _("a thing that is no concept"), _("for a concept: skos:exactMatch"))
        there = target(link.object)
        allowed = {_expand(project, kind) for kind in there.kinds} - {""}
        if allowed and not own & allowed:
            names = ", ".join(there.kinds)
            yield _wrong("link-kinds", link, _OBJECT, _("something of a kind that is in {dataset}: {kinds}").format(dataset=_(there.title), kinds=names))


def _two_objects(project: Project, store: Store, known: Iterable[Link]) -> Iterator[_Wrong]:
    """One thing that would be two of the same dataset."""
    found: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in known:
        if link.predicate in _IDENTITY:
            found[link.subject, target(link.object).space].append(link)
    for together in found.values():
        if len({link.object for link in together}) > 1:
            for link in together:
                other = next(one.object for one in together if one.object != link.object)
                yield _wrong("link-two-objects", link, _OBJECT, _("one address of {dataset} for {name}").format(
                    dataset=_(target(link.object).title), name=_named(project, store, link.subject)), _("{other} is another one").format(other=other))


def _two_subjects(project: Project, store: Store, known: Iterable[Link], kinds: dict[str, set[str]]) -> Iterator[_Wrong]:
    """Two of our things that would be one; worse where no thing can be of both classes."""
    found: dict[str, list[Link]] = defaultdict(list)
    for link in known:
        if link.predicate in _IDENTITY:
            found[link.object].append(link)
    for together in found.values():
        for link in together:
            other = next((one.subject for one in together if one.subject != link.subject), None)
            if other is None:
                continue
            hint = _("{other} is linked to it too").format(other=_named(project, store, other))
            if _disjoint(store, kinds[link.subject], kinds[other]):
                yield _wrong("link-classes", link, _OBJECT, _("an address for things of one kind: nothing can be of both kinds"), hint)
            else:
                yield _wrong("link-two-subjects", link, _OBJECT, _("an address that belongs to one thing of the atlas"), hint)


def _mixed(project: Project, known: Iterable[Link]) -> Iterator[_Wrong]:
    by_pair: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in known:
        by_pair[link.subject, link.object].append(link)
    for together in by_pair.values():
        if any(link.predicate == EXACT for link in together):
            for link in together:
                if link.predicate in _NOT_EXACT:
                    yield _wrong("link-mixed", link, _OBJECT, _("either skos:exactMatch or {predicate} for these two").format(predicate=_short(project, link.predicate)))


def _said_twice(known: Iterable[Link]) -> list[tuple[str, str, str]]:
    return [(link.subject, link.predicate, link.object) for link in known]


def _wrong(rule: str, link: Link, cell: int, expected: str, hint: str = "") -> _Wrong:
    return _Wrong(rule, (link.subject, link.predicate, link.object), cell, expected, hint)


def _at_cells(
    project: Project, edition: Edition, store: Store, group: TableGroup, applied: Sequence[Rule], wrong: Sequence[_Wrong],
    once: Sequence[tuple[str, str, str]],
) -> list[Fault]:
    """The faults at their cells; and those of statements that must stand in one row only but stand in two."""
    asserted, derived = (NamedNode(project.graph(edition, part)) for part in ("asserted", "derived"))
    patterns: dict[tuple[str, str, str], list[Pattern]] = {}
    makers: dict[tuple[str, str, str], Rule] = {}
    for statement in dict.fromkeys([*(one.statement for one in wrong), *once]):
        triple = Triple(*map(NamedNode, statement))
        if next(store.quads_for_pattern(triple.subject, triple.predicate, triple.object, derived), None) is None:
            patterns[statement] = [Pattern(*map(str, (triple.subject, triple.predicate, triple.object)))]
        elif statement in {one.statement for one in wrong} and (rule := rules.rule_of(applied, triple)):
            makers[statement] = rule
            patterns[statement] = [
                Pattern(*map(str, (one.subject, one.predicate, one.object))) for one in rules.sources(store, project, rule, triple, asserted)
            ]
    folder = edition.tables.parent
    found = trace.cells(group, folder, [pattern for asked in patterns.values() for pattern in asked], project.relative(folder))
    cells = {statement: list(dict.fromkeys(cell for pattern in asked for cell in found[pattern])) for statement, asked in patterns.items()}
    faults: list[Fault] = []
    for one in wrong:
        rule = makers.get(one.statement)
        hint = "; ".join(filter(None, (one.hint, _("from the rule {rule}").format(rule=rule.file.file) if rule else "")))
        found_cells = cells.get(one.statement, [])
        if rule:
            # Of the cells that a rule read, the one whose text it put at the end of the address.
            found_cells = sorted((cell for cell in found_cells if one.statement[2].endswith(cell.value or "\n")), key=lambda cell: -len(cell.value or ""))
        places = _rows(found_cells, one.cell)
        for cell in places:
            faults.append(Fault(one.rule, cell.file, cell.row, cell.column, cell.value, one.expected, hint, one.severity))
        if not places:
            faults.append(Fault(one.rule, project.relative(edition.tables), None, None, " ".join(one.statement), one.expected, hint, one.severity))
    for statement in once:
        places = _rows(cells.get(statement, []), _OBJECT)
        for number, cell in enumerate(places[1:], 1):
            hint = _("it stands in {file}, row {row}, already").format(file=places[0].file, row=places[0].row)
            faults.append(Fault("link-twice", cell.file, cell.row, cell.column, cell.value, _("each link in one row only"), hint, "warning"))
    return ordered(dict.fromkeys(faults))


def _rows(cells: Sequence[Cell], which: int) -> list[Cell]:
    """One cell of each row: the first of those that say it, or the last."""
    by_row: dict[tuple[str, int], list[Cell]] = defaultdict(list)
    for cell in cells:
        by_row[cell.file, cell.row].append(cell)
    return [together[which] for together in by_row.values()]


def _kinds(store: Store, iri: str, graph: str | None = None) -> set[str]:
    quads = store.quads_for_pattern(NamedNode(iri), NamedNode(RDF + "type"), None, NamedNode(graph) if graph else None)
    return {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}


def _disjoint(store: Store, one: set[str], other: set[str]) -> bool:
    disjoint = NamedNode(WELL_KNOWN["owl"] + "disjointWith")
    pairs = [(a, b) for a in one for b in other] + [(b, a) for a in one for b in other]
    return any(next(store.quads_for_pattern(NamedNode(a), disjoint, NamedNode(b)), None) is not None for a, b in pairs)


def _named(project: Project, store: Store, iri: str) -> str:
    name = label(store, iri, language())
    return f"{name} ({_short(project, iri)})" if name else _short(project, iri)


def _short(project: Project, iri: str) -> str:
    prefix, namespace = max(project.prefixes.items(), key=lambda item: len(item[1]) if iri.startswith(item[1]) else 0)
    return f"{prefix}:{iri.removeprefix(namespace)}" if iri.startswith(namespace) else iri


def _expand(project: Project, name: str) -> str:
    """The IRI of a prefixed name; empty where the atlas has no such prefix."""
    prefix, _colon, local = name.partition(":")
    return project.prefixes[prefix] + local if prefix in project.prefixes else ""
