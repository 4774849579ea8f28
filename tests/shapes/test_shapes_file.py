"""Faults of a shapes file are told with the file and the line, and a shape that guards nothing is told too."""

from __future__ import annotations

from pathlib import Path

import pytest

from ciatlas.fault import AtlasError
from ciatlas.shapes import Shapes, check_shapes, read_shapes, untargeted, validate
from shape_cases import turtle

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <https://example.org/> .
"""
DATA = turtle("""@prefix ex: <https://example.org/> .
ex:a a ex:Thing ; ex:size 1 .
""")


def shapes(folder: Path, text: str) -> Shapes:
    path = folder / "shapes.ttl"
    path.write_text(HEAD + text, encoding="utf-8")
    return read_shapes(path, "ontology/shapes.ttl")


def test_syntax_error_has_its_line(tmp_path: Path):
    with pytest.raises(AtlasError, match=r"^ontology/shapes.ttl, line 6: "):
        shapes(tmp_path, "\nex:one a sh:NodeShape ;\n    sh:targetClass ex:Thing sh:nodeKind .\n")


def test_missing_file_is_named(tmp_path: Path):
    with pytest.raises(AtlasError, match="ontology/shapes.ttl: the shapes cannot be read"):
        read_shapes(tmp_path / "no.ttl", "ontology/shapes.ttl")


def test_file_that_is_no_text_is_named(tmp_path: Path):
    (tmp_path / "shapes.ttl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AtlasError, match="ontology/shapes.ttl: the shapes cannot be read"):
        read_shapes(tmp_path / "shapes.ttl", "ontology/shapes.ttl")


def test_query_that_does_not_parse_has_the_line_of_its_shape(tmp_path: Path):
    text = '\nex:one a sh:NodeShape ;\n    sh:targetNode ex:a ;\n    sh:sparql [ sh:select "SELECT $this WHERE { $this }" ] .\n'
    with pytest.raises(AtlasError) as error:
        shapes(tmp_path, text)
    (fault,) = error.value.faults
    assert (fault.file, fault.row, fault.column, fault.expected) == ("ontology/shapes.ttl", 5, "ex:one", "a SPARQL query that parses")


def test_query_with_an_undeclared_prefix_is_found(tmp_path: Path):
    with pytest.raises(AtlasError, match="1 fault"):
        shapes(tmp_path, 'ex:one a sh:NodeShape ; sh:targetNode ex:a ; sh:sparql [ sh:select "SELECT $this WHERE { $this ex:size ?size }" ] .\n')


def test_reference_to_a_shape_that_is_not_there(tmp_path: Path):
    with pytest.raises(AtlasError) as error:
        shapes(tmp_path, "ex:one a sh:NodeShape ;\n    sh:targetClass ex:Thing ;\n    sh:property ex:tow .\n")
    (fault,) = error.value.faults
    assert (fault.row, fault.column, fault.value) == (4, "ex:one", "ex:tow")


def test_shapes_that_shacl_does_not_allow_have_their_lines(tmp_path: Path):
    text = "ex:good a sh:NodeShape ; sh:targetClass ex:Thing .\n\nex:one a sh:PropertyShape ;\n    sh:targetClass ex:Thing ;\n    sh:path ex:size ;\n    sh:minCount 1, 2 .\n"
    faults = check_shapes(shapes(tmp_path, text))
    assert {(fault.file, fault.row, fault.column) for fault in faults} == {("ontology/shapes.ttl", 6, "ex:one")}


def test_a_fault_inside_a_nameless_shape_has_the_line_of_the_named_one(tmp_path: Path):
    text = "\n\nex:one a sh:NodeShape ;\n    sh:targetClass ex:Thing ;\n    sh:property [ sh:path ex:size ; sh:maxCount -1 , 3 ] .\n"
    faults = check_shapes(shapes(tmp_path, text))
    assert {(fault.row, fault.column) for fault in faults} == {(6, "ex:one")}


def test_shapes_that_cannot_be_used_end_in_one_message_with_the_line(tmp_path: Path):
    known = shapes(tmp_path, 'ex:one a sh:PropertyShape ;\n    sh:targetClass ex:Thing ;\n    sh:path ex:size ;\n    sh:minCount "one" .\n')
    with pytest.raises(AtlasError, match="ontology/shapes.ttl: the shapes cannot be used") as error:
        validate(DATA, known)
    assert {fault.row for fault in error.value.faults} == {4}


@pytest.mark.parametrize(
    "target",
    ["sh:targetClass ex:Thign", "sh:targetNode ex:b", "sh:targetSubjectsOf ex:sise", "sh:targetObjectsOf ex:sise", "sh:targetClass ex:A, ex:B"],
)
def test_a_shape_that_nothing_meets_is_told(tmp_path: Path, target: str):
    known = shapes(tmp_path, f"ex:met a sh:NodeShape ; sh:targetClass ex:Thing .\nex:one a sh:NodeShape ;\n    {target} ;\n    sh:nodeKind sh:IRI .\n")
    (fault,) = untargeted(DATA, known)
    assert (fault.file, fault.row, fault.column, fault.severity) == ("ontology/shapes.ttl", 5, "ex:one", "warning")
    assert target.split()[0] in fault.hint


@pytest.mark.parametrize("target", ["sh:targetClass ex:Thing", "sh:targetNode ex:a", "sh:targetSubjectsOf ex:size", "sh:targetClass ex:A, ex:Thing"])
def test_a_shape_that_something_meets_is_not(tmp_path: Path, target: str):
    assert untargeted(DATA, shapes(tmp_path, f"ex:one a sh:NodeShape ; {target} ; sh:nodeKind sh:IRI .\n")) == []


def test_a_shape_may_say_why_nothing_meets_it_yet(tmp_path: Path):
    assert untargeted(DATA, shapes(tmp_path, 'ex:one a sh:NodeShape ; sh:targetClass ex:Later ; skos:editorialNote "Comes later."@en .\n')) == []
