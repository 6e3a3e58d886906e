"""Every plan of the ledger at once: a period's items by light, over all and under each leader, as the closes froze them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from zcdash import store
from zcdash.domain.model import Light
from zcdash.domain.period import Period
from zcdash.errors import NotFound
from zcdash.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class LeaderCount:
    """One leader of one plan: how many items, and how many of them have which light."""

    plan: str
    leader: str
    items: int
    lights: Mapping[Light, int]


@dataclass(frozen=True, slots=True)
class Rollup:
    """A period over all plans that closed it. In `lights` an item counts once; under leaders it counts for each of its own."""

    period: Period
    plans: int
    lights: Mapping[Light, int]
    leaders: tuple[LeaderCount, ...]


def rollup(ledger: Ledger, period: str) -> Rollup:
    """The roll-up of a period by light and by leader; plans that have not closed it, or have reopened it, are left out.

    Raises Unknown for what is no period.
    """
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
