"""Shapes: what may be said in the atlas. Validation by SHACL, and the standard's report of it."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyshacl
import pyshacl.entrypoints
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, Triple
from pyoxigraph import Literal as OxLiteral
from pyoxigraph import parse as parse_rdf
from pyshacl.errors import ReportableRuntimeError, ValidationFailure
from rdflib import RDF, SH, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.term import Identifier

from ciatlas.fault import AtlasError, Fault

SEVERITIES = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}
TARGETS = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
REFERENCES = (SH.property, SH.node)


@dataclass(frozen=True, slots=True)
class Shapes:
    """A shapes graph with the file that it came from: the file's path as messages name it, its prefixes and its text."""

    graph: Graph
    file: str
    prefixes: Mapping[str, str]
    text: str

    def name(self, shape: Identifier) -> str:
        """A shape's IRI as prefix:local where the file has a prefix for it."""
        for prefix, namespace in sorted(self.prefixes.items(), key=lambda pair: -len(pair[1])):
            if str(shape).startswith(namespace):
                return f"{prefix}:{str(shape)[len(namespace):]}"
        return f"<{shape}>"

    def line(self, shape: Identifier) -> int | None:
        """The line on which the block of a shape (or of the named shape around a nameless one) begins."""
        named = _named(self.graph, shape)
        if named is None:
            return None
        names = "|".join(re.escape(name) for name in (self.name(named), f"<{named}>"))
        found = re.search(rf"^(?:{names})(?=[\s;]|$)", self.text, re.MULTILINE)
        return self.text.count("\n", 0, found.start()) + 1 if found else None

    def targets(self, shape: Identifier) -> tuple[tuple[URIRef, Identifier], ...]:
        """A shape's own targets (SHACL 2.1.3): pairs of a target property such as ``sh:targetObjectsOf`` and its value, sorted."""
        return tuple(sorted((kind, value) for kind in TARGETS for value in self.graph.objects(shape, kind)))


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
        context = {prefix: str(iri) for prefix, iri in self.graph.namespaces()}
        return self.graph.serialize(format="json-ld", context=context, auto_compact=False, sort_keys=True, indent=2) + "\n"


def to_graph(triples: Iterable[Triple | Quad]) -> Graph:
    """The triples as an rdflib graph. Literals keep their lexical form, whether it fits the datatype or not."""
    graph = Graph()
    known: dict[NamedNode | BlankNode | OxLiteral, Identifier] = {}

    def term(term: NamedNode | BlankNode | OxLiteral) -> Identifier:
        found = known.get(term)
        if found is None:
            found = known[term] = _term(term)
        return found

    with _quiet():
        for one in triples:
            graph.store.add((term(one.subject), term(one.predicate), term(one.object)), graph)
    return graph


def _term(term: NamedNode | BlankNode | OxLiteral) -> Identifier:
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    if isinstance(term, BlankNode):
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    datatype = term.datatype.value
    return Literal(term.value) if datatype == str(XSD.string) else Literal(term.value, datatype=URIRef(datatype), normalize=False)


def read_shapes(path: Path, file: str) -> Shapes:
    """The shapes of a Turtle file.

    file: what messages call the file. Raises AtlasError that names file and line when the file cannot be read, is not Turtle,
    has a query that does not parse, or names a shape that it does not have.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AtlasError(f"{file}: the shapes cannot be read: {error}") from error
    try:
        parser = parse_rdf(text, RdfFormat.TURTLE)
        triples = list(parser)
    except SyntaxError as error:
        raise AtlasError(f"{file}, line {error.lineno}: {error.msg}; expected Turtle") from error
    shapes = Shapes(to_graph(triples), file, dict(parser.prefixes), text)
    faults = [*_query_faults(shapes), *_reference_faults(shapes)]
    if faults:
        raise AtlasError(f"{file} has {len(faults)} fault(s)", faults)
    return shapes


def _query_faults(shapes: Shapes) -> Iterator[Fault]:
    """SHACL-SPARQL constraints whose query does not parse (SHACL 5.2), by the parser of the store: rdflib's takes long."""
    for shape, constraint in sorted(shapes.graph.subject_objects(SH.sparql)):
        prefixes = {
            str(shapes.graph.value(one, SH.prefix)): str(shapes.graph.value(one, SH.namespace))
            for group in shapes.graph.objects(constraint, SH.prefixes)
            for one in shapes.graph.objects(group, SH.declare)
        }
        for select in shapes.graph.objects(constraint, SH.select):
            try:
                Store().query(str(select), prefixes=prefixes)
            except SyntaxError as error:
                yield _fault(shapes, shape, None, "a SPARQL query that parses", str(error))


def _reference_faults(shapes: Shapes) -> Iterator[Fault]:
    for reference in REFERENCES:
        for shape, other in sorted(shapes.graph.subject_objects(reference)):
            if (other, None, None) not in shapes.graph:
                yield _fault(shapes, shape, other, "a shape that this file has")


def _fault(shapes: Shapes, shape: Identifier, value: Identifier | None, expected: str, hint: str = "", severity: str = "violation") -> Fault:
    """A fault of the shapes' own file; its row is the line on which the shape begins."""
    named = _named(shapes.graph, shape)
    column = shapes.name(named) if named is not None else None
    return Fault("shapes", shapes.file, shapes.line(shape), column, shapes.name(value) if value is not None else None, expected, hint, severity)


def _named(graph: Graph, node: Identifier) -> Identifier | None:
    """The node itself, or the first node with a name that leads to a nameless one."""
    seen: set[Identifier] = set()
    while isinstance(node, BNode) and node not in seen:
        seen.add(node)
        node = next(iter(sorted(graph.subjects(None, node))), node)
    return node if isinstance(node, URIRef) else None


