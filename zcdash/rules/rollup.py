"""Counts of lights, and percentages that add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from zcdash.domain.model import Light


def counts(lights: Iterable[Light]) -> dict[Light, int]:
    """How many of each light, every light named, in the order of the vocabulary."""
    counted = Counter(lights)
    return {light: counted[light] for light in Light}


def percentages(numbers: Sequence[int], decimals: int = 1) -> list[float]:
    """The numbers as percentages of their sum that add up to exactly 100, by largest remainder; all 0 for a sum of 0."""
    total, scale = sum(numbers), 10**decimals
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
    """The percentage of each light."""
    return dict(zip(counted, percentages(list(counted.values())), strict=True))
