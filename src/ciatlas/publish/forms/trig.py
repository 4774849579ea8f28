"""TriG: the edition with its named graphs, to read (RDF 1.1 TriG)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import Store

from ciatlas.project import Edition, Project
from ciatlas.publish.forms.reading import PARTS
from ciatlas.rdf import ntriples, turtle
from ciatlas.store import triples


def write(project: Project, edition: Edition, store: Store, path: Path, order: Sequence[str]) -> Path:
    """Writes the edition's named graphs into one TriG file, each in Turtle's blocks; gives its path.

    order: property IRIs as they are to be read. Raises OSError when the disk is full.
    """
    graphs = [project.graph(edition, part) for part in PARTS]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(_document(project.prefixes, store, graphs, order))
    return path


def _document(prefixes: Mapping[str, str], store: Store, graphs: Iterable[str], order: Sequence[str]) -> Iterator[str]:
    names = turtle.Names(prefixes)
    ranks = {iri: number for number, iri in enumerate(order)}
    # The prefixes stand first but are known last; a large document waits on disk.
    with tempfile.SpooledTemporaryFile(turtle.IN_MEMORY_CHARACTERS, "w+", encoding="utf-8", newline="\n") as body:
        for graph in graphs:
            body.write(f"\n{names.iri(graph)} {{\n")
            # No block is indented: a text of several lines would get the spaces inside.
            for block in turtle.blocks(ntriples.subjects(ntriples.sort(triples(store, graph))), names, ranks):
                body.write("\n" + block)
            body.write("}\n")
        body.seek(0)
        for prefix in sorted(names.used):
            yield f"@prefix {prefix}: <{prefixes[prefix]}> .\n"
        yield from iter(lambda: body.read(2**20), "")
