"""Statements as a document in one of the forms of RDF, for documents so short that they are made while somebody waits."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from ciatlas.rdf import jsonld, ntriples, rdfxml, turtle

FORMS = ("ttl", "jsonld", "rdf", "nt")


def write(lines: Iterable[str], form: str, prefixes: Mapping[str, str], context: Path) -> bytes:
    """The statements in UTF-8, sorted, so that the same ones give the same bytes.

    lines: canonical N-Triples with their line feeds. form: a member of FORMS. prefixes: short name -> namespace IRI, of which the
    document has those that it uses. context: the file of that of JSON-LD. Raises ValueError for another form, AtlasError for a bad context.
    """
    subjects = list(ntriples.subjects(ntriples.sort(lines)))
    if form == "nt":
        return "".join(f"{triple} .\n" for _subject, triples in subjects for triple in triples).encode()
    if form == "jsonld":
        return "".join(jsonld.write(subjects, jsonld.Context(context))).encode()
    if form == "ttl":
        return "".join(turtle.write(subjects, prefixes)).encode()
    if form != "rdf":
        raise ValueError(form)
    used = {one.predicate.value for _subject, triples in subjects for one in triples}
    xml = io.BytesIO()
    rdfxml.write(subjects, {prefix: namespace for prefix, namespace in prefixes.items() if any(iri.startswith(namespace) for iri in used)}, xml)
    return xml.getvalue()
