"""Who has a concept, or is in a place or a country: by kind of thing and by what joins them, each by letter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup

from ciatlas.publish.site.alphabet import by_letter
from ciatlas.publish.site.anchors import Anchors
from ciatlas.publish.site.atlas import Atlas, Text
from ciatlas.publish.site.client_data import LISTED
from ciatlas.publish.site.engagement_sentences import Sentences

# The kinds in the order in which they are shown.
KINDS = ("organization", "initiative", "event", "publication", "place", "country", "engagement", "identifier", "figure", "claim")
# What repeats another property, or speaks of the thing and does not have it.
_PASSED_OVER = (
    "owl:annotatedSource", "owl:annotatedTarget", "owl:annotatedProperty", "schema:containedInPlace", "dcterms:source", "skos:inScheme", "skos:topConceptOf",
    "skos:hasTopConcept", "org:member", "org:organization", "ci:event", "adms:identifier", "schema:organizer", "ci:backbone", "ci:funder", "ci:partner",
    "ci:adviser", "ci:founder", "ci:memberOf", "ci:affiliatedWith",
)
# More than these stand by letter; of more than those only the number is told, since a page of them helps nobody.
MANY, TOO_MANY = 24, 900
# Scheme -> the key by which map and lists filter for it (static/site/filter-state.js).
_FILTERS = {
    "role": "role", "domain": "domain", "place-scale": "scale", "settlement": "settlement", "fsg-tie": "tie", "organization-type": "type",
    "publication-type": "type",
}
_ON_MAP = frozenset(("organization", "initiative", "event"))


@dataclass(frozen=True, slots=True)
class Group:
    """The things of a kind that a property joins with what the page is about.

    property: its IRI. letters: the things as links under their letters, one part without a letter where they are few; empty where they are
    too many to be shown. list: the path of the list that shows them, with the filter set; None where no list has that filter. by: whether the property
    must be told, since the kind alone does not say what joins them.
    """

    kind: str
    property: str
    count: int
    letters: list[tuple[str, list[Markup]]]
    list: str | None
    by: bool

    @property
    def anchor(self) -> str:
        """The name of its part of the page."""
        return f"{self.kind}-{self.property.rpartition('#' if '#' in self.property else '/')[2]}"


class Holders:
    """Finds them for pages of one language."""

    def __init__(self, atlas: Atlas, language: str, sentences: Sentences) -> None:
        self.atlas, self.language, self.sentences = atlas, language, sentences
        self._passed_over = frozenset(map(atlas.iri, _PASSED_OVER))
        self._titles: dict[str, str] = {}

    def of(self, iri: str, anchors: Anchors) -> Iterator[Group]:
        """The groups of those that point at a concept, a place or a country."""
        pointing = self.atlas.pointing(iri)
        found: dict[tuple[int, str], list[str]] = {}
        for property, subjects in pointing.items():
            if property not in self._passed_over:
                for one in subjects:
                    if (kind := self.atlas.kind(one)) in KINDS:
                        found.setdefault((KINDS.index(kind), property), []).append(one)
        several = Counter(place for place, _property in found)
        for (place, property), things in sorted(found.items()):
            kind = KINDS[place]
            by = several[place] > 1 or property.endswith("Basis")
            yield Group(kind, property, len(things), self._letters(kind, things, anchors), self._list(iri, kind, property), by)

    def map(self, iri: str) -> str | None:
        """The path of the map with the filter for what the page is about; None where it has none."""
        return f"map.html?{urlencode(query)}" if (query := self._query(iri)) else None

    def _list(self, iri: str, kind: str, property: str) -> str | None:
        name = next((name for name, listed in LISTED.items() if listed == kind), None)
        query = self._query(iri)
        # What rules found beside what the rows say is in no filter.
        if name is None or not query or property == self.atlas.iri("ci:roleShown"):
            return None
        return f"{name}.html?{urlencode(query)}"

    def _query(self, iri: str) -> dict[str, str]:
        if self.atlas.kind(iri) == "country":
            return {"country": self.atlas.id(iri)}
        for scheme in self.atlas.iris(iri, "skos:inScheme"):
            if (key := _FILTERS.get(self.atlas.id(scheme))) is not None:
                return {key: self.atlas.id(iri)}
        return {}

    def _letters(self, kind: str, things: list[str], anchors: Anchors) -> list[tuple[str, list[Markup]]]:
        if len(things) > TOO_MANY:
            return []
        name = self.title if kind == "engagement" else lambda iri: self.atlas.name(iri, self.language).text
        parts = by_letter(things, name, self.language)
        if len(things) <= MANY:
            parts = [("", [one for _letter, ones in parts for one in ones])]
        return [(letter, [self._link(kind, one, anchors) for one in ones]) for letter, ones in parts]

    def _link(self, kind: str, iri: str, anchors: Anchors) -> Markup:
        if kind != "engagement":
            return anchors.thing(iri)
        return anchors.place(self.atlas.path(iri) or "", Text(self.title(iri), self.language, self.language).__html__())

    def title(self, iri: str) -> str:
        """An engagement as one sentence, or the end of its IRI."""
        if iri not in self._titles:
            read = self.sentences.read(iri)
            self._titles[iri] = self.sentences.title(read) if read else self.atlas.id(iri)
        return self._titles[iri]
