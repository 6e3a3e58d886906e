"""Counts of lights and their percentages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from zcdash.domain.rounding import percentage
from zcdash.domain.terms import Light


def counts(lights: Iterable[Light]) -> dict[Light, int]:
    """Return how many of each light there are; every light is a key, in the order of `Light`."""
    counted = Counter(lights)
    return {light: counted[light] for light in Light}


def shares(counted: Mapping[Light, int]) -> dict[Light, Decimal]:
    """Return the percentage of each light, rounded by itself; their sum may differ from 100 (`rounding_note`)."""
    total = sum(counted.values())
    return {light: percentage(n, total) for light, n in counted.items()}
