"""The map page's numbers: each thing once, with its country and its place, the fullest first."""

from __future__ import annotations

import pytest

from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.map_page import WHERE, rows


def country(atlas: Atlas, iri: str) -> list[str]:
    return atlas.iris(iri, "ci:country")[:1]


@pytest.mark.parametrize("language", ["en", "he"])
def test_each_thing_with_a_country_is_counted_once(atlas: Atlas, language: str):
    found = rows(atlas, language, atlas.of_kind("country"), lambda iri: country(atlas, iri))
    for column, kind in enumerate(WHERE):
        assert sum(counts[column] for _area, counts in found) == sum(bool(country(atlas, iri)) for iri in atlas.of_kind(kind))


def test_the_fullest_stand_first_and_empty_ones_nowhere(atlas: Atlas):
    found = rows(atlas, "en", atlas.of_kind("country"), lambda iri: country(atlas, iri))
    totals = [sum(counts) for _area, counts in found]
    assert totals == sorted(totals, reverse=True)
    assert min(totals) > 0


def test_names_order_what_is_equal(atlas: Atlas):
    found = rows(atlas, "he", atlas.of_kind("place"), lambda iri: atlas.iris(iri, WHERE[atlas.kind(iri)])[:1])
    names = [(-sum(counts), atlas.name(area, "he").text.casefold()) for area, counts in found]
    assert names == sorted(names)
    assert len(found) > 200
