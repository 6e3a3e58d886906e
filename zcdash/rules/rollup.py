"""Counts of lights, and percentages that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from zcdash.domain.model import Light


def counts(lights: Iterable[Light]) -> dict[Light, int]:
    """Return how many of each light there are; every light is a key, in the order of `Light`."""
    counted = Counter(lights)
    return {light: counted[light] for light in Light}


def percentages(numbers: Sequence[int], decimals: int = 1) -> list[float]:
    """Return percentages of the sum that add up to exactly 100, by largest remainder; all 0 for a sum of 0."""
    total = sum(numbers)
    scale = 10**decimals
    if not total:
        return [0.0] * len(numbers)
    exact = [n * 100 * scale / total for n in numbers]
    floors = [int(e) for e in exact]
    rest = 100 * scale - sum(floors)
    by_remainder = sorted(range(len(numbers)), key=lambda i: floors[i] - exact[i])
    for i in by_remainder[:rest]:
        floors[i] += 1
    return [f / scale for f in floors]


def shares(counted: Mapping[Light, int]) -> dict[Light, float]:
    """Return the percentage of each light."""
    return dict(zip(counted, percentages(list(counted.values())), strict=True))
