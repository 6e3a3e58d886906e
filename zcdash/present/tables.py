"""Tables as frames with Chinese headings, one row as the reader counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import pandas as pd

from zcdash.model import BASIS_NAME, DIRECTION_NAME, Commitment, Indicator, Item, Plan, Role
from zcdash.period import Period
from zcdash.present.words import amount, day


def items(plan: Plan, chosen: Sequence[Item]) -> pd.DataFrame:
    """The chosen items: 编号, 事项, 板块, 牵头单位, 配合单位, 分管区长, 指标, 节点."""
    names: dict[tuple[str, bool, Role], list[str]] = defaultdict(list)
    for r in plan.responsible:
        names[r.item, r.leads, r.role].append(r.name)
    chapters = {c.number: c.name for c in plan.chapters}
    indicators = pd.Series([i.item for i in plan.indicators]).value_counts()
    commitments = pd.Series([c.item for c in plan.commitments]).value_counts()
    rows = [
        {
            "序": i.number, "编号": i.code, "事项": i.title, "牵头单位": "、".join(names[i.code, False, Role.LEAD]),
            "分管区长": "、".join(names[i.code, True, Role.LEAD] + names[i.code, True, Role.SUPPORT]),
            "指标": int(indicators.get(i.code, 0)), "节点": int(commitments.get(i.code, 0)),
            "板块": chapters[i.chapter], "配合单位": "、".join(names[i.code, False, Role.SUPPORT]),
        }
        for i in chosen
    ]
    return pd.DataFrame(rows, columns=["序", "编号", "事项", "牵头单位", "分管区长", "指标", "节点", "板块", "配合单位"])


def commitments(rows: Iterable[Commitment]) -> pd.DataFrame:
    """Commitments: 期, 项目, 节点, 时限, 性质, 填报单位, in the order given."""
    return pd.DataFrame(
        [
            {
                "期": Period.parse(c.period).short_name, "项目": c.project, "节点": c.text,
                "时限": day(c.due) if c.exact else "期末", "性质": "持续" if c.standing else "一次", "填报单位": c.answers,
            }
            for c in rows
        ],
        columns=["期", "项目", "节点", "时限", "性质", "填报单位"],
    )


def planned(rows: Iterable[Indicator], periods: Sequence[str]) -> pd.DataFrame:
    """Indicators with their planned value at each period, as text with its unit."""
    return pd.DataFrame([
        {"编号": i.code, "指标": i.name, "口径": BASIS_NAME[i.basis], "方向": DIRECTION_NAME[i.direction]}
        | {Period.parse(p).short_name: amount(i.planned.get(p)) for p in periods}
        | {"年度目标": amount(i.annual), "单位": i.unit}
        for i in rows
    ])


def deadlines(limits: Mapping[str, tuple[date, bool]]) -> pd.DataFrame:
    """Each period's last day to file, and what the day rests on."""
    return pd.DataFrame([
        {"期": Period.parse(p).name, "报送截止": day(limit), "依据": "法定节假日历" if official else "仅按周末（该年没有官方日历）"}
        for p, (limit, official) in limits.items()
    ])
