"""A document about each thing and each concept, in Turtle, JSON-LD, N-Triples and RDF/XML.

A document is a concise bounded description (https://www.w3.org/submissions/CBD/) made for people who follow links: what is
said of the thing, its engagements whichever end it is on, its identifiers, what all these point at by name, and the document
itself with its licence. Every piece is written once and put together in many documents: a piece's text does not depend on
the document that it stands in.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from pyoxigraph import NamedNode, Triple

from ciatlas.messages import _
from ciatlas.project import Edition, Project
from ciatlas.publish.forms.reading import Reading
from ciatlas.rdf import jsonld, rdfxml, turtle
from ciatlas.rdf.namespaces import RDF, RDFS, WELL_KNOWN

Say = Callable[[str], None]

FORMS = (".ttl", ".jsonld", ".nt", ".rdf")
_LONGEST_NAME = 255 - max(map(len, FORMS))
_LABELS = (WELL_KNOWN["skos"] + "prefLabel", RDFS + "label")


@dataclass(frozen=True, slots=True)
class _Piece:
    """What a document says of one subject, in each form; prefixes and keys: what these need to be understood."""

    triples: list[Triple]
    turtle: str
    prefixes: frozenset[str]
    json: str
    keys: frozenset[str]
    lines: str


def write(project: Project, edition: Edition, reading: Reading, folder: Path, order: Sequence[str], say: Say) -> list[Path]:
    """Writes ``<kind>/<id>`` with each ending of FORMS into `folder` for things, ``scheme/<scheme>/<concept>`` for concepts.

    What an earlier edition wrote of the same thing is overwritten. order: property IRIs as they are to be read. say: told of
    a thing whose IRI makes no name of a file. Raises OSError when the disk is full.
    """
    documents = Documents(project, edition, reading, order)
    paths: list[Path] = []
    made: set[Path] = set()
    for iri, name in named(project, reading):
        if name is None:
            say(_("{iri} gets no document: its address makes no name of a file of its own").format(iri=iri))
            continue
        stem = folder / name
        if stem.parent not in made:
            stem.parent.mkdir(parents=True, exist_ok=True)
            made.add(stem.parent)
        for form, content in zip(FORMS, documents.document(iri), strict=True):
            path = stem.with_name(stem.name + form)
            path.write_bytes(content)
            paths.append(path)
    return paths


def named(project: Project, reading: Reading) -> Iterator[tuple[str, str | None]]:
    """The things and concepts of an edition, each with the name of its document (document_name); None where another one has that name."""
    taken: set[str] = set()
    for iri in (*reading.things, *reading.concepts):
        if iri.startswith((project.iri("id/"), project.iri("scheme/"))):
            name = document_name(project, iri)
            yield iri, None if name in taken else name
            if name is not None:
                taken.add(name)


def document_name(project: Project, iri: str) -> str | None:
    """Where a thing's document stands below ``doc/``, without ending: ``organization/fsg``, ``scheme/domain/education``.

    Percent-encoding is undone, as a web server does before it looks for a file. None when that leads out of the folder, hides
    the file or is too long for a file system.
    """
    path = iri.removeprefix(project.iri("id/")).removeprefix(project.base)
    name = unquote(path)
    for segment in name.split("/"):
        if not segment or segment.startswith(".") or not segment.isprintable() or "\\" in segment or len(segment.encode()) > _LONGEST_NAME:
            return None
    return name


def document_iri(project: Project, iri: str) -> str:
    """The IRI of the document about a thing or concept."""
    return project.iri(f"doc/{iri.removeprefix(project.iri('id/')).removeprefix(project.base)}")


class _SeenNames(turtle.Names):
    """Remembers the prefixes of one piece, where Names remembers those of all."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        super().__init__(prefixes)
        self.seen: set[str] = set()

    def iri(self, iri: str) -> str:
        name = super().iri(iri)
        if not name.startswith("<"):
            self.seen.add(name.partition(":")[0])
        return name


