"""The ASGI application of linked data. What was asked often is answered at once: from memory, with headers that are ready."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus

from starlette.types import Receive, Scope, Send

from ciatlas.serve.linked_data import asked, path
from ciatlas.serve.linked_data.asked import Asked
from ciatlas.serve.linked_data.kept import Kept
from ciatlas.serve.linked_data.representation import Representation
from ciatlas.serve.linked_data.resources import Resources
from ciatlas.serve.linked_data.sending import send_representation
from ciatlas.serve.problem import Problem

KEPT_BYTES = 32 * 2**20
# Who writes longer headers may wait: else a few of them would take the room of many.
_LONGEST = 1024


class Answers:
    """Answers GET and HEAD for all that `resources` finds."""

    def __init__(self, resources: Resources, root: str | None, modified: datetime | None) -> None:
        """root: the public address of the root, where it is set. modified: the day from which everything is."""
        self.resources, self._root, self._modified = resources, root, modified
        self._kept: Kept[Asked, Representation] = Kept(KEPT_BYTES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method: str = scope["method"]
        if method not in ("GET", "HEAD"):
            raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, f"the method is {method[:20]}: expected GET or HEAD", headers={"Allow": "GET, HEAD, OPTIONS"})
        which, how = asked.read(scope, self._root)
        found = self._kept.get(which)
        if found is None:
            found = await self.resources.answer(which)
            if which.size <= _LONGEST and found.status < 400:
                self._kept.put(which, found, found.in_memory + which.size)
        if found.with_query and scope["query_string"]:
            found = _with_query(found, scope["query_string"])
        await send_representation(found, method, how, self._modified, send)


def _with_query(found: Representation, query: bytes) -> Representation:
    """The redirect with what was asked at its end: scripts of the page that it leads to may read it."""
    if not path.is_query(query):
        return found
    headers = tuple((name, value + b"?" + query if name == b"location" else value) for name, value in found.headers)
    return replace(found, headers=headers)
