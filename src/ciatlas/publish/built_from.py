"""Which files a release was built from, with their checksums, and by which version of the program (PROV-O)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, Triple

from ciatlas import __version__
from ciatlas.project import Edition, Project
from ciatlas.publish.checksums import sha256
from ciatlas.rdf.describe import describe, iri, iris, typed
from ciatlas.tables.model import TableGroup

SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"


def inputs(project: Project, edition: Edition, group: TableGroup) -> dict[str, Path]:
    """The address of each input -> its file: the tables and their metadata, the vocabulary and shapes, the rules.

    A table has the address at which the release publishes it, below ``data/<edition>/``.
    """
    place = edition.tables.parent
    found = {project.iri(f"data/{edition.name}/{edition.tables.name}"): edition.tables}
    found |= {project.iri(f"data/{edition.name}/{table.url}"): place / table.url for table in group.tables}
    found |= {project.iri(path.name): path for path in (project.vocabulary, project.schemes, project.alignments, project.shapes)}
    found |= {project.iri(f"query/rules/{path.stem}"): path for path in (project.root / "queries" / "rules").glob("*.rq")}
    return dict(sorted(found.items()))


def checksum(subject: str, path: Path) -> Iterator[Triple]:
    """The SHA-256 of a file as SPDX says it, on a node of its own beside the address `subject`. Raises OSError."""
    node = f"{subject}{'.' if '#' in subject else '#'}sha256"
    yield from describe(subject, {"spdx:checksum": iri(node)})
    properties = {"rdf:type": iri("spdx:Checksum"), "spdx:algorithm": iri(SHA256), "spdx:checksumValue": typed(sha256(path), "hexBinary")}
    yield from describe(node, properties)


def statements(project: Project, edition: Edition, group: TableGroup) -> Iterator[Triple]:
    """That the edition was made by a build out of its inputs with this version of the program. Raises OSError."""
    dataset = project.iri(f"data/{edition.name}")
    activity, program = f"{dataset}/build", project.iri("catalog#program")
    files = inputs(project, edition, group)
    yield from describe(dataset, {"rdf:type": iri("prov:Entity"), "prov:wasGeneratedBy": iri(activity), "prov:wasDerivedFrom": iris(files)})
    yield from describe(
        activity, {"rdf:type": iri("prov:Activity"), "prov:used": iris(files), "prov:wasAssociatedWith": iri(program), "prov:generated": iri(dataset)}
    )
    yield from describe(
        program,
        {"rdf:type": iri("prov:SoftwareAgent"), "schema:name": Literal("ciatlas"), "schema:softwareVersion": Literal(__version__)},
    )
    for address, path in files.items():
        yield from describe(address, {"rdf:type": iri("prov:Entity"), "rdfs:label": Literal(project.relative(path))})
        yield from checksum(address, path)
