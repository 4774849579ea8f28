"""The lookup table: every name, identifier and web site of the atlas with the IRI that it stands for, for whoever links to it."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from ciatlas.links.statements import PREDICATES
from ciatlas.project import Edition, Project
from ciatlas.rdf.namespaces import WELL_KNOWN
from ciatlas.tables.spreadsheet import is_formula

FILE = "lookup.csv.gz"
COLUMNS = ("text", "kind", "language", "scheme", "iri")

_SKOS, _DCTERMS, _FOAF = WELL_KNOWN["skos"], WELL_KNOWN["dcterms"], WELL_KNOWN["foaf"]
_NAMES = {_SKOS + "prefLabel": "name", _DCTERMS + "title": "name", _SKOS + "altLabel": "other-name"}
_SITES = (_FOAF + "homepage", WELL_KNOWN["schema"] + "url")
_SAME = tuple(predicate for predicate in PREDICATES if predicate.endswith(("sameAs", "exactMatch")))

Line = tuple[str, str, str, str, str]


def write(project: Project, edition: Edition, store: Store, folder: Path) -> list[Path]:
    """Writes ``lookup.csv.gz`` into `folder`; gives its path. The same graph gives the same bytes. Raises OSError when the disk is full."""
    path = folder / FILE
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=raw, mtime=0) as file:
        with io.TextIOWrapper(file, encoding="utf-8", newline="") as text:
            writer = csv.writer(text, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows((_safe(line[0]), *line[1:]) for line in sorted(set(lines(project, edition, store))))
    return [path]


def lines(project: Project, edition: Edition, store: Store) -> Iterator[Line]:
    """(text, kind, language, scheme, IRI) of everything by which a thing may be known.

    kind: name, other-name, notation (a country's or a concept's code), identifier (scheme: its notation, or ``org-id``), website,
    website-key (see website_key), same-as (an IRI elsewhere).
    """
    graphs = [NamedNode(project.graph(edition, part)) for part in ("asserted", "derived")] + [NamedNode(project.iri("scheme"))]
    things, links = project.iri("id/"), project.iri("id/link/")

    def quads(predicate: str) -> Iterator[tuple[str, Quad]]:
        for graph in graphs:
            for quad in store.quads_for_pattern(None, NamedNode(predicate), None, graph):
                if isinstance(quad.subject, NamedNode) and not quad.subject.value.startswith(links):
                    yield quad.subject.value, quad

    for predicate, kind in _NAMES.items():
        for iri, quad in quads(predicate):
            if isinstance(quad.object, Literal):
                yield quad.object.value, kind, quad.object.language or "", "", iri
    identified = set(_identifiers(project, store))
    yield from identified
    owned = {quad.subject.value for quad in store.quads_for_pattern(None, NamedNode(project.prefixes["ci"] + "identifierScheme"), None)}
    for iri, quad in quads(_SKOS + "notation"):
        if iri not in owned:
            yield quad.object.value, "notation", "", "", iri
    for iri, quad in quads(WELL_KNOWN["org"] + "identifier"):
        yield quad.object.value, "identifier", "", "org-id", iri
    for predicate in _SITES:
        for iri, quad in quads(predicate):
            if iri.startswith(things) and isinstance(quad.object, NamedNode):
                yield quad.object.value, "website", "", "", iri
                yield website_key(quad.object.value), "website-key", "", "", iri
    for predicate in _SAME:
        for iri, quad in quads(predicate):
            if isinstance(quad.object, NamedNode):
                yield quad.object.value, "same-as", "", "", iri


def _identifiers(project: Project, store: Store) -> Iterator[Line]:
    scheme, notation = NamedNode(project.prefixes["ci"] + "identifierScheme"), NamedNode(_SKOS + "notation")
    for quad in store.quads_for_pattern(None, NamedNode(WELL_KNOWN["adms"] + "identifier"), None):
        for kind in store.quads_for_pattern(quad.object, scheme, None):
            for value in store.quads_for_pattern(quad.object, notation, None):
                yield value.object.value, "identifier", "", kind.object.value.rpartition("/")[2], quad.subject.value


def website_key(address: str) -> str:
    """An address as two people may both write it: small letters in the host, without scheme, ``www.`` and a slash at the end.

    ``https://www.FSG.org/`` gives ``fsg.org``.
    """
    rest = re.sub(r"^[A-Za-z][A-Za-z0-9+.-]*://", "", address)
    host, slash, path = rest.partition("/")
    return (host.lower().removeprefix("www.") + slash + path).rstrip("/")


def _safe(text: str) -> str:
    return f"'{text}" if is_formula(text) else text
