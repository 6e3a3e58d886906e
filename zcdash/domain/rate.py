"""达标率: how many of what can be rated meet the plan. Rankings go by it, never by counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from zcdash.domain.rounding import divided, percentage
from zcdash.domain.terms import MET, RATED, Light

_FEW = 5


@dataclass(frozen=True, slots=True)
class Rate:
    """`met` of `rated`; items or parts."""

    met: int
    rated: int

    @property
    def share(self) -> Decimal | None:
        """Return the unrounded share for sorting; None where nothing can be rated."""
        return divided(self.met, self.rated) if self.rated else None

    @property
    def percentage(self) -> Decimal:
        """Return the percentage with one decimal; 0 where nothing can be rated."""
        return percentage(self.met, self.rated)

    @property
    def is_small(self) -> bool:
        """Return True where the sample is too small to compare (样本少)."""
        return self.rated < _FEW


def rate(lights: Iterable[Light]) -> Rate:
    """Return the rate of some lights."""
    rated = [light for light in lights if light in RATED]
    return Rate(sum(light in MET for light in rated), len(rated))


def rate_of_counts(counts: Mapping[Light, int]) -> Rate:
    """Return the rate of counted lights."""
    return Rate(*(sum(counts.get(light, 0) for light in lights) for lights in (MET, RATED)))
