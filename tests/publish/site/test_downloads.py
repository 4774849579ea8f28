"""The pages of files and of addresses: every file of the release is offered with its true size and checksum, every command works."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import duckdb
import pytest

from ciatlas import network, rules
from ciatlas.edition import fill, open_release
from ciatlas.project import read
from ciatlas.publish import example_queries, forms
from ciatlas.publish.described import Described
from ciatlas.publish.site import FOLDER, downloads, linking
from ciatlas.publish.site.atlas import Atlas, prepare
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.void_counts import count
from small_mapping import TABLES

LANGUAGES = ("en", "he")


@pytest.fixture(scope="module")
def atlas(small_built: Path, tmp_path_factory: pytest.TempPathFactory) -> Atlas:
    """A small atlas as pages read it: it has every file and every kind of thing that a large one has."""
    project = read(small_built)
    edition = project.editions[-1]
    store, group = fill(project, edition, tmp_path_factory.mktemp("store"), lambda _step: None)
    rules.apply(store, project, edition)
    network.apply(store, project, edition)
    return prepare(project, edition, store, group)


@pytest.fixture(scope="module")
def offered(small_built: Path, atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with its other forms and the two pages."""
    folder = tmp_path_factory.mktemp("offered") / "dist"
    shutil.copytree(small_built / "dist", folder)
    store = open_release(atlas.project, folder)
    forms.write(atlas.project, atlas.edition, store, atlas.group, folder, lambda _told: None)
    (folder / "report").mkdir(exist_ok=True)
    # As large as the files of a large atlas are.
    (folder / "report" / "report-en.pdf").write_bytes(b"%PDF-1.7\n" + bytes(2_345_678))
    downloads.write(atlas, [Described(atlas.edition, atlas.group, count(atlas.project, atlas.edition, store))], folder)
    for language in LANGUAGES:
        linking.write(Frame(atlas, language, folder / FOLDER))
    return folder


def page(offered: Path, language: str, name: str) -> str:
    return (offered / FOLDER / language / name).read_text(encoding="utf-8")


def commands(text: str) -> list[str]:
    return [unescape(code) for code in re.findall(r"<pre[^>]*><code>(.*?)</code></pre>", text, re.DOTALL)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_of_the_release_is_offered(offered: Path, language: str):
    links = {unquote(one) for one in re.findall(r'<div class="what"><a href="\.\./([^"]+)"', page(offered, language, "downloads.html"))}
    ignored = ("doc/", "hosting/", "insights/", f"{FOLDER}/")
    there = {path.relative_to(offered).as_posix() for path in offered.rglob("*") if path.is_file()}
    wanted = {name for name in there if not name.startswith(ignored)}
    # The tables' description for Frictionless Data stands beside the tables and once more in the root.
    assert {name for name in wanted - links if not name.endswith("datapackage.json")} == set()
    assert links - there == set()


def test_sizes_and_checksums_are_those_of_the_files(offered: Path):
    text = page(offered, "en", "downloads.html")
    found = re.findall(r'<a href="\.\./([^"]+)" download>.*?class="size">([^<]+)</span>\s*<p class="sum">SHA-256 <code>([0-9a-f]{64})</code>', text, re.DOTALL)
    assert len(found) > 60
    assert any("MB" in size for _name, size, _sum in found)
    for name, size, told in found:
        content = (offered / unquote(name)).read_bytes()
        assert hashlib.sha256(content).hexdigest() == told, name
        number, unit = size.split()
        assert abs(float(number.replace(",", "")) * {"bytes": 1, "kB": 1e3, "MB": 1e6}[unit] - len(content)) <= {"bytes": 0, "kB": 501, "MB": 50_001}[unit], name


def test_the_dataset_is_described_for_search_engines(offered: Path):
    text = page(offered, "he", "downloads.html")
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)[1])
    assert data["@type"] == "Dataset" and data["distribution"]


def test_the_day_is_that_of_the_edition_and_never_the_clocks(offered: Path, atlas: Atlas):
    assert atlas.edition.issued is not None
    year = atlas.edition.issued[:4]
    assert re.search(rf"Published on [^<]*{year}", page(offered, "en", "downloads.html"))


def test_what_is_built_twice_is_the_same(offered: Path, atlas: Atlas):
    before = page(offered, "en", "downloads.html")
    downloads.write(atlas, [Described(atlas.edition, atlas.group, count(atlas.project, atlas.edition, open_release(atlas.project, offered)))], offered)
    assert page(offered, "en", "downloads.html") == before


