"""An indicator in several plans, period by period."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from zcdash.rendering.protocols.standing import IndicatorStanding


class HistoryLine(IndicatorStanding, Protocol):
    """One period of an indicator in one plan, with the change over the year before."""

    @property
    def title(self) -> str: ...
    @property
    def period(self) -> str: ...
    @property
    def change(self) -> Decimal | None: ...
    @property
    def in_points(self) -> bool: ...
