"""``/openapi.json``: the description of the interface (OpenAPI 3.1), put together of the parts beside this file and of what the project says."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from ciatlas import __version__
from ciatlas.names.index import Index
from ciatlas.publish.site.search_page import KINDS
from ciatlas.serve import address, conditional, names
from ciatlas.serve.search.hits import kind_of
from ciatlas.serve.served import Served

PATH = "openapi.json"
PARTS = ("common", "linked-data", "search", "sparql", "reconciliation", "inbox", "operation")


def routes(served: Served) -> list[BaseRoute]:
    """The route of the description. It needs `names.lifespan`."""

    @lru_cache(maxsize=4)
    def text(root: str) -> str:
        return json.dumps(description(served, names.of(served).index, root), ensure_ascii=False, indent=1) + "\n"

    async def answer(request: Request) -> Response:
        return conditional.answer(request, text(address.root(served, request)), "application/json")

    return [Route(f"/{PATH}", answer, methods=["GET"])]


def description(served: Served, index: Index, root: str) -> dict[str, Any]:
    """The description. root: the public address of the server's root, with a slash at its end. index: of things to give examples of."""
    project = served.project
    first = project.languages[0]
    found: dict[str, Any] = {
        "openapi": "3.1.1",
        "info": {
            "title": project.title[first],
            "summary": project.description[first],
            "version": __version__,
            "license": {"name": project.licence, "url": project.licence},
            "contact": {"name": project.publisher[first], "url": f"{root}{first}/about.html"},
        },
        "servers": [{"url": root.rstrip("/")}],
        "tags": [],
        "paths": {},
        "components": {},
    }
    for name in PARTS:
        part = yaml.safe_load(files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
        found["tags"] += part.get("tags", [])
        found["paths"] |= part.get("paths", {})
        for kind, components in part.get("components", {}).items():
            found["components"].setdefault(kind, {}).update(components)
    schemas, parameters = found["components"]["schemas"], found["components"]["parameters"]
    schemas["Language"]["enum"] = list(project.languages)
    schemas["SearchKind"]["enum"] = ["", *KINDS]
    schemas["Edition"]["enum"] = [edition.name for edition in project.editions]
    best = max((thing for thing in index.things if thing.iri.startswith(project.iri("id/"))), key=lambda thing: thing.rank, default=None)
    if best is not None:
        parameters["Kind"]["example"] = kind_of(project, best.iri)
        parameters["Id"]["example"] = best.iri.rpartition("/")[2]
    return found
