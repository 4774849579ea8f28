"""What of a request decides which representation is sent; the conditions and ranges, which decide how, apart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.types import Scope

from ciatlas.serve.address import ROOT
from ciatlas.serve.linked_data.conditions import HEADERS

_HOW = HEADERS | {b"range", b"if-range"}
_WHICH = {b"accept": 0, b"accept-language": 1, b"accept-encoding": 2}


@dataclass(frozen=True, slots=True)
class Asked:
    """path: as written, below the root. root: how references to the root of the server begin, with a slash at the end.

    accept, language, encoding: the headers of negotiation, all lines of each in one; None where there is none.
    """

    path: bytes
    root: str
    accept: str | None = None
    language: str | None = None
    encoding: str | None = None

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return 200 + len(self.path) + sum(len(one or "") for one in (self.root, self.accept, self.language, self.encoding))


def read(scope: Scope, root: str | None) -> tuple[Asked, dict[bytes, bytes]]:
    """What is asked, and the headers about conditions and ranges by their names. root: the public address, where it is set.

    Else references begin with a path, which holds for whatever host the client believes to talk to.
    """
    which: list[str | None] = [None, None, None]
    how: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if (place := _WHICH.get(name)) is not None:
            text, former = value.decode("latin-1"), which[place]
            which[place] = text if former is None else f"{former}, {text}"
        elif name in _HOW:
            how[name] = value if name not in how else how[name] + b", " + value
    if b"range" in how:
        # A part of a packed text is of no use to who puts parts together.
        which[2] = None
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    return Asked(raw, root or _path(scope.get(ROOT, "/")), *which), how


@lru_cache(maxsize=64)
def _path(root: str) -> str:
    return urlsplit(root).path or "/"
