"""The release: the same graph in every form, the same bytes at every build, and never half of it."""

from __future__ import annotations

import gzip
import hashlib
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import rdflib
from atlas_files import ciatlas
from pyoxigraph import RdfFormat, parse
from small_atlas import SOURCE, make

from ciatlas.rdf.canonical import canonical_hash

FORMS = {
    "ciatlas-2015.ttl": (RdfFormat.TURTLE, "turtle"),
    "ciatlas-2015.jsonld": (RdfFormat.JSON_LD, "json-ld"),
    "ciatlas-2015.nt.gz": (RdfFormat.N_TRIPLES, "nt"),
    "ciatlas-2015.rdf": (RdfFormat.RDF_XML, "xml"),
    "ciatlas-2015-derived.ttl": (RdfFormat.TURTLE, "turtle"),
    "ciatlas-2015-derived.nt.gz": (RdfFormat.N_TRIPLES, "nt"),
    "ciatlas-2015-provenance.ttl": (RdfFormat.TURTLE, "turtle"),
    "ci.ttl": (RdfFormat.TURTLE, "turtle"),
    "shapes.ttl": (RdfFormat.TURTLE, "turtle"),
    "ci.jsonld": (RdfFormat.JSON_LD, "json-ld"),
    "schemes.ttl": (RdfFormat.TURTLE, "turtle"),
    "schemes.jsonld": (RdfFormat.JSON_LD, "json-ld"),
    "alignments.ttl": (RdfFormat.TURTLE, "turtle"),
    "alignments.jsonld": (RdfFormat.JSON_LD, "json-ld"),
}


