"""Initiatives and organisations on the map (GeoJSON, RFC 7946)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ciatlas.project import Project
from ciatlas.publish.forms.network import stated_classes
from ciatlas.publish.forms.reading import Reading
from ciatlas.rdf.namespaces import WELL_KNOWN


def write(project: Project, reading: Reading, path: Path) -> Path:
    """Writes a feature for each thing whose place, or seat, is a city with coordinates. Raises OSError when the disk is full."""
    features = [feature for iri in reading.things if (feature := _feature(project, reading, iri)) is not None]
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    path.write_text(f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n', encoding="utf-8")
    return path


def _feature(project: Project, reading: Reading, iri: str) -> dict[str, Any] | None:
    ci, geo = project.prefixes["ci"], WELL_KNOWN["geo"]
    for property in ("place", "seat"):
        for place in reading.iris(iri, ci + property):
            latitude, longitude = reading.text(place, geo + "lat"), reading.text(place, geo + "long")
            if latitude and longitude:
                # Longitude comes first (3.1.1).
                point = {"type": "Point", "coordinates": [float(longitude), float(latitude)]}
                return {"type": "Feature", "id": iri, "geometry": point, "properties": _properties(project, reading, iri, place)}
    return None


def _properties(project: Project, reading: Reading, iri: str, place: str) -> dict[str, Any]:
    ci = project.prefixes["ci"]
    classes = stated_classes(reading, iri)
    properties: dict[str, Any] = {"iri": iri, "kind": classes[0].replace("#", "/").rpartition("/")[2] if classes else None}
    for language in project.languages:
        properties[f"name_{language}"] = reading.label(iri, language)
    properties["place"] = place
    pointed = {"place": [place], "country": reading.iris(iri, ci + "country")[:1], "place_scale": reading.iris(iri, ci + "placeScale")[:1]}
    for name, targets in pointed.items():
        for target in targets:
            properties |= {f"{name}_{language}": reading.label(target, language) for language in project.languages}
    for name, property in (("roles", "role"), ("domains", "domain")):
        if targets := reading.iris(iri, ci + property):
            properties |= {f"{name}_{language}": [reading.label(target, language) for target in targets] for language in project.languages}
    for name, property in (("start_year", ci + "startYear"), ("founded", WELL_KNOWN["schema"] + "foundingDate")):
        year = reading.text(iri, property)
        if year.lstrip("-").isdecimal():
            properties[name] = int(year)
    if websites := reading.iris(iri, WELL_KNOWN["foaf"] + "homepage"):
        properties["website"] = websites[0]
    return properties
