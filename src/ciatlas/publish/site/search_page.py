"""The page on which one searches by names: a file that searches in the browser, and the page into which a server writes what it found."""

from __future__ import annotations

from ciatlas.messages import speaking
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.site.kinds import kind_names

FILE = "search.html"
# Kinds of things that have names of their own; all concepts are one kind.
KINDS = ("organization", "initiative", "event", "publication", "place", "country", "concept")
LONGEST = 200


def write(frame: Frame) -> None:
    """Writes ``search.html`` of the language."""
    with speaking(frame.language):
        names = kind_names()
    kinds = [(kind, names[as_named(kind)], names.many[as_named(kind)]) for kind in KINDS if frame.atlas.of_kind(kind) or kind == "concept"]
    frame.write(FILE, "search.html", kinds=kinds, longest=LONGEST)


def as_named(kind: str) -> str:
    """A kind as kind_names has it."""
    return "scheme" if kind == "concept" else kind
