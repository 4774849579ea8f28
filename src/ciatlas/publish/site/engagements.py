"""The engagements of a thing for its page: by part and by the end that the thing is, each as a sentence with what it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from ciatlas.publish.site.anchors import Anchors
from ciatlas.publish.site.atlas import Atlas, Text
from ciatlas.publish.site.engagement_messages import IN, OUT, WHOLE
from ciatlas.publish.site.engagement_sentences import Engagement, Sentences, capital

# What the money is for and how it is given: label and value, each with its own basis.
_FURTHER = (("ci:purpose", "ci:purposeBasis"), ("ci:position", "ci:positionBasis"))
# More than so many of a part are folded away.
OPEN = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One engagement. further: label, value, basis. detail: what the sources say in our words. path: of its own page."""

    sentence: Markup
    detail: Text | None
    further: tuple[tuple[str, Markup, Markup], ...]
    basis: Markup
    confidence: Markup
    later: bool
    sources: tuple[Markup, ...]
    path: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """The engagements in one part. parts: those that stand open, and those that are folded away, if there are such."""

    heading: str
    count: int
    parts: list[list[Line]]


class Engagements:
    """Tells engagements for pages of one language."""

    def __init__(self, atlas: Atlas, language: str, sentences: Sentences) -> None:
        self.atlas, self.language, self.sentences = atlas, language, sentences
        self._parts = {part: place for place, part in enumerate(atlas.concepts(atlas.project.iri("scheme/part")))}
        self._labels = {property: capital(atlas.name(atlas.iri(property), language).text) for property, _basis in _FURTHER}

    def of(self, iri: str, anchors: Anchors) -> list[Group]:
        """The groups of a thing: what it takes part in first, then who takes part in it; parts as their scheme has them."""
        found: dict[tuple[str, str], list[Engagement]] = {}
        for engagement in self.atlas.engagements(iri):
            if (one := self.sentences.read(engagement)) is not None:
                found.setdefault((OUT if one.member == iri else IN, one.part), []).append(one)
        order = sorted(found, key=lambda key: (key[0] != OUT, self._parts.get(key[1], len(self._parts)), key[1]))
        return [self._group(part, end, found[end, part], anchors) for end, part in order]

    def whole(self, one: Engagement, anchors: Anchors) -> Markup:
        """An engagement told from neither end, with links."""
        return self.sentences.sentence(one, WHOLE, anchors.thing, anchors.year)

    def _group(self, part: str, end: str, told: list[Engagement], anchors: Anchors) -> Group:
        other: Callable[[Engagement], str] = (lambda one: one.target) if end == OUT else (lambda one: one.member)
        told.sort(key=lambda one: (one.start or one.end or "9999", self.atlas.name(other(one), self.language).text.casefold(), one.iri))
        lines = [self._line(one, end, anchors) for one in told]
        # One or two more are shown at once, rather than hidden behind a click.
        cut = OPEN if len(lines) > OPEN + 2 else len(lines)
        return Group(self.sentences.heading(part, end), len(lines), [one for one in (lines[:cut], lines[cut:]) if one])

    def _line(self, one: Engagement, end: str, anchors: Anchors) -> Line:
        atlas, iri = self.atlas, one.iri
        further = tuple(
            (self._labels[property], anchors.thing(value), self._mark(iri, basis, anchors))
            for property, basis in _FURTHER
            for value in atlas.iris(iri, property)
        )
        return Line(
            sentence=self.sentences.sentence(one, end, anchors.thing, anchors.year),
            detail=atlas.text(iri, "dcterms:description", self.language),
            further=further,
            basis=self._mark(iri, "ci:basis", anchors),
            confidence=self._first(iri, "ci:confidence", anchors),
            later=(atlas.value(iri, "ci:laterEvidence") or "") in ("true", "1"),
            sources=tuple(anchors.host(source) for source in atlas.iris(iri, "dcterms:source")),
            path=atlas.path(iri),
        )

    def _first(self, iri: str, property: str, anchors: Anchors) -> Markup:
        return next((anchors.thing(one) for one in self.atlas.iris(iri, property)), Markup())

    def _mark(self, iri: str, property: str, anchors: Anchors) -> Markup:
        return next((anchors.mark(one) for one in self.atlas.iris(iri, property)), Markup())
