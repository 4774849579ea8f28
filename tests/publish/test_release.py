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
from pyoxigraph import RdfFormat, parse

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


def bytes_of(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("name", FORMS)
def test_two_parsers_read_the_graph_whose_hash_is_published(release: Path, name: str):
    oxigraph_format, rdflib_format = FORMS[name]
    data = content(release / name)
    published = dict(reversed(line.split()) for line in (release / "RDFC10SUMS").read_text().splitlines())
    expected = published[name.partition(".")[0]]
    assert canonical_hash(parse(data, oxigraph_format)) == expected
    rdflib.NORMALIZE_LITERALS = False
    graph = rdflib.Graph().parse(data=data, format=rdflib_format)
    assert canonical_hash(parse(graph.serialize(format="nt"), RdfFormat.N_TRIPLES)) == expected


def test_the_graph_keeps_the_form_of_the_sample(release: Path):
    graph = rdflib.Graph().parse(release / "ciatlas-2015.ttl")
    ask = """
      PREFIX ci: <https://w3id.org/ciatlas/ns#> PREFIX org: <http://www.w3.org/ns/org#> PREFIX id: <https://w3id.org/ciatlas/id/>
      PREFIX s: <https://w3id.org/ciatlas/scheme/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dcterms: <http://purl.org/dc/terms/>
      PREFIX schema: <https://schema.org/> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX owl: <http://www.w3.org/2002/07/owl#>
      ASK {
        <https://w3id.org/ciatlas/id/initiative/strive-partnership> a ci:Initiative ; skos:prefLabel "StrivePartnership"@en ;
          ci:place <https://w3id.org/ciatlas/id/place/us-ohio-cincinnati> ; ci:startYear "2006"^^xsd:gYear ; ci:placeBased true ; ci:partnerCount 300 .
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


def test_every_row_became_a_thing(release: Path, root: Path):
    from csv import DictReader

    graph = rdflib.Graph().parse(release / "ciatlas-2015.ttl")
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


def test_two_builds_in_two_folders_give_the_same_bytes(run, release: Path, project: Path):
    environment = {"cwd": project.parent}
    result = run("build", "--no-report", "--project", project, "--out", project / "other", **environment)
    assert result.returncode == 0, result.stderr
    assert bytes_of(project / "other") == bytes_of(release)
    assert not any(str(root).encode() in content(path) for root in (project, release) for path in release.rglob("*") if path.is_file())


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


def test_a_fault_in_a_table_leaves_the_last_good_release(run, project: Path):
    dist = project / "dist"
    assert run("build", "--no-report", "--project", project).returncode == 0
    before = bytes_of(dist)
    damage(project)
    result = run("build", "--no-report", "--project", project)
    assert result.returncode == 1
    assert "organizations.csv" in result.stderr and "'UX'" in result.stderr and "Traceback" not in result.stderr
    assert bytes_of(dist) == before
    assert sorted(path.name for path in project.iterdir()) == ["atlas.toml", "data", "dist", "ontology", "queries"], "nothing is left lying about"


def test_a_full_disk_leaves_the_last_good_release(project: Path):
    dist = project / "dist"
    dist.mkdir()
    (dist / "keep").write_text("the last good one")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    command = [sys.executable, "-m", "ciatlas", "build", "--no-report", "--project", str(project)]
    result = subprocess.run(command, preexec_fn=limit, capture_output=True, text=True)
    assert result.returncode == 1
    assert "could not be written" in result.stderr and "Traceback" not in result.stderr
    assert bytes_of(dist).keys() == {"keep"}
    assert not list(project.glob(".dist*"))


@pytest.mark.parametrize("name", ["ontology/ci.ttl", "ontology/schemes.ttl", "ontology/alignments.ttl"])
def test_a_vocabulary_with_a_syntax_error_is_named_with_its_line(run, project: Path, name: str):
    path = project / name
    path.write_text(path.read_text(encoding="utf-8").replace(" ;", " ;;; ]", 1), encoding="utf-8")
    result = run("build", "--no-report", "--project", project)
    assert result.returncode == 1
    assert name.rpartition("/")[2] in result.stderr and "line" in result.stderr and "Traceback" not in result.stderr
    assert not (project / "dist").exists()


def test_a_file_where_the_release_should_go(run, project: Path):
    (project / "dist").write_text("mine")
    result = run("build", "--no-report", "--project", project)
    assert result.returncode == 1 and "expected a folder" in result.stderr
    assert (project / "dist").read_text() == "mine"


def test_what_a_killed_build_left_is_put_right(run, project: Path):
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True).stdout.strip()
    (project / f".dist.former-{gone}").mkdir()
    (project / f".dist.former-{gone}" / "keep").write_text("the last good one")
    (project / f".dist.new-{gone}").mkdir()
    damage(project)
    assert run("build", "--no-report", "--project", project).returncode == 1
    assert bytes_of(project / "dist").keys() == {"keep"}
    assert not list(project.glob(".dist*"))


def test_a_log_gets_plain_lines(run, project: Path):
    shutil.rmtree(project / "dist", ignore_errors=True)
    result = run("build", "--no-report", "--project", project)
    assert "lifting organizations.csv\n" in result.stderr
    assert "\x1b" not in result.stderr + result.stdout
    assert f"The release is in {project / 'dist'}" in result.stdout
