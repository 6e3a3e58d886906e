"""An indicator in several plans, period by period."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from zcdash.domain.assessment import Assessment
from zcdash.domain.model import Indicator


class HistoryLine(Protocol):
    """One period of an indicator in one plan, with the change over the year before."""

    @property
    def title(self) -> str: ...
    @property
    def indicator(self) -> Indicator: ...
    @property
    def period(self) -> str: ...
    @property
    def planned(self) -> float | None: ...
    @property
    def actual(self) -> float | None: ...
    @property
    def assessment(self) -> Assessment: ...
    @property
    def change(self) -> Decimal | None: ...
    @property
    def in_points(self) -> bool: ...
