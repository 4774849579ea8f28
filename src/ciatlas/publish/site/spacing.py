"""Nodes moved as little as it takes for none to cover another."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

Point = tuple[float, float]

_ROUNDS = 400
# Those who stand nearly on one spot go apart by their numbers.
_SAME = 1e-3


def spaced(points: Sequence[Point], radii: Sequence[float], gap: float) -> list[Point]:
    """The points with at least `gap` between their discs, as far as that is reached in a bounded number of rounds."""
    x, y = [one for one, _ in points], [one for _, one in points]
    side = 2 * max(radii, default=1.0) + gap
    for _ in range(_ROUNDS):
        if not _pushed(x, y, radii, gap, side):
            break
    return list(zip(x, y, strict=True))


def _pushed(x: list[float], y: list[float], radii: Sequence[float], gap: float, side: float) -> bool:
    """Moves those that are too near one another apart, a little more than they need; whether there were any."""
    cells: dict[tuple[int, int], list[int]] = {}
    for one in range(len(x)):
        cells.setdefault((int(x[one] // side), int(y[one] // side)), []).append(one)
    moved = False
    for (column, row), here in cells.items():
        around = [other for across in (-1, 0, 1) for down in (-1, 0, 1) for other in cells.get((column + across, row + down), ())]
        for one in here:
            for other in around:
                if other <= one:
                    continue
                wanted = radii[one] + radii[other] + gap
                across, down = x[other] - x[one], y[other] - y[one]
                square = across * across + down * down
                if square >= wanted * wanted:
                    continue
                moved = True
                distance = sqrt(square)
                if distance < _SAME:
                    across, down, distance = (1.0, 0.5, 1.118) if (one + other) % 2 else (-0.5, 1.0, 1.118)
                step = (wanted - distance) * 0.52 / distance + 1e-6 if square >= _SAME * _SAME else wanted * 0.5
                # The larger one gives way less.
                share = radii[other] * radii[other] / (radii[one] * radii[one] + radii[other] * radii[other])
                x[one] -= across * step * 2 * share
                y[one] -= down * step * 2 * share
                x[other] += across * step * 2 * (1 - share)
                y[other] += down * step * 2 * (1 - share)
    return moved
