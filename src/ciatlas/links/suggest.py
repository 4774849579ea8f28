"""Candidates for further links, from a reconciliation service into a table to review. Nothing in it is accepted by itself."""

from __future__ import annotations

import csv
import io
import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from ciatlas.fault import AtlasError
from ciatlas.links import reconciliation
from ciatlas.links.reconciliation import Candidate, Manifest, Question, Sleep
from ciatlas.links.statements import label, links
from ciatlas.messages import _
from ciatlas.project import Edition, Project
from ciatlas.rdf.jsonld import Context
from ciatlas.rdf.namespaces import RDF
from ciatlas.tables.spreadsheet import is_formula

KINDS = {
    "organization": "org:Organization",
    "initiative": "ci:Initiative",
    "place": "ci:Place",
    "country": "ci:Country",
    "event": "schema:Event",
    "publication": "schema:CreativeWork",
    "concept": "skos:Concept",
}
COLUMNS = ("subject", "name", "candidate", "candidate_iri", "candidate_name", "description", "types", "score", "match", "features", "decision")

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Subject:
    """A thing of ours to ask about: its IRI, its name, and the values of the properties that the service is to compare."""

    iri: str
    name: str
    properties: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The table to review as CSV; how many things were asked about, how many got candidates and how many no answer; and why it ended early."""

    csv: str
    asked: int
    found: int
    unanswered: tuple[str, ...]
    cut: str = ""


def suggest(
    project: Project, edition: Edition, store: Store, service: str, kind: str, *, types: Sequence[str] = (), properties: Sequence[str] = (),
    language: str = "en", limit: int | None = None, candidates: int = 5, batch: int = 20, again: bool = False, say: Say = lambda _step: None,
    sleep: Sleep = time.sleep, timeout: float = 30.0,
) -> Suggestions:
    """Asks a service about the atlas's things of one kind that have no link into it yet (with `again`, about all of them).

    kind: a key of KINDS. types: type ids of the service. properties: ``pid=key`` each, the service's property id and a key of the
    atlas's JSON-LD context. limit: how many things at most, in the order of their IRIs. candidates: at most for each.
    Raises AtlasError when the service is away from the start, or is none; when it goes away later, what it said until then is kept.
    """
    about = reconciliation.manifest(service, timeout, sleep)
    asked = subjects(project, edition, store, kind, _properties(project, properties), language)
    if not again:
        linked = {link.subject for link in links(store, project, edition) if about.identifier_space and link.object.startswith(about.identifier_space)}
        asked = [one for one in asked if one.iri not in linked]
    asked = asked[:limit]
    questions = [Question(one.name, tuple(types), one.properties, candidates) for one in asked]
    answers: list[list[Candidate] | None] = []
    cut = ""
    try:
        for place, answer in reconciliation.reconcile(service, questions, batch, timeout, sleep):
            answers.append(answer)
            if place % batch == 0:
                say(_("{service}: {done} of {number} asked").format(service=about.name, done=place, number=len(asked)))
    except AtlasError as error:
        cut = str(error)
    unanswered = tuple(one.iri for one, answer in zip(asked, answers) if answer is None)
    found = sum(1 for answer in answers if answer)
    return Suggestions(_table(about, asked, answers), len(answers), found, unanswered, cut)


def subjects(
    project: Project, edition: Edition, store: Store, kind: str, properties: Sequence[tuple[str, str]], language: str
) -> list[Subject]:
    """The things of a kind that have a name, sorted by their IRIs. properties: (property id of the service, IRI of ours)."""
    if kind not in KINDS:
        raise AtlasError(_("--kind {kind}: expected one of {kinds}").format(kind=repr(kind), kinds=", ".join(KINDS)))
    prefix, _colon, local = KINDS[kind].partition(":")
    graph = None if kind == "concept" else NamedNode(project.graph(edition, "asserted"))
    typed = store.quads_for_pattern(None, NamedNode(RDF + "type"), NamedNode(project.prefixes[prefix] + local), graph)
    things = sorted({quad.subject.value for quad in typed if isinstance(quad.subject, NamedNode)})
    return [Subject(iri, name, _values(store, iri, properties, language)) for iri in things if (name := label(store, iri, language))]


def _properties(project: Project, asked: Iterable[str]) -> list[tuple[str, str]]:
    context = Context(project.context)
    known = {term.key: term.iri for terms in context.terms.values() for term in terms}
    found = []
    for text in asked:
        pid, equals, key = text.partition("=")
        if not pid or not equals or key not in known:
            raise AtlasError(_("--property {value}: expected PID=KEY, a property id of the service and a key of {context}, as in P17=country").format(
                value=repr(text), context=project.relative(project.context)))
        found.append((pid, known[key]))
    return found


def _values(store: Store, iri: str, properties: Iterable[tuple[str, str]], language: str) -> tuple[tuple[str, str], ...]:
    values: list[tuple[str, str]] = []
    for pid, property in properties:
        objects = (quad.object for quad in store.quads_for_pattern(NamedNode(iri), NamedNode(property), None))
        texts = {one.value if isinstance(one, Literal) else label(store, one.value, language) or one.value for one in objects}
        values += [(pid, text) for text in sorted(texts)]
    return tuple(values)


def _table(about: Manifest, asked: Sequence[Subject], answers: Sequence[list[Candidate] | None]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for subject, answer in zip(asked, answers):
        for one in answer or ():
            score = "" if one.score is None else f"{one.score:.10g}"
            features = json.dumps(dict(sorted(one.features.items())), ensure_ascii=False) if one.features else ""
            cells = (subject.iri, subject.name, one.id, about.iri(one.id), one.name, one.description, "; ".join(one.types), score,
                     "yes" if one.match else "no", features, "")
            writer.writerow([safe(cell) for cell in cells])
    return out.getvalue()


def safe(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula, on one line: what a service says is a stranger's text."""
    plain = " ".join(cell.split())
    return f"'{plain}" if is_formula(plain) else plain
