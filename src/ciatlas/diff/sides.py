"""The two sides of a comparison: an edition, a folder of tables, a release or a dump, each read as its statements."""

from __future__ import annotations

import gzip
import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import zstandard
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from ciatlas.fault import AtlasError
from ciatlas.messages import _, ngettext
from ciatlas.project import Project
from ciatlas.publish.dumps import FORMS
from ciatlas.released import PUBLISHED
from ciatlas.tables import check, csv2rdf, metadata

METADATA = "csv-metadata.json"


@dataclass(frozen=True, slots=True)
class Side:
    """One side. name: as it was asked for. iri: that of the edition, where it is one. triples: what it asserts."""

    name: str
    iri: str | None
    triples: frozenset[Triple]


def read(project: Project, asked: str) -> Side:
    """The side that a name or path asks for: an edition of the project by its name, else a folder or a file.

    Blank nodes get the labels of RDFC-1.0, so that two dumps of one graph are the same. Raises AtlasError when there is no such thing,
    or it cannot be read, or its tables have faults.
    """
    for edition in project.editions:
        if edition.name == asked:
            return Side(asked, project.iri(f"data/{asked}"), _named(_of_tables(edition.tables, project)))
    path = Path(asked)
    if path.is_dir():
        if (path / METADATA).is_file():
            return Side(asked, None, _named(_of_tables(path / METADATA, project)))
        return Side(asked, None, _named(_of_file(_dump(project, path), project)))
    if path.is_file():
        return Side(asked, None, _named(_of_file(path, project)))
    known = ", ".join(edition.name for edition in project.editions)
    raise AtlasError(_("{asked}: expected an edition ({known}), a folder of tables, a release or a dump").format(asked=asked, known=known))


def _of_tables(path: Path, project: Project) -> set[Triple]:
    folder = path.parent
    group = metadata.read(path, project.relative(path))
    found = [fault for fault in check.check(group, folder, project.relative(folder)) if fault.severity == "violation"]
    if found:
        told = ngettext("the tables in {folder} have {number} fault", "the tables in {folder} have {number} faults", len(found))
        raise AtlasError(told.format(folder=project.relative(folder), number=len(found)), found)
    triples: set[Triple] = set()
    for table in group.tables:
        for lines in csv2rdf.lift(table, folder / table.url):
            triples.update(quad.triple for quad in parse(lines, RdfFormat.N_TRIPLES))
    return triples


def _dump(project: Project, folder: Path) -> Path:
    """The dump of the newest edition in a release."""
    names = [edition.name for edition in project.editions]
    # A release may hold editions that this project does not know, or not yet.
    with suppress(OSError, ValueError, KeyError, TypeError):
        names += [str(one["edition"]) for one in json.loads((folder / PUBLISHED).read_text(encoding="utf-8"))["editions"]]
    for name in reversed(names):
        for form in FORMS:
            if (path := folder / f"{project.name}-{name}{form}").is_file():
                return path
    told = _("{folder}: expected {metadata} for a folder of tables, or dumps such as {dump} for a release")
    raise AtlasError(told.format(folder=folder, metadata=METADATA, dump=f"{project.name}-{names[-1]}{FORMS[0]}"))


def _of_file(path: Path, project: Project) -> set[Triple]:
    ending = next((suffix for suffix in reversed(path.suffixes) if suffix not in (".gz", ".zst")), "")
    format = RdfFormat.from_extension(ending.removeprefix("."))
    if format is None:
        raise AtlasError(_("{file}: expected a dump: .ttl, .nt, .nq, .trig, .jsonld or .rdf, or one of these with .gz or .zst").format(file=path))
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        elif path.suffix == ".zst":
            content = _unpacked(content)
        quads = list(parse(content, format))
    except (OSError, EOFError, ValueError, SyntaxError, zstandard.ZstdError) as error:
        raise AtlasError(_("{file} cannot be read: {reason}").format(file=path, reason=error)) from error
    return {quad.triple for quad in _asserted(project, quads)}


def _unpacked(content: bytes) -> bytes:
    """Zstandard without its frame. Raises ZstdError when it is none, EOFError when its end is missing."""
    unpacker = zstandard.ZstdDecompressor().decompressobj()
    plain = unpacker.decompress(content)
    if not unpacker.eof:
        raise EOFError(_("its end is missing"))
    return plain


def _asserted(project: Project, quads: list[Quad]) -> list[Quad]:
    """Of a dump with the atlas's named graphs, what the newest edition in it asserts; of any other, all."""
    graph = re.compile(re.escape(project.base) + r"data/[^/]+/asserted")
    names = sorted({quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)})
    wanted = [name for name in names if graph.fullmatch(name)]
    return [quad for quad in quads if quad.graph_name == NamedNode(wanted[-1])] if wanted else quads


def _named(triples: set[Triple]) -> frozenset[Triple]:
    if not any(isinstance(term, BlankNode) for triple in triples for term in (triple.subject, triple.object)):
        return frozenset(triples)
    dataset = Dataset(Quad(one.subject, one.predicate, one.object, DefaultGraph()) for one in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(quad.triple for quad in dataset)
