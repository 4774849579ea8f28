"""Where each node of the network stands: computed once at the build, so that the picture stands still at once and is the same each time."""

from __future__ import annotations

from collections.abc import Sequence
from math import pi, sqrt

import networkx

from ciatlas.publish.site import client_data, forces
from ciatlas.publish.site.atlas import Atlas
from ciatlas.publish.site.forces import Point
from ciatlas.publish.site.packing import pack
from ciatlas.publish.site.spacing import spaced

# Half the picture's longer side. It is broader than high, as screens are.
REACH = 1000.0
ASPECT = 1.35
# The free space that is kept between two nodes.
GAP = 3.0
# What part of the picture its nodes may cover.
_COVER = 0.12
# Rounds of the forces in a part; in one of many nodes fewer, so that the time stays bounded.
_MOST, _FEWEST, _WORK = 140, 30, 100_000
# The grid for the packing, in lengths of an ideal edge.
_CELL = 1.0


def radii(degrees: Sequence[int]) -> list[float]:
    """The radius of each node in the picture; static/site/network-drawing.js draws them so."""
    found = [4.5 + 3.0 * sqrt(degree) for degree in degrees]
    covered = sum(pi * one * one for one in found)
    room = _COVER * 4 * REACH * REACH / ASPECT
    return [one * min(1.0, sqrt(room / covered)) for one in found] if found else []


def positions(atlas: Atlas) -> dict[str, Point]:
    """IRI -> x and y within ±REACH with one decimal, for all that are in the network. No two nodes overlap."""
    nodes = sorted(atlas.measures)
    numbers = {iri: number for number, iri in enumerate(nodes)}
    graph = networkx.Graph()
    graph.add_nodes_from(range(len(nodes)))
    graph.add_edges_from(sorted({(min(edge[:2]), max(edge[:2])) for edge in client_data.edges(atlas, numbers)}))
    return dict(zip(nodes, place(graph), strict=True))


def place(graph: networkx.Graph) -> list[Point]:
    """Places for the nodes 0, 1, 2 … of a graph: its largest connected part in the middle, the others close around it."""
    parts = sorted((sorted(part) for part in networkx.connected_components(graph)), key=lambda part: (-len(part), part))
    placed, lines = [], []
    known: dict[tuple[tuple[int, ...], ...], list[Point]] = {}
    for part in parts:
        index = {node: number for number, node in enumerate(part)}
        near = [sorted(index[other] for other in graph[node]) for node in part]
        shape = tuple(map(tuple, near))
        if shape not in known:
            known[shape] = _lying(forces.place(near, max(_FEWEST, min(_MOST, _WORK // len(part), 20 * len(part)))))
        placed.append(known[shape])
        lines.append([(one, other) for one, others in enumerate(near) for other in others if one < other])
    at = [(0.0, 0.0)] * len(graph)
    for part, points, (across, down) in zip(parts, placed, pack(placed, lines, _CELL, ASPECT), strict=True):
        for node, (x, y) in zip(part, points, strict=True):
            at[node] = x + across, y + down
    return _without_overlap(at, radii([graph.degree[node] for node in range(len(graph))]))


def _lying(points: list[Point]) -> list[Point]:
    """The points turned so that they spread most from side to side."""
    count = len(points)
    middle_x, middle_y = sum(x for x, _y in points) / count, sum(y for _x, y in points) / count
    points = [(x - middle_x, y - middle_y) for x, y in points]
    xx, yy, xy = sum(x * x for x, _y in points), sum(y * y for _x, y in points), sum(x * y for x, y in points)
    strongest = (xx + yy + sqrt((xx - yy) * (xx - yy) + 4 * xy * xy)) / 2
    across, down = (xy, strongest - xx) if abs(xy) > 1e-9 else (1.0, 0.0) if xx >= yy else (0.0, 1.0)
    length = sqrt(across * across + down * down)
    cosine, sine = across / length, down / length
    return [(x * cosine + y * sine, y * cosine - x * sine) for x, y in points]


def _without_overlap(points: list[Point], sizes: Sequence[float]) -> list[Point]:
    """The points in the picture's measure, moved apart where their nodes overlap, and again when that needed more room than there was."""
    for _ in range(4):
        points = spaced(_scaled(points, REACH - 2 * GAP), sizes, GAP)
        if all(abs(x) <= REACH and abs(y) <= REACH for x, y in points):
            break
    return [(round(x, 1) + 0.0, round(y, 1) + 0.0) for x, y in points]


def _scaled(points: Sequence[Point], reach: float) -> list[Point]:
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    if not points:
        return []
    middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    scale = 2 * reach / max(max(xs) - min(xs), max(ys) - min(ys), 1e-9)
    return [((x - middle_x) * scale, (y - middle_y) * scale) for x, y in points]
