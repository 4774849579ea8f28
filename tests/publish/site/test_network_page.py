"""What the network page gets to show: the parts with their words, and the nodes."""

from __future__ import annotations

import pytest

from ciatlas import messages
from ciatlas.publish.look import SERIES
from ciatlas.publish.site import client_data, network_page
from ciatlas.publish.site.atlas import Atlas


@pytest.mark.parametrize("language", ["en", "he"])
def test_parts_are_those_of_the_lines_with_whole_sentences(atlas: Atlas, language: str):
    with messages.speaking(language):
        parts = network_page.parts(atlas, language)
    numbers = {iri: number for number, iri in enumerate(sorted(atlas.measures))}
    lines = [edge[2] for edge in client_data.edges(atlas, numbers)]
    assert {part.id: part.count for part in parts} == {part: lines.count(part) for part in set(lines)}
    assert [part.series for part in parts] == sorted(part.series for part in parts)
    assert all(1 <= part.series <= len(SERIES) and part.name for part in parts)
    assert all({"{member}", "{name}"} <= {one for one in ("{member}", "{name}") if one in part.sentence} for part in parts)
    assert all("{start}" in part.since and "{start}" not in part.sentence for part in parts)


def test_nodes_are_all_that_were_measured_with_pages(atlas: Atlas):
    nodes = network_page.nodes(atlas, "he")
    assert len(nodes) == len(atlas.measures) and all(node.page for node in nodes)
    assert [node.degree for node in nodes] == sorted((degree for degree, _between in atlas.measures.values()), reverse=True)