def check_shapes(shapes: Shapes) -> list[Fault]:
    """Faults of the shapes themselves, by the SHACL shapes of SHACL (SHACL, appendix C). Takes about two seconds for a hundred shapes."""
    with _quiet():
        conforms, graph, text = pyshacl.entrypoints.meta_validate(shapes.graph, inference="none")
    if conforms:
        return []
    if not isinstance(graph, Graph):
        raise AtlasError(f"{shapes.file}: {text}")
    faults = []
    for node in graph.objects(None, SH.result):
        focus, value = graph.value(node, SH.focusNode), graph.value(node, SH.value)
        path, message = graph.value(node, SH.resultPath), graph.value(node, SH.resultMessage)
        what = f"what SHACL allows for {shapes.name(path)}" if isinstance(path, URIRef) else "a shape that is well formed"
        faults.append(_fault(shapes, focus, value if isinstance(value, URIRef) else None, what, str(message or "")))
    return sorted(set(faults), key=lambda fault: (fault.row or 0, str(fault)))


def untargeted(data: Graph, shapes: Shapes) -> list[Fault]:
    """Warnings for shapes that have targets of which the data has none, since such a shape looks like a safeguard and is none.

    A shape that says by a ``skos:editorialNote`` why it has no instance yet is left out.
    """
    faults = []
    for shape in sorted({shape for kind in TARGETS for shape in shapes.graph.subjects(kind, None)}):
        targets = shapes.targets(shape)
        if (shape, SKOS.editorialNote, None) not in shapes.graph and not any(_met(data, shapes, shape, *target) for target in targets):
            what = ", ".join(f"{shapes.name(kind)} {shapes.name(value)}" for kind, value in targets)
            faults.append(_fault(shapes, shape, None, "a target that something in the atlas meets", what, "warning"))
    return sorted(faults, key=lambda fault: (fault.row or 0, str(fault)))


def _met(data: Graph, shapes: Shapes, shape: Identifier, kind: URIRef, value: Identifier) -> bool:
    if kind == SH.targetClass:
        return (None, RDF.type, value) in data
    if kind == SH.targetNode:
        # A query looks at the whole graph; the node that it starts from need not be in it.
        return (shape, SH.sparql, None) in shapes.graph or (value, None, None) in data or (None, None, value) in data
    return (None, value, None) in data


def validate(data: Graph, shapes: Shapes) -> Report:
    """The validation report on `data`, which holds asserted and derived statements and the vocabulary.

    Runs pySHACL, the reference (SHACL Core and SHACL-SPARQL, no inference); results come in a fixed order.
    Raises AtlasError when the shapes cannot be used: it names their file, and the lines where SHACL's own shapes find a fault.
    """
    try:
        with _quiet():
            _, graph, text = pyshacl.validate(data, shacl_graph=shapes.graph, inference="none", advanced=False, inplace=True)
    except ReportableRuntimeError as error:
        raise AtlasError(f"{shapes.file}: the shapes cannot be used: {error}", check_shapes(shapes)) from error
    if isinstance(graph, ValidationFailure) or not isinstance(graph, Graph):
        raise AtlasError(f"{shapes.file}: the shapes cannot be used: {text}", check_shapes(shapes))
    found = {_key(result): result for result in (_result(graph, node, shapes) for node in graph.objects(None, SH.result))}
    results = tuple(found[key] for key in sorted(found))
    return Report(not results, results, _report_graph(results, shapes))


def _result(graph: Graph, node: Identifier, shapes: Shapes) -> Result:
    path = graph.value(node, SH.resultPath)
    shape = graph.value(node, SH.sourceShape)
    # pySHACL copies a longer path from the shapes into its report; the original has the better address.
    path = shapes.graph.value(shape, SH.path) if isinstance(path, BNode) else path
    messages = sorted(graph.objects(node, SH.resultMessage))
    return Result(
        focus=graph.value(node, SH.focusNode),
        path=path,
        properties=tuple(_properties(shapes.graph, path)) if path is not None else (),
        value=graph.value(node, SH.value),
        severity=SEVERITIES[graph.value(node, SH.resultSeverity)],
        messages={message.language or "": str(message) for message in messages},
        source_shape=shape,
        constraint_component=graph.value(node, SH.sourceConstraintComponent),
    )


def _properties(graph: Graph, path: Identifier) -> Iterator[URIRef]:
    """The properties of a SHACL property path (SHACL 2.3.1) from left to right."""
    if isinstance(path, URIRef):
        yield path
        return
    items: Sequence[Identifier] = list(graph.items(path)) if (path, RDF.first, None) in graph else sorted(graph.objects(path, None))
    for item in items:
        yield from _properties(graph, item)


def _key(result: Result) -> tuple[str, ...]:
    parts = (result.source_shape, result.constraint_component, result.focus, result.value)
    order = str(list(SEVERITIES.values()).index(result.severity))
    return (order, *("" if part is None else part.n3() for part in parts), " ".join(result.properties))


def _report_graph(results: Sequence[Result], shapes: Shapes) -> Graph:
    """The sh:ValidationReport (SHACL 3.6) with nameless nodes that are called the same each time."""
    severities = {name: iri for iri, name in SEVERITIES.items()}
    graph = Graph(bind_namespaces="none")
    for prefix, namespace in sorted(shapes.prefixes.items()):
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
            graph.add((node, SH.resultPath, _copy(shapes.graph, result.path, graph, f"path{number:06}")))
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


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps rdflib and pySHACL from printing about literals that break their datatype: the report says it better."""
    loggers = [logging.getLogger(name) for name in ("rdflib.term", "pyshacl-validate")]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled
