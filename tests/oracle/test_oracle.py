"""Cases worked by hand, played into the oracle. Another test may import CASES and play them into the program."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from tests.oracle import (
    cases_commitments,
    cases_forecast,
    cases_items,
    cases_overrides,
    cases_totals,
    cases_values,
    cases_years,
)
from tests.oracle.cases_forecast import ForecastCase
from tests.oracle.cases_items import SHORT, ItemCase
from tests.oracle.cases_values import Value
from tests.oracle.cases_years import UNIT, Year, taken
from tests.oracle.forecast import forecast
from tests.oracle.lights import Part, item_light, of_parts, part_light, rate
from tests.oracle.parts import known, part_at
from tests.oracle.rounding import percent, percents, printed
from tests.oracle.shapes import DEFAULT, PACKS, STRICT, Indicator, Item, Plan

CASES: dict[str, list[Any]] = {
    "value": cases_values.VALUES,
    "year": [
        *cases_years.STATES,
        *cases_totals.TOTALS,
        *cases_totals.MADE_GOOD,
        *cases_commitments.COMMITMENTS,
        *cases_commitments.BACK_DATING,
        *cases_commitments.DUE_DATES,
        *cases_overrides.OVERRIDES,
        *cases_overrides.SEVERAL_UNITS,
        *cases_overrides.OF_TOTALS,
        *cases_overrides.COUNTS,
        *cases_years.DESKS,
    ],
    "item": cases_items.ITEMS,
    "rate": cases_items.RATES,
    "rounded": cases_items.ROUNDED,
    "shares": cases_items.SHARES,
    "forecast": cases_forecast.FORECASTS,
}


def value_plan(c: Value) -> Plan:
    """Return a plan of one indicator at one period."""
    period = "2017Q1"
    indicator = Indicator(
        code="1-1a",
        item="1-1",
        unit=c.unit,
        basis=c.basis,
        direction=c.direction,
        planned={period: c.planned} if c.planned else {},
        upper={period: c.upper} if c.upper else {},
        strict=c.strict,
        tolerance=c.tolerance,
        baseline=c.baseline,
    )
    return Plan(items=(Item(code="1-1", lead=UNIT),), indicators=(indicator,))


def amount(text: str) -> Fraction:
    """Read 1/3, 100*7/19, 101.75."""
    head, _, factor = text.rpartition("*")
    n, _, m = factor.partition("/")
    return (Fraction(head) if head else 1) * Fraction(n) / Fraction(m or 1)


@pytest.mark.parametrize("c", CASES["value"], ids=lambda c: f"{c.rule} ({c.actual})")
def test_value_against_its_planned_value(c: Value) -> None:
    k = known(value_plan(c), taken("2017-04-03", "2017Q1", {"1-1a": c.actual}), "2017-04-03", PACKS[c.pack])
    found = part_at(k, "1-1a", "2017Q1")
    assert found.light == c.light
    if c.ratio:
        assert found.ratio == Fraction(c.ratio)
    if c.planned:
        ends = (Fraction(c.planned), Fraction(c.upper or c.planned))
        nearest = max(ends[0], min(ends[1], Fraction(c.actual)))
        assert found.gap == Fraction(c.actual) - nearest
    if c.basis in ("growth", "rank"):
        assert found.ratio is None


@pytest.mark.parametrize("c", CASES["year"], ids=lambda c: c.rule)
def test_acts_of_a_year(c: Year) -> None:
    k = known(c.plan, c.acts, c.day, PACKS[c.pack], on_the_way=c.on_the_way)
    items = {i.code for i in c.plan.items}
    for (code, period), light in c.lights.items():
        item, _, part = code.partition("/")
        if part:
            found = dict(item_light(k, item, period).parts)[part]
        elif item in items:
            found = item_light(k, item, period).effective
        else:
            found = part_light(k, code, period).effective
        assert (code, period, found) == (code, period, light)
    for (code, period), lacks in c.lacks.items():
        assert part_at(k, code, period).lacks == lacks
    for (code, period), state in c.states.items():
        assert part_at(k, code, period).state == state
    for (code, period), desk in c.desks.items():
        assert part_at(k, code, period).desk == desk
    for (code, period), counts in c.counts.items():
        item_at = item_light(k, code, period)
        assert (item_at.met, item_at.judged, item_at.unfiled) == counts


@pytest.mark.parametrize("c", CASES["item"], ids=lambda c: c.rule)
def test_item_from_its_parts(c: ItemCase) -> None:
    parts = [Part(code=str(n), light=x, key=k == "key", ongoing=k == "ongoing") for n, (x, k) in enumerate(c.parts)]
    light, sources = of_parts(parts, DEFAULT)
    assert (light, of_parts(parts, STRICT)[0]) == (c.default, c.strict)
    if c.sources is not None:
        assert sources == tuple(str(n) for n in c.sources)


@pytest.mark.parametrize("rule,lights,expected", CASES["rate"], ids=lambda v: str(v))
def test_rate(rule: str, lights: str, expected: tuple[int, int]) -> None:
    assert rate(SHORT[x] for x in lights.split()) == expected


@pytest.mark.parametrize("value,places,text", CASES["rounded"])
def test_rounded_half_up(value: str, places: int, text: str) -> None:
    assert printed(amount(value), places) == text


@pytest.mark.parametrize("counts,texts,noted", CASES["shares"])
def test_shares_from_counts(counts: list[int], texts: list[str], noted: bool) -> None:
    assert percents(counts) == (texts, noted)


@pytest.mark.parametrize("n,m,text", [(7, 19, "36.8"), (3, 9, "33.3"), (0, 9, "0.0"), (9, 9, "100.0"), (0, 0, None)])
def test_percent_of_counts(n: int, m: int, text: str | None) -> None:
    assert percent(n, m) == text


@pytest.mark.parametrize("c", CASES["forecast"], ids=lambda c: c.rule)
def test_forecast(c: ForecastCase) -> None:
    found = forecast(c.indicator, c.reported, ("2017Q1", "2017Q2", "2017Q3", "2017Q4"))

    def text(x: str) -> Fraction | None:
        return Fraction(x) if x else None

    best = (c.best[0], Fraction(c.best[1])) if c.best else None
    assert (found.kind, found.low, found.high, found.verdict) == (c.kind, text(c.low), text(c.high), c.verdict)
    if c.kind != "gap" and c.indicator is not cases_forecast.NO_YEAR:
        assert found.best == best
    assert (found.gap, found.last_quarter, found.lacks) == (text(c.gap), text(c.last_quarter), c.lacks)
