"""历年: one indicator over several plans as a data frame."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pandas as pd

from zcdash.domain.period import Period
from zcdash.domain.rounding import half_up
from zcdash.rendering.formatting import amount
from zcdash.rendering.palette import mark_text
from zcdash.rendering.protocols.history import HistoryLine

_COLUMNS = ["期", "计划", "实际", "同比", "评定", "出自"]


def history(lines: Iterable[HistoryLine]) -> pd.DataFrame:
    """Return the periods of an indicator in all plans that have it, each with the plan that it is of."""
    rows = [
        {
            "期": Period.parse(line.period).name,
            "计划": amount(line.planned, line.indicator.unit),
            "实际": amount(line.actual, line.indicator.unit),
            "同比": _change(line.change, line.in_points, line.indicator.unit),
            "评定": mark_text(line.assessment.light),
            "出自": f"{line.title} {line.indicator.code}",
        }
        for line in lines
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)


def _change(change: Decimal | None, in_points: bool, unit: str) -> str:
    if change is None:
        return "—"
    if not in_points:
        return f"{half_up(change * 100, 1):+}%"
    return f"{half_up(change, 2).normalize():+f} {'个百分点' if unit == '%' else unit}"
