"""The parts of a picture put close together without covering one another: each takes the cells of a grid that it covers (Freivalds et al. 2002)."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, sqrt

Point = tuple[float, float]
Cell = tuple[int, int]


def pack(parts: Sequence[Sequence[Point]], joined: Sequence[Sequence[tuple[int, int]]], cell: float, aspect: float) -> list[Point]:
    """How far each part is to be moved: the first stays in the middle, each next one takes the free place nearest to it.

    parts: the points of each, the largest part first. joined: which of them a line joins. cell: the side of the grid's cells, which is
    about the distance that stays between parts. aspect: how much broader than high the whole is to be.
    """
    taken: set[Cell] = set()
    moves: list[Point] = []
    reach = 0
    near: list[Cell] = []
    for points, lines in zip(parts, joined, strict=True):
        middle = _middle(points)
        cells = _filled(_covered([(x - middle[0], y - middle[1]) for x, y in points], lines, cell))
        at = (0, 0)
        if taken:
            wanted = ceil(sqrt(len(taken)) * aspect) + max(max(abs(x), abs(y)) for x, y in cells) + 4
            if wanted > reach:
                reach = wanted
                near = _nearest(reach, aspect)
            at = next(one for one in near if taken.isdisjoint([(x + one[0], y + one[1]) for x, y in cells]))
        for x, y in cells:
            for across in (-1, 0, 1):
                for down in (-1, 0, 1):
                    taken.add((x + at[0] + across, y + at[1] + down))
        moves.append((at[0] * cell - middle[0], at[1] * cell - middle[1]))
    return moves


def _middle(points: Sequence[Point]) -> Point:
    xs, ys = [x for x, _y in points], [y for _x, y in points]
    return (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2


def _covered(points: Sequence[Point], lines: Sequence[tuple[int, int]], cell: float) -> set[Cell]:
    """The cells in which the points lie and through which the lines between them go."""
    cells = {(floor(x / cell), floor(y / cell)) for x, y in points}
    for one, other in lines:
        (x, y), (end_x, end_y) = points[one], points[other]
        steps = ceil(max(abs(end_x - x), abs(end_y - y)) / cell * 2) or 1
        for step in range(1, steps):
            cells.add((floor((x + (end_x - x) * step / steps) / cell), floor((y + (end_y - y) * step / steps) / cell)))
    return cells


def _filled(cells: set[Cell]) -> set[Cell]:
    """With the cells between two of them in a row or a column, so that no other part gets inside."""
    rows: dict[int, list[int]] = {}
    columns: dict[int, list[int]] = {}
    for x, y in cells:
        rows.setdefault(y, []).append(x)
        columns.setdefault(x, []).append(y)
    across = {(x, y) for y, found in rows.items() for x in range(min(found), max(found) + 1)}
    return across | {(x, y) for x, found in columns.items() for y in range(min(found), max(found) + 1)}


def _nearest(reach: int, aspect: float) -> list[Cell]:
    """The cells around the middle, the nearest first; distance counts less along the broad side."""
    cells = [(x, y) for x in range(-reach, reach + 1) for y in range(-reach, reach + 1)]
    square = aspect * aspect
    return sorted(cells, key=lambda one: (one[0] * one[0] / square + one[1] * one[1], one))
