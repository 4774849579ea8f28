"""The release as a store is to hold it: its dumps, each a named graph, read from their files as a stream, in chunks."""

from __future__ import annotations

import gzip
import hashlib
import heapq
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from ciatlas import retired
from ciatlas.edition import dump_name
from ciatlas.fault import AtlasError
from ciatlas.insights import Row, Value
from ciatlas.messages import _
from ciatlas.project import Project
from ciatlas.publish.release import HASHES
from ciatlas.rdf.canonical import canonical_hash, canonical_hash_of_sorted
from ciatlas.rdf.namespaces import XSD

# Many web servers take no more than 1 MB in a request unless they are told to.
CHUNK_BYTES = 900_000
SAMPLE_SUBJECTS = 40

# Endings of an edition's dumps by the part of the edition, with the file that is quickest to read.
_PARTS = {"asserted": ".nt.gz", "derived": "-derived.nt.gz", "measured": "-measured.ttl", "provenance": "-provenance.ttl"}
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")


@dataclass(frozen=True, slots=True)
class Graph:
    """One graph to be pushed.

    name: IRI of the live graph; staging: of the one that is filled first. statements: their number.
    nameless: N-Triples lines with blank nodes, which belong into one request, since each request names them anew.
    sample: subjects (IRIs) whose statements stand for the others, and these statements as subject, predicate and object.
    """

    name: str
    staging: str
    statements: int
    nameless: tuple[str, ...]
    files: tuple[Path, ...]
    sample: tuple[str, ...]
    sample_rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PushedRelease:
    """The graphs of a release and the hash of all of them: hexadecimal, the same for the same statements under the same names."""

    hash: str
    graphs: tuple[Graph, ...]


def files(project: Project, folder: Path) -> dict[str, Path]:
    """The named graphs of the release in `folder`: graph IRI -> dump."""
    found = {
        project.graph(edition, part): folder / f"{dump_name(project, edition)}{ending}"
        for edition in project.editions
        for part, ending in _PARTS.items()
    }
    if project.retired is not None:
        found[retired.graph(project)] = folder / f"{project.name}-retired.nt.gz"
    vocabulary = {"ns": project.vocabulary, "scheme": project.schemes, "alignments": project.alignments}
    return found | {project.iri(path): folder / file.name for path, file in vocabulary.items()}


def staging_prefix(graph: str) -> str:
    """How the IRIs of a graph's staging graphs begin."""
    return f"{graph}{'-' if '#' in graph else '#'}staging-"


def read(project: Project, folder: Path, into: str | None = None) -> PushedRelease:
    """The release in `folder`; with `into` all its statements in one graph of that name.

    Raises AtlasError when there is no release, when a dump cannot be read, or is another than RDFC10SUMS says.
    """
    if into is not None and not _IRI.fullmatch(into):
        raise AtlasError(_("--graph {value}: expected an IRI, for example {example}").format(value=repr(into), example="https://example.org/atlas"))
    sums = _sums(folder)
    dumps = files(project, folder)
    hashes = {name: _checked(path, sums) for name, path in dumps.items()}
    parts = {name: (path,) for name, path in dumps.items()} if into is None else {into: tuple(dumps.values())}
    whole = hashlib.sha256("".join(f"{hashes[name]} {into or name}\n" for name in sorted(hashes)).encode()).hexdigest()
    return PushedRelease(whole, tuple(_graph(name, paths, whole) for name, paths in parts.items()))


def lines(graph: Graph) -> Iterator[str]:
    """The graph's statements without blank nodes as sorted N-Triples lines with their line feeds."""
    previous = None
    for line in _sorted(graph.files):
        if line != previous:
            yield line
        previous = line


def chunks(graph: Graph, size: int, limit: int = CHUNK_BYTES) -> Iterator[list[str]]:
    """The graph's lines in portions of up to `size` statements and `limit` bytes; the same portions at each run.

    The first holds all statements with blank nodes, and no others if there are any.
    """
    if graph.nameless:
        yield list(graph.nameless)
    portion: list[str] = []
    length = 0
    for line in lines(graph):
        if portion and (len(portion) == size or length + len(line.encode()) > limit):
            yield portion
            portion, length = [], 0
        portion.append(line)
        length += len(line.encode())
    if portion:
        yield portion


