"""The example queries: each has its header and its rows, runs as published in other servers, and can be read by SPARQL editors."""

from __future__ import annotations

import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, RdfFormat, Store, parse
from rdflib.plugins.sparql.parser import parseQuery
from result_rows import plain
from sparql_servers import oxigraph

from ciatlas import endpoint, query, query_text
from ciatlas.edition import open_release
from ciatlas.evaluation import in_process, result
from ciatlas.fault import AtlasError
from ciatlas.insights import column_titles
from ciatlas.project import Project, read
from ciatlas.publish import example_queries
from ciatlas.query_file import read_folder

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = {file.name: file for file in read_folder(ROOT / "queries" / "examples", "queries/examples")}
FEDERATED = sorted(name for name, file in FILES.items() if query_text.services(file.text))
TABLES = sorted(name for name, file in FILES.items() if query_text.form(file.text) in ("SELECT", "ASK") and name not in FEDERATED)
GRAPHS = sorted(name for name, file in FILES.items() if query_text.form(file.text) in ("CONSTRUCT", "DESCRIBE"))

EDITOR = """
    PREFIX sh: <http://www.w3.org/ns/shacl#>
    PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
    SELECT ?query ?comment ?text WHERE {
      ?query a sh:SPARQLExecutable ; rdfs:comment ?comment ; sh:select|sh:ask|sh:construct|sh:describe ?text .
      FILTER (LANG(?comment) = "he")
    }"""


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    return read(root)


@pytest.fixture(scope="module")
def store(project: Project, release: Path) -> Store:
    return open_release(project, release)


