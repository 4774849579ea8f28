"""Shapes: what may be said in the atlas. Validation by SHACL, and the standard's report of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, Store
from pyoxigraph import parse as parse_rdf
from rdflib import RDF, SH, SKOS, BNode, Graph, Literal, URIRef
from rdflib.term import Identifier

from ciatlas.beside import beside
from ciatlas.fault import AtlasError, Fault
from ciatlas.messages import _, ngettext
from ciatlas.rdf.graph import quiet, to_graph
from ciatlas.rdf.lookup import Lookup
from ciatlas.validation_report import SEVERITIES, Report, Result, properties, report

TARGETS = (SH.targetNode, SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
REFERENCES = (SH.property, SH.node)
# Below so many statements a second process takes longer to start than it saves.
LARGE = 10_000


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


def read_shapes(path: Path, file: str) -> Shapes:
    """The shapes of a Turtle file.

    file: what messages call the file. Raises AtlasError that names file and line when the file cannot be read, is not Turtle,
    has a query that does not parse, or names a shape that it does not have.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AtlasError(_("{file}: the shapes cannot be read: {reason}").format(file=file, reason=error)) from error
    try:
        parser = parse_rdf(text, RdfFormat.TURTLE)
        triples = list(parser)
    except SyntaxError as error:
        raise AtlasError(_("{file}, line {line}: {reason}; expected Turtle").format(file=file, line=error.lineno, reason=error.msg)) from error
    shapes = Shapes(to_graph(triples), file, dict(parser.prefixes), text)
    faults = [*_query_faults(shapes), *_reference_faults(shapes)]
    if faults:
        told = ngettext("{file} has {number} fault", "{file} has {number} faults", len(faults))
        raise AtlasError(told.format(file=file, number=len(faults)), faults)
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
                yield _fault(shapes, shape, None, _("a SPARQL query that parses"), str(error))


def _reference_faults(shapes: Shapes) -> Iterator[Fault]:
    for reference in REFERENCES:
        for shape, other in sorted(shapes.graph.subject_objects(reference)):
            if (other, None, None) not in shapes.graph:
                yield _fault(shapes, shape, other, _("a shape that this file has"))


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
    import pyshacl.entrypoints

    with quiet():
        conforms, graph, text = pyshacl.entrypoints.meta_validate(shapes.graph, inference="none")
    if conforms:
        return []
    if not isinstance(graph, Graph):
        raise AtlasError(f"{shapes.file}: {text}")
    faults = []
    for node in graph.objects(None, SH.result):
        focus, value = graph.value(node, SH.focusNode), graph.value(node, SH.value)
        path, message = graph.value(node, SH.resultPath), graph.value(node, SH.resultMessage)
        what = _("what SHACL allows for {name}").format(name=shapes.name(path)) if isinstance(path, URIRef) else _("a shape that is well formed")
        faults.append(_fault(shapes, focus, value if isinstance(value, URIRef) else None, what, str(message or "")))
    return sorted(set(faults), key=lambda fault: (fault.row or 0, str(fault)))


def untargeted(data: Graph, shapes: Shapes) -> list[Fault]:
    """Warnings for shapes that have targets of which the data has none, since such a shape looks like a safeguard and is none.

    A shape that says by a ``skos:editorialNote`` why it has no instance yet is left out.
    """
    faults = []
    for shape in sorted({shape for kind in TARGETS for shape in shapes.graph.subjects(kind)}):
        targets = shapes.targets(shape)
        if (shape, SKOS.editorialNote, None) not in shapes.graph and not any(_met(data, shapes, shape, *target) for target in targets):
            what = ", ".join(f"{shapes.name(kind)} {shapes.name(value)}" for kind, value in targets)
            faults.append(_fault(shapes, shape, None, _("a target that something in the atlas meets"), what, "warning"))
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

    Runs pySHACL, the reference (SHACL Core and SHACL-SPARQL, no inference); the graph's store answers its queries (rdf.lookup).
    Results come in a fixed order.
    Raises AtlasError when the shapes cannot be used: it names their file, and the lines where SHACL's own shapes find a fault.
    """
    # Here, that a second process need not do it again; not at the top, since it takes long, and tables with faults never need it.
    import pyshacl  # noqa: F401

    if len(data) < LARGE:
        results = _run(data, shapes, shapes.graph)
    else:
        targeted = sorted({shape for kind in TARGETS for shape in shapes.graph.subjects(kind)})
        rest = beside(_run, data, shapes, _without_targets(shapes.graph, targeted[::2]))
        results = _run(data, shapes, _without_targets(shapes.graph, targeted[1::2])) + rest()
    return report(results, shapes.graph, shapes.prefixes)


def _without_targets(graph: Graph, shapes: Iterable[Identifier]) -> Graph:
    """The shapes graph, in which some shapes have no targets of their own and so look at nothing by themselves."""
    idle = set(shapes)
    rest = Graph(Lookup())
    for subject, predicate, value in graph:
        if predicate not in TARGETS or subject not in idle:
            rest.add((subject, predicate, value))
    return rest


def _run(data: Graph, shapes: Shapes, graph: Graph) -> list[Result]:
    """The results of the shapes in `graph`, which are all or some of `shapes`."""
    import pyshacl
    from pyshacl.errors import ReportableRuntimeError

    try:
        with quiet():
            _conforms, found, text = pyshacl.validate(data, shacl_graph=graph, inference="none", advanced=False, inplace=True)
    except ReportableRuntimeError as error:
        raise AtlasError(_unusable(shapes, error), check_shapes(shapes)) from error
    if not isinstance(found, Graph):
        raise AtlasError(_unusable(shapes, text), check_shapes(shapes))
    forms = [(_form(message), message.language or "") for message in shapes.graph.objects(None, SH.message) if isinstance(message, Literal)]
    return [_result(found, node, shapes, forms) for node in found.objects(None, SH.result)]


def _form(message: Literal) -> re.Pattern[str]:
    """What a message looks like when the values of a query's variables are in the places that it leaves for them (SHACL, 5.3.2)."""
    return re.compile(".*".join(re.escape(part) for part in re.split(r"\{[?$]\w+\}", str(message))), re.DOTALL)


def _unusable(shapes: Shapes, reason: object) -> str:
    return _("{file}: the shapes cannot be used: {reason}").format(file=shapes.file, reason=reason)


def _result(graph: Graph, node: Identifier, shapes: Shapes, forms: Sequence[tuple[re.Pattern[str], str]]) -> Result:
    path = graph.value(node, SH.resultPath)
    shape = graph.value(node, SH.sourceShape)
    # pySHACL copies a longer path from the shapes into its report; the original has the better address.
    path = shapes.graph.value(shape, SH.path) if isinstance(path, BNode) else path
    # pySHACL forgets the language of the message of a query.
    messages = {
        one.language or next((language for form, language in forms if form.fullmatch(str(one))), ""): str(one)
        for one in graph.objects(node, SH.resultMessage)
    }
    return Result(
        focus=graph.value(node, SH.focusNode),
        path=path,
        properties=tuple(properties(shapes.graph, path)) if path is not None else (),
        value=graph.value(node, SH.value),
        severity=SEVERITIES[graph.value(node, SH.resultSeverity)],
        messages=dict(sorted(messages.items())),
        source_shape=shape,
        constraint_component=graph.value(node, SH.sourceConstraintComponent),
    )
