"""What the endpoint says of itself (SPARQL 1.1 Service Description): what it speaks, what it holds, what it allows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from ciatlas.rdf.namespaces import RDF, RDFS, WELL_KNOWN, XSD
from ciatlas.serve import address, negotiation
from ciatlas.serve.negotiation import Offer
from ciatlas.serve.served import Served
from ciatlas.serve.settings import Limits
from ciatlas.serve.sparql import store_files
from ciatlas.serve.sparql.formats import HTML
from ciatlas.serve.sparql.page import Page
from ciatlas.serve.sparql.request import Request

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS: Final = "http://www.w3.org/ns/formats/"
_SIMPLE: Final = "http://www.w3.org/ns/entailment/Simple"
_RESULTS: Final = (
    *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"),
    *("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "N-Quads", "TriG"),
)
_OFFERS: Final = (
    Offer("ttl", "text/turtle", ("application/x-turtle",)),
    Offer("jsonld", "application/ld+json", ("application/json",)),
    Offer("rdf", "application/rdf+xml", ("application/xml", "text/xml")),
    Offer("nt", "application/n-triples", ("text/plain",)),
)
_WRITTEN: Final = {"ttl": RdfFormat.TURTLE, "jsonld": RdfFormat.JSON_LD, "rdf": RdfFormat.RDF_XML, "nt": RdfFormat.N_TRIPLES}
_DCTERMS, _VOID = WELL_KNOWN["dcterms"], WELL_KNOWN["void"]
# What the graphs say of themselves, where they do.
_SAID: Final = (_DCTERMS + "title", _DCTERMS + "description", _DCTERMS + "license", RDFS + "label")
_CACHE: Final = "public, max-age=60"
# Addresses under which the server is reached; behind some a client stands who writes any name as Host.
_KEPT: Final = 32


class Description:
    """Answers a GET without a query."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.page = Page(served)
        self.offers = (*_OFFERS, HTML) if self.page.languages else _OFFERS
        self.graphs: dict[str, tuple[int, list[tuple[str, Literal | NamedNode]]]] | None = None
        self.written: dict[tuple[str, str], bytes] = {}
        self.asking = asyncio.Lock()

    async def __call__(self, accept: str | None, scope: Scope, receive: Receive, send: Send) -> None:
        """The description in the form that the client likes best; a browser is sent to the page."""
        offer = negotiation.choose(accept, self.offers)
        if offer is None:
            raise negotiation.not_acceptable(accept or "", [("", one.type) for one in self.offers])
        if offer == HTML:
            await self.page(Request(None), scope, receive, send)
            return
        endpoint = address.root(self.served, HTTPConnection(scope)) + "sparql"
        key = (endpoint, offer.name)
        body = self.written.get(key)
        if body is None:
            body = await asyncio.to_thread(self._write, endpoint, await self._graphs(), offer.name)
            if len(self.written) >= _KEPT:
                self.written.clear()
            self.written[key] = body
        headers = {"Vary": "Accept", "Cache-Control": _CACHE}
        await Response(body, headers=headers, media_type=offer.type)(scope, receive, send)

    async def _graphs(self) -> dict[str, tuple[int, list[tuple[str, Literal | NamedNode]]]]:
        """The named graphs: IRI -> how many statements, and what is said of it."""
        async with self.asking:
            if self.graphs is None:
                _columns, rows = await self.served.ask("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
                own = {iri for _path, iri, _media in store_files.sources(self.served.project, self.served.release)}
                found: dict[str, tuple[int, list[tuple[str, Literal | NamedNode]]]] = {}
                for graph, number in rows:
                    # A store that others use too may have graphs of its own.
                    if graph is not None and number is not None and graph.text in own:
                        found[graph.text] = (int(number.text), [])
                values, said = " ".join(f"<{iri}>" for iri in found), " ".join(f"<{iri}>" for iri in _SAID)
                _columns, rows = await self.served.ask(f"SELECT DISTINCT ?g ?p ?o WHERE {{ VALUES ?g {{ {values} }} VALUES ?p {{ {said} }} GRAPH ?where {{ ?g ?p ?o }} }} ORDER BY ?g ?p ?o")
                for graph, predicate, value in rows:
                    assert graph is not None and predicate is not None and value is not None
                    term = NamedNode(value.text) if value.iri else Literal(value.text, language=value.language)
                    found[graph.text][1].append((predicate.text, term))
                self.graphs = found
            return self.graphs

    def _write(self, endpoint: str, graphs: dict[str, tuple[int, list[tuple[str, Literal | NamedNode]]]], format: str) -> bytes:
        prefixes = {"sd": SD, "formats": _FORMATS, **{name: WELL_KNOWN[name] for name in ("dcterms", "void", "rdfs", "xsd") if name in WELL_KNOWN}}
        return serialize(self._statements(endpoint, graphs), format=_WRITTEN[format], prefixes=prefixes) or b""

    def _statements(self, endpoint: str, graphs: dict[str, tuple[int, list[tuple[str, Literal | NamedNode]]]]) -> Iterator[Triple]:
        project, settings = self.served.project, self.served.settings
        service, dataset, default = f"{endpoint}#service", f"{endpoint}#dataset", f"{endpoint}#default-graph"
        yield from _about(service, RDF + "type", [SD + "Service"])
        yield from _about(service, SD + "endpoint", [endpoint])
        for language, title in project.title.items():
            yield Triple(NamedNode(service), NamedNode(_DCTERMS + "title"), Literal(title, language=language))
        yield from _about(service, _DCTERMS + "license", [project.licence])
        yield from _about(service, SD + "supportedLanguage", [SD + "SPARQL10Query", SD + "SPARQL11Query"])
        yield from _about(service, SD + "resultFormat", [_FORMATS + one for one in _RESULTS])
        features = ["UnionDefaultGraph", *(["BasicFederatedQuery"] if settings.services else [])]
        yield from _about(service, SD + "feature", [SD + one for one in features])
        yield from _about(service, SD + "defaultEntailmentRegime", [_SIMPLE])
        yield Triple(NamedNode(service), NamedNode(RDFS + "comment"), Literal(_limits(settings.limits, settings.services), language="en"))
        yield from _about(service, SD + "defaultDataset", [dataset])
        yield from _about(dataset, RDF + "type", [SD + "Dataset"])
        yield from _about(dataset, SD + "defaultGraph", [default])
        yield from _about(default, RDF + "type", [SD + "Graph"])
        yield Triple(NamedNode(default), NamedNode(RDFS + "comment"), Literal("The union of all named graphs.", language="en"))
        for number, (iri, (size, said)) in enumerate(graphs.items(), 1):
            named, graph = f"{endpoint}#named-graph-{number}", f"{endpoint}#graph-{number}"
            yield from _about(dataset, SD + "namedGraph", [named])
            yield from _about(named, RDF + "type", [SD + "NamedGraph"])
            yield from _about(named, SD + "name", [iri])
            yield from _about(named, SD + "graph", [graph])
            yield from _about(graph, RDF + "type", [SD + "Graph", _VOID + "Dataset"])
            yield Triple(NamedNode(graph), NamedNode(_VOID + "triples"), Literal(str(size), datatype=NamedNode(XSD + "integer")))
            for predicate, value in said:
                yield Triple(NamedNode(graph), NamedNode(predicate), value)


def _about(subject: str, predicate: str, objects: Iterable[str]) -> Iterator[Triple]:
    for one in objects:
        yield Triple(NamedNode(subject), NamedNode(predicate), NamedNode(one))


def _limits(limits: Limits, services: Iterable[str]) -> str:
    allowed = ", ".join(services)
    return (
        f"One query may run for {limits.seconds:g} seconds; its text may have {limits.query_bytes} bytes, its answer {limits.rows} rows and {limits.bytes} bytes. "
        f"{limits.running} queries run at one time, {limits.per_minute} a minute for one client. What is over a limit is refused with a problem document "
        f"(RFC 9457), or its connection breaks: an answer that ends well is whole. Queries only; SERVICE is answered {'for ' + allowed if allowed else 'for no endpoint'}."
    )
