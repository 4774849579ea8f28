"""The vocabulary's documentation: each class and property on one page, the concept schemes, each scheme with its concepts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from ciatlas.publish.site.atlas import Atlas, Text
from ciatlas.publish.site.frame import Frame
from ciatlas.publish.wording import plain
from ciatlas.rdf.namespaces import RDF
from ciatlas.rdf.turtle import Names

_PARENTS = ("rdfs:subClassOf", "rdfs:subPropertyOf")
_DOMAIN = ("schema:domainIncludes", "rdfs:domain")
_RANGE = ("rdfs:range", "schema:rangeIncludes")
# The RDF Data Cube vocabulary has no prefix in the atlas, since no statement on a thing needs it.
_CODE_LIST = "http://purl.org/linked-data/cube#codeList"
_MATCHES = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")


@dataclass(frozen=True, slots=True)
class Term:
    """A class or a property as its documentation has it; what is named by IRI is an IRI here.

    labels, definitions: those in the page's language first. count: how many statements of the edition have it. users: class -> how
    many of its things have the property. example: a thing, and what the property says of it (None for a class).
    """

    iri: str
    short: str
    anchor: str
    is_class: bool
    labels: list[Text]
    definitions: list[Text]
    notes: list[Text]
    parents: list[str]
    domain: list[str]
    range: list[str]
    scheme: str | None
    matches: list[tuple[str, str]]
    count: int
    users: list[tuple[str, int]]
    example: tuple[str, Text | str | None] | None


@dataclass(slots=True)
class Used:
    """How the things of the edition use the vocabulary: term -> an example, property -> the classes of what has it, concept -> how many
    things point at it.
    """

    examples: dict[str, str] = field(default_factory=dict)
    users: dict[str, Counter[str]] = field(default_factory=dict)
    concepts: Counter[str] = field(default_factory=Counter)


def write(frame: Frame) -> None:
    """Writes ``ns.html``, ``scheme/index.html`` and ``scheme/<scheme>/index.html`` of the language."""
    atlas, project = frame.atlas, frame.atlas.project
    names = Names(atlas.project.prefixes)
    in_use = used(atlas)
    terms = [_term(atlas, iri, names, in_use, frame.language) for iri in own_terms(atlas)]
    ontology = atlas.terms.get(atlas.project.iri("ns#"), {})
    about = {
        name: next(iter(_texts(ontology.get(atlas.iri(property), ()), frame.language)), None)
        for name, property in (("title", "dcterms:title"), ("description", "dcterms:description"), ("version", "owl:versionInfo"))
    }
    others = [(names.iri(iri), iri, count) for iri, count in atlas.uses.items() if not iri.startswith(atlas.project.base)]
    frame.write(
        "ns.html",
        "ns.html",
        about=about,
        groups=[[one for one in terms if one.is_class], [one for one in terms if not one.is_class]],
        others=sorted(others),
        namespace=atlas.project.iri("ns#"),
        files=[project.vocabulary.name, f"{project.vocabulary.stem}.jsonld", project.alignments.name, project.shapes.name, project.context.name],
        short=names.iri,
    )
    properties = {scheme: [one for one in terms if one.scheme == scheme] for scheme in atlas.schemes}
    files = [atlas.project.schemes.name, f"{atlas.project.schemes.stem}.jsonld"]
    frame.write("scheme/index.html", "schemes.html", schemes=atlas.schemes, properties=properties, files=files)
    for scheme in atlas.schemes:
        if (path := atlas.path(scheme)) is not None:
            uses = {concept: in_use.concepts[concept] for concept in atlas.concepts(scheme)}
            matches = {concept: [(name, iri) for name in _MATCHES for iri, _label in atlas.links(concept, name)] for concept in uses}
            values = {"uses": uses, "matches": matches, "properties": properties[scheme], "files": files, "short": names.iri}
            frame.write(path, "scheme.html", scheme=scheme, **values)


def own_terms(atlas: Atlas) -> list[str]:
    """The IRIs of the vocabulary's classes and properties, as its file has them."""
    ns = atlas.project.iri("ns#")
    return atlas.as_written(iri for iri in atlas.terms if iri.startswith(ns) and iri != ns)


def used(atlas: Atlas) -> Used:
    """How the things of the edition use terms and concepts. The example is the thing of which most is said."""
    found = Used()
    best: dict[str, tuple[int, str]] = {}
    ns = atlas.project.iri("ns#")
    for iri, said in atlas.reading.facts.items():
        # A link speaks of a statement; what that is about does not use the concept once more.
        if iri not in atlas.reading.things or atlas.kind(iri) == "link":
            continue
        rank = (-sum(map(len, said.values())), iri)
        kinds = [one.object.value for one in atlas.reading.asserted.get(iri, ()) if one.predicate.value == RDF + "type" and isinstance(one.object, NamedNode)]
        for property in said:
            if property.startswith(ns):
                found.users.setdefault(property, Counter()).update(kinds)
                best[property] = min(best.get(property, rank), rank)
        pointed = {one.value for objects in said.values() for one in objects if isinstance(one, NamedNode)}
        found.concepts.update(pointed & atlas.reading.concepts.keys())
        for kind in atlas.reading.iris(iri, RDF + "type"):
            best[kind] = min(best.get(kind, rank), rank)
    found.examples = {term: iri for term, (_rank, iri) in best.items()}
    return found


def _term(atlas: Atlas, iri: str, names: Names, used: Used, language: str) -> Term:
    said = atlas.terms[iri]

    def iris(properties: Iterable[str]) -> list[str]:
        found = (one for name in properties for one in said.get(name if name == _CODE_LIST else atlas.iri(name), ()))
        return list(dict.fromkeys(one.value for one in found if isinstance(one, NamedNode)))

    def texts(name: str) -> list[Text]:
        return _texts(said.get(atlas.iri(name), ()), language)

    example = used.examples.get(iri)
    return Term(
        iri=iri,
        short=names.iri(iri),
        anchor=iri.removeprefix(atlas.project.iri("ns#")),
        is_class=atlas.is_class(iri),
        labels=texts("rdfs:label"),
        definitions=texts("skos:definition"),
        notes=[one for name in ("skos:scopeNote", "skos:editorialNote") for one in texts(name)[:1]],
        parents=iris(_PARENTS),
        domain=iris(_DOMAIN),
        range=iris(_RANGE),
        scheme=next((one for one in iris((_CODE_LIST,)) if one in atlas.schemes), None),
        matches=[(name, one) for name in _MATCHES for one in iris((name,))],
        count=atlas.uses.get(iri, 0),
        users=used.users.get(iri, Counter()).most_common(),
        example=(example, None if atlas.is_class(iri) else _value(atlas, example, iri, language)) if example else None,
    )


def _value(atlas: Atlas, thing: str, property: str, language: str) -> Text | str | None:
    """What a property says of a thing: an IRI as it is, a literal as a text, in the page's language where there is one."""
    objects = atlas.reading.objects(thing, property)
    first = next((one for one in objects if isinstance(one, Literal) and one.language == language), objects[0])
    return Text(plain(first.value), first.language or "", language) if isinstance(first, Literal) else first.value


def _texts(objects: Iterable[object], language: str) -> list[Text]:
    found = [Text(plain(one.value), one.language or "", language) for one in objects if isinstance(one, Literal)]
    return sorted(found, key=lambda text: text.language != language)
