"""The route of ``/sparql``."""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from ciatlas.serve.served import Served
from ciatlas.serve.sparql.endpoint import Endpoint

PATH = "/sparql"


def routes(served: Served) -> list[BaseRoute]:
    """The route of /sparql; none where there is no store."""
    return [Route(PATH, Endpoint(served, served.store), methods=["GET", "HEAD", "POST"])] if served.store is not None else []
