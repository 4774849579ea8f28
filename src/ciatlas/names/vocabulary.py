"""The words for things: the types and properties that the atlas uses, with the ids, labels and other words by which people name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ciatlas.insights import Row
from ciatlas.links.suggest import KINDS
from ciatlas.names import hints, store
from ciatlas.names.form import form
from ciatlas.names.index import Index
from ciatlas.names.keys import Keys
from ciatlas.names.store import Ask
from ciatlas.project import Project
from ciatlas.query_text import prologue
from ciatlas.rdf.jsonld import Context
from ciatlas.rdf.namespaces import RDF, RDFS, WELL_KNOWN

# Of so many things of a type the properties are looked at.
SAMPLE = 2000
# Said by every thing, and of no use to whoever matches.
_UNTOLD = frozenset({RDF + "type", RDFS + "label"})
# Words for properties as tables have them in their heads, by the property that is meant.
_HEADINGS = {
    "ci:country": "country nation land",
    "ci:seat": "city town place location seat headquarters municipality region state province county area",
    "foaf:homepage": "website url homepage site web webpage link",
    "schema:foundingDate": "founded foundation year established since foundingyear inception",
    "adms:identifier": "identifier id number registrationnumber",
    "skos:altLabel": "alias acronym othername alternativename alsoknownas",
}

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Type:
    """A class or a scheme of concepts. labels: language -> what it is called. broader: ids of the types that all of its things have."""

    id: str
    iri: str
    labels: Labels
    count: int
    broader: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Property:
    """A property, or a scheme of identifiers in its place.

    kind: as what its values are compared (hints). types: IRI of a type -> for how many of a sample of its things something is said.
    target: IRI of the type that its values have, where they are things.
    """

    id: str
    iri: str
    labels: Labels
    kind: str
    types: Mapping[str, int] = field(default_factory=dict)
    target: str | None = None


class Ids:
    """Ids for IRIs and back: of entities, their path below the atlas's base; of types and properties, prefixed names."""

    def __init__(self, project: Project) -> None:
        self._base, self._prefixes = project.base, project.prefixes
        self._longest = sorted(((iri, prefix) for prefix, iri in project.prefixes.items()), key=lambda pair: (-len(pair[0]), pair))

    def entity(self, iri: str) -> str:
        """The id of a thing, which with the base before it is its IRI."""
        return iri.removeprefix(self._base)

    def term(self, iri: str) -> str:
        """The prefixed name of a type or property; its IRI where no prefix fits."""
        for namespace, prefix in self._longest:
            local = iri[len(namespace) :]
            if iri.startswith(namespace) and local and re.fullmatch(r"[\w.-]+", local):
                return f"{prefix}:{local}"
        return iri

    def iri(self, text: str) -> str:
        """The IRI of an id, a prefixed name or an IRI, in angle brackets or not; something that is no IRI of the atlas's for any other text."""
        text = text.strip().removeprefix("<").removesuffix(">")
        prefix, colon, local = text.partition(":")
        if colon and not local.startswith("//"):
            return self._prefixes[prefix] + local if prefix in self._prefixes else text
        return text if colon else self._base + text


class Vocabulary:
    """The types and properties in use, found by ids and by words."""

    def __init__(self, project: Project, types: Iterable[Type], properties: Iterable[Property], keys: Mapping[str, str]) -> None:
        self.ids = Ids(project)
        self.types = {one.iri: one for one in types}
        self.properties = {one.iri: one for one in properties}
        self._type_words = self._words(self.types.values(), keys)
        self._property_words = self._words(self.properties.values(), keys)
        for kind, name in KINDS.items():
            if (iri := self.ids.iri(name)) in self.types:
                self._type_words.setdefault(kind, iri)
        for name, headings in _HEADINGS.items():
            if (iri := self._expand(name)) in self.properties:
                for heading in headings.split():
                    self._property_words.setdefault(heading, iri)

    def _expand(self, name: str) -> str:
        return self.ids.iri(name)

    def _words(self, terms: Iterable[Type | Property], keys: Mapping[str, str]) -> dict[str, str]:
        known = {term.iri: term for term in terms}
        words: dict[str, str] = {}
        for term in known.values():
            for label in term.labels.values():
                words.setdefault(form(label).joined, term.iri)
        for key, iri in keys.items():
            if iri in known:
                words.setdefault(form(key).joined, iri)
        for term in known.values():
            words.setdefault(form(term.id.rpartition(":")[2]).joined, term.iri)
        return words

    def type(self, text: str) -> str | None:
        """The IRI of the type that an id, an IRI, a key of the atlas's context or a label names; None when there is none."""
        return self._find(text, self.types, self._type_words)

    def property(self, text: str) -> str | None:
        """The IRI of the property that a text names in one of these ways, or as the head of a column does."""
        return self._find(text, self.properties, self._property_words)

    def _find(self, text: str, known: Mapping[str, object], words: Mapping[str, str]) -> str | None:
        iri = self.ids.iri(text)
        return iri if iri in known else words.get(form(text).joined)

    def kind(self, property: str) -> str:
        """As what the values of a property are compared."""
        return self.properties[property].kind if property in self.properties else hints.OTHER


