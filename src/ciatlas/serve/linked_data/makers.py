"""Makers of files, one after the other: the first that knows a name makes it."""

from __future__ import annotations

from collections.abc import Sequence

from ciatlas.serve.linked_data.files import Maker


class Makers:
    """A maker of files that asks others in their order."""

    def __init__(self, makers: Sequence[Maker]) -> None:
        self._makers = makers

    def knows(self, name: str) -> bool:
        """Whether one of them can make it."""
        return any(one.knows(name) for one in self._makers)

    def make(self, name: str) -> bytes | None:
        """The content from the first that knows the name; None when none does."""
        return next((made for one in self._makers if (made := one.make(name)) is not None), None)

    def names(self, start: str) -> list[str]:
        """The names of what they can make that begin so."""
        return [name for one in self._makers for name in one.names(start)]
