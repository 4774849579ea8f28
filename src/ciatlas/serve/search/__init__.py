"""The search: ``/search?q=`` as a page, as JSON and as suggestions while one types; and the site's own search page, filled in without a script."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from ciatlas.serve.search.resource import Search
from ciatlas.serve.served import Served

PATH = "search"


def routes(served: Served) -> list[BaseRoute]:
    """The search, and below each language the page that a host of files has too. They need `names.lifespan`."""
    search = Search(served, PATH)
    pages: list[BaseRoute] = [Route(f"/{language}/{search.file}", search.page_in(language), methods=["GET"]) for language in search.shells]
    return [Route(f"/{PATH}", search.answer, methods=["GET"]), *pages]
