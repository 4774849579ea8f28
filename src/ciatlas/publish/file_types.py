"""What kind of file a name stands for: its media type (IANA), its file type (EU authority table), the standard it is written by."""

from __future__ import annotations

from dataclasses import dataclass

IANA = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class FileType:
    """media: media type as registered with IANA, or None. authority: code in the EU's table of file types, or None.

    standard: IRI of the specification. feature: IRI of the RDF format (void:feature), for forms of RDF only.
    compression: media type of the compression around it.
    """

    media: str | None
    authority: str | None
    standard: str | None = None
    feature: str | None = None
    compression: str | None = None


_FORMATS = "http://www.w3.org/ns/formats/"
_CSV = "https://www.rfc-editor.org/rfc/rfc4180"
_TYPES = {
    ".ttl": FileType("text/turtle", "RDF_TURTLE", "https://www.w3.org/TR/turtle/", _FORMATS + "Turtle"),
    ".jsonld": FileType("application/ld+json", "JSON_LD", "https://www.w3.org/TR/json-ld11/", _FORMATS + "JSON-LD"),
    ".nt": FileType("application/n-triples", "RDF_N_TRIPLES", "https://www.w3.org/TR/n-triples/", _FORMATS + "N-Triples"),
    ".nq": FileType("application/n-quads", "RDF_N_QUADS", "https://www.w3.org/TR/n-quads/", _FORMATS + "N-Quads"),
    ".trig": FileType("application/trig", "RDF_TRIG", "https://www.w3.org/TR/trig/", _FORMATS + "TriG"),
    ".rdf": FileType("application/rdf+xml", "RDF_XML", "https://www.w3.org/TR/rdf-syntax-grammar/", _FORMATS + "RDF_XML"),
    ".csv": FileType("text/csv", "CSV", _CSV),
    ".tsv": FileType("text/tab-separated-values", "TSV"),
    ".xlsx": FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX"),
    ".parquet": FileType("application/vnd.apache.parquet", "PARQUET"),
    ".geojson": FileType("application/geo+json", "GEOJSON", "https://www.rfc-editor.org/rfc/rfc7946"),
    ".graphml": FileType("application/xml", "XML", "http://graphml.graphdrawing.org/"),
    ".gexf": FileType("application/xml", "XML", "https://gexf.net/"),
    ".csl.json": FileType("application/vnd.citationstyles.csl+json", "JSON"),
    ".json": FileType("application/json", "JSON"),
    ".bib": FileType("text/plain", "TXT"),
    ".xml": FileType("application/xml", "XML"),
    ".atom": FileType("application/atom+xml", "ATOM", "https://www.rfc-editor.org/rfc/rfc4287"),
    ".zip": FileType("application/zip", "ZIP"),
    ".html": FileType("text/html", "HTML"),
}
_COMPRESSIONS = {".gz": "application/gzip", ".zst": "application/zstd"}


def file_type(name: str) -> FileType | None:
    """The kind of a file by the longest known ending of its name; None when none is known."""
    for ending, compression in _COMPRESSIONS.items():
        if name.endswith(ending):
            inner = file_type(name.removesuffix(ending))
            return FileType(inner.media, inner.authority, inner.standard, inner.feature, compression) if inner else None
    found = [ending for ending in _TYPES if name.endswith(ending)]
    return _TYPES[max(found, key=len)] if found else None


def media_types() -> dict[str, str]:
    """Ending without its dot -> media type, for the endings of one part and for those of compressed files: what web servers ask for."""
    plain = {ending[1:]: kind.media for ending, kind in _TYPES.items() if kind.media and "." not in ending[1:]}
    return plain | {ending[1:]: media for ending, media in _COMPRESSIONS.items()}
