"""What leads programs through the site, with the server's own addresses in it: sitemap, robots.txt, the description of the search."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import lru_cache
from http import HTTPStatus
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ciatlas.publish import opensearch, sitemap
from ciatlas.serve import address, conditional
from ciatlas.serve.negotiation import choose_language
from ciatlas.serve.problem import Problem
from ciatlas.serve.served import Served

XML = "application/xml"
# So many addresses are in one part at least, however long they are.
_FEWEST = 10_000
_SEARCH = "search?q={searchTerms}&lang="


def routes(served: Served) -> list[BaseRoute]:
    """The routes of what publish.site.wayfinding writes for a host of files; the feed is the same there and here."""
    found = Wayfinding(served)
    # A route for each file that there may be: one for all would be looked at in every request.
    parts = [f"sitemap-{number}.xml" for number in range(1, 2 + len(served.project.languages) * len(found.pages) // _FEWEST)]
    languages: list[BaseRoute] = [
        Route(f"/{language}/{opensearch.FILE}", found.description(language), methods=["GET"]) for language in served.project.languages
    ]
    return [
        Route(f"/{sitemap.FILE}", found.sitemap, methods=["GET"]),
        *(Route(f"/{name}", found.sitemap, methods=["GET"]) for name in parts),
        Route(f"/{sitemap.ROBOTS}", found.robots, methods=["GET"]),
        Route(f"/{opensearch.FILE}", found.description(None), methods=["GET"]),
        *languages,
    ]


class Wayfinding:
    """Answers for what is served."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.pages = sitemap.pages(served.project, served.site)
        # Of a server whose address is not set the client says it; two are enough for whoever asks at two of them.
        self._files = lru_cache(maxsize=2)(self._made)

    async def sitemap(self, request: Request) -> Response:
        """The index, or a part."""
        name = request.url.path.rpartition("/")[2]
        return await to_thread.run_sync(self._sitemap, request, name)

    def _sitemap(self, request: Request, name: str) -> Response:
        files = self._files(address.root(self.served, request))
        if name not in files:
            raise Problem(HTTPStatus.NOT_FOUND, f"{name[:80]}: expected one of the files that {sitemap.FILE} names, of which there are {len(files) - 1}")
        return conditional.answer(request, files[name], XML)

    def _made(self, root: str) -> dict[str, str]:
        return dict(sitemap.files(self.served.project, root, self.pages))

    async def robots(self, request: Request) -> Response:
        root = address.root(self.served, request)
        return conditional.answer(request, sitemap.robots(root, urlsplit(root).path.rstrip("/")), "text/plain")

    def description(self, language: str | None) -> Callable[[Request], Awaitable[Response]]:
        """The description of the search in a language; None for the one that the client likes best, or names with ``lang``."""
        languages = self.served.project.languages

        async def answer(request: Request) -> Response:
            chosen, headers = language, {}
            if chosen is None:
                given = request.query_params.get("lang", "")
                if given and given not in languages:
                    raise Problem(HTTPStatus.BAD_REQUEST, f"lang is {given[:60]!r}: expected one of {', '.join(languages)}")
                chosen = given or choose_language(request.headers.get("accept-language"), languages)
                headers = {"Vary": "Accept-Language"}
            answers = {
                opensearch.SUGGESTIONS: f"{_SEARCH}{chosen}&format=suggestions",
                "application/json": f"{_SEARCH}{chosen}&page={{startPage?}}&format=json",
            }
            text = opensearch.description(self.served.project, chosen, address.root(self.served, request), answers)
            return conditional.answer(request, text, opensearch.MEDIA_TYPE, {**headers, "Content-Language": chosen})

        return answer
