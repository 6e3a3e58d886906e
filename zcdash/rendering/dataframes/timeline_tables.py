"""The timeline as a data frame: one commitment a row with its dates and state."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from zcdash.domain.plan import Plan
from zcdash.domain.timeline import DatedPart
from zcdash.rendering.formatting import amount, day
from zcdash.rendering.palette import DUE_MARKS

_COLUMNS = ["编号", "事项", "阶段", "节点", "填报单位", "开始", "时限", "数量", "状态", "完成日期"]


def dated_parts(plan: Plan, parts: Iterable[DatedPart]) -> pd.DataFrame:
    """Return dated commitments in the order of their dates."""
    phases = {p.code: p.name for p in plan.phases}
    rows = [
        {
            "编号": p.commitment.code,
            "事项": f"{p.commitment.item} {plan.item_titles[p.commitment.item]}",
            "阶段": phases.get(p.commitment.phase, ""),
            "节点": p.text,
            "填报单位": p.unit,
            "开始": day(p.starts),
            "时限": day(p.due),
            "数量": "" if p.commitment.quantity is None else amount(p.commitment.quantity, p.commitment.quantity_unit),
            "状态": DUE_MARKS[p.state].text,
            "完成日期": day(p.done_on) if p.done_on else "",
        }
        for p in sorted(parts, key=lambda p: (p.due, p.commitment.code))
    ]
    return pd.DataFrame(rows, columns=_COLUMNS)
