"""What the tests of the vocabulary read: its files, and the tables' metadata that uses them."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import rdflib
from rdflib.namespace import DC, DCAT, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SH, SKOS, VANN, VOID, XSD

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
TABLES = ROOT / "data" / "2015"
BASE = "https://w3id.org/ciatlas/"
CI = BASE + "ns#"
SCHEME = BASE + "scheme/"

# rdflib knows every term of these; of the listed two the atlas uses little.
CLOSED = (DC, DCAT, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SH, SKOS, VANN, VOID, XSD)
LISTED = {
    "http://www.w3.org/ns/dqv#": {"Metric", "QualityAnnotation", "QualityMeasurement", "computedOn", "expectedDataType", "isMeasurementOf", "qualityAssessment", "value"},
    "http://www.w3.org/ns/csvw#": {"name"},
    "http://www.w3.org/ns/oa#": {"hasBody", "hasTarget", "motivatedBy"},
    "http://www.w3.org/ns/adms#": {"Identifier", "identifier"},
    "http://www.w3.org/2003/01/geo/wgs84_pos#": {"SpatialThing", "lat", "long"},
    "https://w3id.org/sssom/": {"mapping_justification", "object_label", "reviewer_label"},
}

DOMAIN_INCLUDES = SDO.domainIncludes
RANGE_INCLUDES = SDO.rangeIncludes


def is_well_known(iri: str) -> bool:
    """Whether an IRI is a term of a vocabulary that the atlas reuses, spelled as that vocabulary spells it."""
    for namespace, names in LISTED.items():
        if iri.startswith(namespace):
            return iri.removeprefix(namespace) in names
    return any(iri.startswith(str(namespace)) and iri in namespace for namespace in CLOSED)


def datatype(name: str) -> rdflib.URIRef:
    """A datatype of XML Schema by its name, as the tables' metadata has it."""
    return XSD[name]


@dataclass(frozen=True)
class Column:
    """A column of the tables as the metadata describes it; `kind` is the class of what its statements are about."""

    table: str
    name: str
    property: str
    value_url: str
    base: str
    words: tuple[str, ...]
    separator: str | None
    about_url: str
    kind: str

    def __str__(self) -> str:
        return f"{self.table}:{self.name}"

    @property
    def scheme(self) -> str | None:
        """The IRI of the concept scheme that the values come from, if they are concepts."""
        return self.value_url.rpartition("/")[0] if self.value_url.startswith(SCHEME) else None

    def cells(self) -> Iterator[str]:
        """Each value of the column in the committed table, item by item."""
        with (TABLES / self.table).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                items = row[self.name].split(self.separator) if self.separator else [row[self.name]]
                yield from (item.strip() for item in items if item.strip())


def columns() -> tuple[Column, ...]:
    """Every column, virtual ones too, that makes statements; but for the links', whose property stands in the row."""
    tables = json.loads((TABLES / "csv-metadata.json").read_text(encoding="utf-8"))["tables"]
    kinds = {
        table["tableSchema"]["aboutUrl"].partition("{")[0]: column["valueUrl"]
        for table in tables
        for column in table["tableSchema"]["columns"]
        if column.get("propertyUrl") == str(RDF.type)
    }
    return tuple(_column(table, column, kinds) for table in tables for column in table["tableSchema"]["columns"] if "{" not in column.get("propertyUrl", "{"))


def _column(table: dict, column: dict, kinds: dict[str, str]) -> Column:
    datatype = column.get("datatype", "string")
    described = datatype if isinstance(datatype, dict) else {"base": datatype}
    about = column.get("aboutUrl") or table["tableSchema"]["aboutUrl"]
    words = described.get("format", "") if described["base"] == "string" and "valueUrl" in column else ""
    return Column(
        table=table["url"],
        name=column["name"],
        property=column["propertyUrl"],
        value_url=column.get("valueUrl", ""),
        base=described["base"],
        words=tuple(words.split("|")) if words and not set(words) & set("[]()*+{}") else (),
        separator=column.get("separator"),
        about_url=about,
        kind=kinds[about.partition("{")[0]],
    )
