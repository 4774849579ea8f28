"""The catalogue: what DCAT-AP demands is there, what it says of files is true, and two readers read the same."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib import DCTERMS, FOAF, PROV, RDF, Graph, Literal, Namespace, URIRef

from ciatlas import __version__
from ciatlas.edition import open_release, tables
from ciatlas.fault import AtlasError
from ciatlas.project import read
from ciatlas.publish.catalog import write
from ciatlas.publish.described import Described, days
from ciatlas.publish.release_files import release_files
from ciatlas.publish.void_counts import count
from ciatlas.rdf.canonical import canonical_hash

ADMS, DQV = Namespace("http://www.w3.org/ns/adms#"), Namespace("http://www.w3.org/ns/dqv#")
# rdflib's own namespace is that of DCAT 2.
DCAT, SPDX = Namespace("http://www.w3.org/ns/dcat#"), Namespace("http://spdx.org/rdf/terms#")
BASE = "https://w3id.org/ciatlas/"
EDITION = URIRef(f"{BASE}data/2015")
CATALOG = URIRef(f"{BASE}catalog")
SHAPES = Path(__file__).parent / "dcat_ap.ttl"
DESCRIPTIONS = {"catalog.ttl", "catalog.jsonld", "void.ttl", "datapackage.json", "dataset.jsonld", "releases.json", "SHA256SUMS", "RDFC10SUMS"}


@pytest.fixture(scope="module")
def catalog(release: Path) -> Graph:
    return Graph().parse(release / "catalog.ttl")


def violations(graph: Graph) -> str:
    conforms, _report, text = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES))
    return "" if conforms else text


def test_what_dcat_ap_demands_is_there(catalog: Graph):
    assert violations(catalog) == ""


@pytest.mark.parametrize(
    ("subject", "predicate"),
    [
        (CATALOG, DCTERMS.title),
        (CATALOG, DCTERMS.publisher),
        (URIRef(f"{BASE}catalog#publisher"), FOAF.name),
        (EDITION, DCTERMS.description),
        (EDITION, DCAT.inSeries),
        (EDITION, DCTERMS.spatial),
        (URIRef(f"{BASE}catalog#ciatlas-2015.ttl"), DCAT.accessURL),
        (URIRef(f"{BASE}catalog#ciatlas-2015.ttl.sha256"), SPDX.checksumValue),
        (URIRef(f"{BASE}catalog#ciatlas-2015.nt.gz"), DCAT.mediaType),
    ],
)
def test_the_shapes_notice_what_is_missing(release: Path, subject: URIRef, predicate: URIRef):
    damaged = Graph().parse(release / "catalog.ttl")
    assert list(damaged.objects(subject, predicate))
    damaged.remove((subject, predicate, None))
    assert f":{predicate.rpartition('#')[2].rpartition('/')[2]}" in violations(damaged)


def test_turtle_and_json_ld_are_the_same_graph_to_two_parsers(release: Path):
    turtle, as_json = (release / "catalog.ttl").read_bytes(), (release / "catalog.jsonld").read_bytes()
    expected = canonical_hash(parse(turtle, RdfFormat.TURTLE))
    assert canonical_hash(parse(as_json, RdfFormat.JSON_LD)) == expected
    rdflib.NORMALIZE_LITERALS = False
    for data, form in ((turtle, "turtle"), (as_json, "json-ld")):
        graph = Graph().parse(data=data, format=form)
        assert canonical_hash(parse(graph.serialize(format="nt"), RdfFormat.N_TRIPLES)) == expected


def test_sizes_and_checksums_are_those_of_the_files(release: Path, catalog: Graph):
    distributions = list(catalog.subjects(RDF.type, DCAT.Distribution))
    for one in distributions:
        path = release / str(catalog.value(one, DCAT.downloadURL)).removeprefix(BASE)
        data = path.read_bytes()
        assert int(catalog.value(one, DCAT.byteSize)) == len(data), path
        checksum = catalog.value(one, SPDX.checksum)
        assert str(catalog.value(checksum, SPDX.checksumValue)) == hashlib.sha256(data).hexdigest(), path
        media = str(catalog.value(one, DCAT.compressFormat) or "")
        assert media.endswith("/gzip") == (path.suffix == ".gz")
    assert len(distributions) > 20


def test_every_file_of_data_is_offered_or_is_a_page(release: Path, catalog: Graph):
    offered = {str(address).removeprefix(BASE) for address in catalog.objects(None, DCAT.downloadURL)}
    pages = {str(page).removeprefix(BASE) for page in catalog.objects(EDITION, FOAF.page)}
    there = {path.name for path in release.iterdir() if path.is_file()} - DESCRIPTIONS
    there |= {f"data/2015/{path.name}" for path in (release / "data" / "2015").iterdir() if path.name not in DESCRIPTIONS}
    assert there <= offered | pages
    assert not offered & DESCRIPTIONS and not any(Path(name).name in DESCRIPTIONS for name in offered)


def test_the_tables_are_published_as_they_are_kept(release: Path, root: Path):
    published = sorted(path for path in (release / "data" / "2015").iterdir() if path.name not in DESCRIPTIONS)
    assert {path.name for path in published} == {path.name for path in (root / "data" / "2015").glob("*.csv")} | {"csv-metadata.json"}
    assert all(path.read_bytes() == (root / "data" / "2015" / path.name).read_bytes() for path in published)


def test_what_it_was_built_from_and_by_which_program(catalog: Graph, root: Path):
    activity = catalog.value(EDITION, PROV.wasGeneratedBy)
    used = set(catalog.objects(activity, PROV.used))
    for path in sorted((root / "data" / "2015").glob("*.csv")):
        table = URIRef(f"{EDITION}/{path.name}")
        assert table in used
        value = str(catalog.value(catalog.value(table, SPDX.checksum), SPDX.checksumValue))
        assert value == hashlib.sha256(path.read_bytes()).hexdigest()
    assert {URIRef(f"{BASE}query/rules/{path.stem}") for path in (root / "queries" / "rules").glob("*.rq")} < used
    program = catalog.value(activity, PROV.wasAssociatedWith)
    assert str(catalog.value(program, URIRef("https://schema.org/softwareVersion"))) == __version__


def test_tables_lead_to_their_measurements(release: Path, catalog: Graph):
    quality = Graph().parse(release / "ciatlas-2015-quality.ttl")
    table = URIRef(f"{EDITION}/organizations")
    measurements = set(catalog.objects(table, DQV.hasQualityMeasurement))
    assert measurements
    assert all((one, DQV.computedOn, table) in quality and not list(quality.objects(one, DCTERMS.spatial)) for one in measurements)
    assert catalog.value(EDITION, DQV.hasQualityMetadata) == URIRef(f"{BASE}ciatlas-2015-quality.ttl")


def test_it_says_how_things_stand(catalog: Graph, root: Path):
    edition = read(root).editions[0]
    assert catalog.value(EDITION, DCAT.version) == Literal(edition.version)
    assert (URIRef(f"{BASE}data"), DCAT.last, EDITION) in catalog
    status = catalog.value(URIRef(f"{BASE}catalog#ciatlas-2015.ttl"), ADMS.status)
    assert str(status).endswith("/DEVELOP" if edition.version.startswith("0.") else "/COMPLETED")
    assert {text.language for text in catalog.objects(URIRef(f"{BASE}catalog#ciatlas-2015.ttl"), DCTERMS.description)} == {"en", "he"}
    assert not list(catalog.subjects(RDF.type, DCAT.DataService)) or read(root).endpoint


def test_an_endpoint_that_is_named_is_offered_as_a_service(run, small_project: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")
    toml = small_project / "atlas.toml"
    toml.write_text('endpoint = "https://example.org/sparql"\n' + toml.read_text(encoding="utf-8"), encoding="utf-8")
    assert run("build", "--no-report", "--project", small_project).returncode == 0
    graph = Graph().parse(small_project / "dist" / "catalog.ttl")
    service = URIRef(f"{BASE}catalog#sparql")
    assert violations(graph) == ""
    assert graph.value(service, DCAT.endpointURL) == URIRef("https://example.org/sparql")
    assert EDITION in set(graph.objects(service, DCAT.servesDataset))
    assert graph.value(EDITION, DCTERMS.modified) == Literal("2027-01-01", datatype=rdflib.XSD.date)


def test_days_come_from_the_edition_or_the_builder_never_from_the_clock(root: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    edition = replace(read(root).editions[0], issued="2026-01-02")
    assert days([edition, replace(edition, issued="2025-01-02")]) == ("2025-01-02", "2026-01-02")
    assert days([replace(edition, issued=None)]) is None
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert days([edition]) == ("2026-01-02", "1970-01-01")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(AtlasError, match="seconds since 1970"):
        days([edition])


def test_search_engines_find_a_dataset(release: Path, catalog: Graph):
    text = (release / "dataset.jsonld").read_text(encoding="utf-8")
    content = json.loads(text)
    assert content["@context"] == "https://schema.org/" and content["@type"] == "Dataset"
    # Their context is on the web; for all words used here it is the same as this one.
    graph = Graph().parse(data=json.dumps(content | {"@context": {"@vocab": "https://schema.org/"}}), format="json-ld")
    schema = Namespace("https://schema.org/")
    assert {text.language for text in graph.objects(EDITION, schema.name)} == {"en", "he"}
    assert all(50 <= len(text) <= 5000 for text in graph.objects(EDITION, schema.description)), "what Google asks of a description"
    urls = {str(url) for one in graph.objects(EDITION, schema.distribution) for url in graph.objects(one, schema.contentUrl)}
    assert urls == {str(catalog.value(one, DCAT.downloadURL)) for one in catalog.objects(EDITION, DCAT.distribution)}
    for one in graph.objects(EDITION, schema.distribution):
        data = (release / str(graph.value(one, schema.contentUrl)).removeprefix(BASE)).read_bytes()
        assert str(graph.value(one, schema.sha256)) == hashlib.sha256(data).hexdigest()
        assert str(graph.value(one, schema.contentSize)) == f"{len(data)} B"


def test_other_forms_have_a_catalogue_beside_them(release: Path, root: Path, catalog: Graph, tmp_path: Path):
    """The catalogue is the same with and without them; theirs adds their files to the edition."""
    atlas = read(root)
    folder = tmp_path / "dist"
    shutil.copytree(release, folder)
    (folder / "forms").mkdir()
    (folder / "forms" / "ciatlas-2015.nq.gz").write_bytes(b"quads")
    edition = atlas.editions[0]
    write(atlas, folder, [Described(edition, tables(atlas, edition), count(atlas, edition, open_release(atlas, release)))])
    assert (folder / "catalog.ttl").read_bytes() == (release / "catalog.ttl").read_bytes()
    more = Graph().parse(folder / "forms" / "catalog.ttl")
    distribution = URIRef(f"{BASE}catalog#forms/ciatlas-2015.nq.gz")
    assert (EDITION, DCAT.distribution, distribution) in more
    assert more.value(distribution, DCAT.byteSize) == Literal(5, datatype=rdflib.XSD.nonNegativeInteger)
    assert (EDITION, rdflib.VOID.dataDump, URIRef(f"{BASE}forms/ciatlas-2015.nq.gz")) in more
    assert catalog.value(EDITION, rdflib.RDFS.seeAlso) == URIRef(f"{BASE}forms/catalog.ttl")
    assert violations(more + catalog) == ""


def test_other_forms_belong_to_their_edition(root: Path, tmp_path: Path):
    """What a file of each form is said to be: the media type, the dataset, the graph it holds, a description of its own."""
    atlas = read(root)
    groups = {one.name: tables(atlas, one) for one in atlas.editions}
    forms = {
        "forms/ciatlas-2015.trig": ("application/trig", ""),
        "forms/ciatlas-2015.nq.zst": ("application/n-quads", ""),
        "forms/ciatlas-2015-class/Initiative.ttl": ("text/turtle", None),
        "forms/ciatlas-2015-csv-he/places.csv": ("text/csv", None),
        "forms/ciatlas-2015-he.xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", None),
        "forms/ciatlas-2015-kumu-en.json": ("application/json", None),
        "forms/ciatlas-2015.csl.json": ("application/vnd.citationstyles.csl+json", None),
        "ciatlas-2015-derived.nt.gz": ("application/n-triples", "derived"),
        "ciatlas-2015-quality.ttl": ("text/turtle", None),
    }
    for name in (*forms, "forms/notes.unknown", ".hidden.ttl", "doc/organization/fsg.ttl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"")
    found = [*release_files(atlas, tmp_path, groups), *release_files(atlas, tmp_path, groups, forms=True)]
    assert {file.name: (file.type.media, file.graph) for file in found} == forms
    assert {file.owner for file in found} == {"data/2015"}
    assert all(set(file.description) == {"en", "he"} and file.description["en"] != "The same data in another form." for file in found)
