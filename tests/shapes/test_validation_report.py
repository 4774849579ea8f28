"""The report is the standard's, the same each time, and the same whether one process makes it or two."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.compare import isomorphic

from ciatlas.beside import beside
from ciatlas.fault import AtlasError
from ciatlas.shapes import LARGE, Shapes, read_shapes, validate
from ciatlas.validation_report import Report
from shape_cases import PREFIXES, WHOLE, turtle

WRONG = """
organization:fund ci:role role:dancing ; schema:foundingDate "1964"^^xsd:gYear .
organization:worldwide adms:identifier <https://w3id.org/ciatlas/id/identifier/wikidata/Q42> .
engagement:schools-together--member--worldwide org:organization initiative:schools-together .
initiative:schools-together ci:partnerCount "many"^^xsd:integer .
event:summit schema:endDate "2016"^^xsd:gYear .
"""


@pytest.fixture(scope="module")
def shapes(root: Path) -> Shapes:
    return read_shapes(root / "ontology" / "shapes.ttl", "ontology/shapes.ttl")


def wrong() -> Graph:
    return turtle(WHOLE) + turtle(PREFIXES + WRONG)


@pytest.fixture(scope="module")
def report(shapes: Shapes) -> Report:
    return validate(wrong(), shapes)


def test_a_report_with_results_does_not_conform(report: Report, shapes: Shapes):
    assert not report.conforms
    assert validate(turtle(WHOLE), shapes).conforms


def test_the_graph_is_a_validation_report(report: Report):
    (node,) = report.graph.subjects(RDF.type, SH.ValidationReport)
    assert report.graph.value(node, SH.conforms) == Literal(False)
    results = list(report.graph.objects(node, SH.result))
    assert len(results) == len(report.results)
    for result in results:
        for required in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent, SH.sourceShape):
            assert len(list(report.graph.objects(result, required))) == 1
        assert {message.language for message in report.graph.objects(result, SH.resultMessage)} == {"en", "he"}


def test_longer_paths_are_whole_in_the_graph(report: Report):
    paths = {path for path in report.graph.objects(None, SH.resultPath) if not isinstance(path, URIRef)}
    inverse = [path for path in paths if (path, SH.inversePath, None) in report.graph]
    alternative = [path for path in paths if (path, SH.alternativePath, None) in report.graph]
    assert inverse and alternative
    for path in alternative:
        assert len(list(report.graph.items(report.graph.value(path, SH.alternativePath)))) == 2


def test_turtle_and_json_ld_say_the_same(report: Report):
    assert isomorphic(Graph().parse(data=report.turtle(), format="turtle"), Graph().parse(data=report.jsonld(), format="json-ld"))


def test_the_report_is_the_same_each_time(root: Path):
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, 'tests/shapes')\n"
        "from test_validation_report import wrong; from ciatlas.shapes import read_shapes, validate\n"
        "report = validate(wrong(), read_shapes(Path('ontology/shapes.ttl'), 'shapes.ttl')); print(report.turtle(), report.jsonld())"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", program], cwd=root, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True, encoding="utf-8"
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert "sh:ValidationReport" in runs[0]


def test_two_processes_find_what_one_finds(report: Report, shapes: Shapes):
    large = wrong()
    for number in range(LARGE):
        large.add((URIRef(f"https://example.org/{number}"), RDFS.seeAlso, URIRef("https://example.org/")))
    assert validate(large, shapes).results == report.results


def test_faults_of_shapes_come_out_of_the_second_process(tmp_path: Path, shapes: Shapes):
    path = tmp_path / "shapes.ttl"
    # SHACL 5.2.1 forbids VALUES, which only the engine notices.
    query = 'shape:values a sh:NodeShape ; sh:targetNode data:2015 ; sh:sparql [ sh:select "SELECT $this WHERE { VALUES ?x { 1 } }" ] .'
    path.write_text(f"{PREFIXES}\n{query}\n", encoding="utf-8")
    large = Graph()
    for number in range(LARGE):
        large.add((URIRef(f"https://example.org/{number}"), RDFS.seeAlso, URIRef("https://example.org/")))
    with pytest.raises(AtlasError, match="the shapes cannot be used"):
        validate(large, read_shapes(path, "shapes.ttl"))


def test_a_lost_process_costs_time_and_no_result():
    here = os.getpid()

    def work(value: int) -> int:
        if os.getpid() != here:
            os._exit(1)
        return value + 1

    assert beside(work, 1)() == 2


