"""Programs that people use read from the endpoint as from any other one."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from serving import Server
from small_atlas import BASE
from SPARQLWrapper import CSV, GET, JSON, JSONLD, POST, POSTDIRECTLY, RDFXML, TSV, TURTLE, URLENCODED, XML, SPARQLWrapper

SELECT = f"PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?name {{ <{BASE}id/organization/fsg> skos:prefLabel ?name }} ORDER BY ?name"


@pytest.mark.parametrize("method", [GET, POST])
@pytest.mark.parametrize("body", [URLENCODED, POSTDIRECTLY])
@pytest.mark.parametrize("format", [JSON, XML, CSV, TSV])
def test_sparqlwrapper_selects(server: Server, method: str, body: str, format: str) -> None:
    client = _wrapper(server, SELECT, format, method)
    client.setRequestMethod(body)
    result = client.query().convert()
    text = result.toxml() if format == XML else json.dumps(result) if format == JSON else result.decode()
    assert "FSG" in text


@pytest.mark.parametrize("format", [TURTLE, RDFXML, JSONLD])
def test_sparqlwrapper_constructs(server: Server, format: str) -> None:
    query = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ <{BASE}id/organization/fsg> }} ?s ?p ?o }}"
    result = _wrapper(server, query, format, POST).query().convert()
    graph = result if isinstance(result, Graph) else Graph().parse(data=result, format="turtle")
    assert len(graph) > 5


def test_sparqlwrapper_asks(server: Server) -> None:
    assert _wrapper(server, f"ASK {{ <{BASE}id/organization/fsg> ?p ?o }}", JSON, GET).query().convert()["boolean"] is True


def test_rdflib_reads_it_as_a_store(server: Server) -> None:
    store = SPARQLStore(f"{server.url}sparql")
    graph = Graph(store)
    fsg = URIRef(f"{BASE}id/organization/fsg")
    assert Literal("FSG", lang="en") in set(graph.objects(fsg, URIRef("http://www.w3.org/2004/02/skos/core#prefLabel"))) or "FSG" in {str(one) for one in graph.objects(fsg)}
    assert bool(graph.query(f"ASK {{ <{fsg}> ?p ?o }}").askAnswer)
    assert len(graph.query(f"CONSTRUCT WHERE {{ <{fsg}> ?p ?o }}").graph or ()) > 5
    assert [str(row[0]) for row in graph.query(SELECT)]


def test_rdflib_federates_with_it(server: Server) -> None:
    rows = Graph().query(f"SELECT ?name {{ SERVICE <{server.url}sparql> {{ {SELECT[SELECT.index('{') + 1 : SELECT.rindex('}')].replace('skos:', '<http://www.w3.org/2004/02/skos/core#').replace('prefLabel', 'prefLabel>')} }} }}")
    assert any("FSG" in str(row[0]) for row in rows)


@pytest.mark.parametrize(
    "options",
    [
        ["--data-urlencode", f"query={SELECT}"],
        ["--get", "--data-urlencode", f"query={SELECT}"],
        ["--header", "Content-Type: application/sparql-query", "--data", SELECT],
        ["--header", "Accept: text/csv", "--compressed", "--data-urlencode", f"query={SELECT}"],
        ["--http1.0", "--data-urlencode", f"query={SELECT}"],
    ],
)
def test_curl(server: Server, options: list[str]) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    done = subprocess.run(["curl", "--silent", "--show-error", "--fail", *options, f"{server.url}sparql"], capture_output=True, timeout=60)
    assert done.returncode == 0 and b"FSG" in done.stdout, done.stderr


COMUNICA = Path(__file__).parent / "node_modules" / "@comunica" / "query-sparql" / "bin" / "query.js"


def test_comunica(server: Server) -> None:
    if not COMUNICA.is_file():
        pytest.skip("Comunica is not installed (npm ci in tests/serve)")
    # As an endpoint that says what it is, and as one among others to join with.
    for source in (f"sparql@{server.url}sparql", f"{server.url}sparql"):
        done = subprocess.run(["node", COMUNICA, source, "--query", SELECT, "--type", "application/sparql-results+json"], capture_output=True, text=True, timeout=120)
        assert done.returncode == 0 and "FSG" in done.stdout, done.stderr


def _wrapper(server: Server, query: str, format: str, method: str) -> SPARQLWrapper:
    client = SPARQLWrapper(f"{server.url}sparql")
    client.setQuery(query)
    client.setReturnFormat(format)
    client.setMethod(method)
    return client
