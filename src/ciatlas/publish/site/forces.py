"""Places for the nodes of one connected graph: all push one another away, those that are joined pull (Fruchterman and Reingold 1991).

The pushing is summed by areas (Barnes and Hut 1986), so that thousands of nodes take seconds. Nothing is drawn by lot and no function is
called whose last digits differ between machines (only + - * / and the square root), so the same graph gives the same picture everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

Point = tuple[float, float]

PIVOTS = 24
_POWER_STEPS = 60
# How far away an area is summed up: its side against the distance.
_COARSE = 1.5
_GRAVITY = 0.6
_SMALLEST = 6
_DEEPEST = 24
# Mass, centre of mass (x, y), square of the side, nodes that are met one by one or None, areas within or None.
_Area = tuple[float, float, float, float, list[int] | None, list["_Area"] | None]


def place(neighbours: Sequence[Sequence[int]], rounds: int) -> list[Point]:
    """Where each node stands, ideally 1 from those it is joined with. neighbours: of each node, by number; the graph is connected."""
    count = len(neighbours)
    if count == 1:
        return [(0.0, 0.0)]
    x, y = begin(neighbours)
    # A node with many neighbours needs room around it.
    mass = [1.0 + 0.35 * (len(near) - 1) for near in neighbours]
    joined = [(one, other) for one, near in enumerate(neighbours) for other in near if one < other]
    pull = {pair: 1 / sqrt(min(len(neighbours[pair[0]]), len(neighbours[pair[1]]))) for pair in joined}
    far = sqrt(count)
    for step in range(rounds):
        dx, dy = _pushes(x, y, mass)
        for (one, other), strength in pull.items():
            across, down = x[one] - x[other], y[one] - y[other]
            force = sqrt(across * across + down * down) * strength * 1.6
            dx[one] -= across * force
            dy[one] -= down * force
            dx[other] += across * force
            dy[other] += down * force
        left = 1 - step / rounds
        heat = far * 0.08 * left * left + 0.01
        for one in range(count):
            # A little towards the middle, so that no branch drifts far away.
            across, down = dx[one] - _GRAVITY * mass[one] * x[one], dy[one] - _GRAVITY * mass[one] * y[one]
            length = sqrt(across * across + down * down)
            if length > heat:
                across, down = across / length * heat, down / length * heat
            x[one] += across
            y[one] += down
    return list(zip(x, y, strict=True))


def _pushes(x: list[float], y: list[float], mass: list[float]) -> tuple[list[float], list[float]]:
    """How strongly each node is pushed away by all others, inversely to the distance."""
    low, high = min(min(x), min(y)), max(max(x), max(y))
    root = _area(list(range(len(x))), x, y, mass, low, low, high - low + 1e-6, 0)
    dx, dy = [0.0] * len(x), [0.0] * len(x)
    for one in range(len(x)):
        here_x, here_y, own = x[one], y[one], mass[one]
        across_all = down_all = 0.0
        waiting = [root]
        while waiting:
            whole, centre_x, centre_y, side, nodes, within = waiting.pop()
            across, down = here_x - centre_x, here_y - centre_y
            square = across * across + down * down
            if side < square * _COARSE:
                force = whole / square
                across_all += across * force
                down_all += down * force
            elif nodes is None:
                waiting += within  # type: ignore[arg-type]
            else:
                for other in nodes:
                    if other != one:
                        across, down = here_x - x[other], here_y - y[other]
                        force = mass[other] / (across * across + down * down + 1e-4)
                        across_all += across * force
                        down_all += down * force
        dx[one], dy[one] = across_all * own, down_all * own
    return dx, dy


def _area(nodes: list[int], x: list[float], y: list[float], mass: list[float], left: float, top: float, side: float, depth: int) -> _Area:
    whole = sum_x = sum_y = 0.0
    for one in nodes:
        own = mass[one]
        whole += own
        sum_x += own * x[one]
        sum_y += own * y[one]
    if len(nodes) <= _SMALLEST or depth == _DEEPEST:
        return whole, sum_x / whole, sum_y / whole, side * side, nodes, None
    half = side / 2
    middle_x, middle_y = left + half, top + half
    parts: tuple[list[int], list[int], list[int], list[int]] = ([], [], [], [])
    for one in nodes:
        parts[(x[one] >= middle_x) + 2 * (y[one] >= middle_y)].append(one)
    within = [
        _area(part, x, y, mass, middle_x if number % 2 else left, middle_y if number > 1 else top, half, depth + 1)
        for number, part in enumerate(parts)
        if part
    ]
    return whole, sum_x / whole, sum_y / whole, side * side, None, within


def begin(neighbours: Sequence[Sequence[int]]) -> tuple[list[float], list[float]]:
    """Where to begin: so that distances in the plane are near those along the ways (pivot MDS, Brandes and Pich 2006)."""
    count = len(neighbours)
    pivots = min(PIVOTS, count)
    nearest = [count] * count
    columns: list[list[float]] = []
    pivot = max(range(count), key=lambda one: (len(neighbours[one]), -one))
    for _ in range(pivots):
        steps = steps_from(neighbours, pivot)
        nearest = [min(pair) for pair in zip(nearest, steps, strict=True)]
        columns.append([float(one * one) for one in steps])
        pivot = max(range(count), key=lambda one: (nearest[one], -one))
    means = [sum(column) / count for column in columns]
    rows = []
    for one in range(count):
        row = [column[one] - mean for column, mean in zip(columns, means, strict=True)]
        mean = sum(row) / pivots
        rows.append([value - mean for value in row])
    square = [[sum(row[i] * row[j] for row in rows) for j in range(pivots)] for i in range(pivots)]
    axes: list[list[float]] = []
    for axis in range(2):
        axes.append(_strongest(square, axes, axis))
    sides = []
    for axis in axes:
        values = [sum(value * part for value, part in zip(row, axis, strict=True)) for row in rows]
        spread = sqrt(sum(value * value for value in values) / count) or 1.0
        sides.append([value / spread * sqrt(count) * 0.5 for value in values])
    # Those who would stand on one spot are spread by their number, as seeds in a sunflower are.
    for one in range(count):
        turn, out = one * 0.6180339887498949 % 1.0 - 0.5, one * 0.7548776662466927 % 1.0 - 0.5
        sides[0][one] += turn
        sides[1][one] += out
    return sides[0], sides[1]


def _strongest(square: list[list[float]], found: list[list[float]], axis: int) -> list[float]:
    """The axis of the greatest spread that is at right angles to those found, by repeated multiplication."""
    size = len(square)
    vector = [1.0 + (place * (axis + 2)) % 7 for place in range(size)]
    for _ in range(_POWER_STEPS):
        vector = [sum(part * value for part, value in zip(row, vector, strict=True)) for row in square]
        for other in found:
            along = sum(part * value for part, value in zip(other, vector, strict=True))
            vector = [value - along * part for part, value in zip(other, vector, strict=True)]
        length = sqrt(sum(value * value for value in vector)) or 1.0
        vector = [value / length for value in vector]
    return vector


def steps_from(neighbours: Sequence[Sequence[int]], start: int) -> list[int]:
    """How many steps each node is from `start`."""
    steps = [-1] * len(neighbours)
    steps[start] = 0
    edge = [start]
    while edge:
        further = []
        for one in edge:
            for other in neighbours[one]:
                if steps[other] < 0:
                    steps[other] = steps[one] + 1
                    further.append(other)
        edge = further
    return steps