def _graph(name: str, paths: tuple[Path, ...], whole: str) -> Graph:
    nameless = tuple(f"{one} .\n" for path in paths for one in _statements(path) if _is_nameless(one))
    graph = Graph(name, staging_prefix(name) + whole[:12], 0, nameless, paths, (), ())
    number = len(nameless)
    # Those whose hashes are the smallest: from all over the graph, and the same ones at each run.
    chosen: list[tuple[str, str, list[str]]] = []
    for subject, group in groupby(lines(graph), lambda line: line.partition(" ")[0]):
        described = list(group)
        number += len(described)
        entry = (hashlib.sha256(subject.encode()).hexdigest(), subject, described)
        heapq.heappush(chosen, (_inverted(entry[0]), *entry[1:]))
        if len(chosen) > SAMPLE_SUBJECTS:
            heapq.heappop(chosen)
    subjects = tuple(sorted(subject[1:-1] for _hash, subject, _lines in chosen))
    text = "".join(line for _hash, _subject, described in chosen for line in described)
    rows = tuple(_row(quad.triple) for quad in parse(text.encode(), format=RdfFormat.N_TRIPLES))
    return Graph(name, graph.staging, number, nameless, paths, subjects, rows)


def _inverted(digest: str) -> str:
    # Python's heap gives the smallest first, and the largest are to go.
    return "".join("fedcba9876543210"[int(digit, 16)] for digit in digest)


def _row(triple: Triple) -> Row:
    return (Value(triple.subject.value, iri=True), Value(triple.predicate.value, iri=True), _object(triple.object))


def _object(term: NamedNode | Literal) -> Value:
    if isinstance(term, NamedNode):
        return Value(term.value, iri=True)
    if term.language:
        return Value(term.value, language=term.language)
    datatype = term.datatype.value
    return Value(term.value, datatype=None if datatype == XSD + "string" else datatype)


def _sorted(paths: tuple[Path, ...]) -> Iterable[str]:
    named = chain.from_iterable((f"{one} .\n" for one in _statements(path) if not _is_nameless(one)) for path in paths)
    # The large dumps are sorted already; nothing of them stays in memory.
    return named if len(paths) == 1 and paths[0].suffix == ".gz" else sorted(named)


def _is_nameless(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


def _statements(path: Path) -> Iterator[Triple]:
    try:
        with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as file:
            form = RdfFormat.N_TRIPLES if path.suffix == ".gz" else RdfFormat.TURTLE
            # Two files may name different blank nodes alike.
            for quad in parse(file, format=form, rename_blank_nodes=True):
                yield quad.triple
    except FileNotFoundError:
        raise AtlasError(_("there is no built atlas in {folder} ({file} is not there); run `ciatlas build` first").format(folder=path.parent, file=path.name)) from None
    except (OSError, EOFError, SyntaxError, ValueError) as error:
        raise AtlasError(_("{file} cannot be read: {reason}; run `ciatlas build` again").format(file=path, reason=error)) from error


def _checked(path: Path, sums: dict[str, str]) -> str:
    try:
        # The large dumps are sorted and without blank nodes: a stream is enough.
        found = canonical_hash_of_sorted(f"{one} .\n" for one in _statements(path)) if path.suffix == ".gz" else canonical_hash(_statements(path))
    except ValueError:
        found = canonical_hash(_statements(path))
    name = path.name.partition(".")[0]
    if sums.get(name) != found:
        raise AtlasError(_("{file} holds other statements than {sums} says; run `ciatlas build` again").format(file=path, sums=HASHES))
    return found


def _sums(folder: Path) -> dict[str, str]:
    path = folder / HASHES
    if not path.is_file():
        raise AtlasError(_("there is no built atlas in {folder} ({file} is not there); run `ciatlas build` first").format(folder=folder, file=HASHES))
    try:
        pairs = [line.split("  ", 1) for line in path.read_text(encoding="utf-8").splitlines()]
        return {name: digest for digest, name in pairs}
    except (OSError, ValueError) as error:
        raise AtlasError(_("{file} cannot be read: {reason}; run `ciatlas build` again").format(file=path, reason=error)) from error
