"""Units that gave no cause for an item short of the plan: only those are asked whose own figures make it short."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zcdash.domain.plan import Plan
from zcdash.domain.terms import SHORT, UNFILED, Light
from zcdash.queries.item_standing import ItemStanding
from zcdash.store.submissions import ActualRow, ProgressRow

Notes = Mapping[str, Mapping[str, str]]
"""Unit whose submission counts → code of an indicator or a commitment → what it wrote in 说明 or 进展说明."""


def notes_by_unit(counting: Mapping[str, int], actuals: Iterable[ActualRow], progress: Iterable[ProgressRow]) -> Notes:
    """Return the notes of the submissions that count; `counting`: unit → its submission for the period."""
    units = {number: unit for unit, number in counting.items()}
    notes: dict[str, dict[str, str]] = {unit: {} for unit in counting}
    rows = [*((r["submission"], r["indicator"], r["note"]) for r in actuals)]
    rows += ((r["submission"], r["commitment"], r["note"]) for r in progress)
    for number, code, note in rows:
        if number in units:
            notes[units[number]][code] = note
    return notes


def silent_units(plan: Plan, item: ItemStanding, problems: Mapping[str, str], notes: Notes) -> tuple[str, ...]:
    """Return the units that filed what makes an item short of the plan and wrote no cause of it.

    The unit that reports the item answers for it where one of these parts is its own; else each unit answers for its part,
    for which it has the column 说明 alone. Of several lead units each answers for its own parts. `problems`: unit → what it
    wrote in 存在问题.
    """
    several = len(plan.leads_of(item.code, "unit")) > 1
    explained = {unit for unit, problem in problems.items() if problem.strip()}
    if item.assessment.light not in SHORT - UNFILED or (explained and not several):
        return ()
    parts = [(plan.reporting_unit(s.indicator), s.indicator.code, s.assessment.light) for s in item.indicators]
    parts += [(plan.reporting_unit(s.commitment), s.commitment.code, s.assessment.light) for s in item.commitments]
    short = [p for p in parts if p[2] in SHORT - UNFILED] or [p for p in parts if p[2] is Light.LATE_DONE]
    owner = plan.reporting_unit_by_item.get(item.code, "")
    units = dict.fromkeys(unit for unit, _, _ in short)
    asked = [owner] if owner in units and not several else list(units)
    told = explained | {unit for unit, code, _ in short if notes.get(unit, {}).get(code, "").strip()}
    return tuple(unit for unit in asked if unit in notes and unit not in told)
