"""Origins of the fields of a draft by item, and how many of them a person should look at first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from zcdash.domain.plan_proposal import CERTAIN, Origin, PlanTables


def origins_by_item(plan: PlanTables, origins: Iterable[Origin]) -> dict[str, list[Origin]]:
    """Return code of an item → the origins of its fields and parts."""
    owner = {row["code"]: row["code"] for row in plan.tables["items.csv"]}
    for file in ("indicators.csv", "commitments.csv"):
        owner |= {row["code"]: row["item"] for row in plan.tables[file]}
    found: dict[str, list[Origin]] = defaultdict(list)
    for origin in origins:
        code = owner.get(origin.key.partition(" ")[0])
        if code:
            found[code].append(origin)
    return found


def uncertain(origins: Iterable[Origin]) -> int:
    """Return how many rows of the plan were read with too little confidence."""
    return len({(o.table, o.key) for o in origins if o.confidence < CERTAIN})
