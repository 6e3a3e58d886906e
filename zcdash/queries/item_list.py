"""The list of items: each with its light, its parts and its light in every period, the worst first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zcdash.domain.model import Item
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Light
from zcdash.queries.item_standing import ItemStanding, Standing
from zcdash.queries.overview import urgency


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One item at a period. `lights`: period → light; `units` and `leaders` are those that lead it."""

    item: Item
    standing: ItemStanding
    lights: Mapping[str, Light]
    units: tuple[str, ...]
    leaders: tuple[str, ...]


def item_lines(plan: Plan, year: Mapping[str, Standing], period: str, codes: Iterable[str]) -> list[ItemLine]:
    """Return the items with these codes at a period, the worst light first, then the smallest share of parts that meet."""
    wanted = set(codes)
    lines = [
        ItemLine(
            item=i,
            standing=year[period].items[i.code],
            lights={p: standing.items[i.code].assessment.light for p, standing in year.items()},
            units=plan.leads_of(i.code, "unit"),
            leaders=plan.leads_of(i.code, "leader"),
        )
        for i in plan.items
        if i.code in wanted
    ]
    return sorted(lines, key=lambda line: urgency(line.standing))
