"""Linked data (Cool URIs for the Semantic Web): things, documents about them, datasets, and all other files of the release.

It answers whatever address no other part of the server does.
"""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from ciatlas import released
from ciatlas.publish.described import days
from ciatlas.serve.linked_data.answers import Answers
from ciatlas.serve.linked_data.described import Converted, Parts, resources
from ciatlas.serve.linked_data.files import Files
from ciatlas.serve.linked_data.makers import Makers
from ciatlas.serve.linked_data.rendered import Rendered
from ciatlas.serve.linked_data.resources import Resources
from ciatlas.serve.served import Served


def routes(served: Served) -> list[BaseRoute]:
    """One route for all addresses, so it must be the last of all."""
    return [_Everything(answers(served))]


def answers(served: Served, rather_made: bool = False) -> Answers:
    """The ASGI application. rather_made: whether documents and pages are made from the store though the release has them as files.

    Raises AtlasError when the record of released editions or the table of retired addresses cannot be read.
    """
    project = served.project
    pages = served.site.is_dir()
    root = served.site if pages else served.release
    described, parts = resources(project, Files(root), pages), Parts(project, root, pages)
    converted = Converted(project, root, (*described.values(), *parts.resources.values()))
    files = Files(root, Makers((converted, Rendered(served, root, rather_made))), rather_made)
    issued = days(project.editions)
    modified = datetime.fromisoformat(issued[1]).replace(tzinfo=UTC) if issued else None
    frozen = frozenset(name for record in released.read(project).values() for name in record.files)
    found = Resources(project, files, described, parts, frozen, format_datetime(modified, usegmt=True) if modified else None)
    return Answers(found, served.settings.root, modified)


class _Everything(BaseRoute):
    """Matches every path, with GET and HEAD."""

    methods = frozenset(("GET", "HEAD"))

    def __init__(self, app: Answers) -> None:
        self.app = app

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.FULL if scope["type"] == "http" else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)
