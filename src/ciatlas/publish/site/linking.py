"""The page that tells how to link to the atlas: its addresses, what is promised of them, how to find and to say that two things are one."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import Frame

# Kinds of things by their addresses, as a reader looks for them. For an engagement there is no example: its address says three things.
KINDS = ("organization", "initiative", "event", "publication", "place", "country")


@dataclass(frozen=True, slots=True)
class Example:
    """A thing of the edition to show addresses and commands by: IRI, name, website, registered number."""

    iri: str
    name: str
    website: str | None
    identifier: str | None

    @property
    def pattern(self) -> str:
        """The beginning of the lines with its name in the look-up table, as grep takes it (POSIX basic regular expression)."""
        return "^" + re.sub(r"[\\.*^$\[\]]", r"\\\g<0>", self.name)


def write(frame: Frame) -> None:
    """Writes ``linking.html`` of the language."""
    atlas = frame.atlas
    examples = {kind: found for kind in KINDS if (found := best(atlas, kind))}
    concept = next((one for scheme in atlas.schemes for one in atlas.concepts(scheme) if atlas.subjects("ci:domain", one)), None)
    engagement = next(iter(atlas.of_kind("engagement")), None)
    frame.write("linking.html", "linking.html", examples=examples, concept=concept, engagement=engagement, example=example(atlas), quoted=shlex.quote)


def best(atlas: Atlas, kind: str) -> str | None:
    """The thing of a kind that is best connected, else that of which most is said; None when there is none."""

    def rank(iri: str) -> tuple[int, int, str]:
        return -atlas.measures.get(iri, (0, 0.0))[0], -sum(map(len, atlas.reading.facts[iri].values())), iri

    return min(atlas.of_kind(kind), key=rank, default=None)


def example(atlas: Atlas) -> Example | None:
    """The organisation to show commands by: the best connected one that has a website and a registered number, as far as there is one."""

    def rank(iri: str) -> tuple[int, int, str]:
        known = bool(atlas.iris(iri, "foaf:homepage")) + bool(atlas.value(iri, "org:identifier"))
        return -known, -atlas.measures.get(iri, (0, 0.0))[0], iri

    iri = min(atlas.of_kind("organization"), key=rank, default=None)
    if iri is None:
        return None
    website = next(iter(atlas.iris(iri, "foaf:homepage")), None)
    return Example(iri, atlas.name(iri, atlas.project.languages[0]).text, website, atlas.value(iri, "org:identifier"))
