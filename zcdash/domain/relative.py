"""Planned values that a plan states relative to a baseline: 下降 5 % is the baseline × 0.95."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from zcdash.domain.model import Indicator
from zcdash.domain.rounding import exact, half_up

_DECIMALS = 4


def with_relative_values(indicator: Indicator) -> Indicator:
    """Return an indicator with its relative values worked out; as it is where none is, or the baseline is unknown."""
    if indicator.baseline is None or not indicator.relative:
        return indicator
    baseline = exact(indicator.baseline)
    values = {
        p: float(half_up(baseline * (1 + exact(r) / Decimal(100)), _DECIMALS)) for p, r in indicator.relative.items()
    }
    return replace(indicator, planned=indicator.planned | values)
