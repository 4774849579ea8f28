"""The publications as plain values: what the bibliographic formats are written from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ciatlas.project import Edition
from ciatlas.publish.forms.reading import Reading
from ciatlas.publish.forms.sheets import rows
from ciatlas.rdf.namespaces import RDF, WELL_KNOWN
from ciatlas.tables.cell import compile_cell
from ciatlas.tables.model import TableGroup
from ciatlas.tables.templates import compile_template

_CREATOR = WELL_KNOWN["dcterms"] + "creator"


@dataclass(frozen=True, slots=True)
class Work:
    """A publication. key: the end of its IRI. type: the code of its kind, empty where unknown. type_name: that in English.

    title: in its own language where it has one, else in English. year: None where unknown. language: a BCP 47 tag, or empty.
    """

    iri: str
    key: str
    type: str
    type_name: str
    title: str
    authors: tuple[str, ...]
    publishers: tuple[str, ...]
    year: int | None
    url: str
    language: str
    keywords: tuple[str, ...]


def works(reading: Reading, ci: str, edition: Edition, group: TableGroup) -> list[Work]:
    """The publications, in the order of their IRIs. ci: namespace of the atlas's own vocabulary.

    The authors come in the order of the table's cell, which a graph does not keep.
    """
    ordered = authors(edition, group)
    kind = WELL_KNOWN["schema"] + "CreativeWork"
    return [_work(reading, iri, ci, ordered) for iri in reading.asserted if kind in reading.iris(iri, RDF + "type")]


def authors(edition: Edition, group: TableGroup) -> dict[str, tuple[str, ...]]:
    """IRI -> authors in their order, from each column of the tables that says dcterms:creator."""
    found: dict[str, tuple[str, ...]] = {}
    for table in group.tables:
        for column in table.schema.source_columns:
            if column.property_url == _CREATOR and column.about_url:
                iri_of, parse = compile_template(table, column.about_url), compile_cell(column)
                for number, cells in rows(table, edition.tables.parent / table.url):
                    if iri := iri_of(cells, number):
                        found[iri] = tuple(value.lexical for value in parse(cells[column.number - 1]).values)
    return found


def _work(reading: Reading, iri: str, ci: str, ordered: Mapping[str, tuple[str, ...]]) -> Work:
    dcterms = WELL_KNOWN["dcterms"]
    language = reading.text(iri, dcterms + "language")
    titles = {one.language or "": one.value for one in reading.objects(iri, dcterms + "title") if hasattr(one, "language")}
    kind = next(iter(reading.iris(iri, dcterms + "type")), "")
    year = reading.text(iri, dcterms + "issued").partition("-")[0]
    named = [reading.label(one, language or "en") for one in reading.iris(iri, dcterms + "publisher")]
    return Work(
        iri=iri,
        key=iri.rpartition("/")[2],
        type=kind.rpartition("/")[2],
        type_name=reading.label(kind, "en") if kind else "",
        title=titles.get(language) or titles.get("en") or next(iter(titles.values()), "") or reading.label(iri, "en"),
        authors=ordered.get(iri) or tuple(one.value for one in reading.objects(iri, _CREATOR)),
        publishers=(*named, *(one.value for one in reading.objects(iri, WELL_KNOWN["dc11"] + "publisher"))),
        year=int(year) if year.isdecimal() else None,
        url=next(iter(reading.iris(iri, WELL_KNOWN["schema"] + "url")), ""),
        language=language,
        keywords=tuple(reading.label(one, "en") for one in reading.iris(iri, ci + "domain")),
    )
