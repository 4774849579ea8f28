"""The shapes keep to the part of SHACL that README.md beside them names, so that they can be compiled."""

from __future__ import annotations

import re
from pathlib import Path

from rdflib import SH

from ciatlas.shapes import read_shapes

# What a shapes file says besides targets, paths and constraints.
ANNOTATIONS = {"declare", "prefix", "namespace", "prefixes", "select", "message", "severity", "path"}


def test_the_readme_names_every_part_of_shacl_in_use_and_no_other(root: Path):
    shapes = read_shapes(root / "ontology" / "shapes.ttl", "ontology/shapes.ttl")
    used = {str(term).removeprefix(str(SH)) for term in shapes.graph.predicates() if str(term).startswith(str(SH))}
    table = (root / "ontology" / "README.md").read_text(encoding="utf-8").partition("| part | terms |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`sh:(\w+)`", table)) == used - ANNOTATIONS
