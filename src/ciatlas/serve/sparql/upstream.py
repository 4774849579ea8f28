"""What answers queries: the native server beside us, or an endpoint elsewhere. Both look the same to who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Question:
    """One query as it is sent.

    text: in UTF-8. accept: the media type wanted. default_graphs, named_graphs: its dataset by the protocol (SPARQL 1.1 Protocol, 2.1.4).
    has_dataset: whether the query or the protocol names graphs; without, it asks the union of all. form: SELECT, ASK and so on.
    """

    text: bytes
    accept: bytes
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    has_dataset: bool = False
    form: str = "SELECT"


class Failed(Exception):
    """The store gave no whole answer."""


class Away(Failed):
    """The store is not there, or went away before it answered."""


class Cut(Failed):
    """We ended it. reason: ``time`` or ``gone`` (the client went away)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Reply(Protocol):
    """An answer as it comes. status: of HTTP. media_type: as it is said. first: its first part, or all of it. ended: whether all of it has come."""

    status: int
    media_type: str
    first: bytes
    ended: bool

    async def more(self) -> bytes:
        """The next bytes, as many as have come; empty only when `ended`. Raises Failed."""
        ...

    def close(self) -> None:
        """Ends it; the rest, where there is one, is not wanted. May be called twice."""
        ...


class Stoppable(Protocol):
    """What runs for a question."""

    def cut(self, failure: Failed) -> None:
        """Ends it at once; who waits for it gets the failure."""
        ...

    def burden(self) -> None:
        """It has run for long: from now on it gives way to others, where that can be done."""
        ...


class Running(Protocol):
    """Who asked, and may want to end it from outside."""

    def runs(self, what: Stoppable) -> None:
        """Told of what runs for the question, before it does; again where it is asked again."""
        ...


class Upstream(Protocol):
    """A store that answers queries."""

    async def send(self, question: Question, run: Running) -> Reply:
        """Asks, and gives the answer once it is whole or has a first part. Raises Failed."""
        ...

    def memory(self) -> int:
        """Resident bytes of its processes on this machine."""
        ...
