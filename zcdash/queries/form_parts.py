"""Parts of a plan that each unit reports, and the items that it writes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from zcdash.domain.model import Commitment, Indicator, Target
from zcdash.domain.plan import Plan


def reporting_units(plan: Plan) -> tuple[str, ...]:
    """Return every unit that reports something of a plan, in the plan's order of units."""
    names = {unit for item in plan.items for unit in plan.writing_units(item.code)}
    names |= {plan.reporting_unit(i) for i in plan.indicators if not i.cites}
    names |= {plan.reporting_unit(c) for c in plan.commitments}
    return tuple(unit.name for unit in plan.units if unit.name in names - plan.group_names)


class Parts(NamedTuple):
    """The parts of a plan that one unit reports in the year."""

    indicators: list[Indicator]
    commitments: list[Commitment]
    targets: list[Target]


def parts_by_unit(plan: Plan) -> dict[str, Parts]:
    """Return unit → its parts. A number that another plan owns is reported there, and is no part of any form here."""
    parts = {unit: Parts([], [], []) for unit in reporting_units(plan)}
    for indicator in plan.indicators:
        unit = plan.reporting_unit(indicator)
        if unit in parts and not indicator.cites:
            parts[unit].indicators.append(indicator)
    for commitment in plan.commitments:
        if (unit := plan.reporting_unit(commitment)) in parts:
            parts[unit].commitments.append(commitment)
    for target in plan.targets:
        for unit in _writers(plan, target, parts):
            parts[unit].targets.append(target)
    return parts


def _writers(plan: Plan, target: Target, parts: Mapping[str, Parts]) -> Iterator[str]:
    """Yield the units that write on an item in a target's period: its leads, others where they have parts of it then."""
    leads = plan.leads_of(target.item, "unit")
    writers = plan.writing_units(target.item)
    for unit in writers:
        own = parts[unit]
        dues = {c.period for c in own.commitments if c.item == target.item}
        dues |= {p for i in own.indicators if i.item == target.item for p in (*i.planned, *i.relative)}
        if unit in leads or len(writers) == 1 or target.period in dues:
            yield unit
