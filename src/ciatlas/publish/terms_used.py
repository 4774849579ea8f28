"""What the terms of others in the catalogue are: class, label and table, so that nobody need fetch those tables to read or validate it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, Triple

from ciatlas.authority import AUTHORITY, THEMES, concept, language
from ciatlas.project import Project
from ciatlas.publish.distributions import SPARQL, codes
from ciatlas.publish.file_types import IANA
from ciatlas.publish.release_files import ReleaseFile
from ciatlas.rdf.describe import describe, iri

_STATUS = {"DEVELOP": "Under development", "COMPLETED": "Completed"}
_AVAILABILITY = {"EXPERIMENTAL": "Experimental", "STABLE": "Stable"}
_LICENCE_TYPES = {
    "https://creativecommons.org/licenses/by/": ("Attribution", "Attribution"),
    "https://creativecommons.org/licenses/by-sa/": ("ViralEffect-ShareAlike", "Viral effect (share-alike)"),
    "https://creativecommons.org/publicdomain/zero/": ("PublicDomain", "Work in the public domain"),
}
_ADMS_LICENCES = "http://purl.org/adms/licencetype/"


def terms_used(project: Project, files: Sequence[ReleaseFile], themes: str) -> Iterator[Triple]:
    """Statements on the languages, themes, file types, media types, standards and the licence that a release's catalogue names.

    themes: the IRI of the scheme of themes.
    """
    for tag in project.languages:
        yield from _member(language(tag), "dcterms:LinguisticSystem")
    yield from describe(themes, {"rdf:type": iri("skos:ConceptScheme"), "dcterms:title": Literal("Data theme", language="en")})
    for code in project.themes:
        yield from _member(concept("data-theme", code), "skos:Concept", THEMES[code])
    for status, availability in {codes(edition.version) for edition in project.editions}:
        yield from _member(concept("distribution-status", status), "skos:Concept", _STATUS[status])
        yield from _member(concept("planned-availability", availability), "skos:Concept", _AVAILABILITY[availability])
    yield from _member(concept("access-right", "PUBLIC"), "dcterms:RightsStatement")
    kinds = [file.type for file in files if not file.is_page]
    for media in sorted({media for kind in kinds for media in (kind.media, kind.compression) if media}):
        yield from describe(IANA + media, {"rdf:type": iri("dcterms:MediaType")})
    for code in sorted({kind.authority for kind in kinds if kind.authority}):
        yield from _member(concept("file-type", code), "dcterms:MediaTypeOrExtent")
    standards = {kind.standard for kind in kinds if kind.standard} | {project.iri("ns#")} | ({SPARQL} if project.endpoint else set())
    for standard in sorted(standards):
        yield from describe(standard, {"rdf:type": iri("dcterms:Standard")})
    yield from describe("http://spdx.org/rdf/terms#checksumAlgorithm_sha256", {"rdf:type": iri("spdx:ChecksumAlgorithm")})
    yield from describe(project.base, {"rdf:type": iri("foaf:Document")})
    yield from describe(project.licence, {"rdf:type": iri("dcterms:LicenseDocument")})
    for begin, (code, label) in _LICENCE_TYPES.items():
        if project.licence.startswith(begin):
            yield from describe(project.licence, {"dcterms:type": iri(_ADMS_LICENCES + code)})
            properties = {"rdf:type": iri("skos:Concept"), "skos:prefLabel": Literal(label, language="en"), "skos:inScheme": iri(_ADMS_LICENCES + "1.0")}
            yield from describe(_ADMS_LICENCES + code, properties)


def _member(term: str, kind: str, label: str | None = None) -> Iterator[Triple]:
    scheme = iri(term.rpartition("/")[0]) if term.startswith(AUTHORITY) else None
    yield from describe(term, {"rdf:type": iri(kind), "skos:prefLabel": Literal(label, language="en") if label else None, "skos:inScheme": scheme})
