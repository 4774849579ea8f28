"""The inbox (Linked Data Notifications, W3C 2017): where other datasets announce links to our things.

Whatever comes is hostile until somebody has looked at it. It is kept aside as it came, unreviewed, and shown to nobody but those who
keep the atlas (``ciatlas inbox``). A receiver lists only what who asks may read (LDN, 3.3.2): for the public, what was accepted.
"""

from __future__ import annotations

from starlette.routing import BaseRoute

from ciatlas.serve.inbox.resource import routes as _routes
from ciatlas.serve.served import Served

PATH = "inbox"


def routes(served: Served) -> list[BaseRoute]:
    """The inbox, and the notifications in it."""
    return _routes(served, f"/{PATH}")
