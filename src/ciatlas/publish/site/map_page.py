"""The map page: what its script fills, and the same in numbers for whoever runs no script."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.frame import Frame

# What the map shows, in the order of the columns, and the property that says where each kind of thing is.
WHERE = {"organization": "ci:seat", "initiative": "ci:place", "event": "schema:location"}

Row = tuple[str, tuple[int, ...]]


def write(frame: Frame) -> None:
    """Writes ``map.html`` of the language. Raises AtlasError when the template fails, OSError when the disk is full."""
    atlas, language = frame.atlas, frame.language
    countries = rows(atlas, language, atlas.of_kind("country"), lambda iri: atlas.iris(iri, "ci:country")[:1])
    places = rows(atlas, language, atlas.of_kind("place"), lambda iri: atlas.iris(iri, WHERE[atlas.kind(iri)])[:1])
    by_country: dict[str, list[Row]] = {}
    for place, counts in places:
        by_country.setdefault(next(iter(atlas.iris(place, "ci:country")), ""), []).append((place, counts))
    order = {iri: number for number, (iri, _counts) in enumerate(countries)}
    grouped = sorted(by_country.items(), key=lambda one: (order.get(one[0], len(order)), one[0]))
    frame.write("map.html", "map.html", countries=countries, places_by_country=grouped)


def rows(atlas: Atlas, language: str, areas: list[str], where: Callable[[str], list[str]]) -> list[Row]:
    """Areas with how many things of each kind are in them: those with most first, then by name; without those that have none.

    where: the areas that a thing is in.
    """
    counted = Counter((area, kind) for kind in WHERE for iri in atlas.of_kind(kind) for area in where(iri))
    found = [(area, tuple(counted[area, kind] for kind in WHERE)) for area in atlas.by_name(areas, language)]
    return sorted((row for row in found if sum(row[1])), key=lambda row: -sum(row[1]))
