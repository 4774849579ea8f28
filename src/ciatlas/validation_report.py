"""A validation report: its results as plain values, and as the graph that SHACL asks for (SHACL 3.6)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Identifier

SEVERITIES = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}


@dataclass(frozen=True, slots=True)
class Result:
    """One validation result (SHACL 3.6.2).

    focus: the node that was checked. path: the property, or the node of a longer path in the shapes graph, or None.
    properties: every property that the path names, in its order. value: the offending value, or None.
    severity: ``violation``, ``warning`` or ``info``. messages: text by language.
    """

    focus: Identifier
    path: Identifier | None
    properties: tuple[URIRef, ...]
    value: Identifier | None
    severity: str
    messages: Mapping[str, str]
    source_shape: Identifier
    constraint_component: URIRef


@dataclass(frozen=True, slots=True)
class Report:
    """A validation report. conforms: there is no result at all, of whatever severity (SHACL 3.6.1.1). graph: the standard's report."""

    conforms: bool
    results: tuple[Result, ...]
    graph: Graph

    def turtle(self) -> str:
        return self.graph.serialize(format="turtle")

    def jsonld(self) -> str:
        """JSON-LD 1.1 with prefixes. Not by rdflib's writer, which drops the datatype of a text that is not of its datatype."""
        prefixes = {prefix: str(iri) for prefix, iri in self.graph.namespaces() if prefix}
        nodes = [_object(self.graph, subject, prefixes) for subject in sorted(set(self.graph.subjects()))]
        return json.dumps({"@context": prefixes, "@graph": nodes}, ensure_ascii=False, indent=2) + "\n"


def _object(graph: Graph, subject: Identifier, prefixes: Mapping[str, str]) -> dict[str, object]:
    node: dict[str, object] = {"@id": _compact(subject, prefixes)}
    for predicate in sorted(set(graph.predicates(subject))):
        values = sorted(graph.objects(subject, predicate))
        if predicate == RDF.type:
            node["@type"] = [_compact(value, prefixes) for value in values]
        else:
            node[_compact(predicate, prefixes)] = [_value(value, prefixes) for value in values]
    return node


def _value(value: Identifier, prefixes: Mapping[str, str]) -> dict[str, str]:
    if not isinstance(value, Literal):
        return {"@id": _compact(value, prefixes)}
    if value.language:
        return {"@language": value.language, "@value": str(value)}
    return {"@type": _compact(value.datatype, prefixes), "@value": str(value)} if value.datatype else {"@value": str(value)}


def _compact(term: Identifier, prefixes: Mapping[str, str]) -> str:
    if isinstance(term, BNode):
        return f"_:{term}"
    for prefix, namespace in sorted(prefixes.items(), key=lambda pair: -len(pair[1])):
        # What begins with two slashes after the colon would be read as a whole IRI.
        if str(term).startswith(namespace) and not str(term).startswith("//", len(namespace)):
            return f"{prefix}:{str(term)[len(namespace):]}"
    return str(term)


def properties(graph: Graph, path: Identifier) -> Iterator[URIRef]:
    """The properties of a SHACL property path (SHACL 2.3.1) from left to right."""
    if isinstance(path, URIRef):
        yield path
        return
    items: Sequence[Identifier] = list(graph.items(path)) if (path, RDF.first, None) in graph else sorted(graph.objects(path, None))
    for item in items:
        yield from properties(graph, item)


def key(result: Result) -> tuple[str, ...]:
    """What results are ordered by, and what tells them apart: severity, shape, constraint, focus, value and path."""
    order = str(list(SEVERITIES.values()).index(result.severity))
    terms = (result.source_shape, result.constraint_component, result.focus, result.value)
    return (order, *(part for term in terms for part in _parts(term)), " ".join(result.properties))


def _parts(term: Identifier | None) -> tuple[str, str, str, str]:
    literal = term if isinstance(term, Literal) else None
    return (type(term).__name__, "" if term is None else str(term), str(literal and literal.datatype), str(literal and literal.language))


def report(results: Iterable[Result], shapes: Graph, prefixes: Mapping[str, str]) -> Report:
    """The report on results in any order, each once. shapes: where nameless paths are described. prefixes: those of its Turtle."""
    once = {key(result): result for result in results}
    found = tuple(once[one] for one in sorted(once))
    return Report(not found, found, _graph(found, shapes, prefixes))


def _graph(results: Sequence[Result], shapes: Graph, prefixes: Mapping[str, str]) -> Graph:
    """The sh:ValidationReport (SHACL 3.6) with nameless nodes that are called the same each time."""
    severities = {name: iri for iri, name in SEVERITIES.items()}
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in sorted(prefixes.items()):
        graph.bind(prefix, namespace)
    report = BNode("report")
    graph.add((report, RDF.type, SH.ValidationReport))
    graph.add((report, SH.conforms, Literal(not results)))
    for number, result in enumerate(results, 1):
        node = BNode(f"result{number:06}")
        graph.add((report, SH.result, node))
        graph.add((node, RDF.type, SH.ValidationResult))
        graph.add((node, SH.focusNode, result.focus))
        graph.add((node, SH.resultSeverity, severities[result.severity]))
        graph.add((node, SH.sourceShape, result.source_shape))
        graph.add((node, SH.sourceConstraintComponent, result.constraint_component))
        if result.path is not None:
            graph.add((node, SH.resultPath, _copy(shapes, result.path, graph, f"path{number:06}")))
        if result.value is not None:
            graph.add((node, SH.value, result.value))
        for language, text in result.messages.items():
            graph.add((node, SH.resultMessage, Literal(text, lang=language or None)))
    return graph


def _copy(source: Graph, node: Identifier, target: Graph, name: str) -> Identifier:
    """Copies a nameless node and what hangs on it; its parts are named after it."""
    if not isinstance(node, BNode):
        return node
    copy = BNode(name)
    for number, (predicate, value) in enumerate(sorted(source.predicate_objects(node), key=lambda pair: pair[0])):
        target.add((copy, predicate, _copy(source, value, target, f"{name}-{number}")))
    return copy


