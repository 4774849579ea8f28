"""The vocabulary's files as graphs."""

from __future__ import annotations

import pytest
import rdflib

from ontology_files import ONTOLOGY


@pytest.fixture(scope="session")
def vocabulary() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "ci.ttl")


@pytest.fixture(scope="session")
def schemes() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "schemes.ttl")


@pytest.fixture(scope="session")
def alignments() -> rdflib.Graph:
    return rdflib.Graph().parse(ONTOLOGY / "alignments.ttl")
