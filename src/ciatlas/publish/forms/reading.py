"""One read of the graph for all forms: what is said of each thing, and what each thing is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from ciatlas.project import Edition, Project
from ciatlas.rdf import ntriples
from ciatlas.rdf.namespaces import RDFS, WELL_KNOWN
from ciatlas.store import triples

# The named graphs of an edition, in the order in which a reader wants them.
PARTS = ("asserted", "derived", "measured", "provenance")

Term = NamedNode | BlankNode | Literal
Facts = Mapping[str, Mapping[str, tuple[Term, ...]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What all forms are written from.

    things: IRI -> its statements, asserted and derived ones, each once; in the order of the IRIs. concepts: the same of the
    concept schemes, with their alignments. asserted: IRI -> its asserted statements only. facts: things and concepts as
    IRI -> property -> objects. labels: IRI -> language -> what it is called, classes and properties too; the language of a
    name without one is an empty text.
    """

    things: Mapping[str, list[Triple]]
    concepts: Mapping[str, list[Triple]]
    asserted: Mapping[str, list[Triple]]
    facts: Facts
    labels: Mapping[str, Mapping[str, str]]

    def label(self, iri: str, language: str) -> str:
        """What a thing is called in the language, else in English, else in any; the end of its IRI where it has no name."""
        names = self.labels.get(iri)
        if not names:
            return iri.rstrip("/#").rpartition("#" if "#" in iri else "/")[2]
        return names.get(language) or names.get("en") or names[min(names)]

    def objects(self, iri: str, property: str) -> tuple[Term, ...]:
        """The objects of a thing's property, in order; none where nothing is said."""
        return self.facts.get(iri, {}).get(property, ())

    def text(self, iri: str, property: str, language: str = "") -> str:
        """The first literal of a property, in the language where it has that one; an empty text where there is none."""
        texts = [one for one in self.objects(iri, property) if isinstance(one, Literal)]
        return next((one.value for one in texts if one.language == language), texts[0].value if texts else "")

    def iris(self, iri: str, property: str) -> list[str]:
        """The IRIs that a property points at, in order."""
        return [one.value for one in self.objects(iri, property) if isinstance(one, NamedNode)]


def read(project: Project, edition: Edition, store: Store) -> Reading:
    """Reads the edition's statements and the vocabulary's names out of a filled store. Blank nodes stand under ``_:`` and their label."""
    schemes = project.iri("scheme")
    asserted = list(triples(store, project.graph(edition, "asserted")))
    derived = list(triples(store, project.graph(edition, "derived")))
    things = {iri: said for iri, said in _subjects(chain(asserted, derived)).items() if not iri.startswith(schemes)}
    # The rules say something of concepts as well.
    known = _subjects(chain(derived, triples(store, schemes), triples(store, project.iri("alignments"))))
    concepts = {iri: said for iri, said in known.items() if iri.startswith(schemes)}
    facts = {iri: _facts(said) for iri, said in chain(concepts.items(), things.items())}
    vocabulary = facts_of(store, (project.iri("ns"),))
    labels = {iri: names for iri, said in chain(vocabulary.items(), facts.items()) if (names := _names(said))}
    return Reading(things, concepts, _subjects(asserted), facts, labels)


def facts_of(store: Store, graphs: Iterable[str]) -> Facts:
    """What some named graphs say together: IRI -> property -> objects, in order."""
    lines = chain.from_iterable(triples(store, graph) for graph in graphs)
    return {iri: _facts(said) for iri, said in _subjects(lines).items()}


def _subjects(lines: Iterable[str]) -> dict[str, list[Triple]]:
    return dict(ntriples.subjects(ntriples.sort(lines)))


def _facts(said: Iterable[Triple]) -> dict[str, tuple[Term, ...]]:
    facts: dict[str, list[Term]] = {}
    for triple in said:
        facts.setdefault(triple.predicate.value, []).append(triple.object)
    return {property: tuple(sorted(objects, key=ntriples.object_key)) for property, objects in facts.items()}


def _names(said: Mapping[str, tuple[Term, ...]]) -> dict[str, str]:
    names: dict[str, str] = {}
    for property in (WELL_KNOWN["skos"] + "prefLabel", RDFS + "label"):
        for one in said.get(property, ()):
            if isinstance(one, Literal):
                names.setdefault(one.language or "", one.value)
    return names
