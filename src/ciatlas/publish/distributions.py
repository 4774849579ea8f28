"""The distributions of a release: one for each file, with its size and checksum (DCAT-AP 3.0.1, Distribution)."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, Triple

from ciatlas.authority import concept, language
from ciatlas.project import Project
from ciatlas.publish.built_from import checksum
from ciatlas.publish.file_types import IANA
from ciatlas.publish.release_files import ReleaseFile
from ciatlas.rdf.describe import describe, iri, iris, texts, typed

SPARQL = "https://www.w3.org/TR/sparql11-protocol/"


def codes(version: str) -> tuple[str, str]:
    """The EU's codes for the status of a version's files and for how long they will be there. A version 0.x is a draft."""
    return ("DEVELOP", "EXPERIMENTAL") if version.startswith("0.") else ("COMPLETED", "STABLE")


def statements(project: Project, file: ReleaseFile, version: str) -> Iterator[Triple]:
    """One file as a distribution of its dataset; nothing for a page. Raises OSError when the file cannot be read."""
    if file.is_page:
        return
    distribution, address = project.iri(f"catalog#{file.name}"), project.iri(file.name)
    status, availability = codes(version)
    kind = file.type
    yield from describe(project.iri(file.owner), {"dcat:distribution": iri(distribution)})
    yield from describe(
        distribution,
        {
            "rdf:type": iri("dcat:Distribution"),
            "dcterms:title": Literal(file.name.rpartition("/")[2]),
            "dcterms:description": texts(file.description),
            "dcterms:license": iri(project.licence),
            "dcterms:language": iris(map(language, project.languages)),
            "dcat:accessURL": iri(address),
            "dcat:downloadURL": iri(address),
            "dcat:mediaType": iri(IANA + kind.media) if kind.media else None,
            "dcat:compressFormat": iri(IANA + kind.compression) if kind.compression else None,
            "dcterms:format": iri(concept("file-type", kind.authority)) if kind.authority else None,
            "dcterms:conformsTo": iri(kind.standard) if kind.standard else None,
            "dcat:byteSize": typed(file.path.stat().st_size, "nonNegativeInteger"),
            "dcatap:availability": iri(concept("planned-availability", availability)),
            "adms:status": iri(concept("distribution-status", status)),
            "dcat:accessService": iri(project.iri("catalog#sparql")) if project.endpoint and file.graph is not None else None,
        },
    )
    yield from checksum(distribution, file.path)