def content(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


TABLES = {"organizations": [{"id": "one", "name": "One", "country": "US", "seat": "us-illinois-springfield", "roles": "funding", **SOURCE}]}


@pytest.fixture(scope="module")
def graph(release: Path) -> rdflib.Graph:
    """What the tables say, as rdflib reads it. Not to be changed."""
    return read_by_rdflib(content(release / "ciatlas-2015.ttl"), "turtle")


@pytest.fixture(scope="module")
def built_small(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A small project with its release in ``dist``, and what the build printed. Not to be changed."""
    folder = make(tmp_path_factory.mktemp("small") / "atlas", TABLES)
    return folder, ciatlas("build", "--no-report", "--project", folder)


@pytest.fixture
def small(built_small: tuple[Path, object], tmp_path: Path) -> Path:
    """Its inputs without a release, in a folder of its own, to be damaged: what a build does with them does not rest on how many rows there are."""
    return Path(shutil.copytree(built_small[0], tmp_path / "atlas", ignore=shutil.ignore_patterns("dist")))


def read_by_rdflib(data: bytes, form: str) -> rdflib.Graph:
    rdflib.NORMALIZE_LITERALS = False
    return rdflib.Graph().parse(data=data, format=form)


def bytes_of(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", FORMS)
def test_two_parsers_read_the_graph_whose_hash_is_published(release: Path, graph: rdflib.Graph, name: str):
    oxigraph_format, rdflib_format = FORMS[name]
    data = content(release / name)
    published = dict(reversed(line.split()) for line in (release / "RDFC10SUMS").read_text().splitlines())
    expected = published[name.partition(".")[0]]
    assert canonical_hash(parse(data, oxigraph_format)) == expected
    read = graph if name == "ciatlas-2015.ttl" else read_by_rdflib(data, rdflib_format)
    assert canonical_hash(parse(read.serialize(format="nt"), RdfFormat.N_TRIPLES)) == expected


def test_the_graph_keeps_the_form_of_the_sample(graph: rdflib.Graph):
    ask = """
      PREFIX ci: <https://w3id.org/ciatlas/ns#> PREFIX org: <http://www.w3.org/ns/org#> PREFIX id: <https://w3id.org/ciatlas/id/>
      PREFIX s: <https://w3id.org/ciatlas/scheme/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dcterms: <http://purl.org/dc/terms/>
      PREFIX schema: <https://schema.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
      ASK {
        <https://w3id.org/ciatlas/id/initiative/strive-partnership> a ci:Initiative ; skos:prefLabel "StrivePartnership"@en ;
          ci:place <https://w3id.org/ciatlas/id/place/us-ohio-cincinnati> ; ci:startYear "2006"^^xsd:gYear ; ci:placeBased true .
        <https://w3id.org/ciatlas/id/initiative/the-big-lift> ci:partnerCount 300 .
        <https://w3id.org/ciatlas/id/place/us-ohio-cincinnati> a ci:Place ; skos:prefLabel "סינסינטי"@he ; owl:sameAs <https://sws.geonames.org/4508722/> .
        <https://w3id.org/ciatlas/id/engagement/greater-cincinnati-foundation--funder--strive-partnership> a ci:Engagement ;
          org:member <https://w3id.org/ciatlas/id/organization/greater-cincinnati-foundation> ;
          org:organization <https://w3id.org/ciatlas/id/initiative/strive-partnership> ;
          org:role <https://w3id.org/ciatlas/scheme/part/funder> ; ci:basis ?basis ; ci:confidence ?confidence ; dcterms:source ?source .
        <https://w3id.org/ciatlas/id/publication/collective-impact-2011> a schema:CreativeWork ; dcterms:title ?title ; skos:prefLabel ?title ;
          dcterms:creator "John Kania" ; dcterms:publisher <https://w3id.org/ciatlas/id/organization/ssir> ; dcterms:issued "2011"^^xsd:gYear .
        ?event a schema:Event ; schema:organizer <https://w3id.org/ciatlas/id/organization/fsg> ; schema:startDate ?date .
      }"""
    assert bool(graph.query(ask))


def test_every_row_became_a_thing(graph: rdflib.Graph, root: Path):
    from csv import DictReader

    for table, kind in (("organizations", "organization"), ("initiatives", "initiative"), ("engagements", "engagement"),
                        ("events", "event"), ("publications", "publication"), ("places", "place")):  # fmt: skip
        with (root / "data" / "2015" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            rows = {f"https://w3id.org/ciatlas/id/{kind}/{row['id']}" for row in DictReader(file)}
        things = {str(subject) for subject in graph.subjects(rdflib.RDF.type) if f"/id/{kind}/" in str(subject)}
        assert things == rows


def test_checksums_are_those_of_the_files(release: Path):
    result = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=release, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    listed = {line.split()[1] for line in (release / "SHA256SUMS").read_text().splitlines()}
    assert listed == {path.name for path in release.iterdir() if path.is_file()} - {"SHA256SUMS"}


def test_two_builds_in_two_folders_give_the_same_bytes(small: Path, built_small: tuple[Path, object]):
    """Of the real atlas, the committed release is one build and the one of this run another (below)."""
    result = ciatlas("build", "--no-report", "--project", small, "--out", small / "other", cwd=small.parent)
    assert result.returncode == 0, result.stderr
    former = built_small[0] / "dist"
    assert bytes_of(small / "other") == bytes_of(former)
    assert not any(str(root).encode() in content(path) for root in (small, former) for path in former.rglob("*") if path.is_file())


def test_no_path_of_the_machine_is_in_the_release(release: Path, root: Path):
    assert not any(str(folder).encode() in content(path) for folder in (root, release) for path in release.rglob("*") if path.is_file())


def test_the_committed_release_is_the_one_that_the_tables_give(release: Path, root: Path):
    tracked = subprocess.run(["git", "ls-files", "dist"], cwd=root, capture_output=True, text=True).stdout.split()
    if not tracked:
        pytest.skip("no git checkout here, so nothing is committed")
    committed = {name.removeprefix("dist/"): (root / name).read_bytes() for name in tracked}
    # What is committed besides the files of dist/ itself: the results of the report's queries.
    paths = [path for path in (*release.iterdir(), *(release / "insights").iterdir()) if path.is_file()]
    fresh = {path.relative_to(release).as_posix(): path.read_bytes() for path in paths}
    assert sorted(committed) == sorted(fresh)
    assert [name for name in fresh if committed[name] != fresh[name]] == [], "run `make atlas` and commit dist/"


def damage(project: Path) -> None:
    table = project / "data" / "2015" / "organizations.csv"
    table.write_text(table.read_text(encoding="utf-8").replace(",US,", ",UX,", 1), encoding="utf-8")


def test_a_fault_in_a_table_leaves_the_last_good_release(small: Path, built_small: tuple[Path, object]):
    dist = Path(shutil.copytree(built_small[0] / "dist", small / "dist"))
    before = bytes_of(dist)
    damage(small)
    result = ciatlas("build", "--no-report", "--project", small)
    assert result.returncode == 1
    assert "organizations.csv" in result.stderr and "'UX'" in result.stderr and "Traceback" not in result.stderr
    assert bytes_of(dist) == before
    assert sorted(path.name for path in small.iterdir()) == ["atlas.toml", "data", "dist", "ontology", "queries"], "nothing is left lying about"


def test_a_full_disk_leaves_the_last_good_release(small: Path):
    dist = small / "dist"
    dist.mkdir()
    (dist / "keep").write_text("the last good one")

    def limit() -> None:
        # Less than the description of the tables' quality takes, which is among the last files.
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    command = [sys.executable, "-m", "ciatlas", "build", "--no-report", "--project", str(small)]
    result = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True)
    assert result.returncode == 1
    assert "could not be written" in result.stderr and "Traceback" not in result.stderr
    assert bytes_of(dist).keys() == {"keep"}
    assert not list(small.glob(".dist*"))


@pytest.mark.parametrize("name", ["ontology/ci.ttl", "ontology/schemes.ttl", "ontology/alignments.ttl"])
def test_a_vocabulary_with_a_syntax_error_is_named_with_its_line(small: Path, name: str):
    path = small / name
    path.write_text(path.read_text(encoding="utf-8").replace(" ;", " ;;; ]", 1), encoding="utf-8")
    result = ciatlas("build", "--no-report", "--project", small)
    assert result.returncode == 1
    assert name.rpartition("/")[2] in result.stderr and "line" in result.stderr and "Traceback" not in result.stderr
    assert not (small / "dist").exists()


def test_a_file_where_the_release_should_go(small: Path):
    (small / "dist").write_text("mine")
    result = ciatlas("build", "--no-report", "--project", small)
    assert result.returncode == 1 and "expected a folder" in result.stderr
    assert (small / "dist").read_text() == "mine"


def test_what_a_killed_build_left_is_put_right(small: Path):
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True).stdout.strip()
    (small / f".dist.former-{gone}").mkdir()
    (small / f".dist.former-{gone}" / "keep").write_text("the last good one")
    (small / f".dist.new-{gone}").mkdir()
    damage(small)
    assert ciatlas("build", "--no-report", "--project", small).returncode == 1
    assert bytes_of(small / "dist").keys() == {"keep"}
    assert not list(small.glob(".dist*"))


def test_a_log_gets_plain_lines(built_small: tuple[Path, subprocess.CompletedProcess[str]]):
    folder, result = built_small
    assert result.returncode == 0, result.stderr
    assert "lifting organizations.csv\n" in result.stderr
    assert "\x1b" not in result.stderr + result.stdout
    assert f"The release is in {folder / 'dist'}" in result.stdout
