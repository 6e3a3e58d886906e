"""Heat maps of 达标率: leaders by chapters at a period, lead units by periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from zcdash.domain.heat_map import HeatMap, HeatRow
from zcdash.domain.leaders_over_time import leaders_at
from zcdash.domain.plan import Plan
from zcdash.domain.rate import Rate, rate, rate_of_counts
from zcdash.domain.terms import Light
from zcdash.queries.item_standing import Standing
from zcdash.queries.overview import lights_by_unit


def leaders_by_chapter(plan: Plan, standing: Standing) -> HeatMap:
    """Return every leader's items by chapter at a period, in the order of the print; an item counts under each of its leaders."""

    def row(name: str, codes: Iterable[str]) -> HeatRow:
        lights: dict[str, list[Light]] = defaultdict(list)
        for code in codes:
            lights[str(plan.item(code).chapter)].append(standing.items[code].assessment.light)
        rates = {key: rate(found) for key, found in lights.items()}
        return HeatRow(name, {key: r for key, r in rates.items() if r.rated})

    columns = {str(c.number): c.name for c in plan.chapters if plan.items_in(c.number)}
    at = leaders_at(plan, standing.period.text)
    rows = (row(leader.name, at.item_codes_of(leader.name, "leader")) for leader in plan.leaders)
    return HeatMap(columns, tuple(r for r in rows if r.rates), row("全部事项", plan.item_titles))


def units_by_period(plan: Plan, year: Mapping[str, Standing]) -> HeatMap:
    """Return every lead unit's items by period, the lowest rate at the last period first, those with few items last.

    Periods in which nothing can be rated are left out. A group stands for itself, not for its members.
    """
    codes = [i.code for i in plan.items]
    counted = {p: lights_by_unit(plan, standing, codes) for p, standing in year.items()}
    total = {p: rate_of_counts(standing.counts) for p, standing in year.items()}
    columns = {p: year[p].period.short_name for p, r in total.items() if r.rated}
    names = dict.fromkeys(name for by_unit in counted.values() for name in by_unit)
    rows = []
    for name in names:
        rates = {p: rate_of_counts(counted[p].get(name, {})) for p in columns}
        rows.append(HeatRow(name, {p: r for p, r in rates.items() if r.rated}))
    last = next(reversed(columns), "")
    rows = sorted((r for r in rows if r.rates), key=lambda r: _place(r.rates.get(last)))
    return HeatMap(columns, tuple(rows), HeatRow("全部事项", {p: total[p] for p in columns}))


def _place(last: Rate | None) -> tuple[bool, float, int]:
    """Return the place of a row among others by its last rate; without one it comes last."""
    if last is None or last.share is None:
        return True, 2, 0
    return last.is_small, float(last.share), -last.rated
