"""The search over HTTP."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from ciatlas import messages
from ciatlas.names.thing import Name
from ciatlas.publish import opensearch
from ciatlas.publish.site import search_page
from ciatlas.publish.site.atlas import Text
from ciatlas.publish.site.kinds import KindNames, kind_names
from ciatlas.publish.site.search_found import Found, Result, Shell
from ciatlas.publish.wording import plain
from ciatlas.serve import address, conditional
from ciatlas.serve.problem import Problem
from ciatlas.serve.rate import Rate
from ciatlas.serve.search.asked import HTML, LAST_PAGE, PER_PAGE, SUGGESTIONS, Asked, read
from ciatlas.serve.search.hits import Told, find, likeness
from ciatlas.serve.served import Served

SUGGESTED = 10


class Search:
    """Answers searches for what is served."""

    file = search_page.FILE

    def __init__(self, served: Served, path: str) -> None:
        self.served, self.path = served, path
        # A release that an older version built has no such page.
        paths = {language: served.site / language / self.file for language in served.project.languages}
        self.shells = {language: Shell(path.read_text(encoding="utf-8"), language) for language, path in paths.items() if path.is_file()}
        self.kinds: dict[str, KindNames] = {}
        for language in served.project.languages:
            with messages.speaking(language):
                self.kinds[language] = kind_names()
        self.rate = Rate(served.settings.limits.per_minute)

    async def answer(self, request: Request) -> Response:
        """``/search``: in the form and the language that the client likes best."""
        languages = self.served.project.languages
        asked = read(request, languages, f"{address.root(self.served, request)}{self.path}", len(self.shells) == len(languages))
        return await self._answer(request, asked, "./", {"Vary": "Accept, Accept-Language"})

    def page_in(self, language: str) -> Callable[[Request], Awaitable[Response]]:
        """``/<language>/search.html``: a page, at the address that it has on a host of files."""

        async def answer(request: Request) -> Response:
            asked = read(request, self.served.project.languages, self.path, language=language)
            return await self._answer(request, asked, "../", {})

        return answer

    async def _answer(self, request: Request, asked: Asked, way: str, headers: dict[str, str]) -> Response:
        if wait := self.rate.wait(address.client(request)):
            told = f"Expected at most {self.served.settings.limits.per_minute} searches a minute from one client"
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, told, headers={"Retry-After": str(wait)})
        headers["Content-Language"] = asked.language
        if not asked.words and asked.format is HTML:
            return conditional.answer(request, self.shells[asked.language].page(None, lambda _word: False, way), "text/html", headers)
        limit = SUGGESTED if asked.format is SUGGESTIONS else PER_PAGE
        found, total = await find(self.served, asked.words, asked.kind, asked.language, limit, asked.first)
        root = address.root(self.served, request)
        if asked.format is SUGGESTIONS:
            return conditional.answer(request, _json(self._suggestions(asked, found, root)), SUGGESTIONS.type, headers)
        pages = min(-(-total // PER_PAGE), LAST_PAGE)
        links = self._links(asked, pages, root)
        headers["Link"] = ", ".join(f'<{href}>; rel="{rel}"' for rel, href in links.items())
        if asked.format is HTML:
            headers["Link"] += f', <{root}{asked.language}/{opensearch.FILE}>; rel="search"; type="{opensearch.MEDIA_TYPE}"'
            results = [self._result(one, asked.language) for one in found if one.page is not None]
            page = Found(asked.words, asked.kind, results, total, asked.page, pages, asked.first + 1)
            return conditional.answer(request, self.shells[asked.language].page(page, likeness(asked.words), way), "text/html", headers)
        return conditional.answer(request, _json(self._content(asked, found, total, pages, links, root)), "application/json", headers)

    def _links(self, asked: Asked, pages: int, root: str) -> dict[str, str]:
        """The other pages of the results, by relation (RFC 8288; IANA's registry)."""

        def at(page: int) -> str:
            given = {"q": asked.words, "kind": asked.kind, "lang": asked.language, "page": page, "format": asked.format.name}
            return f"{root}{self.path}?{urlencode({key: value for key, value in given.items() if value})}"

        links = {"first": at(1)}
        if asked.page > 1:
            links["prev"] = at(min(asked.page - 1, max(pages, 1)))
        if asked.page < pages:
            links["next"] = at(asked.page + 1)
        if pages:
            links["last"] = at(pages)
        return links

    def _result(self, one: Told, language: str) -> Result:
        hit = one.hit
        assert one.page is not None
        return Result(
            one.page,
            Text(plain(hit.name), hit.language, language),
            self._kind(one.kind, language),
            _text(one.scheme[1], language) if one.scheme else None,
            _text(one.country[1], language) if one.country and one.country[0] != hit.iri else None,
            tuple(_text(name, language) for _iri, name in one.roles),
            Text(plain(hit.found), "", language) if hit.found else None,
        )

    def _kind(self, kind: str, language: str) -> str:
        return self.kinds[language].get(search_page.as_named(kind), kind)

    def _content(self, asked: Asked, found: Sequence[Told], total: int, pages: int, links: dict[str, str], root: str) -> dict[str, Any]:
        return {
            "q": asked.words,
            "kind": asked.kind or None,
            "language": asked.language,
            "total": total,
            "page": asked.page,
            "pages": pages,
            "links": links,
            "results": [self._object(one, asked.language, root) for one in found],
        }

    def _object(self, one: Told, language: str, root: str) -> dict[str, Any]:
        told = {
            "id": one.hit.iri,
            "name": one.hit.name,
            "language": one.hit.language,
            "kind": one.kind,
            "types": list(one.hit.types),
            "score": round(one.hit.score, 4),
            "scheme": _named(one.scheme),
            "country": _named(one.country),
            "roles": [_named(role) for role in one.roles],
            "found": one.hit.found,
            "page": f"{root}{language}/{one.page}" if one.page else None,
        }
        return {key: value for key, value in told.items() if value not in (None, [], "")}

    def _suggestions(self, asked: Asked, found: Sequence[Told], root: str) -> list[Any]:
        """Names, what they are of, and their pages (OpenSearch Suggestions 1.1)."""
        shown = [one for one in found if one.page is not None]
        about = [", ".join([self._kind(one.kind, asked.language), *([one.country[1].text] if one.country else [])]) for one in shown]
        return [asked.words, [plain(one.hit.name) for one in shown], about, [f"{root}{asked.language}/{one.page}" for one in shown]]


def _text(name: Name, language: str) -> Text:
    return Text(plain(name.text), name.language, language)


def _named(one: tuple[str, Name] | None) -> dict[str, str] | None:
    return None if one is None else {"id": one[0], "name": one[1].text, **({"language": one[1].language} if one[1].language else {})}


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