async def read(ask: Ask, project: Project, index: Index, keys: Keys, called: Mapping[str, Labels]) -> Vocabulary:
    """The vocabulary of the things in the index. called: IRI -> labels of terms that the store does not name. Raises what `ask` raises."""

    async def asked(query: str) -> list[Row]:
        return (await ask(" ".join([*prologue(query, project.prefixes), query])))[1]

    context = Context(project.context)
    words = {term.key: term.iri for terms in context.terms.values() for term in terms if "Month" not in term.key and not term.key.endswith("Year")}
    words |= {term.key: term.iri for terms in context.terms.values() for term in terms if term.iri not in words.values()}
    words |= {key: context.expand(value) for key, value in context.json.items() if isinstance(value, str) and not value.startswith("@")}
    labels = await _labels(asked)
    for iri, texts in called.items():
        labels.setdefault(iri, texts)
    for key, iri in words.items():
        labels.setdefault(iri, {"en": " ".join(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", key).lower().split())})
    ids = Ids(project)

    def named(iri: str) -> Labels:
        return labels.get(iri) or {"": re.split(r"[/#:]", iri)[-1] or iri}

    types = [Type(ids.term(iri), iri, named(iri), len(numbers), _broader(iri, index, ids)) for iri, numbers in index.of_type.items()]
    uses: dict[str, dict[str, int]] = {}
    targets: dict[str, str | None] = {}
    for one in types:
        query = f"SELECT ?p (COUNT(DISTINCT ?x) AS ?n) (MIN(STR(?o)) AS ?one) {{ {{ SELECT DISTINCT ?x {{ {_member(one.iri, project)} }} LIMIT {SAMPLE} }} ?x ?p ?o }} GROUP BY ?p"
        for property, count, sample in await asked(query):
            if property is None or count is None or property.text in _UNTOLD:
                continue
            uses.setdefault(property.text, {})[one.iri] = int(count.text)
            if sample is not None and sample.text in index.by_iri:
                targets.setdefault(property.text, index.things[index.by_iri[sample.text]].types[0])
    kinds = _kinds(project)
    properties = [Property(ids.term(iri), iri, named(iri), kinds.get(iri, hints.OTHER), used, targets.get(iri)) for iri, used in sorted(uses.items())]
    holders: dict[str, dict[str, int]] = {}
    for thing in index.things:
        for key in thing.keys:
            if key.scheme not in uses:
                counts = holders.setdefault(key.scheme, {})
                for one_type in thing.types:
                    counts[one_type] = counts.get(one_type, 0) + 1
    properties += [Property(ids.term(iri), iri, named(iri), hints.SCHEME, used) for iri, used in sorted(holders.items())]
    return Vocabulary(project, types, properties, words)


async def _labels(asked: object) -> dict[str, dict[str, str]]:
    labels: dict[str, dict[str, str]] = {}
    kinds = "owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty skos:ConceptScheme"
    for name in ("skos:prefLabel", "rdfs:label"):
        for iri, label in await asked(f"SELECT ?x ?label {{ ?x a ?kind ; {name} ?label VALUES ?kind {{ {kinds} }} }}"):  # type: ignore[operator]
            labels.setdefault(iri.text, {}).setdefault(label.language or "", label.text)
    for iri, label in await asked("SELECT ?x ?label { ?x skos:inScheme ?scheme ; skos:prefLabel ?label . [] ci:identifierScheme ?x }"):  # type: ignore[operator]
        labels.setdefault(iri.text, {}).setdefault(label.language or "", label.text)
    return labels


def _broader(iri: str, index: Index, ids: Ids) -> tuple[str, ...]:
    """The types whose things are the more, of which all things of this type are."""
    own = index.of_type[iri]
    above = {one: numbers for one, numbers in index.of_type.items() if len(numbers) > len(own) and own <= numbers}
    return tuple(ids.term(one) for one, numbers in above.items() if not any(other < numbers for other in above.values()))


def _member(iri: str, project: Project) -> str:
    return f"?x skos:inScheme <{iri}>" if iri.startswith(project.iri("scheme/")) else f"?x a <{iri}>"


def _kinds(project: Project) -> dict[str, str]:
    named = {
        hints.COUNTRY: (store.COUNTRY,),
        hints.PLACE: store.PLACES,
        hints.WEBSITE: store.WEBSITES,
        hints.KEY: (store.IDENTIFIER, *store.SAME, *store.CODES),
        hints.NAME: (*store.PREFERRED, *store.OTHER),
        hints.TIME: store.TIMES,
    }
    known = {**WELL_KNOWN, **project.prefixes}
    return {known[prefix] + local: kind for kind, names in named.items() for name in names for prefix, _colon, local in [name.partition(":")]}