class Documents:
    """Makes the documents of one edition, whichever are asked for."""

    def __init__(self, project: Project, edition: Edition, reading: Reading, order: Sequence[str]) -> None:
        """order: property IRIs as they are to be read."""
        self.project, self.edition, self.reading = project, edition, reading
        self.context = jsonld.Context(project.context)
        self.needs = {key: _needed(self.context, key) for key in self.context.json}
        self.definitions = {key: f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in self.context.json.items()}
        self.names = _SeenNames(project.prefixes)
        self.ranks = {iri: number for number, iri in enumerate(order)}
        self.engagements = _engagements(project, reading)
        self.pieces: dict[str, _Piece] = {}
        self.labels: dict[str, _Piece | None] = {}

    def document(self, iri: str) -> tuple[bytes, bytes, bytes, bytes]:
        """The document about a thing or a concept of the edition (its IRI), in the order of FORMS."""
        inner = [iri, *self.engagements.get(iri, ())]
        inner += [one for one in self.reading.iris(iri, WELL_KNOWN["adms"] + "identifier") if one in self.reading.things]
        inner = list(dict.fromkeys(inner))
        pieces = [self.whole(one) for one in inner]
        pointed = {value.value for one in inner for values in self.reading.facts[one].values() for value in values if isinstance(value, NamedNode)}
        labels = (self.label(one) for one in sorted(pointed.difference(inner)))
        pieces += [one for one in labels if one is not None]
        pieces.append(self.piece(self.about(iri)))
        prefixes = {prefix: self.project.prefixes[prefix] for prefix in sorted(frozenset[str]().union(*(one.prefixes for one in pieces)))}
        keys = frozenset(("id", "type")).union(*(one.keys for one in pieces))
        heads = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in prefixes.items())
        pretty = heads + "".join("\n" + one.turtle for one in pieces)
        xml = io.BytesIO()
        rdfxml.write(((iri, one.triples) for one in pieces), prefixes, xml)
        lines = "".join(one.lines for one in pieces)
        return pretty.encode(), self.json(keys, pieces).encode(), lines.encode(), xml.getvalue()

    def forget(self) -> None:
        """Lets go of the pieces made so far, which otherwise are kept for the documents to come."""
        self.pieces.clear()
        self.labels.clear()

    def json(self, keys: Iterable[str], pieces: Iterable[_Piece]) -> str:
        """The JSON-LD with as much of the context as it needs, so that it is read without the network and stays small."""
        needed = {"@version"}.union(*(self.needs[key] for key in keys))
        context = ",\n".join(written for key, written in self.definitions.items() if key in needed)
        objects = ",\n".join(one.json for one in pieces)
        return f'{{\n "@context": {{\n{context}\n }},\n "{self.context.alias("@graph")}": [\n{objects}\n ]\n}}\n'

    def whole(self, iri: str) -> _Piece:
        """All that is said of a thing."""
        if iri not in self.pieces:
            self.pieces[iri] = self.piece(self.reading.things.get(iri) or self.reading.concepts[iri])
        return self.pieces[iri]

    def label(self, iri: str) -> _Piece | None:
        """What a thing, a concept or a class is called, without what else is known of it; None when it has no name."""
        if iri not in self.labels:
            self.labels[iri] = self.piece(said) if (said := list(self.names_of(iri))) else None
        return self.labels[iri]

    def names_of(self, iri: str) -> Iterator[Triple]:
        for property in _LABELS:
            if objects := self.reading.objects(iri, property):
                yield from (Triple(NamedNode(iri), NamedNode(property), one) for one in objects)
                return

    def about(self, iri: str) -> list[Triple]:
        """What the document says of itself."""
        document = NamedNode(document_iri(self.project, iri))
        said = {
            RDF + "type": WELL_KNOWN["foaf"] + "Document",
            WELL_KNOWN["foaf"] + "primaryTopic": iri,
            WELL_KNOWN["dcterms"] + "license": self.project.licence,
            WELL_KNOWN["dcterms"] + "isPartOf": self.project.iri(f"data/{self.edition.name}"),
        }
        return [Triple(document, NamedNode(property), NamedNode(value)) for property, value in said.items()]

    def piece(self, said: list[Triple]) -> _Piece:
        self.names.seen = set()
        pretty = "".join(turtle.blocks([("", said)], self.names, self.ranks))
        written = jsonld.compact(self.context, said)
        words = frozenset(_words(written)) & self.needs.keys()
        lines = "".join(f"{triple} .\n" for triple in said)
        return _Piece(said, pretty, frozenset(self.names.seen), json.dumps(written, ensure_ascii=False, indent=1), words, lines)


def _engagements(project: Project, reading: Reading) -> dict[str, list[str]]:
    """Thing -> the engagements that it is an end of (ORG: org:Membership; for an event our own property)."""
    ends = (WELL_KNOWN["org"] + "member", WELL_KNOWN["org"] + "organization", project.prefixes["ci"] + "event")
    found: dict[str, list[str]] = {}
    for iri, said in reading.things.items():
        if any(one.predicate.value == ends[0] for one in said):
            for end in {target for property in ends for target in reading.iris(iri, property)}:
                found.setdefault(end, []).append(iri)
    return found


def _needed(context: jsonld.Context, key: str) -> frozenset[str]:
    """The keys of the context without which a key cannot be understood: itself, and the prefixes in its definition."""
    definition = context.json[key]
    texts = [text for text in (definition.values() if isinstance(definition, dict) else [definition]) if isinstance(text, str)]
    return frozenset((key, *(prefix for text in texts if (prefix := text.partition(":")[0]) in context.prefixes)))


def _words(value: Any) -> Iterator[str]:
    """Every text in JSON that may be a key, a word or a prefixed name; one too many in a context does no harm."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _words(key)
            yield from _words(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _words(inner)
    elif isinstance(value, str):
        yield value
        yield value.partition(":")[0]
