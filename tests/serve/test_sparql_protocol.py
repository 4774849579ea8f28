"""Queries over HTTP as the SPARQL 1.1 Protocol has them. The first table is that of the W3C's tests of the protocol, each under its name there."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import pytest
from rdflib import Dataset, Graph
from serving import Answer, Server, ask
from small_atlas import BASE

NS, SCHEME, ALIGNMENTS = BASE + "ns", BASE + "scheme", BASE + "alignments"
# What each of them has that no other one has.
IN_NS, IN_SCHEME = f"<{BASE}ns#Initiative> rdfs:subClassOf ?o1", f"<{BASE}scheme/role> a ?o2"
IN_ALIGNMENTS = f"<{BASE}ns#Initiative> skos:closeMatch|skos:exactMatch|skos:broadMatch|owl:equivalentClass|rdfs:subClassOf|rdfs:seeAlso ?o3"

JSON = "application/sparql-results+json"
QUERY, FORM = "application/sparql-query", "application/x-www-form-urlencoded"
BOTH = f"ASK {{ {IN_NS} . {IN_SCHEME} }}"
BOTH_NAMED = f"ASK {{ GRAPH ?g1 {{ {IN_NS} }} GRAPH ?g2 {{ {IN_SCHEME} }} }}"


@dataclass(frozen=True)
class Case:
    """parameters: of the address. answer: of an ASK; or the media types of which one is expected; or None where only the status counts."""

    name: str
    method: str = "GET"
    parameters: tuple[tuple[str, str], ...] = ()
    type: str | None = None
    body: str | bytes | None = None
    status: int = 200
    answer: bool | frozenset[str] | None = None


def default(*graphs: str) -> tuple[tuple[str, str], ...]:
    return tuple(("default-graph-uri", graph) for graph in graphs)


def named(*graphs: str) -> tuple[tuple[str, str], ...]:
    return tuple(("named-graph-uri", graph) for graph in graphs)


TABLES = frozenset((JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"))
RDF = frozenset(("text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"))
W3C = [
    Case("query_post_form", "POST", default(NS), FORM, "query=ASK%20%7B%7D", answer=True),
    Case("query_dataset_default_graphs_get", "GET", (("query", BOTH), *default(NS, SCHEME)), answer=True),
    Case("query_dataset_default_graphs_post", "POST", default(NS, SCHEME), QUERY, BOTH, answer=True),
    Case("query_dataset_named_graphs_post", "POST", named(NS, SCHEME), QUERY, BOTH_NAMED, answer=True),
    Case("query_dataset_named_graphs_get", "GET", (("query", BOTH_NAMED), *named(NS, SCHEME)), answer=True),
    Case("query_dataset_full", "POST", (*default(ALIGNMENTS), *named(NS, SCHEME)), QUERY, f"ASK {{ {IN_ALIGNMENTS} GRAPH ?g1 {{ {IN_NS} }} GRAPH ?g2 {{ {IN_SCHEME} }} }}", answer=True),
    Case("query_multiple_dataset", "POST", named(NS, SCHEME), QUERY, BOTH_NAMED.replace("ASK", f"ASK FROM <{ALIGNMENTS}>"), answer=True),
    Case("query_get", "GET", (("query", "ASK {}"), *default(NS)), answer=True),
    Case("query_content_type_select", "POST", default(NS), QUERY, "SELECT (1 AS ?value) {}", answer=TABLES),
    Case("query_content_type_ask", "POST", default(NS), QUERY, "ASK {}", answer=TABLES),
    Case("query_content_type_describe", "POST", default(NS), QUERY, "DESCRIBE <http://example.org/>", answer=RDF),
    Case("query_content_type_construct", "POST", default(NS), QUERY, "CONSTRUCT { <s> <p> 1 } WHERE {}", answer=RDF),
    Case("query_post_direct", "POST", default(NS), QUERY, "ASK {}", answer=True),
    Case("bad_query_method", "PUT", (("query", "ASK {}"),), status=405),
    Case("bad_multiple_queries", "GET", (("query", "ASK {}"), ("query", "SELECT * {}")), status=400),
    Case("bad_query_wrong_media_type", "POST", (), "text/plain", "ASK {}", status=415),
    Case("bad_query_missing_form_type", "POST", (), None, "query=ASK%20%7B%7D", status=415),
    Case("bad_query_missing_direct_type", "POST", (), None, "ASK {}", status=415),
    Case("bad_query_non_utf8", "POST", (), f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16"), status=415),
    Case("bad_query_syntax", "GET", (("query", "ASK {"),), status=400),
]
OURS = [
    Case("what a graph does not have is not in it", "GET", (("query", BOTH), *default(NS)), answer=False),
    Case("named graphs alone leave the default graph empty", "GET", (("query", "ASK { ?s ?p ?o }"), *named(NS)), answer=False),
    Case("FROM", "GET", (("query", BOTH.replace("ASK", f"ASK FROM <{NS}>")),), answer=False),
    Case("FROM twice", "GET", (("query", BOTH.replace("ASK", f"ASK FROM <{NS}> FROM <{SCHEME}>")),), answer=True),
    Case("FROM NAMED", "GET", (("query", BOTH_NAMED.replace("ASK", f"ASK FROM NAMED <{NS}>")),), answer=False),
    Case("the protocol's graphs go before FROM", "GET", (("query", f"ASK FROM <{NS}> {{ {IN_SCHEME} }}"), *default(SCHEME)), answer=True),
    Case("the union of all where none is named", "GET", (("query", f"ASK {{ {IN_NS} . {IN_SCHEME} . {IN_ALIGNMENTS} }}"),), answer=True),
    Case("the word in a text names no graph", "GET", (("query", f"ASK {{ {IN_NS} . {IN_SCHEME} . FILTER(?o1 != 'from') }} # FROM"),), answer=True),
    Case("examples are in the store", "GET", (("query", "ASK { ?query a sh:SPARQLExecutable ; sh:select|sh:ask|sh:construct ?text }"),), answer=True),
    Case("so is the catalogue", "GET", (("query", "ASK { ?c a dcat:Catalog }"),), answer=True),
    Case("a form in which + is a space", "POST", (), FORM, "query=ASK+%7B%7D&other=1", answer=True),
    Case("a form with a charset", "POST", (), f"{FORM}; charset=UTF-8", "query=ASK%20%7B%7D", answer=True),
    Case("relative IRIs are below the atlas's base", "POST", (), QUERY, "ASK { <ns#Initiative> a ?class }", answer=True),
    Case("a query in both places", "POST", (("query", "ASK {}"),), QUERY, "ASK {}", status=400),
    Case("a form without a query", "POST", (), FORM, "a=b", status=400),
    Case("graphs without a query", "GET", default(NS), status=400),
    Case("a graph that is no IRI", "GET", (("query", "ASK {}"), *default("ns")), status=400),
    Case("bytes that are no UTF-8", "POST", (), QUERY, b"ASK {} # \xff", status=400),
    Case("a surrogate", "POST", (), QUERY, b"ASK {} # \xed\xa0\x80", status=400),
    Case("an update in a form", "POST", (), FORM, "update=DROP%20ALL", status=403),
    Case("an update as it is", "POST", (), "application/sparql-update", "DROP ALL", status=403),
    Case("an update in place of a query", "POST", (), QUERY, "INSERT DATA { <x:a> <x:b> 1 }", status=400),
    Case("too many parameters", "GET", (("query", "ASK {}"), *(("a", str(n)) for n in range(1001))), status=400),
    Case("no such format", "GET", (("query", "ASK {}"), ("format", "pdf")), status=400),
]


@pytest.mark.parametrize("case", [*W3C, *OURS], ids=lambda case: case.name)
def test_a_query_by_the_protocol(server: Server, case: Case) -> None:
    answer = _send(server, case)
    assert answer.status == case.status, answer.body[:500]
    media_type = answer.headers["content-type"].partition(";")[0]
    if case.status != 200:
        problem = json.loads(answer.body)
        assert media_type == "application/problem+json" and problem["status"] == case.status and len(problem["detail"]) > 20
    elif isinstance(case.answer, bool):
        assert json.loads(answer.body)["boolean"] is case.answer
    elif case.answer:
        assert media_type in case.answer


def test_a_packed_query_is_refused(server: Server) -> None:
    assert ask(server, "/sparql", "POST", "ASK {}", Content_Type=QUERY, Content_Encoding="gzip").status == 415


def test_percent_signs_that_are_no_utf8(server: Server) -> None:
    assert ask(server, "/sparql?query=ASK%20%7B%7D%20%23%FF").status == 400


@pytest.mark.parametrize(
    ("query", "accept", "expected"),
    [
        ("SELECT * {}", None, JSON),
        ("SELECT * {}", "*/*", JSON),
        ("SELECT * {}", "application/json", JSON),
        ("SELECT * {}", "application/sparql-results+xml", "application/sparql-results+xml"),
        ("SELECT * {}", "text/xml, application/xml;q=0.5", "application/sparql-results+xml"),
        ("SELECT * {}", "text/csv;q=0.4, text/tab-separated-values;q=0.6", "text/tab-separated-values"),
        ("SELECT * {}", "text/*", "text/csv"),
        ("SELECT * {}", "text/turtle, */*;q=0.1", JSON),
        ("SELECT * {}", f"{JSON};q=0, */*", "application/sparql-results+xml"),
        ("ASK {}", "text/csv", "text/csv"),
        ("CONSTRUCT WHERE {}", None, "text/turtle"),
        ("CONSTRUCT WHERE {}", "application/n-triples", "application/n-triples"),
        ("CONSTRUCT WHERE {}", "application/ld+json", "application/ld+json"),
        ("CONSTRUCT WHERE {}", "application/rdf+xml;q=0.9, text/turtle;q=0.8", "application/rdf+xml"),
        ("CONSTRUCT WHERE {}", "application/n-quads", "application/n-quads"),
        ("DESCRIBE <x:y>", "application/trig", "application/trig"),
        ("  # a comment\nPREFIX a: <x:construct>\nBASE <http://example.org/> deScribe a:b", "*/*", "text/turtle"),
    ],
)
def test_the_form_that_the_client_likes_best(server: Server, query: str, accept: str | None, expected: str) -> None:
    answer = ask(server, f"/sparql?{urlencode({'query': query})}", **({"Accept": accept} if accept else {}))
    assert answer.status == 200 and answer.headers["content-type"].partition(";")[0] == expected
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("format", ["json", "xml", "csv", "tsv", "text/csv", "application/sparql-results+json"])
@pytest.mark.parametrize("parameter", ["format", "output"])
def test_the_form_by_a_parameter(server: Server, format: str, parameter: str) -> None:
    answer = ask(server, f"/sparql?{urlencode({'query': 'SELECT * {}', parameter: format})}", Accept="text/html")
    assert answer.status == 200 and format.rpartition("/")[2].rpartition("+")[2] in answer.headers["content-type"].replace("tab-separated-values", "tsv")


def test_a_form_that_there_is_not_is_told_with_those_that_there_are(server: Server) -> None:
    answer = ask(server, f"/sparql?{urlencode({'query': 'SELECT * {}'})}", Accept="image/png")
    assert answer.status == 406 and {JSON, "text/csv"} <= {form["type"] for form in json.loads(answer.body)["available"]}


def test_the_atlas_prefixes_need_no_declaration_and_lines_stay_right(server: Server) -> None:
    good = _query(server, "SELECT (COUNT(*) AS ?n) {\n ?x a ci:Initiative }")
    assert int(json.loads(good.body)["results"]["bindings"][0]["n"]["value"]) > 100
    own = _query(server, "PREFIX ci: <http://example.org/> SELECT ?x {\n ?x a ci:Initiative }")
    assert json.loads(own.body)["results"]["bindings"] == []
    for query, line, column in (
        ("SELECT * {\n  ?x a ci:Initiative ;;\n  ?y\n}", 3, 3),
        ("SELECT * { ?x a ci:Initiative . ?y }", 1, 33),
        ("SELECT * {\n  ?x a nobody:knows }", 2, None),
        ("SELECT * { ?x a ci:Initiative .\n\n\n FILTER( }", 4, None),
    ):
        problem = json.loads(_query(server, query).body)
        assert problem["type"].endswith("malformed-query") and problem["line"] == line and (column is None or problem["column"] == column), problem
        assert problem["text"] == query.split("\n")[line - 1]


def test_head_and_options(server: Server) -> None:
    path = f"/sparql?{urlencode({'query': 'ASK {}'})}"
    get, head = ask(server, path, Accept=JSON), ask(server, path, "HEAD", Accept=JSON)
    assert head.status == 200 and head.body == b"" and head.headers["etag"] == get.headers["etag"]
    options = ask(server, "/sparql", "OPTIONS")
    assert options.status == 204 and {"GET", "HEAD", "POST"} <= set(options.headers["allow"].split(", "))
    assert get.headers["access-control-allow-origin"] == "*"


def test_an_answer_that_the_client_has_is_not_sent_again(server: Server) -> None:
    path = f"/sparql?{urlencode({'query': 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }'})}"
    first = ask(server, path, Accept="text/csv")
    again = ask(server, path, Accept="text/csv", If_None_Match=f'"other", W/{first.headers["etag"]}')
    assert again.status == 304 and again.body == b"" and again.headers["etag"] == first.headers["etag"]
    assert ask(server, path, Accept=JSON, If_None_Match=first.headers["etag"]).status == 200
    assert ask(server, path + f"&default-graph-uri={quote(NS)}", Accept="text/csv", If_None_Match=first.headers["etag"]).status == 200
    assert ask(server, path, Accept="text/csv", If_None_Match=first.headers["etag"], Cache_Control="no-cache").status == 200
    for changing in ("SELECT (RAND() AS ?x) {}", "SELECT (NOW() AS ?x) {}", "SELECT (STRUUID() AS ?x) {}"):
        answer = _query(server, changing)
        assert "etag" not in answer.headers and answer.headers["cache-control"] == "no-store"
        assert answer.body != _query(server, changing).body


@pytest.mark.parametrize(
    ("accept", "format"), [("text/turtle", "turtle"), ("application/rdf+xml", "xml"), ("application/n-triples", "nt"), ("application/ld+json", "json-ld"), ("*/*", "turtle")]
)
def test_the_service_describes_itself(server: Server, accept: str, format: str) -> None:
    answer = ask(server, "/sparql", Accept=accept)
    assert answer.status == 200
    graph = Graph().parse(data=answer.body, format=format)
    said = graph.query(
        """PREFIX sd: <http://www.w3.org/ns/sparql-service-description#> PREFIX void: <http://rdfs.org/ns/void#>
        SELECT ?endpoint ?name ?n { ?service a sd:Service ; sd:endpoint ?endpoint ; sd:supportedLanguage sd:SPARQL11Query ;
          sd:feature sd:UnionDefaultGraph ; sd:resultFormat <http://www.w3.org/ns/formats/SPARQL_Results_JSON>, <http://www.w3.org/ns/formats/Turtle> ;
          sd:defaultDataset/sd:namedGraph [ sd:name ?name ; sd:graph/void:triples ?n ] FILTER NOT EXISTS { ?service sd:feature sd:BasicFederatedQuery } }"""
    )
    rows = {str(row[1]): int(row[2]) for row in said}
    assert {str(row[0]) for row in said} == {f"{server.url}sparql"}
    counted = _query(server, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g")
    assert rows == {row["g"]["value"]: int(row["n"]["value"]) for row in json.loads(counted.body)["results"]["bindings"]}


def test_a_browser_comes_to_the_page_of_queries(server: Server) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = ask(server, "/sparql", Accept=browser, Accept_Language="he, en;q=0.5")
    assert (answer.status, answer.headers["location"]) == (303, "he/sparql.html?endpoint=../sparql")
    query = "SELECT * { ?s ?p 'a#b&c' }"
    answer = ask(server, f"/sparql?{urlencode({'query': query})}", Accept=browser)
    assert answer.status == 303 and answer.headers["location"] == f"en/sparql.html?endpoint=../sparql#{urlencode({'query': query})}"


def test_graphs_are_whole_in_each_form(server: Server) -> None:
    query = "CONSTRUCT { ?x a ci:Initiative ; skos:prefLabel ?n } { ?x a ci:Initiative ; skos:prefLabel ?n }"
    sizes = set()
    for format, parser in (("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld"), ("trig", "trig"), ("nq", "nquads")):
        answer = ask(server, f"/sparql?{urlencode({'query': query, 'format': format})}")
        sizes.add(len(Dataset(default_union=True).parse(data=answer.text, format=parser)))
    assert len(sizes) == 1 and sizes.pop() > 200


def _query(server: Server, query: str) -> Answer:
    return ask(server, "/sparql", "POST", query, Content_Type=QUERY, Accept=JSON)


def _send(server: Server, case: Case) -> Answer:
    """As it is: the standard library would add a type to a body."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    body = case.body.encode() if isinstance(case.body, str) else case.body
    connection.putrequest(case.method, "/sparql" + (f"?{urlencode(case.parameters)}" if case.parameters else ""))
    for name, value in (("Content-Type", case.type), ("Content-Length", None if body is None else str(len(body)))):
        if value is not None:
            connection.putheader(name, value)
    connection.endheaders(body)
    response = connection.getresponse()
    answer = Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())
    connection.close()
    return answer
