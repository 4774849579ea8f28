"""The network page: the parts with their colours and words, which its script reads, and all nodes as a table for whoever runs no script."""

from __future__ import annotations

from dataclasses import dataclass

from ciatlas import messages
from ciatlas.messages import _
from ciatlas.publish.site.atlas import Atlas, Text
from ciatlas.publish.site.engagement_messages import IN, NO_YEAR, OUT, STARTED, WHOLE, headings, sentences
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.site.parts import series


@dataclass(frozen=True, slots=True)
class Part:
    """A part in engagements. out, in_: headings of what is told from either end. sentence, since: whole ones, without a year and with the first."""

    id: str
    name: str
    series: int
    count: int
    out: str
    in_: str
    sentence: str
    since: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the network. key: kind and id, as the script names it. page: where its page is. between: percent of the shortest ways."""

    key: str
    name: Text
    kind: str
    page: str | None
    degree: int
    between: float


def write(frame: Frame) -> None:
    """Writes ``network.html`` of the language. Raises AtlasError when the template fails, OSError when the disk is full."""
    atlas, language = frame.atlas, frame.language
    with messages.speaking(language):
        kinds = {"organization": _("organisation"), "initiative": _("initiative"), "event": _("event")}
        found = parts(atlas, language)
    frame.write("network.html", "network.html", nodes=nodes(atlas, language), parts=found, kinds=kinds)


def parts(atlas: Atlas, language: str) -> list[Part]:
    """The parts that engagements in the network have, the most frequent first. Messages are in the language in use."""
    words, told = headings(), sentences()[WHOLE]
    counted: dict[str, int] = {}
    for engagement in atlas.of_kind("engagement"):
        ends = (*atlas.iris(engagement, "org:member"), *atlas.iris(engagement, "org:organization"), *atlas.iris(engagement, "ci:event"))
        if len(ends) > 1 and all(end in atlas.measures for end in ends):
            for part in atlas.iris(engagement, "org:role"):
                counted[part] = counted.get(part, 0) + 1
    colours = series(atlas)
    found = []
    for part in atlas.parts:
        if part not in counted:
            continue
        key, name = atlas.id(part), atlas.name(part, language).text
        forms = told.get(key, told[""])
        found.append(
            Part(key, name, colours[part], counted[part], words[OUT].get(key, name), words[IN].get(key, name), forms[NO_YEAR], forms[STARTED])
        )
    return found


def nodes(atlas: Atlas, language: str) -> list[Node]:
    """All nodes, the best connected first."""
    order = sorted(atlas.measures, key=lambda iri: (-atlas.measures[iri][0], -atlas.measures[iri][1], iri))
    return [
        Node(
            f"{atlas.kind(iri)}/{atlas.id(iri)}",
            atlas.name(iri, language),
            atlas.kind(iri),
            atlas.path(iri),
            atlas.measures[iri][0],
            round(atlas.measures[iri][1] * 100, 1),
        )
        for iri in order
    ]
