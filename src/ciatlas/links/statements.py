"""The links of a filled store: the statements that join a thing of ours with one elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from ciatlas.project import Edition, Project
from ciatlas.rdf.namespaces import WELL_KNOWN

_OWL, _SKOS, _SCHEMA = WELL_KNOWN["owl"], WELL_KNOWN["skos"], WELL_KNOWN["schema"]

SAME_AS = _OWL + "sameAs"
RECORD = _SCHEMA + "sameAs"
EXACT = _SKOS + "exactMatch"
MAPPINGS = tuple(_SKOS + name for name in ("broadMatch", "closeMatch", "exactMatch", "narrowMatch", "relatedMatch"))
PREDICATES = (SAME_AS, *MAPPINGS, RECORD)


@dataclass(frozen=True, slots=True, order=True)
class Link:
    """One link: IRIs of the thing of ours, of the predicate and of the thing elsewhere; and the graph that says so."""

    subject: str
    predicate: str
    object: str
    graph: str


def links(store: Store, project: Project, edition: Edition) -> list[Link]:
    """The links that the edition's asserted and derived graphs state, sorted. Those of the vocabulary's terms are not among them."""
    return sorted(set(_links(store, [project.graph(edition, part) for part in ("asserted", "derived")])))


def _links(store: Store, graphs: list[str]) -> Iterator[Link]:
    for graph in graphs:
        for predicate in PREDICATES:
            for quad in store.quads_for_pattern(None, NamedNode(predicate), None, NamedNode(graph)):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                    yield Link(quad.subject.value, predicate, quad.object.value, graph)


def label(store: Store, iri: str, language: str) -> str:
    """The preferred name (or title) of a thing in a language, else in English, else its first one; empty where it has none."""
    names = [
        quad.object
        for property in ("skos:prefLabel", "dcterms:title", "rdfs:label")
        for quad in store.quads_for_pattern(NamedNode(iri), NamedNode(_expand(property)), None)
        if isinstance(quad.object, Literal)
    ]
    ranked = sorted(names, key=lambda name: (name.language != language, name.language != "en", name.language or "", name.value))
    return ranked[0].value if ranked else ""


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return WELL_KNOWN[prefix] + local
