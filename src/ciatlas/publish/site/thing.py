"""What is said of a thing, as facts for its page in one language: each with its name, its values as HTML, and how it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode

from ciatlas import messages
from ciatlas.messages import _
from ciatlas.publish import wording
from ciatlas.publish.forms.reading import Term
from ciatlas.publish.site.alphabet import language_in
from ciatlas.publish.site.anchors import Anchors, is_web, readable
from ciatlas.publish.site.atlas import Atlas, Text
from ciatlas.publish.site.engagement_sentences import capital
from ciatlas.publish.story import section_names
from ciatlas.rdf.namespaces import RDF, RDFS, XSD

# The order of the facts by kind of thing; what is not named here follows, if the vocabulary has a name for it.
ORDER = {
    "organization": (
        "org:classification", "ci:role", "ci:roleShown", "ci:domain", "ci:seat", "ci:region", "ci:country", "foaf:homepage", "schema:foundingDate",
        "ci:inFieldSince", "ci:termUsage", "ci:fsgTie",
    ),
    "initiative": (
        "ci:domain", "ci:place", "ci:region", "ci:country", "ci:placeName", "ci:placeScale", "ci:settlement", "ci:placeBased", "ci:startYear", "ci:endYear",
        "ci:partnerCount", "foaf:homepage", "ci:localGovernment", "ci:termUsage", "ci:fsgTie", "ci:directTie", "ci:indirectTie",
    ),
    "event": ("date", "schema:location", "ci:region", "ci:country", "ci:attendance", "foaf:homepage"),
    "publication": ("authors", "publishers", "dcterms:issued", "dcterms:type", "dcterms:language", "ci:domain", "schema:url"),
    "engagement": (
        "org:member", "org:role", "org:organization", "ci:event", "ci:startYear", "ci:endYear", "amount", "ci:purpose", "ci:position", "ci:basis",
    ),
    "place": ("ci:placeKind", "ci:region", "ci:country", "ci:continent", "coordinates"),
    "country": ("skos:notation", "ci:continent"),
    "figure": ("schema:value", "schema:observationDate"),
    "identifier": ("ci:identifierScheme", "skos:notation", "owner"),
    "link": (
        "owl:annotatedSource", "owl:annotatedProperty", "owl:annotatedTarget", "sssom:object_label", "sssom:mapping_justification", "sssom:reviewer_label",
    ),
    "claim": ("section",),
}
# Told elsewhere on the page, or twice: what rules derive from engagements and places.
TOLD_ELSEWHERE = frozenset(
    (
        "skos:prefLabel", "skos:altLabel", "skos:note", "skos:definition", "skos:scopeNote", "skos:editorialNote", "skos:inScheme", "skos:topConceptOf",
        "dcterms:title", "dcterms:description", "dcterms:source", "schema:text", "schema:articleSection", "ci:test", "ci:confidence", "ci:laterEvidence", "owl:sameAs", "schema:sameAs",
        "adms:identifier", "org:identifier", "schema:organizer", "ci:backbone", "ci:funder", "ci:partner", "ci:adviser", "ci:founder", "ci:memberOf",
        "ci:affiliatedWith", "schema:startDate", "schema:endDate", "dc11:publisher", "dcterms:publisher", "dcterms:creator", "ci:amount", "ci:currency", "geo:lat", "geo:long",
        "ci:southLimit", "ci:northLimit", "ci:westLimit", "ci:eastLimit", "schema:containedInPlace", "dcterms:license",
    )
)
_REPEATED = frozenset(("ci:continent",))
_YEARS = frozenset((XSD + "gYear", XSD + "gYearMonth", XSD + "date"))
_NUMBERS = frozenset((XSD + "integer", XSD + "decimal", XSD + "double"))


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of facts. basis: a mark that says how it is known; empty where nothing says so."""

    label: str
    values: tuple[Markup, ...]
    basis: Markup = Markup()


