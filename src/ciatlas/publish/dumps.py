"""The dumps: each graph in Turtle, JSON-LD, N-Triples and RDF/XML, all from the same sorted statements."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store, Triple, parse

from ciatlas.fault import AtlasError
from ciatlas.project import Project
from ciatlas.rdf import jsonld, ntriples, rdfxml, turtle
from ciatlas.rdf.canonical import canonical_hash, canonical_hash_of_sorted
from ciatlas.store import IN_MEMORY_BYTES, triples
from ciatlas.tables.model import TableGroup

Subject = tuple[str, list[Triple]]
FORMS = (".nt.gz", ".ttl", ".jsonld", ".rdf")


@dataclass(frozen=True, slots=True)
class Dump:
    """A graph that was written: its RDFC-1.0 hash and the number of its statements."""

    hash: str
    statements: int


def write_graph(
    project: Project, store: Store, graph: str, stem: Path, forms: Iterable[str], order: Sequence[str], comment: str
) -> Dump:
    """Writes one named graph of the store to a file for each of `forms` (endings out of FORMS), each ``<stem><form>``.

    order: property IRIs as Turtle is to be read. comment: stands first in Turtle. Raises OSError when the disk is full.
    """
    plain = stem.with_name(f".{stem.name}.nt")
    _write(plain, ntriples.sort(triples(store, graph)))

    def lines() -> Iterator[str]:
        with plain.open(encoding="utf-8", newline="\n") as file:
            yield from file

    # A graph that fits in memory is cut into subjects once, a larger one again for each form.
    small = list(ntriples.subjects(lines())) if plain.stat().st_size <= IN_MEMORY_BYTES else None

    def subjects() -> Iterable[Subject]:
        return small if small is not None else ntriples.subjects(lines())

    writers: Mapping[str, Callable[[Path], None]] = {
        ".nt.gz": lambda path: _write_gzip(path, lines()),
        ".ttl": lambda path: _write(path, turtle.write(subjects(), project.prefixes, order, comment)),
        ".jsonld": lambda path: _write(path, _jsonld(project, store, graph, subjects())),
        ".rdf": lambda path: _write_rdfxml(path, subjects(), project.prefixes),
    }
    for form in forms:
        path = stem.with_name(stem.name + form)
        writers[form](path)
    dump = Dump(canonical_hash_of_sorted(lines()), sum(1 for _ in lines()))
    plain.unlink()
    return dump


def write_vocabulary(project: Project, folder: Path) -> dict[str, Dump]:
    """Writes the vocabulary, the schemes and the alignments as Turtle (as they are kept) and JSON-LD; the shapes as Turtle; the context.

    Gives each by its name. Raises AtlasError that names the file with a syntax error.
    """
    context = jsonld.Context(project.context)
    dumps = {}
    for path in (project.vocabulary, project.schemes, project.alignments, project.shapes):
        try:
            statements = [one.triple for one in parse(path=str(path), format=RdfFormat.TURTLE)]
        except SyntaxError as error:
            raise AtlasError(f"{project.relative(path)}: not Turtle: {error}") from error
        dumps[path.stem] = Dump(canonical_hash(statements), len(statements))
        (folder / path.name).write_bytes(path.read_bytes())
        # Shapes are nests of nameless nodes, which one object for each thing would tear apart.
        if path != project.shapes:
            subjects = ntriples.subjects(ntriples.sort(f"{one} .\n" for one in statements))
            _write(folder / f"{path.stem}.jsonld", jsonld.write(subjects, context))
    (folder / project.context.name).write_bytes(project.context.read_bytes())
    return dumps


def reading_order(group: TableGroup) -> Sequence[str]:
    """Property IRIs in the order of the tables' columns: the order a reader of the tables knows.

    A property that only a later table has comes where that table has it, after the one before it.
    """
    order: list[str] = []
    for table in group.tables:
        position = 0
        for column in table.schema.columns:
            iri = column.property_url
            if not iri or "{" in iri:
                continue
            if iri not in order:
                order.insert(position, iri)
            position = order.index(iri) + 1
    return order


def _jsonld(project: Project, store: Store, graph: str, subjects: Iterable[Subject]) -> Iterator[str]:
    context = jsonld.Context(project.context)
    name = NamedNode(graph)

    def describe(iri: str) -> list[Triple]:
        return [quad.triple for quad in store.quads_for_pattern(NamedNode(iri), None, None, name)]

    def referrers(iri: str, target: str) -> list[str]:
        found = store.quads_for_pattern(None, NamedNode(iri), NamedNode(target), name)
        return sorted(quad.subject.value for quad in found if isinstance(quad.subject, NamedNode))

    embed = jsonld.frame_embeds(project.frame, context)
    return jsonld.write(subjects, context, embed, describe, referrers)


def _write(path: Path, parts: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(parts)


def _write_rdfxml(path: Path, subjects: Iterable[Subject], prefixes: Mapping[str, str]) -> None:
    with path.open("wb") as file:
        rdfxml.write(subjects, prefixes, file)


def _write_gzip(path: Path, lines: Iterable[str]) -> None:
    # Neither a file name nor a time in the header: the same lines give the same bytes.
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=raw, mtime=0) as file:
        rest = iter(lines)
        while block := "".join(islice(rest, 4096)):
            file.write(block.encode())
