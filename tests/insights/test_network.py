"""The network is made by a query, measured as networkx says, and stated with its method."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import networkx
import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from ciatlas import network
from ciatlas.fault import AtlasError
from ciatlas.network import Measures
from ciatlas.project import Project


def test_the_middle_of_a_star_lies_between_all_others() -> None:
    measures = network.measure(networkx.star_graph(["middle", "a", "b", "c"]))
    assert measures == {
        "a": Measures(1, Decimal("0.000000")),
        "b": Measures(1, Decimal("0.000000")),
        "c": Measures(1, Decimal("0.000000")),
        "middle": Measures(3, Decimal("1.000000")),
    }


def made(project: Project, turtle: str) -> networkx.Graph:
    store = Store()
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in project.prefixes.items())
    store.load((prefixes + turtle).encode(), RdfFormat.TURTLE)
    return network.network(store, project, network.read_network(project))


def test_engagements_join_each_pair_once_and_nobody_with_himself(atlas: Project) -> None:
    graph = made(
        atlas,
        """engagement:1 a ci:Engagement ; org:member organization:a ; org:organization initiative:x ; org:role part:funder .
        engagement:2 a ci:Engagement ; org:member organization:a ; org:organization initiative:x ; org:role part:backbone .
        engagement:3 a ci:Engagement ; org:member initiative:x ; org:organization organization:a ; org:role part:member .
        engagement:4 a ci:Engagement ; org:member organization:a ; org:organization organization:a ; org:role part:member .
        engagement:5 a ci:Engagement ; org:member organization:b ; ci:event event:e ; org:role part:convener .""",
    )
    base = atlas.base
    assert sorted(graph.edges) == [(base + "id/initiative/x", base + "id/organization/a")]


def test_a_large_network_is_estimated_always_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(network, "EXACT_NODES", 50)
    monkeypatch.setattr(network, "SAMPLE", 30)
    graph = networkx.relabel_nodes(networkx.barabasi_albert_graph(100, 2, seed=7), lambda number: f"https://example.org/{number:03}")
    estimated = network.measure(graph)
    assert network.measure(graph) == estimated
    exact = networkx.betweenness_centrality(graph)
    best = sorted(exact, key=exact.__getitem__)[-3:]
    assert set(best) <= set(sorted(estimated, key=lambda iri: estimated[iri].betweenness)[-6:])
    assert [float(estimated[iri].betweenness) for iri in best] == pytest.approx([exact[iri] for iri in best], rel=0.5)


def test_measures_are_in_their_graph_with_their_method(store: Store, atlas: Project) -> None:
    graph = NamedNode(atlas.graph(atlas.editions[0], "measured"))
    ci, prov = atlas.prefixes["ci"], atlas.prefixes["prov"]
    degrees = list(store.quads_for_pattern(None, NamedNode(ci + "degree"), None, None))
    assert len(degrees) > 900
    assert {quad.graph_name for quad in degrees} == {graph}
    between = list(store.quads_for_pattern(None, NamedNode(ci + "betweenness"), None, graph))
    assert len(between) == len(degrees)
    assert all(0 <= Decimal(quad.object.value) <= 1 and len(quad.object.value) <= 8 for quad in between)
    assert sum(Decimal(quad.object.value) > 0 for quad in between) > 100
    (made_by,) = store.quads_for_pattern(graph, NamedNode(prov + "wasGeneratedBy"), None, graph)
    used = {quad.object.value for quad in store.quads_for_pattern(made_by.object, NamedNode(prov + "used"), None, graph)}
    assert atlas.iri("query/network/engagements") in used
    assert atlas.graph(atlas.editions[0], "asserted") in used


def test_a_network_of_rows_is_refused(tmp_path: Path, atlas: Project) -> None:
    file = tmp_path / network.FILE
    file.parent.mkdir(parents=True)
    file.write_text("#+ title: {en: A, he: א}\n#+ description: {en: A., he: א.}\nSELECT ?a WHERE { ?a ?b ?c }", encoding="utf-8")
    here = replace(atlas, root=tmp_path)
    with pytest.raises(AtlasError, match=r"queries/network/engagements\.rq: expected a CONSTRUCT query"):
        network.network(Store(), here, network.read_network(here))