def test_the_checksums_can_be_checked_as_told(offered: Path):
    [told] = [one for one in commands(page(offered, "en", "downloads.html")) if "sha256sum" in one]
    command = next(line for line in told.splitlines() if line.startswith("sha256sum"))
    subprocess.run(command, shell=True, cwd=offered, check=True, capture_output=True)


def test_a_triple_store_takes_the_file_as_told(offered: Path, tmp_path: Path):
    [told] = [one for one in commands(page(offered, "en", "downloads.html")) if "oxigraph load" in one]
    fetch, load, _serve = told.splitlines()
    name = fetch.rpartition("/")[2]
    shutil.copy(offered / "forms" / name, tmp_path / name)
    program = Path(sys.executable).parent / "oxigraph"
    subprocess.run([program, *load.split()[1:]], cwd=tmp_path, check=True, capture_output=True)
    query = [program, "query", "--location", "store", "--query", "ASK { GRAPH ?g { ?s ?p ?o } }", "--results-format", "json"]
    assert json.loads(subprocess.run(query, cwd=tmp_path, check=True, capture_output=True).stdout)["boolean"] is True


def test_a_table_is_read_as_told(offered: Path):
    told = next(one for one in commands(page(offered, "en", "downloads.html")) if one.startswith("duckdb"))
    query = told.split('"')[1].replace("organizations.parquet", str(next(offered.rglob("organizations.parquet"))))
    assert sum(count for _country, count in duckdb.sql(query).fetchall()) == len(TABLES["organizations"])


def generalised(command: str) -> str:
    """A command without what is taken from the data, and where a checkout and a download differ."""
    return re.sub(r"'[^']*'|<[^>]*>", "…", command).replace("dist/", "").replace("'", "").strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_commands_for_linking_are_those_of_the_linking_page_of_the_repository(offered: Path, root: Path, language: str):
    text = (root / "LINKING.md").read_text(encoding="utf-8")
    tested = {generalised(line) for block in re.findall(r"^```(?:sh|turtle)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) for line in block.splitlines()}
    # One that goes on until it is stopped stands in a sentence there.
    tested |= set(re.findall(r"`(ciatlas [^`]+)`", text))
    told = [one for one in commands(page(offered, language, "linking.html")) if one.startswith(("gzip", "ciatlas", "<"))]
    assert len(told) >= 5
    assert {generalised(one) for one in told} <= tested


def test_the_look_up_finds_the_example(offered: Path, atlas: Atlas):
    shown = linking.example(atlas)
    assert shown is not None and shown.identifier
    for command in [one for one in commands(page(offered, "en", "linking.html")) if one.startswith("gzip")]:
        found = subprocess.run(command, shell=True, cwd=offered, check=True, capture_output=True, text=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})
        assert shown.iri in found.stdout


def test_the_python_example_works(offered: Path, atlas: Atlas):
    code = next(one for one in commands(page(offered, "en", "linking.html")) if one.startswith("from rdflib"))
    shown = linking.example(atlas)
    assert shown is not None
    document = f"{atlas.project.base}doc/organization/{atlas.id(shown.iri)}.ttl"
    assert document in code
    here = code.replace(document, str(offered / "doc" / "organization" / f"{atlas.id(shown.iri)}.ttl"))
    result = subprocess.run([sys.executable, "-c", here], check=True, capture_output=True, text=True, encoding="utf-8")
    assert shown.name in result.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_addresses_shown_are_of_things_that_have_pages(offered: Path, atlas: Atlas, language: str):
    text = page(offered, language, "linking.html")
    for kind in linking.KINDS:
        shown = linking.best(atlas, kind)
        assert shown is not None and f'href="../{language}/{atlas.path(shown)}"' in text


def test_a_query_to_run_stands_in_the_address(offered: Path):
    assert re.search(r'href="\.\./en/sparql\.html\?query=SELECT[^"]*&amp;run=1"', page(offered, "en", "linking.html"))


def test_queries_without_their_header_are_what_the_editor_shows(root: Path):
    from ciatlas.query_file import read_folder

    for file in read_folder(root / "queries" / "examples", "queries/examples"):
        shown = example_queries.body(file)
        assert "#+" not in shown and shown.strip() in file.text
