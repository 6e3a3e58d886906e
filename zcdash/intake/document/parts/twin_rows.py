"""Indicators of a row with two columns for each period, 当季 and 累计: two of one number, the running total counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from zcdash.domain.source_document import SourceRow
from zcdash.domain.terms import Basis
from zcdash.intake.document.parts.unit_rows import UnitRow, is_whole, unit_row

_UNSURE = 0.5
"""Confidence of totals that are not the sums: a person looks at them."""
_NEAR = 1e-6


def with_totals(row: SourceRow, periods: Sequence[str]) -> SourceRow:
    """Return a row with head and value of 累计 behind each target: both columns are the target of the period."""
    if not row.unit or not row.totals:
        return row
    both = {p: (*row.targets.get(p, ()), *row.totals.get(p, ())) for p in dict.fromkeys([*row.targets, *periods])}
    return replace(row, targets={p: passages for p, passages in both.items() if passages})


def unit_rows(code: str, row: SourceRow, periods: tuple[str, ...]) -> list[UnitRow]:
    """Return the indicator of a row with a unit of measure, two where it has columns of running totals; none without numbers."""
    if not row.totals:
        counted = unit_row(code, row, periods)
        return [counted] if counted else []
    totals = [passage for passages in row.totals.values() for passage in passages]
    whole = {p: passages for p, passages in row.targets.items() if is_whole(p, periods)}
    parts = {p: passages for p, passages in row.targets.items() if p not in whole}
    own = replace(row, targets={p: tuple(x for x in t if x not in totals) for p, t in parts.items()})
    running = replace(row, targets=whole | {p: passages[-1:] for p, passages in row.totals.items()})
    first = unit_row(code, own, periods, said=Basis.QUARTER)
    second = unit_row(code, running, periods, "b", Basis.CUMULATIVE)
    if not first or not second:
        return []
    first.indicator["name"] += "（当季）"
    second.indicator["name"] += "（累计）"
    if first.indicator["basis"] != second.indicator["basis"]:
        first.indicator["same_as"] = second.indicator["code"]
        if not _add_up(first, second):
            second.origins = [replace(o, confidence=min(o.confidence, _UNSURE)) for o in second.origins]
    return [first, second]


def _add_up(own: UnitRow, total: UnitRow) -> bool:
    """Return True unless a running total differs from the sum of the values up to its period."""
    values = {row["period"]: float(row["value"]) for row in own.planned}
    sums = dict(zip(values, accumulate(values.values()), strict=True))
    return all(abs(sums.get(r["period"], float(r["value"])) - float(r["value"])) < _NEAR for r in total.planned)
