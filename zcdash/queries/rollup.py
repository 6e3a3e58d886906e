"""Roll-up of a period over all plans: items by light, in total and by leader, as the closes froze them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from zcdash import store
from zcdash.domain.period import Period
from zcdash.domain.terms import Light
from zcdash.errors import NotFound
from zcdash.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class LeaderCount:
    """Items of one leader of one plan, in total and by light."""

    plan: str
    leader: str
    items: int
    lights: Mapping[Light, int]


@dataclass(frozen=True, slots=True)
class Rollup:
    """A period over all plans that closed it. `lights` counts an item once, `leaders` once for each of its leaders."""

    period: Period
    plans: int
    lights: Mapping[Light, int]
    leaders: tuple[LeaderCount, ...]


def rollup(ledger: Ledger, period: str) -> Rollup:
    """Return the roll-up of a period, without the plans that have not closed it or have reopened it. Raises NotFound."""
    try:
        at = Period.parse(period)
    except ValueError as wrong:
        raise NotFound(f"{wrong}。", "请改正后再试。") from wrong
    totals = {Light(r["light"]): r["items"] for r in store.periods.counts_by_light(ledger, at.text)}
    counts: dict[tuple[str, str], dict[Light, int]] = defaultdict(lambda: dict.fromkeys(Light, 0))
    for row in store.periods.counts_by_leader(ledger, at.text):
        counts[row["plan"], row["leader"]][Light(row["light"])] = row["items"]
    leaders = tuple(
        LeaderCount(plan, leader, sum(lights.values()), lights) for (plan, leader), lights in counts.items()
    )
    return Rollup(at, len({x.plan for x in leaders}), {light: totals.get(light, 0) for light in Light}, leaders)
