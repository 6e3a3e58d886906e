"""Expected value of every number and citation on single items, indicators and commitments, for the proof."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor
from typing import Any

from zcdash.domain.model import Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan_words import short_stage_name
from zcdash.domain.terms import LIGHT_NAME, MET, RATED, SHORT, STATE_NAME, UNFILED, Basis, Direction
from zcdash.queries.bulletin.material import tight
from zcdash.queries.bulletin.reassess import Reassessed, Reassessment

Known = dict[str, Any]


def parts(now: Reassessed) -> Known:
    known: Known = {}
    for (kind, code), part in now.by_key.items():
        known[f"{kind}/{code}/light"] = LIGHT_NAME[part.assessment.light]
        known[f"{kind}/{code}/reason"] = tight(part.assessment.reason)
    for i in now.at.plan.indicators:
        known |= _indicator(i, now.by_key["indicator", i.code], now.at.period)
        known |= _horizon(i, now)
    for c in now.at.plan.commitments:
        if ("commitment", c.code) in now.by_key:
            key = f"commitment/{c.code}"
            part = now.by_key["commitment", c.code]
            text = f"{c.project}：{c.text}" if c.project else c.text
            known |= {
                f"{key}/text": text,
                f"{key}/due": c.due,
                f"{key}/done_on": part.done_on,
                f"{key}/state": STATE_NAME[part.state] if part.state else "",
            }
    return known


def _indicator(indicator: Indicator, part: Reassessment, period: Period) -> Known:
    key = f"indicator/{indicator.code}"
    planned, actual = part.figures.judged(indicator.basis) if part.figures else (None, None)
    known: Known = {
        f"{key}/name": _name(indicator, period),
        f"{key}/annual": indicator.annual,
        f"{key}/baseline": indicator.baseline,
        f"{key}/planned": planned,
        f"{key}/actual": actual,
        f"{key}/actual_total": actual,
    }
    base = indicator.baseline if indicator.direction is Direction.HOLD else planned
    upper = part.figures.upper if part.figures else None
    if upper is not None and base is not None and actual is not None and actual > base:
        known[f"{key}/upper"] = base = upper
    if base is None or actual is None:
        return known
    points = indicator.unit in ("%", "‰") or indicator.basis in (Basis.GROWTH, Basis.RANK)
    known[f"{key}/gap"] = abs(actual - base)
    known[f"{key}/side"] = ("低高" if points else "少多")[actual > base]
    known[f"{key}/ratio"] = None if points or base <= 0 else percent(actual, base)
    return known


def _horizon(indicator: Indicator, now: Reassessed) -> Known:
    """Return the next planned value after the period, and the name of its period."""
    later = [p for p in map(Period.parse, now.at.plan.periods) if p > now.at.period and p.text in indicator.planned]
    if not later:
        return {}
    key = f"indicator/{indicator.code}"
    named = short_stage_name(min(later), now.at.period)
    return {f"{key}/horizon": indicator.planned[min(later).text], f"{key}/horizon_name": named}


def _name(indicator: Indicator, period: Period) -> str:
    """Return the name under which the compared value is printed: a running total is not called 当季 alone."""
    if indicator.basis is not Basis.QUARTER:
        return indicator.name
    months = f"1—{period.ends.month}月"
    if indicator.name.endswith("（合计）"):
        return indicator.name.replace("（合计）", f"（合计，{months}）")
    if indicator.name.endswith("（当季）"):
        return indicator.name.replace("（当季）", f"（当季，{months}合计）")
    return f"{indicator.name}（{months}合计）"


def lists(now: Reassessed) -> Known:
    """Return how many items and indicators stand in each of the lists."""
    plan = now.at.plan
    known: Known = {}
    for i in plan.items:
        light = now.lights[i.code]
        short = SHORT - UNFILED
        like = [p for p in _of_item(now, i.code) if p.assessment.light in (short if light in short else {light})]
        known[f"item/{i.code}/more"] = len(like) - 3
    lights = [now.by_key["indicator", i.code].assessment.light for i in plan.indicators if i.headline]
    known["headline/rated"] = sum(light in RATED - UNFILED for light in lights)
    known["headline/met"] = sum(light in MET for light in lights)
    return known


def _of_item(now: Reassessed, code: str) -> Iterator[Reassessment]:
    for i in now.at.plan.indicators:
        if i.item == code:
            yield now.by_key["indicator", i.code]
    for c in now.at.plan.commitments:
        if c.item == code and ("commitment", c.code) in now.by_key:
            yield now.by_key["commitment", c.code]


def percent(part: float, whole: float) -> float:
    """Return part of whole in percent with one decimal, half up, in exact fractions; 0 of nothing."""
    if not whole:
        return 0.0
    return floor(1000 * Fraction(str(part)) / Fraction(str(whole)) + Fraction(1, 2)) / 10
