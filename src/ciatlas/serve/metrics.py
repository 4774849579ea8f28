"""``/metrics``: what the server counts of itself, for Prometheus; only to those addresses that the setting ``metrics`` names.

By default these are the machine's own, those of proxies excepted. What a proxy hands on is told by the headers that it adds and counts by
the client's address, so a proxy on the same machine does not open the counts to the world.
"""

from __future__ import annotations

from http import HTTPStatus

from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ciatlas.serve import address
from ciatlas.serve.headers import PRIVATE
from ciatlas.serve.problem import Problem
from ciatlas.serve.served import Served

_OWN = ("127.0.0.0/8", "::1")
_HANDED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


def routes(served: Served) -> list[BaseRoute]:
    """The route of /metrics."""
    settings = served.settings
    allowed = address.within(_OWN if settings.metrics is None else settings.metrics)
    excepted = address.within(settings.proxies if settings.metrics is None else ())

    async def answer(request: Request) -> Response:
        request.scope[PRIVATE] = True
        # Handed on by something that is not believed: for whom is unknown.
        unknown = address.BELIEVED not in request.scope and any(name in request.headers for name in _HANDED_ON)
        client = address.client(request)
        if unknown or excepted(client) or not allowed(client):
            raise Problem(HTTPStatus.FORBIDDEN, "The measures are only for the addresses that the setting metrics names.")
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        return Response(encode(served.measures.registry), headers={"Cache-Control": "no-store", "Content-Type": media_type})

    return [Route("/metrics", answer, methods=["GET"])]
