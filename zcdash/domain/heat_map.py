"""达标率 in two directions at once: a table of rates whose cells say n of m."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zcdash.domain.rate import Rate


@dataclass(frozen=True, slots=True)
class HeatRow:
    """Row of a heat map: its name and its rates by column; a column without a rate has nothing that can be rated."""

    name: str
    rates: Mapping[str, Rate]


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows of rates over columns (key → name); `total` is the row over everything, each item counted once."""

    columns: Mapping[str, str]
    rows: tuple[HeatRow, ...]
    total: HeatRow
