"""The changes from one set of statements to another, by thing: added, removed, merged with another, changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ciatlas import retired
from ciatlas.project import Project
from ciatlas.rdf.namespaces import WELL_KNOWN

REPLACED = NamedNode(WELL_KNOWN["dcterms"] + "isReplacedBy")
DEPRECATED = NamedNode(WELL_KNOWN["owl"] + "deprecated")
REASON = NamedNode(WELL_KNOWN["skos"] + "changeNote")

KINDS = ("added", "removed", "merged", "changed")
Subject = NamedNode | BlankNode


@dataclass(frozen=True, slots=True)
class Change:
    """What happened to one thing. kind: one of KINDS. removed, added: its statements, sorted.

    into: what a merged thing is now. reasons: why it was merged or removed, by language, where that is told.
    """

    thing: Subject
    kind: str
    removed: tuple[Triple, ...]
    added: tuple[Triple, ...]
    into: NamedNode | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


def compare(project: Project, former: frozenset[Triple], later: frozenset[Triple]) -> list[Change]:
    """The changes from `former` to `later`, in the order of KINDS and of the things' IRIs; none when both say the same.

    A thing that is gone is merged when the atlas's table of retired addresses, or either side, names what replaced it.
    """
    subjects_before = {triple.subject for triple in former}
    subjects_after = {triple.subject for triple in later if triple.predicate not in (REPLACED, DEPRECATED, REASON)}
    removed, added = _by_subject(former - later), _by_subject(later - former)
    into, reasons = _replacements(project, former | later)
    changes = []
    for thing in {**removed, **added}:
        statements = (removed.get(thing, ()), added.get(thing, ()))
        if thing not in subjects_before:
            changes.append(Change(thing, "added", *statements))
        elif thing in subjects_after:
            changes.append(Change(thing, "changed", *statements))
        else:
            kind = "merged" if thing in into else "removed"
            changes.append(Change(thing, kind, *statements, into.get(thing), reasons.get(thing, {})))
    return sorted(changes, key=lambda change: (KINDS.index(change.kind), str(change.thing)))


def _by_subject(triples: Iterable[Triple]) -> dict[Subject, tuple[Triple, ...]]:
    found: dict[Subject, list[Triple]] = {}
    for triple in sorted(triples, key=str):
        found.setdefault(triple.subject, []).append(triple)
    return {subject: tuple(of) for subject, of in found.items()}


def _replacements(project: Project, triples: frozenset[Triple]) -> tuple[dict[Subject, NamedNode], dict[Subject, dict[str, str]]]:
    into: dict[Subject, NamedNode] = {}
    reasons: dict[Subject, dict[str, str]] = {}
    for triple in sorted((one for one in triples if one.predicate in (REPLACED, REASON)), key=str):
        if isinstance(triple.object, NamedNode):
            into[triple.subject] = triple.object
        elif isinstance(triple.object, Literal):
            reasons.setdefault(triple.subject, {})[triple.object.language or ""] = triple.object.value
    for row in retired.read(project):
        thing = NamedNode(project.iri(row.path))
        reasons[thing] = row.reasons
        if row.replaced_by is not None:
            into[thing] = NamedNode(project.iri(row.replaced_by))
    return into, reasons