@pytest.fixture(scope="module")
def server(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph"), store, "--union-default-graph") as url:
        yield url


@pytest.fixture(scope="module")
def published(project: Project, tmp_path_factory: pytest.TempPathFactory) -> rdflib.Graph:
    path = tmp_path_factory.mktemp("queries") / "queries.ttl"
    assert example_queries.write(project, path) == len(FILES)
    return rdflib.Graph().parse(path)


@pytest.fixture(scope="module")
def texts(published: rdflib.Graph) -> dict[str, str]:
    """name -> the query's text as it is published."""
    return {str(row.query).rpartition("/")[2]: str(row.text) for row in published.query(EDITOR)}  # type: ignore[union-attr]


def test_there_are_more_than_twenty_from_first_steps_to_federation():
    assert len(FILES) >= 20 and min(FILES).endswith("first-steps") and FEDERATED == [max(FILES)]
    assert {query_text.form(file.text) for file in FILES.values()} == {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


@pytest.mark.parametrize("name", FILES)
def test_the_header_is_whole(project: Project, name: str):
    file = FILES[name]
    assert file.texts("title", project.languages) and file.texts("description", project.languages) and file.words("tags")
    for column in file.header.get("columns", {}):
        assert column_titles(file, column, project.languages)
    assert any(line.startswith("# ") for line in file.text.splitlines()), "a query without a word to those who learn"


@pytest.mark.parametrize("name", TABLES)
def test_it_returns_rows_under_the_columns_of_its_header(project: Project, store: Store, name: str):
    columns, rows = result(query.run(store, FILES[name].text, project.prefixes, name))
    assert columns == tuple(FILES[name].header.get("columns", {})) or columns == ("answer",)
    assert rows and all(any(value is not None for value in row) for row in rows)


@pytest.mark.parametrize("name", TABLES)
def test_as_published_it_gives_the_same_in_a_server(project: Project, store: Store, server: str, texts: dict[str, str], name: str):
    here = result(query.run(store, FILES[name].text, project.prefixes, name))
    there = endpoint.ask(server, texts[name], {})
    assert there[0] == here[0]
    assert sorted(plain(there[1])) == sorted(plain(here[1]))


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_is_the_same_from_a_server(project: Project, store: Store, server: str, texts: dict[str, str], name: str):
    results = query.run(store, FILES[name].text, project.prefixes, name)
    assert isinstance(results, QueryTriples)
    here = set(results)
    request = urllib.request.Request(
        server, urllib.parse.urlencode({"query": texts[name]}).encode(), {"Accept": "application/n-triples"}
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        there = {quad.triple for quad in parse(response.read(), RdfFormat.N_TRIPLES)}
    assert here and there == here


# What Wikidata says of the population of two countries of the atlas, of one that is not in it, and of a city.
POPULATIONS = {"Q801": ("IL", 8_000_000), "Q30": ("US", 320_000_000), "Q1": ("XX", 5), "Q33935": (None, 450_000)}


@pytest.fixture(scope="module")
def wikidata(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = Store()
    direct = "http://www.wikidata.org/prop/direct/"
    for item, (code, people) in POPULATIONS.items():
        subject = NamedNode(f"http://www.wikidata.org/entity/{item}")
        number = Literal(str(people), datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
        store.add(Quad(subject, NamedNode(direct + "P1082"), number))
        if code:
            store.add(Quad(subject, NamedNode(direct + "P297"), Literal(code)))
    with oxigraph(tmp_path_factory.mktemp("wikidata"), store) as url:
        yield url


@pytest.mark.parametrize("name", FEDERATED)
def test_the_federated_one_asks_another_endpoint(
    project: Project, store: Store, server: str, wikidata: str, texts: dict[str, str], name: str
):
    [service] = query_text.services(texts[name])
    assert service == "https://query.wikidata.org/sparql"
    text = texts[name].replace(service, wikidata)
    columns, rows = in_process(store, {})(text)
    assert columns == tuple(FILES[name].header["columns"])
    by_country = {row[0].text.rpartition("/")[2]: row for row in rows}
    assert set(by_country) == {"IL", "US"}
    [[count]] = in_process(store, project.prefixes)("SELECT (COUNT(DISTINCT ?i) AS ?n) { ?i a ci:Initiative ; ci:country country:IL }")[1]
    assert float(by_country["IL"][3].text) == pytest.approx(int(count.text) / 8, abs=0.05)
    assert sorted(plain(endpoint.ask(server, text, {})[1])) == sorted(plain(rows))


def test_the_keywords_and_both_languages_are_published(published: rdflib.Graph, project: Project):
    one = rdflib.URIRef(project.iri("query/examples/09-funders"))
    assert {label.language for label in published.objects(one, rdflib.RDFS.label)} == {"en", "he"}
    keywords = published.objects(one, rdflib.URIRef(project.prefixes["schema"] + "keywords"))
    assert rdflib.Literal("funder") in set(keywords)


def test_the_text_is_whole_under_the_prologue_that_editors_add(published: rdflib.Graph, texts: dict[str, str]):
    """SHACL and editors put the declared prefixes before the text, which has its own already."""
    sh = rdflib.SH
    declared = {
        str(published.value(one, sh.prefix)): str(published.value(one, sh.namespace)) for one in published.objects(None, sh.declare)
    }
    prologue = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in declared.items())
    assert declared["ci"] and set(texts) == set(FILES)
    for text in texts.values():
        assert "#+" not in text
        assert parseQuery(prologue + text) and parseQuery(text)


def test_the_file_is_the_same_each_time(project: Project, tmp_path: Path):
    for name in ("a.ttl", "b.ttl"):
        example_queries.write(project, tmp_path / name)
    assert (tmp_path / "a.ttl").read_bytes() == (tmp_path / "b.ttl").read_bytes()


def test_an_endpoint_is_named_where_there_is_one(project: Project):
    triples = list(example_queries.statements(project, "https://example.org/sparql"))
    targets = [one.object.value for one in triples if one.predicate.value == project.prefixes["schema"] + "target"]
    assert targets == ["https://example.org/sparql"] * len(FILES)


HEADER = "#+ title: {en: T, he: ת}\n#+ description: {en: D, he: ד}\n#+ tags: [x]\n"
BAD = {
    "no header": ("SELECT * { ?s ?p ?o }", "header"),
    "a language is missing": (HEADER.replace(", he: ת", "") + "SELECT * { ?s ?p ?o }", "header 'title'"),
    "no tags": (HEADER.replace("#+ tags: [x]\n", "") + "SELECT * { ?s ?p ?o }", "header 'tags'"),
    "not SPARQL": (HEADER + "SELECT * { ?s ?p ] }", "line 4, column"),
    "an update": (HEADER + "DELETE WHERE { ?s ?p ?o }", "found DELETE"),
    "nothing": (HEADER, "found none"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_named(project: Project, tmp_path: Path, case: str):
    text, expected = BAD[case]
    folder = tmp_path / "queries" / "examples"
    folder.mkdir(parents=True)
    (folder / "bad.rq").write_text(text, encoding="utf-8")
    with pytest.raises(AtlasError) as caught:
        list(example_queries.statements(replace(project, root=tmp_path)))
    assert "queries/examples/bad.rq" in str(caught.value) and expected in str(caught.value)


def test_only_the_prefixes_in_use_are_declared(project: Project):
    text = """# no:comment
        PREFIX own: <http://example.org/ci:no#>
        SELECT * { ?s own:p "role:no" ; ^skos:broader|ci:role 'it\\'s part:no'@en . FILTER (?a < 3 && ?b > xsd:integer("1")) }"""
    assert list(query_text.needed(text, project.prefixes)) == ["ci", "skos", "xsd"]


def test_a_query_file_of_a_stranger_is_read():
    assert query_text.form("#ASK\nBASE <http://select/> PREFIX x: <http://a#b> describe x:y") == "DESCRIBE"
    assert query_text.form("# nothing") == ""
    assert query_text.services("SELECT * { SERVICE SILENT <http://a/> { ?s ?p '<http://b/>' } ?s ?p <http://c/> }") == ["http://a/"]
