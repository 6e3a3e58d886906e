"""Differences between two versions of a plan, or a plan and one that is proposed, grouped by item."""

from __future__ import annotations

from dataclasses import dataclass

from zcdash.domain.plan import Plan
from zcdash.domain.plan_differences import Difference, counts, plan_differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Differences between two plans. `counts`: `part change` → parts concerned (`plan_differences.counts`)."""

    differences: tuple[Difference, ...]
    counts: dict[str, int]
    titles: dict[str, str]
    """Code → title of every item that differs; an item that was withdrawn by its last title."""

    @property
    def by_item(self) -> dict[str, tuple[Difference, ...]]:
        """Return item → its differences; the empty code is the whole plan."""
        groups: dict[str, list[Difference]] = {}
        for d in self.differences:
            groups.setdefault(d.item, []).append(d)
        return {item: tuple(group) for item, group in groups.items()}


def compare(old: Plan, new: Plan) -> Comparison:
    """Return the differences between two plans."""
    found = tuple(plan_differences(old, new))
    titles = {**old.item_titles, **new.item_titles}
    return Comparison(
        differences=found,
        counts=counts(found),
        titles={d.item: titles[d.item] for d in found if d.item in titles},
    )
