"""Reads the cases: small changes to a graph that has nothing wrong, each with the constraints that it breaks.

A case is a paragraph: a title after ``#``, a line ``breaks:`` with shapes and the parameters of their broken constraints,
then the statements to take away (``-``) and to add (``+``), in Turtle with the prefixes of whole.ttl.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, parse
from rdflib import SH, Graph, URIRef

from ciatlas.rdf.graph import to_graph
from ciatlas.shapes import Shapes
from ciatlas.validation_report import Result

CASES = Path(__file__).parent / "cases"
WHOLE = (CASES / "whole.ttl").read_text(encoding="utf-8")
PREFIXES = "\n".join(re.findall(r"^@prefix .*$", WHOLE, re.MULTILINE))
# What a shape says besides constraints; sh:property leads to shapes that are counted by themselves.
NO_CONSTRAINTS = {SH.path, SH.severity, SH.message, SH.property, SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf}

Broken = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Case:
    name: str
    breaks: Broken
    removed: str
    added: str

    def graph(self) -> Graph:
        graph = turtle(WHOLE)
        for triple in turtle(f"{PREFIXES}\n{self.removed}"):
            assert triple in graph, f"{self.name}: {triple} is not in whole.ttl"
            graph.remove(triple)
        return graph + turtle(f"{PREFIXES}\n{self.added}")


def turtle(text: str) -> Graph:
    return to_graph(parse(text, RdfFormat.TURTLE))


def read_cases() -> list[Case]:
    return [_case(path.stem, block) for path in sorted(CASES.glob("*.txt")) for block in path.read_text(encoding="utf-8").strip().split("\n\n")]


def _case(file: str, block: str) -> Case:
    title, breaks, *statements = block.splitlines()
    assert title.startswith("# ") and breaks.startswith("breaks: ") and all(line[:2] in ("- ", "+ ") for line in statements), block
    broken = set()
    for part in breaks.removeprefix("breaks: ").split("; "):
        shape, *parameters = part.split()
        broken |= {(shape, parameter) for parameter in parameters}
    removed, added = ("\n".join(line[2:] for line in statements if line[0] == sign) for sign in "-+")
    return Case(f"{file}: {title[2:]}", frozenset(broken), removed, added)


def constraints(shapes: Shapes) -> Broken:
    """Every constraint of every named shape: pairs of the shape's name and the parameter's local name."""
    graph = shapes.graph
    named = {shape for shape in graph.subjects() if isinstance(shape, URIRef) and shapes.name(shape).startswith("shape:")}
    return frozenset(
        (shapes.name(shape), str(parameter).removeprefix(str(SH)))
        for shape in named
        for parameter in graph.predicates(shape)
        if str(parameter).startswith(str(SH)) and parameter not in NO_CONSTRAINTS
    )


def broken(shapes: Shapes, results: tuple[Result, ...]) -> Broken:
    return frozenset((shapes.name(result.source_shape), _parameter(result.constraint_component)) for result in results)


def _parameter(component: URIRef) -> str:
    name = str(component).removeprefix(str(SH)).removesuffix("ConstraintComponent")
    return "sparql" if name == "SPARQL" else name[0].lower() + name[1:]
