"""Lights as HTML: the strip of counts, the map of all items, the list of urgent items, the headline bars.

A light is always shown by shape, word and colour together. Links are plain addresses, so that each can be opened, kept
and sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Protocol

from zcdash.domain.assessment import DISPLAY_ORDER, Assessment
from zcdash.domain.model import Indicator, Item
from zcdash.domain.period import Period
from zcdash.domain.rate import Rate, rate_of_counts
from zcdash.domain.rounding import rounding_note
from zcdash.domain.submission import DESK_NAME, Step
from zcdash.domain.terms import Basis, Light
from zcdash.rendering.formatting import amount, planned_text, running_name
from zcdash.rendering.html.templating import render
from zcdash.rendering.palette import MARKS
from zcdash.rendering.protocols.standing import ItemStanding

_WITHOUT_SHARE = (Basis.GROWTH, Basis.RANK)
BulletRow = tuple[Indicator, float | None, float | None, float | None, Assessment]
"""(indicator, planned, actual, actual of the period before, assessment)."""


def tally(
    counts: Mapping[Light, int],
    shares: Mapping[Light, Decimal],
    before: Mapping[Light, int] | None,
    desks: Mapping[Step, int],
) -> str:
    """Return the strip of lights and their counts with percentages and change, after the share of items that meet the plan.

    `desks` says at whose desk the items in review lie.
    """
    parts = [
        {
            "mark": MARKS[light],
            "count": counts[light],
            "share": shares[light],
            "change": counts[light] - before[light] if before else 0,
            "desks": [(DESK_NAME[step], n) for step, n in desks.items()] if light is Light.IN_REVIEW else [],
        }
        for light in DISPLAY_ORDER
        if counts[light] or (before and before[light])
    ]
    note = rounding_note(shares[light] for light in DISPLAY_ORDER)
    return render("tally.html", parts=parts, rate=rate_of_counts(counts), note=note)


def light_counts(counts: Mapping[Light, int]) -> str:
    """Return the lights that occur, each with its count."""
    return render("light_counts.html", rows=[(MARKS[x], counts[x]) for x in DISPLAY_ORDER if counts.get(x)])


def item_map(
    groups: Iterable[tuple[str, Sequence[Item]]],
    standings: Mapping[str, Mapping[str, ItemStanding]],
    plan: str,
    now: str,
) -> str:
    """Return a table for each group: a column per item, a row per period; a cell is a light and links to the item.

    `standings` holds period → item code → standing; the row of the period `now` stands out.
    """
    tables = [
        (
            title,
            [
                (Period.parse(period).short_name, period, [_cell(item, by_item[item.code]) for item in items])
                for period, by_item in standings.items()
            ],
        )
        for title, items in groups
    ]
    return render("item_map.html", groups=tables, plan=plan, now=now)


def _cell(item: Item, standing: ItemStanding) -> dict[str, object]:
    mark, rate = MARKS[standing.assessment.light], standing.rate
    desk = f"（在{DESK_NAME[standing.desk]}）" if standing.desk else ""
    met = f"，达标 {rate.met}/{rate.rated}" if rate.rated else ""
    return {"code": item.code, "mark": mark, "name": f"{item.code} {item.title}，{mark.word}{desk}{met}"}


def few(rows: Iterable[tuple[str, Rate]], page: str, query: str, of: Mapping[str, str]) -> str:
    """Return names with too few rated items to be ranked, each with n of m and a link to its page; `of`: plan and period."""
    return render("few.html", rows=rows, page=page, query=query, of=of)


class LightAndReason(Protocol):
    """A light with its sentence: an assessment, or a change of light."""

    @property
    def light(self) -> Light: ...

    @property
    def reason(self) -> str: ...


def decisions(rows: Iterable[tuple[Item, LightAndReason, str, ItemStanding | None]], plan: str, period: str) -> str:
    """Return items that need a decision: (item, light with its reason, who is responsible, its parts to be drawn as a bar)."""
    return render("decisions.html", rows=[(*row, plan, period) for row in rows], order=DISPLAY_ORDER, named=False)


def bullets(rows: Iterable[BulletRow], plan: str, period: str) -> str:
    """Return indicators: the actual value as a bar, the planned one as a tick, the year as the full width.

    Growth and ranks have no bar: they are no share of a whole.
    """
    return render("bullets.html", rows=[_bullet(*row, Period.parse(period)) for row in rows], plan=plan, period=period)


def _bullet(
    indicator: Indicator,
    planned: float | None,
    actual: float | None,
    previous: float | None,
    assessment: Assessment,
    period: Period,
) -> dict[str, object]:
    full = max((abs(v) for v in (indicator.annual, planned, actual) if v is not None), default=0) or 1
    context = _horizon(indicator, period) if planned is None else []
    context = context or [f"计划 {amount(planned, indicator.unit)}"]
    context += [f"年度 {amount(indicator.annual, indicator.unit)}"] if indicator.annual is not None else []
    context += [f"上期 {amount(previous, indicator.unit)}"] if previous is not None else []
    prefix = f"{running_name(period)} " if indicator.basis in (Basis.CUMULATIVE, Basis.QUARTER) else ""
    return {
        "indicator": indicator,
        "mark": MARKS[assessment.light],
        "has_bar": indicator.basis not in _WITHOUT_SHARE,
        "reach": _percent(actual, full),
        "tick": _percent(planned, full),
        "actual": f"{prefix}{amount(actual, indicator.unit)}",
        "context": context,
    }


def _horizon(indicator: Indicator, period: Period) -> list[str]:
    """Return the value that the plan states for a later year, and the baseline: 2025年目标 12.6%, 基数 15.8%（2016年）."""
    stated = sorted(map(Period.parse, {*indicator.planned, *indicator.relative}))
    later = next((p for p in stated if p.ends.year > period.ends.year), None)
    if later is None:
        return []
    measured = f"（{Period.parse(indicator.baseline_period).name}）" if indicator.baseline_period else ""
    known = indicator.baseline is not None
    baseline = [f"基数 {amount(indicator.baseline, indicator.unit)}{measured}"] if known else []
    return [f"{later.name}目标 {planned_text(indicator, later.text)}", *baseline]


def _percent(value: float | None, full: float) -> float | None:
    """Return the share of the full width in per cent, at most 100."""
    return None if value is None else min(abs(value) / full, 1) * 100


def legend() -> str:
    """Return all marks with their words in one line."""
    return render("legend.html", shown=[MARKS[light] for light in DISPLAY_ORDER])
