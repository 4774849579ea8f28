"""The graph as pages need it: names by language, where each thing's page is, who points at whom. Read once, then only looked up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

from markupsafe import Markup, escape
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, parse

from ciatlas import row_checks
from ciatlas.project import Edition, Project
from ciatlas.publish.forms.documents import document_name
from ciatlas.publish.forms.reading import Facts, Reading, Term, facts_of, read
from ciatlas.publish.wording import is_right_to_left, is_seen, plain
from ciatlas.quality import Quality, measure
from ciatlas.rdf.namespaces import RDF
from ciatlas.tables.model import TableGroup


@dataclass(frozen=True, slots=True)
class Text:
    """A text for people with its language (BCP 47; empty when unknown).

    As HTML it is isolated, so that its direction turns nothing around it, and says its language where that is not the page's.
    """

    text: str
    language: str
    shown_in: str

    def __str__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return bool(self.text)

    def __html__(self) -> Markup:
        if not self.language:
            return Markup(f"<bdi>{escape(self.text)}</bdi>")
        # A text may begin with a word of another script.
        direction = "rtl" if is_right_to_left(self.language) else "ltr"
        if self.language == self.shown_in:
            return Markup(f'<bdi dir="{direction}">{escape(self.text)}</bdi>')
        return Markup(f'<bdi lang="{escape(self.language)}" dir="{direction}">{escape(self.text)}</bdi>')


@dataclass(frozen=True)
class Atlas:
    """An edition of the atlas, ready for pages. IRIs are given and taken as texts; properties as prefixed names (``ci:domain``).

    measures: IRI -> degree and betweenness in the network, for those that are in it. written: subject of the vocabulary's files ->
    where it stands in them, since people gave terms and concepts their order there. terms: what the vocabulary says of each of its
    terms, alignments included, as property -> objects. uses: property or class -> how many statements of the edition have it.
    quality: how much of the data has what, where it was measured. checks: what was found of rows on public pages, the newest check first.
    """

    project: Project
    edition: Edition
    reading: Reading
    group: TableGroup
    measures: Mapping[str, tuple[int, float]]
    written: Mapping[str, int]
    terms: Facts = field(default_factory=dict, repr=False)
    uses: Mapping[str, int] = field(default_factory=dict, repr=False)
    quality: Quality | None = field(default=None, repr=False)
    checks: tuple[row_checks.Check, ...] = field(default=(), repr=False)
    _iris: dict[str, str] = field(default_factory=dict, repr=False)
    _paths: dict[str, str | None] = field(default_factory=dict, repr=False)
    _named: dict[tuple[str, str], Text] = field(default_factory=dict, repr=False)

    def iri(self, name: str) -> str:
        """The IRI of a prefixed name (``org:member``). Raises KeyError when the atlas has no such prefix."""
        if name not in self._iris:
            prefix, _colon, local = name.partition(":")
            self._iris[name] = self.project.prefixes[prefix] + local
        return self._iris[name]

    def is_class(self, term: str) -> bool:
        """Whether a term of the vocabulary is a class; else it is a property."""
        return NamedNode(self.iri("owl:Class")) in self.terms.get(term, {}).get(RDF + "type", ())

    def kind(self, iri: str) -> str:
        """What an IRI of the atlas names, as its path says it: ``organization``, ``scheme`` …; empty for another one's IRI."""
        for start in (self.project.iri("id/"), self.project.base):
            if iri.startswith(start):
                return iri.removeprefix(start).partition("/")[0].partition("#")[0]
        return ""

    def id(self, iri: str) -> str:
        """The last part of an IRI's path, by which the tables know the thing."""
        return iri.rstrip("/#").rpartition("#" if "#" in iri else "/")[2]

    def path(self, iri: str) -> str | None:
        """Where the page about a thing, a concept, a scheme or a term is below its language; None when it has none."""
        if iri not in self._paths:
            self._paths[iri] = self._path(iri)
        return self._paths[iri]

    def _path(self, iri: str) -> str | None:
        ns = self.project.iri("ns#")
        if iri.startswith(ns):
            return f"ns.html#{quote(iri.removeprefix(ns))}"
        if iri in self.schemes:
            return f"{iri.removeprefix(self.project.base)}/index.html"
        if iri not in self.reading.things and iri not in self.reading.concepts:
            return None
        name = document_name(self.project, iri) if iri.startswith(self.project.base) else None
        return f"{quote(name)}.html" if name is not None else None

    def of_kind(self, kind: str) -> list[str]:
        """The things of a kind (``organization``), in the order of their IRIs."""
        return self._kinds.get(kind, [])

    @cached_property
    def _kinds(self) -> dict[str, list[str]]:
        kinds: dict[str, list[str]] = {}
        for iri in self.reading.things:
            kinds.setdefault(self.kind(iri), []).append(iri)
        return kinds

    @cached_property
    def schemes(self) -> list[str]:
        """The IRIs of the concept schemes, as their file has them."""
        scheme = self.project.prefixes["skos"] + "ConceptScheme"
        return self.as_written(iri for iri in self.reading.concepts if scheme in self.reading.iris(iri, RDF + "type"))

    def concepts(self, scheme: str) -> list[str]:
        """The concepts of a scheme (its IRI), as its file has them."""
        return self._concepts.get(scheme, [])

    def as_written(self, iris: Iterable[str]) -> list[str]:
        """Terms or concepts in the order of the vocabulary's files; what is not in them at the end, by IRI."""
        return sorted(iris, key=lambda iri: (self.written.get(iri, len(self.written)), iri))

    @cached_property
    def _concepts(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for iri in self.reading.concepts:
            for scheme in self.reading.iris(iri, self.iri("skos:inScheme")):
                found.setdefault(scheme, []).append(iri)
        return {scheme: self.as_written(concepts) for scheme, concepts in found.items()}

    def name(self, iri: str, language: str) -> Text:
        """What a thing is called in the language, else in the atlas's others, else in any; the end of its IRI where it has no name."""
        key = (iri, language)
        if key not in self._named:
            self._named[key] = self._name(iri, language)
        return self._named[key]

    def _name(self, iri: str, language: str) -> Text:
        names = self.reading.labels.get(iri)
        if not names:
            return Text(plain(self.id(iri)), "", language)
        order = (language, *self.project.languages)
        tag = min(names, key=lambda tag: (order.index(tag) if tag in order else len(order), tag))
        text = plain(names[tag])
        # A name of which nothing can be seen would be a link that nobody finds.
        return Text(text, tag, language) if is_seen(text) else Text(plain(self.id(iri)), "", language)

    def texts(self, iri: str, property: str, language: str) -> list[Text]:
        """The literals of a property; those in the language first, then the atlas's others."""
        order = (language, *self.project.languages)
        found = [one for one in self.objects(iri, property) if isinstance(one, Literal)]
        found.sort(key=lambda one: order.index(one.language) if one.language in order else len(order))
        return [Text(plain(one.value), one.language or "", language) for one in found]

    def text(self, iri: str, property: str, language: str) -> Text | None:
        """The first of `texts`."""
        return next(iter(self.texts(iri, property, language)), None)

    def value(self, iri: str, property: str) -> str | None:
        """The first literal of a property as it is written, whatever its datatype."""
        return next((one.value for one in self.objects(iri, property) if isinstance(one, Literal)), None)

    def objects(self, iri: str, property: str) -> tuple[Term, ...]:
        """The objects of a property, in order; none where nothing is said."""
        return self.reading.objects(iri, self.iri(property))

    def iris(self, iri: str, property: str) -> list[str]:
        """The IRIs that a property points at, in order."""
        return self.reading.iris(iri, self.iri(property))

    def subjects(self, property: str, iri: str) -> list[str]:
        """The things and concepts whose property points at `iri`, in the order of their IRIs."""
        return self._pointing.get(iri, {}).get(self.iri(property), [])

    def links(self, iri: str, property: str) -> list[tuple[str, str]]:
        """What the table of links joins a concept with by a property: the IRI elsewhere, and its label, empty where it has none."""
        found = [link for link in self.subjects("owl:annotatedSource", iri) if self.iri(property) in self.iris(link, "owl:annotatedProperty")]
        return [(target, self.value(link, "sssom:object_label") or "") for link in found for target in self.iris(link, "owl:annotatedTarget")]

    def pointing(self, iri: str) -> Mapping[str, list[str]]:
        """Property (its IRI) -> the things and concepts that it joins with `iri`."""
        return self._pointing.get(iri, {})

    @cached_property
    def _pointing(self) -> dict[str, dict[str, list[str]]]:
        found: dict[str, dict[str, list[str]]] = {}
        for subject, said in self.reading.facts.items():
            for property, objects in said.items():
                for one in objects:
                    if isinstance(one, NamedNode):
                        found.setdefault(one.value, {}).setdefault(property, []).append(subject)
        return found

    def engagements(self, iri: str) -> list[str]:
        """The engagements that a thing is an end of, in the order of their IRIs (ORG: org:Membership)."""
        found = {one for end in ("org:member", "org:organization", "ci:event") for one in self.subjects(end, iri)}
        return sorted(found.intersection(self.of_kind_set("engagement")))

    @cached_property
    def parts(self) -> dict[str, int]:
        """The parts that members have in engagements, as IRIs, with how many have each; the most frequent first."""
        found: dict[str, int] = {}
        for engagement in self.of_kind("engagement"):
            for part in self.iris(engagement, "org:role"):
                found[part] = found.get(part, 0) + 1
        return dict(sorted(found.items(), key=lambda one: (-one[1], one[0])))

    def of_kind_set(self, kind: str) -> frozenset[str]:
        """The things of a kind, to look up in."""
        if kind not in self._kind_sets:
            self._kind_sets[kind] = frozenset(self.of_kind(kind))
        return self._kind_sets[kind]

    @cached_property
    def _kind_sets(self) -> dict[str, frozenset[str]]:
        return {}

    def by_name(self, iris: Iterable[str], language: str) -> list[str]:
        """IRIs in the order of their names, as people look for them: letters without case."""
        return sorted(iris, key=lambda iri: (self.name(iri, language).text.casefold(), iri))


def prepare(project: Project, edition: Edition, store: Store, group: TableGroup, quality: Quality | None = None) -> Atlas:
    """Reads all that pages need out of a filled store, with what was measured, once. quality: the data's, where it is known already."""
    ci = project.prefixes["ci"]
    measured = NamedNode(project.graph(edition, "measured"))

    def numbers(property: str) -> dict[str, float]:
        quads = store.quads_for_pattern(None, NamedNode(ci + property), None, measured)
        return {quad.subject.value: float(quad.object.value) for quad in quads}

    between = numbers("betweenness")
    measures = {iri: (int(degree), between.get(iri, 0.0)) for iri, degree in sorted(numbers("degree").items())}
    written: dict[str, int] = {}
    for file in (project.vocabulary, project.schemes):
        for quad in parse(path=file, base_iri=project.base):
            if isinstance(quad.subject, NamedNode):
                written.setdefault(quad.subject.value, len(written))
    terms = facts_of(store, (project.iri("ns"), project.iri("alignments")))
    own = {iri: said for iri, said in terms.items() if iri.startswith(project.iri("ns#"))}
    quality = quality or measure(project, store)
    checks = row_checks.read(project, edition)
    return Atlas(project, edition, read(project, edition, store), group, measures, written, own, _uses(project, edition, store), quality, checks)


def _uses(project: Project, edition: Edition, store: Store) -> dict[str, int]:
    graphs = [NamedNode(project.graph(edition, part)) for part in ("asserted", "derived", "measured")]

    def counted(query: str) -> dict[str, int]:
        rows = store.query(query, default_graph=graphs)
        assert isinstance(rows, QuerySolutions)
        return {row["term"].value: int(row["n"].value) for row in rows}

    # Over several graphs Oxigraph tells a statement once for each.
    properties = counted("SELECT ?term (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?term ?o { ?s ?term ?o } } GROUP BY ?term")
    classes = counted("SELECT ?term (COUNT(DISTINCT ?s) AS ?n) { ?s a ?term } GROUP BY ?term")
    return dict(sorted((properties | classes).items()))