class Facts:
    """Reads facts for pages of one language."""

    def __init__(
        self, atlas: Atlas, language: str, amount: Callable[[str | None, str | None], str], authors: Mapping[str, tuple[str, ...]]
    ) -> None:
        """amount: puts a sum of money into words. authors: those of each publication in their order, which a graph does not keep."""
        self.atlas, self.language, self.amount, self.authors = atlas, language, amount, authors

    def of(self, iri: str, anchors: Anchors) -> Iterator[Fact]:
        """The facts of a thing, in the order of its kind. Messages are in the language in use."""
        order = ORDER.get(self.atlas.kind(iri), ())
        said = self.atlas.reading.facts[iri]
        for name in order:
            if name in self._special:
                if (fact := self._special[name](iri, anchors)) is not None:
                    yield fact
            elif objects := said.get(self.atlas.iri(name)):
                yield self._fact(iri, self.atlas.iri(name), objects, anchors)
        told = self._told | {self.atlas.iri(name) for name in order if name not in self._special}
        for property, objects in said.items():
            if property not in told and property in self.atlas.reading.labels and not property.endswith("Basis"):
                yield self._fact(iri, property, objects, anchors)

    @cached_property
    def _told(self) -> frozenset[str]:
        return frozenset(map(self.atlas.iri, TOLD_ELSEWHERE | _REPEATED)) | {RDF + "type", RDFS + "label"}

    @cached_property
    def _special(self) -> dict[str, Callable[[str, Anchors], Fact | None]]:
        return {
            "date": self._date, "authors": self._authors, "publishers": self._publishers, "amount": self._amount, "coordinates": self._coordinates, "owner": self._owner,
            "section": self._section,
        }

    @cached_property
    def labels(self) -> dict[str, str]:
        """Property -> what a reader calls it, for those that the vocabulary does not name."""
        with messages.speaking(self.language):
            named = {
                "org:classification": _("Type"),
                "foaf:homepage": _("Website"),
                "schema:foundingDate": _("Founded"),
                "schema:location": _("Place"),
                "dcterms:issued": _("Year"),
                "dcterms:type": _("Kind"),
                "dcterms:language": _("Language"),
                "schema:url": _("To read"),
                "org:member": _("Who"),
                "org:role": _("Part"),
                "org:organization": _("In what"),
                "skos:notation": _("Code"),
                "schema:value": _("Value"),
                "schema:observationDate": _("As of"),
                "owl:annotatedSource": _("In the atlas"),
                "owl:annotatedProperty": _("Relation"),
                "owl:annotatedTarget": _("Elsewhere"),
                "sssom:object_label": _("Name elsewhere"),
                "sssom:mapping_justification": _("Method"),
                "sssom:reviewer_label": _("Checked by"),
            }
        return {self.atlas.iri(name): label for name, label in named.items()}

    def label(self, property: str) -> str:
        """What a property (its IRI) is called at the beginning of a line."""
        return self.labels.get(property) or capital(self.atlas.name(property, self.language).text)

    def _fact(self, iri: str, property: str, objects: tuple[Term, ...], anchors: Anchors) -> Fact:
        objects = tuple(sorted(objects, key=self._language_first))
        return Fact(self.label(property), tuple(self.value(property, one, anchors) for one in objects), self.basis(iri, property, anchors))

    def _language_first(self, one: Term) -> int:
        """Texts in the page's language before those in others."""
        return int(isinstance(one, Literal) and one.language not in (None, self.language))

    def basis(self, iri: str, property: str, anchors: Anchors) -> Markup:
        """How a fact is known, as a mark; empty where nothing says so."""
        local = self.atlas.id(property)
        found = self.atlas.reading.iris(iri, f"{self.atlas.project.prefixes['ci']}{local}Basis")
        return anchors.mark(found[0]) if found else Markup()

    def value(self, property: str, one: Term, anchors: Anchors) -> Markup:
        """One value as HTML."""
        if isinstance(one, NamedNode):
            if self.atlas.path(one.value) is not None or one.value in self.atlas.reading.labels:
                return anchors.thing(one.value)
            if property == self.atlas.iri("foaf:homepage") and is_web(one.value):
                return anchors.elsewhere(one.value, Markup(f'<bdi dir="ltr">{escape("".join(readable(one.value)))}</bdi>'))
            if property in self._terms and (short := self._short(one.value)):
                return anchors.elsewhere(one.value, Markup(f"<code>{escape(short)}</code>"))
            return anchors.elsewhere(one.value)
        if not isinstance(one, Literal):
            return Markup()
        datatype, text = one.datatype.value, wording.plain(one.value)
        if datatype in _YEARS:
            return anchors.year(text) if len(text) == 4 else self.period(text, None)
        if datatype == XSD + "boolean":
            return escape(_("Yes") if text in ("true", "1") else _("No"))
        if datatype in _NUMBERS:
            try:
                return escape(wording.number(float(text), self.language))
            except (ValueError, OverflowError):
                return escape(text)
        if property == self.atlas.iri("dcterms:language"):
            return escape(wording.language_called(text, self.language))
        return Text(text, one.language or "", self.language).__html__()

    @cached_property
    def _terms(self) -> frozenset[str]:
        return frozenset(map(self.atlas.iri, ("owl:annotatedProperty", "sssom:mapping_justification")))

    def _short(self, iri: str) -> str | None:
        """An IRI as a prefixed name; None where no prefix of the project begins it."""
        known = [(namespace, prefix) for prefix, namespace in self.atlas.project.prefixes.items() if iri.startswith(namespace)]
        namespace, prefix = max(known, key=lambda one: len(one[0]), default=("", ""))
        return f"{prefix}:{iri.removeprefix(namespace)}" if prefix else None

    def period(self, start: str, end: str | None) -> Markup:
        """A date, or from one to another, in words; as written where it is no date."""
        try:
            return Markup("<bdi>{}</bdi>").format(wording.period(start, end, self.language))
        except ValueError:
            return Markup("<bdi>{}</bdi>").format(" – ".join(filter(None, (start, end))))

    def _date(self, iri: str, anchors: Anchors) -> Fact | None:
        start, end = self.atlas.value(iri, "schema:startDate"), self.atlas.value(iri, "schema:endDate")
        if not start:
            return None
        return Fact(_("Date"), (anchors.year(start[:4], self.period(start, end)),))

    def _authors(self, iri: str, anchors: Anchors) -> Fact | None:
        names = self.authors.get(iri) or [one.text for one in self.atlas.texts(iri, "dcterms:creator", self.language)]
        return Fact(_("Authors"), tuple(Text(wording.plain(name), language_in(name) or "", self.language).__html__() for name in names)) if names else None

    def _publishers(self, iri: str, anchors: Anchors) -> Fact | None:
        values = [anchors.thing(one) for one in self.atlas.iris(iri, "dcterms:publisher")]
        values += [text.__html__() for text in self.atlas.texts(iri, "dc11:publisher", self.language)]
        return Fact(_("Published by"), tuple(values)) if values else None

    def _amount(self, iri: str, anchors: Anchors) -> Fact | None:
        amount = self.amount(self.atlas.value(iri, "ci:amount"), self.atlas.value(iri, "ci:currency"))
        return Fact(self.label(self.atlas.iri("ci:amount")), (Markup(f"<bdi>{escape(amount)}</bdi>"),)) if amount else None

    def _coordinates(self, iri: str, anchors: Anchors) -> Fact | None:
        lat, long = self.atlas.value(iri, "geo:lat"), self.atlas.value(iri, "geo:long")
        if lat is None or long is None:
            return None
        return Fact(_("Latitude and longitude"), (Markup('<bdi dir="ltr">{}, {}</bdi>').format(lat, long),))

    def _owner(self, iri: str, anchors: Anchors) -> Fact | None:
        owners = self.atlas.subjects("adms:identifier", iri)
        return Fact(_("Belongs to"), tuple(map(anchors.thing, owners))) if owners else None

    def _section(self, iri: str, anchors: Anchors) -> Fact | None:
        value = self.atlas.value(iri, "schema:articleSection")
        return Fact(_("Chapter of the report"), (escape(section_names().get(value, wording.plain(value))),)) if value else None
