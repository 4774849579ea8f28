"""The VoID description of an edition (Describing Linked Datasets with the VoID Vocabulary, W3C Interest Group Note)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, Triple

from ciatlas.links.targets import target
from ciatlas.project import Edition, Project
from ciatlas.publish.file_types import file_type
from ciatlas.publish.release_files import in_languages
from ciatlas.publish.void_counts import Counts, Size
from ciatlas.rdf.describe import describe, iri, iris, texts, typed

FILE = "void.ttl"


def statements(project: Project, edition: Edition, counts: Counts, dumps: Mapping[str, Sequence[str]]) -> Iterator[Triple]:
    """What VoID says of an edition: its size, graphs, partitions, linksets, vocabularies, forms, examples, dumps.

    dumps: part (``asserted``, or empty for all) -> addresses of the files that hold that graph. Every number is out of `counts`.
    """
    dataset = project.iri(f"data/{edition.name}")
    addresses = sorted({address for files in dumps.values() for address in files})
    features = sorted({kind.feature for address in addresses if (kind := file_type(address)) and kind.feature})
    # Section 2.3: the description document and what it is about.
    yield from describe(
        project.iri(FILE),
        {"rdf:type": iri("void:DatasetDescription"), "foaf:primaryTopic": iri(dataset), "dcterms:title": texts(edition.title)},
    )
    subjects = {
        "void:class": lambda name: f"{dataset}/void/class/{_slug(project, name)}",
        "void:property": lambda name: f"{dataset}/void/property/{_slug(project, name)}",
    }
    yield from describe(
        dataset,
        {
            "rdf:type": iri("void:Dataset"),
            "foaf:homepage": iri(project.base),
            "void:uriSpace": Literal(project.iri("id/")),
            "void:entities": typed(counts.entities, "integer"),
            "void:classes": typed(len(counts.classes), "integer"),
            "void:properties": typed(len(counts.properties), "integer"),
            "void:vocabulary": iris(counts.vocabularies),
            "void:feature": iris(features),
            "void:exampleResource": iris(sorted(counts.examples.values())),
            "void:sparqlEndpoint": iri(project.endpoint) if project.endpoint else None,
            "void:subset": iris(project.graph(edition, part) for part in counts.graphs),
            "void:dataDump": iris(sorted(dumps.get("", ()))),
            "void:classPartition": iris(map(subjects["void:class"], counts.classes)),
            "void:propertyPartition": iris(map(subjects["void:property"], counts.properties)),
            **_size(counts.size),
        },
    )
    for part, size in counts.graphs.items():
        yield from describe(
            project.graph(edition, part),
            {"rdf:type": iri("void:Dataset"), "void:dataDump": iris(sorted(dumps.get(part, ()))), **_size(size)},
        )
    for name, entities in counts.classes.items():
        yield from describe(subjects["void:class"](name), {"void:class": iri(name), "void:entities": typed(entities, "integer")})
    for name, size in counts.properties.items():
        yield from describe(subjects["void:property"](name), {"void:property": iri(name), **_size(size)})
    yield from _linksets(project, edition, counts)


def _size(size: Size) -> dict[str, Literal]:
    return {
        "void:triples": typed(size.triples, "integer"),
        "void:distinctSubjects": typed(size.subjects, "integer"),
        "void:distinctObjects": typed(size.objects, "integer"),
    }


def _linksets(project: Project, edition: Edition, counts: Counts) -> Iterator[Triple]:
    dataset = project.iri(f"data/{edition.name}")
    sources = {"id/": dataset, "scheme/": project.iri("scheme")}
    for other in (target(space) for space in sorted({one.target for one in counts.linksets})):
        yield from describe(
            _target(project, other.space),
            {
                "rdf:type": iri("void:Dataset"),
                "dcterms:title": texts(in_languages(project, other.title)),
                "foaf:homepage": iri(other.homepage),
                "void:uriSpace": Literal(other.space),
            },
        )
    for one in counts.linksets:
        linkset = f"{dataset}/void/linkset/{one.source.strip('/')}-{_slug(project, one.predicate)}-{target(one.target).name}"
        yield from describe(
            linkset,
            {
                "rdf:type": iri("void:Linkset"),
                "void:linkPredicate": NamedNode(one.predicate),
                "void:subjectsTarget": iri(sources[one.source]),
                "void:objectsTarget": iri(_target(project, one.target)),
                "void:triples": typed(one.triples, "integer"),
            },
        )
        # Section 5.2: a linkset is a subset of the dataset that publishes its statements.
        yield from describe(dataset, {"void:subset": iri(linkset)})


def _target(project: Project, space: str) -> str:
    return project.iri(f"{FILE}#{target(space).name}")


def _slug(project: Project, name: str) -> str:
    """A term as part of an address: prefix and local name, which are never doubled since a prefix has one namespace."""
    for prefix, namespace in sorted(project.prefixes.items(), key=lambda pair: -len(pair[1])):
        if name.startswith(namespace):
            return f"{prefix}-{name[len(namespace):]}"
    parts = urlsplit(name)
    return f"{parts.netloc}-{(parts.fragment or parts.path).strip('/').replace('/', '-')}"
