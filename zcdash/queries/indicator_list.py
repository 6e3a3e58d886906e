"""指标: all indicators of a plan, by search, and one of them over the year."""

from __future__ import annotations

from collections.abc import Mapping

from zcdash.domain.plan import Plan
from zcdash.queries.item_standing import IndicatorStanding, Standing

_PRINTED_AS = {"gdp": "生产总值", "fdi": "外资", "r&d": "研发", "pm2.5": "细颗粒物", "pm10": "可吸入颗粒物"}
"""Abbreviation in lower case → words that plans print for it."""


def search_words(words: str) -> list[tuple[str, ...]]:
    """Return the words of a search in lower case, each with the words that plans print for it."""
    return [(w, _PRINTED_AS[w]) if w in _PRINTED_AS else (w,) for w in words.lower().split()]


def find_indicators(plan: Plan, standing: Standing, words: str = "") -> list[IndicatorStanding]:
    """Return the indicators at a period, in the plan's order, that hold every word: in code, name, item, or reporting unit."""
    at = {s.indicator.code: s for item in standing.items.values() for s in item.indicators}
    wanted = search_words(words)
    found = []
    for i in plan.indicators:
        text = f"{i.code} {i.name} {plan.item_titles[i.item]} {plan.reporting_unit(i)}".lower()
        if all(any(w in text for w in either) for either in wanted):
            found.append(at[i.code])
    return found


def over_the_year(year: Mapping[str, Standing], code: str) -> dict[str, IndicatorStanding]:
    """Return period → one indicator."""
    return {p: s for p, at in year.items() for i in at.items.values() for s in i.indicators if s.indicator.code == code}
