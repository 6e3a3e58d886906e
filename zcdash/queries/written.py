"""Texts that units wrote on an item: one unit's as they stand, several lead units' each under its name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zcdash.domain.plan import Plan
from zcdash.store.submissions import NarrativeRow

Written = Mapping[str, Mapping[str, NarrativeRow]]
"""Item → unit that writes on it → its texts, in the order of the plan's leads."""


def by_item(plan: Plan, rows: Iterable[NarrativeRow]) -> Written:
    """Return the texts of one period by item and unit."""
    found = {(r["item"], r["unit"]): r for r in rows}
    written = {
        item.code: {u: found[item.code, u] for u in writers(plan, item.code) if (item.code, u) in found}
        for item in plan.items
    }
    return {item: units for item, units in written.items() if units}


def writers(plan: Plan, item: str) -> tuple[str, ...]:
    """Return the units whose texts speak for an item: its lead units; else the one that reports it, then others that write."""
    own = plan.reporting_unit_by_item.get(item, "")
    units = plan.writing_units(item)
    if len(plan.leads_of(item, "unit")) == 1 and own:
        return (own,)
    return units


def problems(written: Written, item: str) -> dict[str, str]:
    """Return unit → what it wrote in 存在问题."""
    return {unit: row["problem"] for unit, row in written.get(item, {}).items()}


def merged(written: Written) -> dict[str, NarrativeRow]:
    """Return item → its texts; where several units wrote, each text after the unit's name."""
    return {item: _merged(units) for item, units in written.items()}


def _merged(units: Mapping[str, NarrativeRow]) -> NarrativeRow:
    first = next(iter(units.values()))
    if len(units) == 1:
        return first
    texts: NarrativeRow = {**first}
    texts["progress"] = _joined({unit: row["progress"] for unit, row in units.items()})
    texts["problem"] = _joined({unit: row["problem"] for unit, row in units.items()})
    texts["next_step"] = _joined({unit: row["next_step"] for unit, row in units.items()})
    return texts


def _joined(texts: Mapping[str, str]) -> str:
    """Return 区规划分局：底数已查清；区执法局：拆除1万平方米."""
    return "；".join(f"{unit}：{text.strip().rstrip('。；')}" for unit, text in texts.items() if text.strip())
