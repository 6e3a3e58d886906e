"""Names of indicators as readers see them."""

from __future__ import annotations

from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.terms import Basis


def compared_name(indicator: Indicator, period: Period) -> str:
    """Return the name beside the value that is compared: a running total says so and is never called 当季 alone."""
    if indicator.basis is not Basis.QUARTER:
        return indicator.name
    months = f"1—{period.ends.month}月"
    for ending, inside in (("（当季）", f"当季，{months}合计"), ("（合计）", f"合计，{months}")):
        if indicator.name.endswith(ending):
            return f"{indicator.name.removesuffix(ending)}（{inside}）"
    return f"{indicator.name}（{months}合计）"
