"""A page for each thing and each concept, in one language: what is said of it, how that is known, and where it can be had as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from markupsafe import Markup, escape

from ciatlas import messages
from ciatlas.links.targets import target
from ciatlas.messages import _
from ciatlas.publish.file_types import media_types
from ciatlas.publish.forms.documents import FORMS
from ciatlas.publish.forms.works import authors
from ciatlas.publish.site import check_pages, citation
from ciatlas.publish.site.alphabet import language_of
from ciatlas.publish.site.anchors import Anchors
from ciatlas.publish.site.atlas import Text
from ciatlas.publish.site.engagement_sentences import Engagement, Sentences, capital
from ciatlas.publish.site.engagements import Engagements
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.site.holders import Holders
from ciatlas.publish.site.kinds import kind_names
from ciatlas.publish.site.neighbourhood import neighbourhood_svg
from ciatlas.publish.site.table_rows import Row, rows
from ciatlas.publish.site.thing import Facts
from ciatlas.publish.site.thing_json import Described
from ciatlas.publish.site.years import years
from ciatlas.publish.story import Story
from ciatlas.publish.wording import is_right_to_left, language_called, plain

Values = dict[str, Any]

_SAME = ("owl:sameAs", "skos:exactMatch")
_SIMILAR = ("schema:sameAs", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")
# Where the small map of a thing looks for a place that has coordinates.
_AT = ("ci:seat", "ci:place", "schema:location")


@dataclass(frozen=True, slots=True)
class Match:
    """The same or a similar thing elsewhere: as a link by its name there or its address, and the dataset that it belongs to."""

    link: Markup
    dataset: str


def write(frame: Frame, story: Story) -> None:
    """Writes the page of every thing and concept that has one. story: the report, whose verdicts the pages of claims tell.

    Raises OSError when a table cannot be read or the disk is full.
    """
    pages = Pages(frame, story)
    for iri, path in pages.paths():
        frame.put(f"{frame.language}/{path}", pages.page(iri, path))


class Pages:
    """Makes the pages of things and concepts in one language, whichever are asked for."""

    def __init__(self, frame: Frame, story: Story) -> None:
        """story: the report; only what it tells of claims is needed. Raises OSError when a table cannot be read."""
        self.frame, self.atlas, self.language = frame, frame.atlas, frame.language
        atlas, language = self.atlas, self.language
        ordered = authors(atlas.edition, atlas.group)
        self.schemes = frozenset(atlas.schemes)
        self.years = years(atlas)
        self.sentences = Sentences(atlas, language)
        self.facts = Facts(atlas, language, self.sentences.amount, ordered)
        self.described = Described(atlas, language, ordered)
        self.holders = Holders(atlas, language, self.sentences)
        self.engagements = Engagements(atlas, language, self.sentences)
        self.rows: Mapping[str, list[Row]] = rows(atlas.project, atlas.edition, atlas.group, (*atlas.reading.things, *atlas.reading.concepts))
        self.checked = check_pages.of_things(atlas)
        self.claims = {one["name"]: one for section in story["sections"] for one in section["claims"]}
        self.anchors: dict[int, Anchors] = {}
        types = media_types()
        self.forms = [(form, types[form[1:]]) for form in FORMS]
        with messages.speaking(language):
            self.kinds = kind_names()

    def paths(self) -> Iterator[tuple[str, str]]:
        """The things and concepts that have a page of their own, each with its path below the language, percent-encoded."""
        for iri in (*self.atlas.reading.things, *self.atlas.reading.concepts):
            path = self.atlas.path(iri)
            if path is not None and iri not in self.schemes:
                yield iri, path

    def page(self, iri: str, path: str) -> str:
        """The page at one of `paths`, as HTML. Raises AtlasError that names template and line."""
        return self.frame.render(path, "thing.html", **self.values(iri, path))

    def values(self, iri: str, path: str) -> Values:
        """What the template says of a thing."""
        with messages.speaking(self.language):
            return self._values(iri, path)

    def _values(self, iri: str, path: str) -> Values:
        atlas, language = self.atlas, self.language
        kind = atlas.kind(iri)
        anchors = self.anchors.setdefault(path.count("/"), Anchors(self.frame, path.count("/"), self.years))
        told = self.sentences.read(iri) if kind == "engagement" else None
        heading = self._heading(iri, kind, told)
        name = heading.text
        doc = f"doc/{path.removesuffix('.html')}"
        confidence = next(iter(atlas.iris(iri, "ci:confidence")), None)
        groups = self.engagements.of(iri, anchors) if kind not in ("engagement", "scheme", "place", "country") else []
        where, at = self._at(iri)
        svg = neighbourhood_svg(atlas, iri, language, lambda one: self._from(anchors, one)) if iri in atlas.measures else None
        return {
            "iri": iri,
            "said_in": said_in,
            "letter_language": language_of,
            "id": atlas.id(iri),
            "kind": kind,
            "kinds": self.kinds,
            "heading": heading,
            # Names of any language stand in an engagement's sentence, each in its own direction.
            "title": self.sentences.bare(told) if told else heading,
            "kicker": self._kicker(iri, kind, anchors),
            "others": self._other_names(iri, heading),
            "descriptions": self._descriptions(iri),
            "sentence": self.engagements.whole(told, anchors) if told else None,
            "facts": list(self.facts.of(iri, anchors)),
            "confidence": (anchors.thing(confidence), atlas.text(confidence, "skos:definition", language)) if confidence else None,
            "later": (atlas.value(iri, "ci:laterEvidence") or "") in ("true", "1"),
            "groups": groups,
            "published": [anchors.thing(one) for one in atlas.by_name(atlas.subjects("dcterms:publisher", iri), language)],
            "held": list(self.holders.of(iri, anchors)) if kind in ("scheme", "place", "country") else [],
            "on_map": self.holders.map(iri) if kind in ("scheme", "country") else None,
            "sources": [anchors.elsewhere(one) for one in atlas.iris(iri, "dcterms:source")],
            "checked": [
                (f"{check_pages.path(check)}#{check_pages.anchor(one)}", atlas.project.iri(f"scheme/check-verdict/{one.verdict}"), check.date)
                for check, one in self.checked.get(iri, ())
            ],
            "notes": [text for property in ("skos:scopeNote", "skos:editorialNote", "skos:note") for text in atlas.texts(iri, property, language)],
            "at": at,
            # Which of those places it is, since the coordinates say it to few.
            "where": self.atlas.name(where, language) if where else None,
            "drawn": at is not None or kind == "country",
            "svg": Markup(svg) if svg else None,
            "identifiers": [self._identifier(one, anchors) for one in atlas.iris(iri, "adms:identifier")],
            "same": self._matches(iri, _SAME, anchors),
            "similar": self._matches(iri, _SIMILAR, anchors),
            "claim": self.claims.get(atlas.id(iri)) if kind == "claim" else None,
            "doc": doc,
            "forms": self.forms,
            "type": next(iter(self.described.classes(iri)), None),
            "json": Markup(self.described.json(iri)),
            "citation": citation.words(atlas.project, atlas.edition, iri, heading),
            "bibtex": citation.entry(atlas.project, atlas.edition, iri, name, language),
            "rows": self.rows.get(iri, []),
            "query": quote(f"DESCRIBE <{iri}>"),
        }

    def _from(self, anchors: Anchors, iri: str) -> str | None:
        path = self.atlas.path(iri)
        return None if path is None else anchors.start + path

    def _heading(self, iri: str, kind: str, told: Engagement | None) -> Text:
        """What the page is called."""
        atlas, language = self.atlas, self.language
        if told is not None:
            return Text(self.sentences.title(told), language, language)
        if kind == "claim" and (text := atlas.text(iri, "schema:text", language)):
            return text
        if kind == "identifier":
            scheme = next(iter(atlas.iris(iri, "ci:identifierScheme")), None)
            named = atlas.name(scheme, language).text if scheme else self.kinds[kind]
            return Text(_("{scheme}: {number}").format(scheme=named, number=plain(atlas.value(iri, "skos:notation") or atlas.id(iri))), language, language)
        if kind == "link" and (subjects := atlas.iris(iri, "owl:annotatedSource")):
            elsewhere = next(iter(atlas.iris(iri, "owl:annotatedTarget")), "")
            link = _("{name} – {dataset}").format(name=atlas.name(subjects[0], language).text, dataset=target(elsewhere).called)
            return Text(link, language, language)
        name = atlas.name(iri, language)
        return replace(name, text=capital(name.text)) if kind == "scheme" else name

    def _kicker(self, iri: str, kind: str, anchors: Anchors) -> list[Markup]:
        """What kind of thing it is, and where: links above the heading."""
        if kind == "scheme":
            return [anchors.place(self.atlas.path(one) or "", capital(self.atlas.name(one, self.language).text)) for one in self.atlas.iris(iri, "skos:inScheme")]
        listed = self.kinds.lists.get(kind)
        first = anchors.place(listed, self.kinds[kind]) if listed else Markup("{}").format(self.kinds[kind])
        return [first, *(anchors.thing(one) for one in self.atlas.iris(iri, "ci:country"))]

    def _other_names(self, iri: str, heading: Text) -> list[tuple[str, Text]]:
        """Names beside the heading, each with what its language is called; that is empty where it is one of the atlas's."""
        found = [Text(plain(text), tag, self.language) for tag, text in sorted(self.atlas.reading.labels.get(iri, {}).items())]
        found += self.atlas.texts(iri, "skos:altLabel", self.language)
        kept = dict.fromkeys(one for one in found if one.text and one.text.casefold() != heading.text.casefold())
        known = ("", *self.atlas.project.languages)
        return [("" if one.language in known else language_called(one.language, self.language), one) for one in kept]

    def _descriptions(self, iri: str) -> list[Text]:
        """The text that tells what it is: in the page's language where there is one, else as it is."""
        for property in ("dcterms:description", "skos:definition"):
            if texts := self.atlas.texts(iri, property, self.language):
                return [one for one in texts if one.language == self.language] or texts[:1]
        return []

    def _at(self, iri: str) -> tuple[str | None, tuple[str, str] | None]:
        """Where a thing is: the place that has coordinates (itself, or the one it points at), with latitude and longitude."""
        for place in (iri, *(one for property in _AT for one in self.atlas.iris(iri, property))):
            lat, long = self.atlas.value(place, "geo:lat"), self.atlas.value(place, "geo:long")
            if lat is not None and long is not None:
                return place, (lat, long)
        return None, None

    def _identifier(self, iri: str, anchors: Anchors) -> tuple[Markup, Markup]:
        """The register and the number of an identifier, both as links."""
        scheme = next(iter(self.atlas.iris(iri, "ci:identifierScheme")), None)
        number = Markup("<code>{}</code>").format(plain(self.atlas.value(iri, "skos:notation") or self.atlas.id(iri)))
        return anchors.thing(scheme) if scheme else Markup(), anchors.place(self.atlas.path(iri) or "", number)

    def _matches(self, iri: str, properties: tuple[str, ...], anchors: Anchors) -> list[Match]:
        """The same or similar things elsewhere, from the facts and, for concepts, from the table of links."""
        found: dict[str, str] = {one: "" for property in properties for one in self.atlas.iris(iri, property)}
        found |= {one: plain(label) for property in properties for one, label in self.atlas.links(iri, property)}
        return [Match(anchors.elsewhere(one, label or None), target(one).called) for one, label in found.items()]


def said_in(text: Text) -> Markup:
    """The attributes of a paragraph whose text is in another language than the page: it runs and is set as that language does."""
    if text.language in ("", text.shown_in):
        return Markup()
    return Markup(f' lang="{escape(text.language)}" dir="{"rtl" if is_right_to_left(text.language) else "ltr"}"')
