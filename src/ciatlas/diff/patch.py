"""Changes for programs: an RDF Patch, which makes the later graph of the former, and a description in RDF of what happened to which thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import NAMESPACE_URL, uuid5

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ciatlas import messages
from ciatlas.diff.account import summary
from ciatlas.diff.changes import Change
from ciatlas.diff.sides import Side
from ciatlas.fault import AtlasError
from ciatlas.messages import _
from ciatlas.project import Project
from ciatlas.rdf import ntriples, turtle
from ciatlas.rdf.namespaces import RDF, RDFS, WELL_KNOWN

# Talis' vocabulary of changes, which linked-data stores have used for them since 2005.
CHANGESET = "http://purl.org/vocab/changeset/schema#"
_ACTIONS = {"added": "AddAction", "removed": "DeleteAction", "merged": "ReplaceAction", "changed": "UpdateAction"}


def rdf_patch(changes: Sequence[Change]) -> str:
    """An RDF Patch (afs.github.io/rdf-delta/rdf-patch.html), one transaction: ``D`` and ``A`` lines, sorted. Its id is made from its lines.

    Raises AtlasError when a statement names a blank node, which no other store could find.
    """
    lines = []
    for letter, statements in (("D", [one for change in changes for one in change.removed]), ("A", [one for change in changes for one in change.added])):
        for triple in statements:
            if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
                raise AtlasError(_("{triple}: a patch cannot name a blank node; expected things with an address").format(triple=triple))
        lines += sorted(f"{letter} {triple} .\n" for triple in statements)
    name = uuid5(NAMESPACE_URL, "".join(lines))
    return "".join([f"H id <urn:uuid:{name}> .\n", "TX .\n", *lines, "TC .\n"])


def description(project: Project, former: Side, later: Side, changes: Sequence[Change]) -> str:
    """The changes in Turtle: a change set for each thing (with schema.org's kind of action) and its statements, all part of one activity."""
    lines = ntriples.sort(f"{triple} .\n" for triple in _statements(project, former, later, changes))
    return "".join(turtle.write(ntriples.subjects(lines), {**project.prefixes, "cs": CHANGESET}))


def _statements(project: Project, former: Side, later: Side, changes: Sequence[Change]) -> Iterator[Triple]:
    prov, schema, dcterms = WELL_KNOWN["prov"], WELL_KNOWN["schema"], WELL_KNOWN["dcterms"]

    def state(subject: NamedNode | BlankNode, predicate: str, value: NamedNode | BlankNode | Literal) -> Triple:
        return Triple(subject, NamedNode(predicate), value)

    whole = BlankNode("changes")
    yield state(whole, RDF + "type", NamedNode(prov + "Activity"))
    yield state(whole, RDF + "type", NamedNode(schema + "UpdateAction"))
    for side, predicate in ((former, "used"), (later, "generated")):
        if side.iri is not None:
            yield state(whole, prov + predicate, NamedNode(side.iri))
    for language in project.languages:
        with messages.speaking(language):
            yield state(whole, RDFS + "label", Literal(summary(former.name, later.name, changes), language=language))
    # Labels of one length, so that their order as texts is that of the changes.
    width = len(str(len(changes)))
    for number, change in enumerate(changes, 1):
        node = BlankNode(f"change{number:0{width}}")
        yield state(whole, dcterms + "hasPart", node)
        yield state(node, RDF + "type", NamedNode(CHANGESET + "ChangeSet"))
        yield state(node, RDF + "type", NamedNode(schema + _ACTIONS[change.kind]))
        yield state(node, CHANGESET + "subjectOfChange", change.thing)
        if change.into is not None:
            yield state(node, schema + "replacee", change.thing)
            yield state(node, schema + "replacer", change.into)
        for language, reason in change.reasons.items():
            yield state(node, CHANGESET + "changeReason", Literal(reason, language=language) if language else Literal(reason))
        for predicate, letter, triples in (("removal", "d", change.removed), ("addition", "a", change.added)):
            for place, triple in enumerate(triples, 1):
                statement = BlankNode(f"change{number:0{width}}{letter}{place:0{len(str(len(triples)))}}")
                yield state(node, CHANGESET + predicate, statement)
                yield state(statement, RDF + "type", NamedNode(RDF + "Statement"))
                yield state(statement, RDF + "subject", triple.subject)
                yield state(statement, RDF + "predicate", triple.predicate)
                yield state(statement, RDF + "object", triple.object)
