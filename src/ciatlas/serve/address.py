"""Addresses as a client sees them: of the server's root, whatever proxies and paths lie between."""

from __future__ import annotations

from starlette.requests import HTTPConnection

from ciatlas.serve.served import Served


def root(served: Served, request: HTTPConnection) -> str:
    """The public address of the root of the server, with a slash at its end: the one that is set, else what the request came to."""
    if served.settings.root:
        return served.settings.root
    url = request.url
    return f"{url.scheme}://{url.netloc}{served.settings.prefix}/"


def client(request: HTTPConnection) -> str:
    """The address of the client (of which a limit counts), as the nearest believed proxy says it."""
    return request.client.host if request.client else ""
