"""The catalogue of a release: DCAT 3 as DCAT-AP 3.0.1 wants it, with VoID, PROV and DQV, in Turtle and JSON-LD."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from ciatlas.authority import concept, language
from ciatlas.edition import dump_name
from ciatlas.messages import N_
from ciatlas.project import Edition, Project
from ciatlas.publish import built_from, data_package, distributions, schema_org, void
from ciatlas.publish.described import Described, days
from ciatlas.publish.release_files import FORMS, ReleaseFile, in_languages, release_files, table_title
from ciatlas.publish.terms_used import terms_used
from ciatlas.rdf import jsonld, ntriples, turtle
from ciatlas.rdf.describe import describe, iri, iris, texts, typed

FILE, JSON_FILE = "catalog.ttl", "catalog.jsonld"

_CONTEXT = Path(__file__).parent / "static" / "catalog-context.jsonld"
_ORDER = [
    "dcterms:title", "foaf:name", "skos:prefLabel", "rdfs:label", "dcterms:description", "dcterms:publisher", "dcterms:license", "dcterms:language",
    "dcterms:issued", "dcterms:modified", "dcat:version", "foaf:homepage", "dcat:keyword", "dcat:theme", "dcat:dataset", "dcat:distribution",
    "void:class", "void:property", "void:triples", "void:entities",
]  # fmt: skip
_THEMES = concept("data-theme", "").rstrip("/")

# Datasets of a release beside its editions: path below the base -> title, description.
_OTHERS = {
    "ns": (N_("{title}: vocabulary"), N_("The classes and properties that the atlas needs and no well-known vocabulary has, with shapes and alignments.")),
    "scheme": (N_("{title}: concept schemes"), N_("What the atlas classifies by, with a definition of each concept.")),
    "query": (N_("{title}: example queries"), N_("Queries to learn from, each with what it asks in words.")),
}


def write(project: Project, folder: Path, described: Sequence[Described]) -> list[Path]:
    """Writes the description of the release in `folder`, when all other files but the checksums are there; gives the paths.

    Copies the tables into ``data/<edition>/`` first: what a catalogue offers must be there. The other forms, where they were made,
    have a catalogue of their own in their folder, so that this one is the same with or without them. Raises OSError when the disk is full.
    """
    for one in described:
        data_package.copy_tables(one.edition, folder)
    groups = {one.edition.name: one.group for one in described}
    files = release_files(project, folder, groups)
    packages = [path for one in described for path in data_package.write(project, one, folder)]
    of_void = [triple for one in described for triple in _void(project, one.edition, one, files)]
    everything = [*of_void, *statements(project, folder, described, files)]
    head = project.title[project.languages[0]]
    _write_turtle(project, folder / FILE, everything, f"{head}: catalogue (DCAT, VoID, PROV, DQV)")
    _write(folder / JSON_FILE, jsonld.write(_subjects(project, everything), jsonld.Context(_CONTEXT)))
    _write_turtle(project, folder / void.FILE, of_void, f"{head}: description (VoID)")
    paths = [*packages, schema_org.write(project, folder, described, files), folder / FILE, folder / JSON_FILE, folder / void.FILE]
    if (folder / FORMS).is_dir():
        more = release_files(project, folder, groups, forms=True)
        _write_turtle(project, folder / FORMS / FILE, _forms(project, described, more), f"{head}: other forms (DCAT)")
        paths.append(folder / FORMS / FILE)
    return paths


def _write_turtle(project: Project, path: Path, triples: Iterable[Triple], comment: str) -> None:
    _write(path, turtle.write(_subjects(project, triples), project.prefixes, [iri(name).value for name in _ORDER], comment))


def _write(path: Path, parts: Iterable[str]) -> None:
    path.write_text("".join(parts), encoding="utf-8", newline="\n")


def _subjects(project: Project, triples: Iterable[Triple]) -> list[tuple[str, list[Triple]]]:
    """Each thing with its statements: first what the reader came for, the terms of others last."""
    found = list(ntriples.subjects(sorted({f"{triple} .\n" for triple in triples})))
    first = [project.iri(path) for path in ("catalog", "data", *(f"data/{edition.name}" for edition in project.editions))]

    def rank(subject: str) -> tuple[int, str]:
        return (first.index(subject) if subject in first else len(first) + (not subject.startswith(project.base)), subject)

    return sorted(found, key=lambda pair: rank(pair[0]))


def _forms(project: Project, described: Sequence[Described], files: Sequence[ReleaseFile]) -> Iterator[Triple]:
    for one in described:
        dataset = project.iri(f"data/{one.edition.name}")
        for file in files:
            if file.owner == f"data/{one.edition.name}":
                yield from distributions.statements(project, file, one.edition.version)
                yield from describe(dataset, {"void:dataDump": iri(project.iri(file.name)) if file.graph == "" else None})
    yield from terms_used(project, files, _THEMES)


def _void(project: Project, edition: Edition, described: Described, files: Iterable[ReleaseFile]) -> Iterator[Triple]:
    dumps: dict[str, list[str]] = {}
    for file in files:
        if file.graph is not None and file.owner == f"data/{edition.name}":
            dumps.setdefault(file.graph, []).append(project.iri(file.name))
    return void.statements(project, edition, described.counts, dumps)


def statements(project: Project, folder: Path, described: Sequence[Described], files: Sequence[ReleaseFile]) -> Iterator[Triple]:
    """What the catalogue says, but for VoID: DCAT, PROV, DQV. Raises OSError when a file cannot be read."""
    editions = sorted(described, key=lambda one: one.edition.date)
    others = [path for path in _OTHERS if any(file.owner == path for file in files)]
    datasets = [*(project.iri(f"data/{one.edition.name}") for one in editions), *map(project.iri, others)]
    services = [project.iri("catalog#sparql")] if project.endpoint else []
    common = {
        "dcterms:publisher": iri(project.iri("catalog#publisher")),
        "dcterms:license": iri(project.licence),
        "dcterms:language": iris(map(language, project.languages)),
    }
    # DCAT-AP 3.0.1, Catalogue
    yield from describe(
        project.iri("catalog"),
        {
            "rdf:type": iri("dcat:Catalog"),
            "dcterms:title": texts(project.title),
            "dcterms:description": texts(project.description),
            "foaf:homepage": iri(project.base),
            "dcat:themeTaxonomy": iri(_THEMES),
            "dcat:dataset": iris(datasets),
            "dcat:resource": iri(project.iri("data")),
            "dcat:service": iris(services),
            "dcterms:spatial": iris(sorted({place for one in described for place, _names in one.counts.places})),
            **common,
            **_days(days([one.edition for one in editions])),
        },
    )
    yield from describe(project.iri("catalog#publisher"), {"rdf:type": iri("foaf:Agent"), "foaf:name": texts(project.publisher)})
    yield from _series(project, editions)
    for before, one in zip([None, *editions], editions, strict=False):
        yield from _edition(project, folder, one, before, files, common)
        yield from built_from.statements(project, one.edition, one.group)
    for path in others:
        title, description = _OTHERS[path]
        yield from describe(
            project.iri(path),
            {
                "rdf:type": iri("dcat:Dataset"),
                "dcterms:title": texts(in_languages(project, title, title=project.title)),
                "dcterms:description": texts(in_languages(project, description)),
                "dcterms:identifier": Literal(project.iri(path)),
                "dcterms:accessRights": iri(concept("access-right", "PUBLIC")),
                "dcat:landingPage": iri(project.base),
                "dcat:theme": iris(concept("data-theme", code) for code in project.themes),
                "dcat:keyword": _keywords(project),
                **common,
            },
        )
    if project.endpoint:
        yield from _service(project, datasets, common)
    for file in files:
        version = next((one.edition.version for one in editions if file.owner == f"data/{one.edition.name}"), editions[-1].edition.version)
        yield from distributions.statements(project, file, version)
    yield from terms_used(project, files, _THEMES)


def _series(project: Project, editions: Sequence[Described]) -> Iterator[Triple]:
    """DCAT-AP 3.0.1, Dataset Series; DCAT 3, 11.1 for its first and last member."""
    yield from describe(
        project.iri("data"),
        {
            "rdf:type": iri("dcat:DatasetSeries"),
            "dcterms:title": texts(project.title),
            "dcterms:description": texts(project.description),
            "dcterms:publisher": iri(project.iri("catalog#publisher")),
            "dcat:first": iri(project.iri(f"data/{editions[0].edition.name}")),
            "dcat:last": iri(project.iri(f"data/{editions[-1].edition.name}")),
            **_days(days([one.edition for one in editions])),
        },
    )


def _edition(
    project: Project, folder: Path, one: Described, before: Described | None, files: Sequence[ReleaseFile], common: Mapping[str, object]
) -> Iterator[Triple]:
    """DCAT-AP 3.0.1, Dataset, with the places and the time that it covers, its tables and what was measured of them (DQV 4)."""
    edition = one.edition
    dataset = project.iri(f"data/{edition.name}")
    quality = folder / f"{dump_name(project, edition)}-quality.ttl"
    pages = [file.name for file in files if file.is_page and file.owner == f"data/{edition.name}"]
    period = project.iri(f"catalog#period-{edition.name}")
    tables = {f"{dataset}/{table.url.removesuffix('.csv')}": table for table in one.group.tables}
    yield from describe(
        dataset,
        {
            "rdf:type": iri("dcat:Dataset"),
            "dcterms:title": texts(edition.title),
            "dcterms:description": texts(project.description),
            "dcterms:identifier": Literal(dataset),
            "dcat:version": Literal(edition.version),
            "dcat:inSeries": iri(project.iri("data")),
            "dcat:prev": iri(project.iri(f"data/{before.edition.name}")) if before else None,
            "dcat:landingPage": iri(project.base),
            "foaf:page": iris(project.iri(name) for name in pages),
            "dcat:keyword": _keywords(project),
            "dcat:theme": iris(concept("data-theme", code) for code in project.themes),
            "dcterms:accessRights": iri(concept("access-right", "PUBLIC")),
            "dcterms:conformsTo": iri(project.iri("ns#")),
            "dcterms:spatial": iris(place for place, _names in one.counts.places),
            "dcterms:temporal": iri(period),
            "rdfs:seeAlso": iri(project.iri(f"{FORMS}/{FILE}")),
            "dcterms:hasPart": iris(tables),
            "dqv:hasQualityMetadata": iri(project.iri(quality.name)) if quality.is_file() else None,
            **common,
            **_days(days([edition])),
        },
    )
    start = typed(one.counts.first_year, "gYear") if one.counts.first_year else None
    yield from describe(
        period, {"rdf:type": iri("dcterms:PeriodOfTime"), "dcat:startDate": start, "dcat:endDate": typed(edition.date, "date")}
    )
    for name in pages:
        yield from describe(project.iri(name), {"rdf:type": iri("foaf:Document")})
    for place, names in one.counts.places:
        yield from describe(place, {"rdf:type": iri("dcterms:Location"), "skos:prefLabel": texts(names)})
    for address, table in tables.items():
        yield from describe(
            address,
            {
                "rdf:type": iri("csvw:Table"),
                "csvw:url": typed(f"{dataset}/{table.url}", "anyURI"),
                "dcterms:title": texts(table_title(table.annotations, table.url, project)),
            },
        )
    if quality.is_file():
        yield from describe(project.iri(quality.name), {"rdf:type": iri("dqv:QualityMetadata")})
        yield from _quality(quality)


def _quality(path: Path) -> Iterator[Triple]:
    """Each table's measurements over all countries, out of the file of measurements."""
    computed, spatial = iri("dqv:computedOn"), iri("dcterms:spatial")
    triples = [one.triple for one in parse(path=str(path), format=RdfFormat.TURTLE)]
    by_country = {triple.subject for triple in triples if triple.predicate == spatial}
    for triple in triples:
        if triple.predicate == computed and triple.subject not in by_country and isinstance(triple.object, NamedNode):
            yield from describe(triple.object.value, {"dqv:hasQualityMeasurement": triple.subject})


def _service(project: Project, datasets: Sequence[str], common: Mapping[str, object]) -> Iterator[Triple]:
    """DCAT-AP 3.0.1, Data Service."""
    assert project.endpoint
    yield from describe(
        project.iri("catalog#sparql"),
        {
            "rdf:type": iri("dcat:DataService"),
            "dcterms:title": texts(in_languages(project, N_("{title}: SPARQL endpoint"), title=project.title)),
            "dcat:endpointURL": iri(project.endpoint),
            "dcat:endpointDescription": iri(project.endpoint),
            "dcat:servesDataset": iris(datasets),
            "dcat:keyword": _keywords(project),
            "dcat:theme": iris(concept("data-theme", code) for code in project.themes),
            "dcterms:conformsTo": iri(distributions.SPARQL),
            "dcterms:publisher": common["dcterms:publisher"],
            "dcterms:license": common["dcterms:license"],
        },
    )


def _keywords(project: Project) -> list[Literal]:
    return [Literal(word, language=tag) for tag, words in project.keywords.items() for word in words]


def _days(found: tuple[str, str] | None) -> dict[str, Literal]:
    return {"dcterms:issued": typed(found[0], "date"), "dcterms:modified": typed(found[1], "date")} if found else {}
