"""Who takes part in what, as nodes and edges: what the network formats are written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal

from ciatlas.project import Project
from ciatlas.publish.forms.reading import Reading
from ciatlas.rdf.namespaces import RDF, WELL_KNOWN

Attribute = str | int | float


@dataclass(frozen=True, slots=True)
class Node:
    """An organisation, initiative or event. iri: whole. attributes: name -> value; a missing one is unknown."""

    iri: str
    label: str
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edge:
    """One engagement, from its member to that in which it takes part. iri: of the engagement."""

    iri: str
    source: str
    target: str
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Network:
    """Nodes and edges in the order of their IRIs. Two with several engagements have as many edges."""

    nodes: list[Node]
    edges: list[Edge]


def network(project: Project, reading: Reading) -> Network:
    """The network of the engagements. Things of the classes that take part somewhere are nodes, those without any engagement as well.

    Attributes of nodes: ``kind`` (the class's name), ``label_<language>``, ``country`` (code), ``country_<language>``,
    ``roles`` and ``domains`` (codes, with semicolons), ``website``, ``degree`` (with how many others it is joined). Of edges: ``role`` (code),
    ``role_<language>``, ``start_year``, ``end_year``, ``amount``, ``currency``, ``basis``, ``confidence``.
    """
    ci, org = project.prefixes["ci"], WELL_KNOWN["org"]
    edges = []
    for iri, said in reading.facts.items():
        if org + "member" not in said:
            continue
        ends = [target for property in (org + "organization", ci + "event") for target in reading.iris(iri, property)]
        for source in reading.iris(iri, org + "member"):
            edges += [Edge(iri, source, target, _edge(project, reading, iri)) for target in ends]
    edges.sort(key=lambda edge: (edge.iri, edge.source, edge.target))
    near: dict[str, set[str]] = {}
    for edge in edges:
        near.setdefault(edge.source, set()).add(edge.target)
        near.setdefault(edge.target, set()).add(edge.source)
    classes = {kind for iri in near for kind in stated_classes(reading, iri)}
    iris = {iri for iri in reading.asserted if classes.intersection(stated_classes(reading, iri))} | near.keys()
    nodes = [_node(project, reading, iri, len(near.get(iri, set()) - {iri})) for iri in sorted(iris)]
    return Network(nodes, edges)


def stated_classes(reading: Reading, iri: str) -> list[str]:
    """The classes that the tables state of a thing, without those that follow by rules; in order."""
    said = reading.asserted.get(iri, ())
    return sorted(one.object.value for one in said if one.predicate.value == RDF + "type" and not isinstance(one.object, Literal))


def _node(project: Project, reading: Reading, iri: str, degree: int) -> Node:
    ci = project.prefixes["ci"]
    classes = stated_classes(reading, iri)
    attributes: dict[str, Attribute] = {"kind": classes[0].replace("#", "/").rpartition("/")[2] if classes else "", "degree": degree}
    for language in project.languages:
        if name := reading.labels.get(iri, {}).get(language):
            attributes[f"label_{language}"] = name
    for country in reading.iris(iri, ci + "country")[:1]:
        attributes["country"] = country.rpartition("/")[2]
        attributes |= {f"country_{language}": reading.label(country, language) for language in project.languages}
    for name, property in (("roles", "role"), ("domains", "domain")):
        if codes := reading.iris(iri, ci + property):
            attributes[name] = ";".join(code.rpartition("/")[2] for code in codes)
    if websites := reading.iris(iri, WELL_KNOWN["foaf"] + "homepage"):
        attributes["website"] = websites[0]
    return Node(iri, reading.label(iri, project.languages[0]), attributes)


def _edge(project: Project, reading: Reading, iri: str) -> dict[str, Attribute]:
    ci = project.prefixes["ci"]
    attributes: dict[str, Attribute] = {}
    for role in reading.iris(iri, WELL_KNOWN["org"] + "role")[:1]:
        attributes["role"] = role.rpartition("/")[2]
        attributes |= {f"role_{language}": reading.label(role, language) for language in project.languages}
    for name, property in (("start_year", "startYear"), ("end_year", "endYear")):
        year = reading.text(iri, ci + property)
        if year.lstrip("-").isdecimal():
            attributes[name] = int(year)
    if amount := reading.text(iri, ci + "amount"):
        attributes["amount"] = float(amount)
    if currency := reading.text(iri, ci + "currency"):
        attributes["currency"] = currency
    for name in ("basis", "confidence"):
        for value in reading.iris(iri, ci + name)[:1]:
            attributes[name] = value.rpartition("/")[2]
    return attributes
