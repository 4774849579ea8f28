"""What the pages' scripts work on: the atlas by language (``<language>/atlas.json``), and the network as it is drawn (``network.json``)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.wording import plain

# Lists -> the kind of things in them, as their IRIs have it.
LISTED = {"organizations": "organization", "initiatives": "initiative", "events": "event", "publications": "publication"}
_LETTERS = {"organization": "o", "initiative": "i", "event": "e"}

Record = dict[str, Any]

# Key -> property with one concept as its value.
_CONCEPT = {
    "type": "org:classification",
    "scale": "ci:placeScale",
    "settlement": "ci:settlement",
    "government": "ci:localGovernment",
    "usage": "ci:termUsage",
    "confidence": "ci:confidence",
    "country": "ci:country",
}
_CONCEPTS = {"roles": "ci:role", "domains": "ci:domain", "ties": "ci:fsgTie", "publishers": "dcterms:publisher", "organizers": "schema:organizer"}
# Key -> property with texts as its values.
_TEXTS = {"authors": "dcterms:creator", "publisherNames": "dc11:publisher"}


def atlas_json(atlas: Atlas, language: str) -> str:
    """The listed things, the concepts and the places in one language; keys are absent where nothing is known."""
    schemes = {
        atlas.id(scheme): {
            "name": atlas.name(scheme, language).text,
            "concepts": [[atlas.id(one), atlas.name(one, language).text] for one in atlas.concepts(scheme)],
        }
        for scheme in atlas.schemes
    }
    countries = [
        [atlas.id(one), atlas.name(one, language).text, *(atlas.id(continent) for continent in atlas.iris(one, "ci:continent")[:1])]
        for one in atlas.by_name(atlas.of_kind("country"), language)
    ]
    content = {
        "language": language,
        "schemes": schemes,
        "countries": countries,
        "places": {atlas.id(one): _place(atlas, one, language) for one in atlas.of_kind("place")},
    }
    for key, kind in LISTED.items():
        content[key] = [record(atlas, one, language) for one in atlas.by_name(atlas.of_kind(kind), language)]
    return _json(content)


def network_json(atlas: Atlas, positions: dict[str, tuple[float, float]]) -> str:
    """Nodes (letter of the kind, id, x, y, degree, betweenness) and edges (two nodes' numbers, part, start year, basis).

    positions: IRI -> place in the picture, of those that are to be in it.
    """
    nodes = sorted(iri for iri in positions if atlas.kind(iri) in _LETTERS)
    numbers = {iri: number for number, iri in enumerate(nodes)}
    joined = sorted(set(edges(atlas, numbers)), key=lambda edge: (edge[0], edge[1], edge[2], edge[3] or 0))
    return _json(
        {
            "nodes": [[_LETTERS[atlas.kind(iri)], atlas.id(iri), *positions[iri], *atlas.measures.get(iri, (0, 0.0))] for iri in nodes],
            "edges": [list(edge) for edge in joined],
        }
    )


def edges(atlas: Atlas, numbers: Mapping[str, int]) -> Iterator[tuple[int, int, str, int | None, str]]:
    """The engagements between things that have a number (IRI -> number): member, what it takes part in, part, start year, basis."""
    for engagement in atlas.of_kind("engagement"):
        part = next(iter(atlas.iris(engagement, "org:role")), "")
        basis = next(iter(atlas.iris(engagement, "ci:basis")), "")
        year = atlas.value(engagement, "ci:startYear")
        for one in atlas.iris(engagement, "org:member"):
            for other in (*atlas.iris(engagement, "org:organization"), *atlas.iris(engagement, "ci:event")):
                if one in numbers and other in numbers and one != other:
                    yield numbers[one], numbers[other], atlas.id(part), _year(year), atlas.id(basis)


def _place(atlas: Atlas, iri: str, language: str) -> Record:
    name = atlas.name(iri, language).text
    found: Record = {"name": name}
    if others := _others(atlas, iri, language, name):
        found["alt"] = others
    for key, property in (("country", "ci:country"), ("region", "ci:region"), ("kind", "ci:placeKind")):
        found |= {key: atlas.id(one) for one in atlas.iris(iri, property)[:1]}
    for key, property in (("lat", "geo:lat"), ("long", "geo:long")):
        if (value := atlas.value(iri, property)) is not None:
            found[key] = float(value)
    return found


def record(atlas: Atlas, iri: str, language: str) -> Record:
    """What lists, map and network tell of a thing in one language; keys are absent where nothing is known."""
    name = atlas.name(iri, language)
    found: Record = {"id": atlas.id(iri), "name": name.text}
    if name.language not in ("", language):
        found["lang"] = name.language
    if others := _others(atlas, iri, language, name.text):
        found["alt"] = others
    for key, property in _CONCEPT.items():
        found |= {key: atlas.id(one) for one in atlas.iris(iri, property)[:1]}
    for key, property in _CONCEPTS.items():
        if values := [atlas.id(one) for one in atlas.iris(iri, property)]:
            found[key] = values
    for property in ("ci:seat", "ci:place", "schema:location"):
        found |= {"place": atlas.id(one) for one in atlas.iris(iri, property)[:1]}
    found |= {"region": atlas.id(one) for one in atlas.iris(iri, "ci:region")[:1]}
    found |= _years(atlas, iri)
    if (based := atlas.value(iri, "ci:placeBased")) is not None:
        found["placeBased"] = based in ("true", "1")
    for key, property in (("website", "foaf:homepage"), ("website", "schema:url"), ("type", "dcterms:type")):
        for one in atlas.iris(iri, property)[:1]:
            found[key] = one if key == "website" else atlas.id(one)
    for key, property in _TEXTS.items():
        if texts := [text.text for text in atlas.texts(iri, property, language)]:
            found[key] = texts
    if tongue := atlas.value(iri, "dcterms:language"):
        found["language"] = tongue
    if attendance := atlas.value(iri, "ci:attendance"):
        found["attendance"] = int(attendance)
    if iri in atlas.measures:
        found["degree"] = atlas.measures[iri][0]
    return found


def _others(atlas: Atlas, iri: str, language: str, name: str) -> list[str]:
    """What else a thing is called, in any language."""
    others = {plain(text) for text in atlas.reading.labels.get(iri, {}).values()}
    others |= {text.text for text in atlas.texts(iri, "skos:altLabel", language)}
    return sorted(others - {name})


def _years(atlas: Atlas, iri: str) -> Record:
    """The year of a thing on a time line, its end, and for an event its date as precisely as it is known."""
    found: Record = {}
    kind = atlas.kind(iri)
    for key, property in (("since", "ci:inFieldSince"), ("founded", "schema:foundingDate")):
        if (year := _year(atlas.value(iri, property))) is not None:
            found[key] = year
    sources = {
        "organization": (("ci:inFieldSince", "field"), ("schema:foundingDate", "founded")),
        "initiative": (("ci:startYear", None),),
        "event": (("schema:startDate", None),),
        "publication": (("dcterms:issued", None),),
    }.get(kind, ())
    for property, told in sources:
        value = atlas.value(iri, property)
        if (year := _year(value)) is not None:
            found["year"] = year
            if told:
                found["yearOf"] = told
            if kind == "event":
                found["date"] = value
                found |= {"until": until for until in [atlas.value(iri, "schema:endDate")] if until and until != value}
            break
    if (end := _year(atlas.value(iri, "ci:endYear") or atlas.value(iri, "schema:endDate"))) is not None:
        found["end"] = end
    return found


def _year(value: str | None) -> int | None:
    return int(value[:4]) if value and value[:4].isdigit() else None


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n"
