"""Kind of a promised number by the words before it: growth, level, rank or count; the span that it covers; its baseline."""

from __future__ import annotations

import re

from zcdash.domain.terms import Basis
from zcdash.intake.document.parts import target_words as words
from zcdash.intake.document.parts.quantities import Quantity

_RATE_HEADING = re.compile(r"增幅|增速|涨幅")
_BASELINE = re.compile(
    r"(?:由|从)(?:20\d{2}年)?底?的?[^,;\d]{0,8}(?P<value>\d{1,9}(?:\.\d{1,4})?)(?P<unit>[^,;\d]{0,4})[^,;\d]{0,8}$"
)


def kind_of(q: Quantity, lead: str, heading: str) -> tuple[Basis, float]:
    """Return growth, level, rank, or cumulative for a count, and the value with its sign."""
    if q.is_rank:
        return Basis.RANK, q.value
    if not q.is_share:
        named = lead[-12:]
        is_named = bool(words.STOCK_NAME.search(named) and not words.ADDED.search(named))
        is_stock = is_named or q.unit.startswith(("微克", "毫克", "μg", "/")) or words.is_time_reached(q.unit, lead)
        return (Basis.LEVEL if is_stock else Basis.CUMULATIVE), q.value
    near = words.NEAR_NUMBER.sub("", lead.replace("自然增长率", "")[-24:])
    is_growth = bool(words.GROWTH.search(near) or _RATE_HEADING.search(heading))
    if not is_growth or words.CHANGED_TO.search(near) or words.RATE_NAME.search(lead[-10:]):
        return Basis.LEVEL, q.value
    is_first = words.FALL_FIRST.search(near) or words.FALL_LISTED.search(lead)
    if is_first and not words.FALL.search(near):
        return Basis.LEVEL, q.value
    if words.FALL.search(near):
        # Against a named year the fall itself is the number (较2015年压减50%); else it is the change since last year.
        if words.AGAINST_YEAR.search(lead) or "产能" in lead:
            return Basis.LEVEL, q.value
        return Basis.GROWTH, -abs(q.value)
    return Basis.GROWTH, q.value


def spans_of(lead: str, heading: str) -> Basis | None:
    """Return cumulative (累计) or quarter (当季) where the words before a number say it."""
    own, running = list(words.OWN_SPAN.finditer(lead)), list(words.RUNNING.finditer(lead))
    if own and (not running or own[-1].start() > running[-1].start()):
        return Basis.QUARTER
    return Basis.CUMULATIVE if running or "累计" in heading else None


def baseline_of(lead: str) -> float | None:
    """Return the number that words before another say it starts from: 由30%提高到."""
    match = _BASELINE.search(lead)
    return float(match["value"]) if match else None
