"""The endpoint for browsers: the site's page of queries, whose editor then asks this endpoint."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlencode

from starlette.responses import RedirectResponse
from starlette.types import Receive, Scope, Send

from ciatlas.serve import negotiation
from ciatlas.serve.served import Served
from ciatlas.serve.sparql.request import Request

PAGE = "sparql.html"
# What stands behind # is never sent, so only what browsers take is a bound.
_LONGEST = 2**15


class Page:
    """Sends a browser there."""

    def __init__(self, served: Served) -> None:
        languages = served.project.languages
        self.languages = tuple(one for one in languages if (served.site / one / PAGE).is_file())

    async def __call__(self, asked: Request, scope: Scope, receive: Receive, send: Send) -> None:
        """303 to the page, with the query in its editor. The address is relative, so it holds wherever the root is."""
        header = ", ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"accept-language")
        language = negotiation.choose_language(header or None, self.languages)
        query = "#" + urlencode({"query": asked.query}) if asked.query else ""
        # The editor takes an endpoint from its address only where that is on the page's own host.
        location = f"{language}/{PAGE}?endpoint=../sparql{query if len(query) <= _LONGEST else ''}"
        headers = {"Vary": "Accept, Accept-Language", "Cache-Control": "no-cache"}
        await RedirectResponse(location, HTTPStatus.SEE_OTHER, headers)(scope, receive, send)
