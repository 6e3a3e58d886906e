"""Forecast of the year for one indicator: values, and the sentence rendered from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from zcdash.domain.rounding import exact


class ForecastKind(StrEnum):
    """Kind of a forecast."""

    NONE = "none"
    GAP = "gap"
    """A rate, level or rank: gap to the year's value."""
    ESTIMATE = "estimate"
    """One value, after two quarters."""
    INTERVAL = "interval"
    """Lowest and highest value, after three quarters."""


class Verdict(StrEnum):
    """Verdict on the year's value, compared as a light would be."""

    REACHES = "reaches"
    """Both ends of the forecast meet it."""
    UNSURE = "unsure"
    """One end does; or a single estimate is short of it by no more than a tenth."""
    FALLS_SHORT = "falls_short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Forecast of one indicator; `sentence` is rendered from the values."""

    kind: ForecastKind
    last: str = ""
    """Last period with a figure; empty without one."""
    left: tuple[str, ...] = ()
    """Periods after it."""
    year: float | None = None
    """The year's value."""
    done: float | None = None
    """Total so far, or the last figure where figures do not add up."""
    low: float | None = None
    high: float | None = None
    """Ends of the forecast, rounded as the year's value is printed; equal for an estimate."""
    verdict: Verdict | None = None
    best: tuple[str, float] | None = None
    """The best quarter, and its amount; a total is taken apart only where the total before it is known."""
    last_quarter: float | None = None
    """Value that the last period must have, where figures do not add up."""
    lacking: tuple[str, ...] = ()
    """Quarters without the figure that the running total needs."""
    sentence: str = field(default="", compare=False)

    @property
    def gap(self) -> float | None:
        """Return done − year."""
        return None if self.done is None or self.year is None else float(exact(self.done) - exact(self.year))

    @property
    def needed(self) -> float | None:
        """Return what is still missing to the year's value, where figures add up."""
        return None if self.gap is None or self.kind is ForecastKind.GAP else max(-self.gap, 0.0)
