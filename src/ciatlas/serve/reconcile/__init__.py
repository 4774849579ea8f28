"""The Reconciliation Service API 0.2 at ``/reconcile``, the protocol that OpenRefine speaks.

https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from ciatlas.names.thing import Thing
from ciatlas.names.vocabulary import Property, Type
from ciatlas.serve import address, names
from ciatlas.serve.negotiation import choose_language
from ciatlas.serve.problem import Problem
from ciatlas.serve.reconcile import extension, preview, queries, suggest
from ciatlas.serve.reconcile.manifest import PATH, manifest
from ciatlas.serve.reconcile.parameters import answer, bad, parameters, read_json, shown, whole_number
from ciatlas.serve.reconcile.values import Values
from ciatlas.serve.reconcile.words import Words
from ciatlas.serve.served import Served


def routes(served: Served) -> list[BaseRoute]:
    """The routes of the service, and of one more for each language, whose answers are in that language. They need `names.lifespan`."""
    found: list[BaseRoute] = []
    running = Running(served.settings.limits.running)
    for language in (None, *served.project.languages):
        service = Service(served, running, language)
        found += [
            Route(f"/{service.path}", service.endpoint, methods=["GET", "POST"]),
            Route(f"/{service.path}/", service.endpoint, methods=["GET", "POST"]),
            Route(f"/{service.path}/suggest/{{kind:str}}", service.suggest, methods=["GET"]),
            Route(f"/{service.path}/flyout/{{kind:str}}", service.flyout, methods=["GET"]),
            Route(f"/{service.path}/properties", service.properties, methods=["GET"]),
            Route(f"/{service.path}/preview", service.preview, methods=["GET"]),
            Route(f"/{service.path}/{preview.STYLE}", service.style, methods=["GET"]),
            Route(f"/{service.path}/feature", service.feature, methods=["GET"]),
            Route(f"/{service.path}/view", service.view, methods=["GET"]),
        ]
    return found


class Running:
    """The batches that are answered at one time, at most so many."""

    def __init__(self, most: int) -> None:
        self.most, self.now = most, 0

    async def one(self, work: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
        """What the work gives. Raises Problem 503 when too much is done already."""
        if self.now >= self.most:
            work.close()
            detail = f"{self.now} batches are answered just now: expected to be asked again in a moment"
            raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": "1"})
        self.now += 1
        try:
            return await work
        finally:
            self.now -= 1


class Service:
    """Answers requests for what is served. language: that of the answers; None for the one that the client likes best."""

    def __init__(self, served: Served, running: Running, language: str | None = None) -> None:
        self.served, self.language = served, language
        self.path = f"{PATH}/{language}" if language else PATH
        self.values = Values(served.ask)
        self.running = running

    def words(self, request: Request) -> Words:
        """What is told, in the language of the service or of the client."""
        language = self.language or choose_language(request.headers.get("accept-language"), self.served.project.languages)
        return Words(names.of(self.served), language)

    def root(self, request: Request) -> str:
        """The address of the service, with a slash at its end."""
        return f"{address.root(self.served, request)}{self.path}/"

    async def endpoint(self, request: Request) -> Response:
        """The manifest, a batch of queries, a query, or a data extension query."""
        given = await parameters(request)
        words = self.words(request)
        if "queries" in given:
            batch = queries.read_batch(read_json("queries", given["queries"]), words.names.vocabulary)
            return answer(await self._match(batch, words), given)
        if "query" in given:
            return answer((await self._match({"query": self._single(given, words)}, words))["query"], given)
        if "extend" in given:
            asked = read_json("extend", given["extend"])
            return answer(await self.running.one(extension.extend(asked, self.served.project, words.names, self.values, words)), given)
        if request.method == "POST":
            raise bad("The form has no queries, query or extend: expected one of them")
        told = manifest(self.served.project, words.names, words, address.root(self.served, request), self.path)
        return answer(told, given)

    def _single(self, given: Mapping[str, str], words: Words) -> queries.Query:
        """A query by itself (API 0.1, 4.1): JSON, or the name alone with type and limit beside it."""
        text = given["query"]
        if text.lstrip().startswith("{"):
            return queries.read_query("query", read_json("query", text), words.names.vocabulary)
        asked = {"query": text, "type": given.get("type"), "limit": given.get("limit"), "type_strict": given.get("type_strict")}
        return queries.read_query("query", asked, words.names.vocabulary)

    async def _match(self, batch: Mapping[str, queries.Query], words: Words) -> dict[str, Any]:
        return await self.running.one(queries.match(batch, words.names, self.values, words))

    async def suggest(self, request: Request) -> Response:
        """Suggestions of one kind."""
        given = await parameters(request)
        words = self.words(request)
        kind = request.path_params["kind"]
        prefix = given.get("prefix", "")
        cursor = whole_number("cursor", given.get("cursor"), 0, 0, 1_000_000)
        limit = whole_number("limit", given.get("limit"), suggest.LIMIT, 1, suggest.MOST)
        type = words.names.vocabulary.type(given["type"]) if given.get("type") else None
        if kind == "entity":
            return answer(suggest.entities(prefix, cursor, limit, [type] if type else [], words.names, words), given)
        if kind == "type":
            return answer(suggest.types(prefix, cursor, limit, words.names, words), given)
        if kind == "property":
            return answer(suggest.properties(prefix, cursor, limit, type, words.names, words), given)
        raise _unknown(kind, "one of entity, type, property")

    async def flyout(self, request: Request) -> Response:
        """A piece of HTML about an entity, a type or a property, in JSON."""
        given = await parameters(request)
        words = self.words(request)
        id, kind = _id(given), request.path_params["kind"]
        if kind == "entity":
            thing = self._thing(id, words)
            said = await preview.description(thing, words.names, self.values, words.language)
            html = preview.flyout(thing, said, self.served.project, words)
        elif kind in ("type", "property"):
            html = preview.term_flyout(self._term(id, kind, words), words)
        else:
            raise _unknown(kind, "one of entity, type, property")
        return answer({"id": id, "html": html}, given)

    async def properties(self, request: Request) -> Response:
        """Properties to fetch for things of a type."""
        given = await parameters(request)
        words = self.words(request)
        limit = whole_number("limit", given["limit"], 0, 0, extension.MOST) if given.get("limit") else None
        return answer(extension.proposal(given.get("type"), limit, words.names, words), given)

    async def preview(self, request: Request) -> Response:
        """A small page about an entity."""
        given = await parameters(request)
        words = self.words(request)
        thing = self._thing(_id(given), words)
        said = await preview.description(thing, words.names, self.values, words.language)
        addresses = preview.Addresses(address.root(self.served, request), self.root(request))
        return preview.page(thing, said, self.served.project, words, addresses)

    async def style(self, _request: Request) -> Response:
        """The style of the small pages."""
        return Response(preview.style(), headers={"Cache-Control": "public, max-age=86400"}, media_type="text/css")

    async def feature(self, request: Request) -> Response:
        """What a feature means."""
        given = await parameters(request)
        words = self.words(request)
        page = preview.feature(_id(given), words, preview.Addresses(address.root(self.served, request), self.root(request)))
        if page is None:
            raise _unknown(given["id"], "the id of a feature of a candidate")
        return page

    async def view(self, request: Request) -> Response:
        """Leads to the thing of an id, which leads on to a page or to data."""
        given = await parameters(request)
        words = self.words(request)
        path = words.names.vocabulary.ids.entity(self._thing(_id(given), words).iri)
        return RedirectResponse(address.root(self.served, request) + quote(path, safe="/%:@!$&'()*+,;=~-._"), HTTPStatus.SEE_OTHER)

    def _thing(self, id: str, words: Words) -> Thing:
        number = words.names.index.by_iri.get(words.names.vocabulary.ids.iri(id))
        if number is None:
            raise _unknown(id, "the id of a thing of the atlas, as in candidates")
        return words.names.index.things[number]

    def _term(self, id: str, kind: str, words: Words) -> Type | Property:
        vocabulary = words.names.vocabulary
        iri = vocabulary.type(id) if kind == "type" else vocabulary.property(id)
        if iri is None:
            raise _unknown(id, f"the id of a {kind}")
        return vocabulary.types[iri] if kind == "type" else vocabulary.properties[iri]


def _id(given: Mapping[str, str]) -> str:
    if not given.get("id"):
        raise bad("id is missing: expected ?id= with an id")
    return given["id"]


def _unknown(value: str, expected: str) -> Problem:
    return Problem(HTTPStatus.NOT_FOUND, f"{shown(value)}: expected {expected}")
