"""Data quality, counted: how much of the atlas has what, by table and by country, as DQV measurements and for a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Triple

from ciatlas import query
from ciatlas.fault import AtlasError
from ciatlas.project import Edition, Project
from ciatlas.query_file import QueryFile, read_folder
from ciatlas.rdf.namespaces import RDF, WELL_KNOWN, XSD

FOLDER = "queries/quality"


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that is measured: its query, and the tables whose rows it is asked of (none: it is a count over the whole atlas)."""

    file: QueryFile
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """How many of the rows of one part have what a metric asks for. part: a table's file name, or a country's IRI and the table's name."""

    metric: Metric
    table: str
    country: str | None
    count: int
    rows: int

    @property
    def share(self) -> Decimal:
        """The share of the rows, from 0 to 1, with four decimals."""
        return (Decimal(self.count) / Decimal(self.rows)).quantize(Decimal("0.0001"))


@dataclass(frozen=True, slots=True)
class Quality:
    """rows: number of rows by (table, country's IRI or None for all). measurements: in the order of metrics, tables, countries.

    nowhere: the addresses of the atlas that something names and nothing describes.
    """

    rows: Mapping[tuple[str, str | None], int]
    metrics: Sequence[Metric]
    measurements: Sequence[Measurement]
    nowhere: Sequence[str]


def measure(project: Project, store: Store) -> Quality:
    """Measures a filled store by the queries in ``queries/quality``. Raises AtlasError that names the file of a query that is wrong."""
    files = read_folder(project.root / FOLDER, FOLDER)
    things, *metrics = files
    rows: Counter[tuple[str, str | None]] = Counter()
    places: dict[str, set[tuple[str, str | None]]] = {}
    for solution in _solutions(project, store, things):
        table = solution["table"].value
        country = solution["country"].value if solution["country"] is not None else None
        places.setdefault(solution["thing"].value, set()).update({(table, None), *([(table, country)] if country else [])})
    for parts in places.values():
        rows.update(parts)
    measured: list[Metric] = []
    measurements: list[Measurement] = []
    nowhere: list[str] = []
    for file in metrics:
        found = [solution["thing"].value for solution in _solutions(project, store, file)]
        if "tables" not in file.header:
            nowhere += sorted(found)
            continue
        metric = Metric(file, file.words("tables"))
        measured.append(metric)
        counts: Counter[tuple[str, str | None]] = Counter(part for thing in set(found) for part in places.get(thing, ()))
        for (table, country), number in sorted(rows.items(), key=lambda pair: (pair[0][0], pair[0][1] or "")):
            if table in metric.tables:
                measurements.append(Measurement(metric, table, country, counts[table, country], number))
    return Quality(rows, measured, measurements, nowhere)


def _solutions(project: Project, store: Store, file: QueryFile) -> QuerySolutions:
    file.texts("title", project.languages)
    file.texts("description", project.languages)
    results = query.run(store, file.text, project.prefixes, file.file)
    if not isinstance(results, QuerySolutions) or "thing" not in {variable.value for variable in results.variables}:
        raise AtlasError(f"{file.file}: expected a SELECT of ?thing")
    return results


def statements(project: Project, edition: Edition, quality: Quality) -> Iterator[Triple]:
    """The measurements in the Data Quality Vocabulary (W3C DQV): metrics, and a measurement for each table and country."""
    dqv, dcterms, skos = WELL_KNOWN["dqv"], WELL_KNOWN["dcterms"], WELL_KNOWN["skos"]
    dataset = project.iri(f"data/{edition.name}")

    def state(subject: str, predicate: str, value: NamedNode | Literal) -> Triple:
        return Triple(NamedNode(subject), NamedNode(predicate), value)

    for metric in quality.metrics:
        iri = _metric_iri(project, metric)
        yield state(iri, RDF + "type", NamedNode(dqv + "Metric"))
        yield state(iri, dqv + "expectedDataType", NamedNode(XSD + "decimal"))
        for language, text in metric.file.texts("title", project.languages).items():
            yield state(iri, skos + "prefLabel", Literal(text, language=language))
        for language, text in metric.file.texts("description", project.languages).items():
            yield state(iri, skos + "definition", Literal(text, language=language))
    for one in quality.measurements:
        part = f"{dataset}/{one.table.removesuffix('.csv')}"
        code = f"-{one.country.rpartition('/')[2]}" if one.country else ""
        iri = f"{dataset}/quality/{_slug(one.metric)}/{one.table.removesuffix('.csv')}{code}"
        yield state(iri, RDF + "type", NamedNode(dqv + "QualityMeasurement"))
        yield state(iri, dqv + "isMeasurementOf", NamedNode(_metric_iri(project, one.metric)))
        yield state(iri, dqv + "computedOn", NamedNode(part))
        yield state(iri, dqv + "value", Literal(str(one.share), datatype=NamedNode(XSD + "decimal")))
        if one.country:
            yield state(iri, dcterms + "spatial", NamedNode(one.country))


def _slug(metric: Metric) -> str:
    return metric.file.name.partition("-")[2]


def _metric_iri(project: Project, metric: Metric) -> str:
    return project.iri(f"quality/{_slug(metric)}")
