"""RDF/XML (RDF 1.1 XML Syntax): written by Oxigraph from statements in the order given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO

from pyoxigraph import RdfFormat, Triple, serialize


def write(subjects: Iterable[tuple[str, list[Triple]]], prefixes: Mapping[str, str], output: IO[bytes]) -> None:
    """Writes the subjects' statements to `output`. Raises OSError when that fails."""
    serialize((triple for _, triples in subjects for triple in triples), output, RdfFormat.RDF_XML, prefixes=dict(prefixes))
