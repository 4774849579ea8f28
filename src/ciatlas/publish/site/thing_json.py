"""A thing in the words of schema.org, as JSON-LD for search engines: it says what the graph says, and no more."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import Literal

from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.wording import plain

Json = dict[str, Any]

_TYPES = {
    "organization": "Organization", "initiative": "Project", "event": "Event", "publication": "CreativeWork", "place": "Place", "country": "Country",
    "scheme": "DefinedTerm", "engagement": "OrganizationRole", "identifier": "PropertyValue", "figure": "Observation", "claim": "Claim",
}
# Kinds of publications that schema.org knows too.
_WORKS = {
    "article": "Article", "blog-post": "BlogPosting", "book": "Book", "report": "Report", "case-study": "Report", "guide": "Guide",
    "slides": "PresentationDigitalDocument", "webinar": "VideoObject",
}
# Property -> where its values go: texts, addresses, and things by name.
_TEXTS = {
    "skos:altLabel": "alternateName", "dcterms:description": "description", "skos:definition": "description", "schema:text": "text",
}
_VALUES = {
    "schema:foundingDate": "foundingDate", "schema:startDate": "startDate", "schema:endDate": "endDate", "dcterms:issued": "datePublished",
    "dcterms:language": "inLanguage", "skos:notation": "termCode", "schema:value": "value", "schema:observationDate": "observationDate",
}
_ADDRESSES = {"foaf:homepage": "url", "schema:url": "url", "owl:sameAs": "sameAs", "schema:sameAs": "sameAs"}
_THINGS = {
    "ci:domain": "knowsAbout", "ci:funder": "funder", "ci:founder": "founder", "ci:memberOf": "memberOf", "schema:organizer": "organizer",
    "schema:location": "location", "ci:seat": "location", "ci:place": "location", "dcterms:publisher": "publisher", "schema:containedInPlace": "containedInPlace",
    "skos:inScheme": "inDefinedTermSet",
}
_PLACES = {"ci:seat", "ci:place", "schema:location"}


class Described:
    """Describes things for pages of one language."""

    def __init__(self, atlas: Atlas, language: str, authors: Mapping[str, tuple[str, ...]]) -> None:
        """authors: those of each publication in their order."""
        self.atlas, self.language, self.authors = atlas, language, authors
        self._sets = frozenset(atlas.schemes)

    def json(self, iri: str) -> str:
        """The description as text that may stand in a script element of HTML; empty for what schema.org has no word for."""
        described = self.description(iri)
        if described is None:
            return ""
        # What could end the element or begin another is written as JSON writes any character.
        return json.dumps(described, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")

    def description(self, iri: str) -> Json | None:
        """The description as JSON-LD; None for what schema.org has no word for."""
        kind = self.atlas.kind(iri)
        if kind not in _TYPES:
            return None
        found: Json = {"@context": "https://schema.org/", "@type": self.type(iri, kind), "@id": iri}
        if names := self._names(iri):
            found["name"] = names
        for property, key in _TEXTS.items():
            _add(found, key, self._texts(iri, property))
        for property, key in _VALUES.items():
            _add(found, key, [plain(one.value) for one in self.atlas.objects(iri, property) if isinstance(one, Literal)])
        for property, key in _ADDRESSES.items():
            _add(found, key, self.atlas.iris(iri, property))
        for property, key in _THINGS.items():
            _add(found, key, [self._place(one) if property in _PLACES else self._thing(one) for one in self.atlas.iris(iri, property)])
        match kind:
            case "organization":
                self._identified(iri, found)
            case "initiative":
                self._years(iri, found, "foundingDate", "dissolutionDate")
                _add(found, "areaServed", self._texts(iri, "ci:placeName"))
            case "publication":
                _add(found, "author", [{"name": plain(name)} for name in self._authors(iri)])
                _rename(found, "knowsAbout", "about")
            case "place":
                found |= self._geo(iri)
            case "country":
                _rename(found, "termCode", "identifier")
            case "identifier":
                _rename(found, "termCode", "value")
                _add(found, "propertyID", [self.atlas.id(one) for one in self.atlas.iris(iri, "ci:identifierScheme")])
            case "engagement":
                return self._engagement(iri, found)
        _add(found, "citation" if kind == "publication" else "subjectOf", [{"@type": "WebPage", "url": one} for one in self.atlas.iris(iri, "dcterms:source")])
        return _short(found)

    def classes(self, iri: str) -> list[str]:
        """The IRIs of the thing's classes in schema.org."""
        kind = self.atlas.kind(iri)
        return ["https://schema.org/" + self.type(iri, kind)] if kind in _TYPES else []

    def type(self, iri: str, kind: str) -> str:
        """The class of schema.org."""
        if kind == "publication":
            return next((_WORKS[word] for word in map(self.atlas.id, self.atlas.iris(iri, "dcterms:type")) if word in _WORKS), _TYPES[kind])
        return _TYPES[kind]

    def _names(self, iri: str) -> list[Json]:
        names = self.atlas.reading.labels.get(iri, {})
        return [_text(names[tag], tag) for tag in sorted(names)]

    def _texts(self, iri: str, property: str) -> list[Any]:
        return [_text(one.value, one.language or "") for one in self.atlas.objects(iri, property) if isinstance(one, Literal)]

    def _thing(self, iri: str) -> Json:
        found: Json = {"@id": iri, "name": self.atlas.name(iri, self.language).text}
        kind = self.atlas.kind(iri)
        if iri in self._sets:
            return {"@type": "DefinedTermSet", **found}
        return {"@type": self.type(iri, kind), **found} if kind in _TYPES else found

    def _place(self, iri: str) -> Json:
        return {**self._thing(iri), **self._geo(iri)}

    def _geo(self, iri: str) -> Json:
        lat, long = self.atlas.value(iri, "geo:lat"), self.atlas.value(iri, "geo:long")
        found: Json = {}
        if lat is not None and long is not None:
            found["geo"] = {"@type": "GeoCoordinates", "latitude": lat, "longitude": long}
        for country in self.atlas.iris(iri, "ci:country")[:1]:
            found["address"] = {"@type": "PostalAddress", "addressCountry": self.atlas.id(country)}
        return found

    def _identified(self, iri: str, found: Json) -> None:
        for one in self.atlas.iris(iri, "adms:identifier"):
            value: Json = {"@type": "PropertyValue", "@id": one, "value": plain(self.atlas.value(one, "skos:notation") or "")}
            for scheme in self.atlas.iris(one, "ci:identifierScheme"):
                value["propertyID"] = self.atlas.id(scheme)
            _add(found, "identifier", [value])

    def _authors(self, iri: str) -> Sequence[str]:
        return self.authors.get(iri) or [one.text for one in self.atlas.texts(iri, "dcterms:creator", self.language)]

    def _years(self, iri: str, found: Json, start: str, end: str) -> None:
        for property, key in (("ci:startYear", start), ("ci:endYear", end)):
            _add(found, key, [value] if (value := self.atlas.value(iri, property)) is not None else [])

    def _engagement(self, iri: str, role: Json) -> Json | None:
        """What the member takes part in, with the role between the two (schema.org: Role)."""
        targets = (*self.atlas.iris(iri, "org:organization"), *self.atlas.iris(iri, "ci:event"))
        if not targets:
            return None
        self._years(iri, role, "startDate", "endDate")
        _add(role, "roleName", [self.atlas.name(one, self.language).text for one in self.atlas.iris(iri, "org:role")])
        # An event has organisers, no members.
        key = "organizer" if self.atlas.kind(targets[0]) == "event" else "member"
        _add(role, key, [self._thing(one) for one in self.atlas.iris(iri, "org:member")])
        context = role.pop("@context")
        return {"@context": context, **self._thing(targets[0]), key: _short(role)}


def _rename(found: Json, old: str, new: str) -> None:
    if old in found:
        found[new] = found.pop(old)


def _short(found: Json) -> Json:
    return {key: value[0] if isinstance(value, list) and len(value) == 1 else value for key, value in found.items()}


def _add(found: Json, key: str, values: list[Any]) -> None:
    if values:
        found.setdefault(key, []).extend(values)


def _text(text: str, language: str) -> Any:
    return {"@value": plain(text), "@language": language} if language else plain(text)
