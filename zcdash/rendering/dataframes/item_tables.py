"""Tables of items, indicators, commitments and their submissions, as data frames with Chinese column heads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from zcdash.domain.assessment import DISPLAY_ORDER
from zcdash.domain.model import Commitment, Indicator
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_words import stage_name
from zcdash.domain.terms import BASIS_NAME, DIRECTION_NAME, PLAN_KIND_NAME, Light, Responsibility
from zcdash.rendering.formatting import amount, day
from zcdash.rendering.palette import mark_text
from zcdash.rendering.protocols.all_plans import PlanLine
from zcdash.rendering.protocols.regime import PreviewRow, ValueChange
from zcdash.rendering.protocols.standing import ItemLine, LeaderLine

Row = Mapping[str, Any]


def items(plan: Plan, lines: Iterable[ItemLine], periods: Sequence[str]) -> pd.DataFrame:
    """Return items in the order given: light, reason, parts that meet the plan, and the light of every period."""
    chapters = {c.number: c.name for c in plan.chapters}
    rows = [
        {
            "评定": mark_text(line.standing.assessment.light),
            "编号": line.item.code,
            "事项": line.item.title,
            "说明": line.standing.assessment.reason,
            "达标部分": line.standing.rate.met,
            "能评部分": line.standing.rate.rated,
            "未计入部分": line.standing.unfiled,
        }
        | {Period.parse(p).short_name: mark_text(line.lights[p]) for p in periods}
        | {
            "牵头单位": "、".join(line.units),
            "配合单位": "、".join(plan.responsible_of(line.item.code, "unit", Responsibility.SUPPORT)),
            "分管区长": "、".join(plan.responsible_of(line.item.code, "leader")),
            "板块": chapters[line.item.chapter],
        }
        for line in lines
    ]
    return pd.DataFrame(rows)


def items_of_plans(groups: Iterable[tuple[Plan, str, Sequence[ItemLine]]]) -> pd.DataFrame:
    """Return items of several plans, each group (plan, its current period, items) in the order given."""
    rows = []
    for plan, period, lines in groups:
        named = {"计划": plan.title, "期": stage_name(Period.parse(period))}
        rows += [named | dict(row) for row in items(plan, lines, ()).to_dict("records")]
    return pd.DataFrame(rows)


def plans(lines: Iterable[PlanLine]) -> pd.DataFrame:
    """Return plans, one a row: kind, current period, share on track, lights, and the return due next."""
    return pd.DataFrame(
        [
            {
                "计划": line.now.plan.title,
                "文号": line.now.plan.number,
                "类别": PLAN_KIND_NAME[line.now.plan.kind],
                "最近一期": stage_name(Period.parse(line.now.period)),
                "事项": len(line.now.plan.items),
                "达标": line.rate.met,
                "可评": line.rate.rated,
                "达标率": f"{line.rate.percentage}%" if line.rate.rated else "",
            }
            | {mark_text(x): line.counts[x] for x in DISPLAY_ORDER if x is not Light.NONE}
            | {
                "下次报送": stage_name(Period.parse(line.due.period)) if line.due else "",
                "截止": day(line.due.deadline) if line.due else "",
                "待报单位": line.due.to_file if line.due else 0,
            }
            for line in lines
        ]
    )


def commitments(rows: Iterable[Commitment]) -> pd.DataFrame:
    """Return commitments as the plan states them, in the order given."""
    return pd.DataFrame(
        [
            {
                "期": Period.parse(c.period).short_name,
                "项目": c.project,
                "节点": c.text,
                "时限": day(c.due) if c.exact else "期末",
                "性质": "持续" if c.ongoing else "一次",
                "填报单位": c.reporting_unit,
            }
            for c in rows
        ],
        columns=["期", "项目", "节点", "时限", "性质", "填报单位"],
    )


def preview(rows: Iterable[PreviewRow]) -> pd.DataFrame:
    """Return the values of an upload as they would be saved, beside the values reported before."""
    return pd.DataFrame(
        [
            {
                "编号": r.row.indicator.code,
                "指标": r.row.indicator.name,
                "计划": amount(r.row.planned, r.row.indicator.unit),
                "实际": amount(r.actual.value, r.row.indicator.unit),
                "评定": mark_text(r.assessment.light),
                "读法": r.read_as,
                "上次报送": amount(r.last, r.row.indicator.unit) if r.last is not None else "",
            }
            for r in rows
        ]
    )


def changes(rows: Iterable[ValueChange]) -> pd.DataFrame:
    """Return the values that differ from the unit's submission before."""
    return pd.DataFrame([{"编号": c.code, "内容": c.what, "上次": c.was, "这次": c.now} for c in rows])


def trail(rows: Iterable[Row], unit: str) -> pd.DataFrame:
    """Return every value reported for an indicator, with the cell it was typed in."""
    return pd.DataFrame(
        [
            {
                "期": Period.parse(r["period"]).short_name,
                "实际": "未填数，已说明" if r["value"] is None else amount(r["value"], unit),
                "填的是": r["typed"],
                "说明": r["note"],
                "文件": r["file_name"],
                "单元格": f"{r['sheet']}!{r['cell']}",
                "单位": r["unit"],
                "填报人": r["filed_by"],
                "时间": f"{r['filed_at']:%Y-%m-%d %H:%M}",
                "编号": r["submission"],
                "状态": "有效" if r["counts"] else "已被替代",
            }
            for r in rows
        ]
    )


def history(rows: Iterable[Row]) -> pd.DataFrame:
    """Return submissions in the order given."""
    return pd.DataFrame(
        [
            {
                "编号": r["submission"],
                "期": Period.parse(r["period"]).short_name,
                "单位": r["unit"],
                "填报人": r["filed_by"],
                "报送日": f"{r['filed_on']:%Y-%m-%d}",
                "状态": "有效" if r["counts"] else "已被替代",
                "文件": r["file_name"],
                "文件指纹": r["file_hash"][:12],
            }
            for r in rows
        ]
    )


def narratives(rows: Iterable[Row]) -> pd.DataFrame:
    """Return the narratives of an item, a period a row."""
    return pd.DataFrame(
        [
            {
                "期": Period.parse(r["period"]).short_name,
                "进展情况": r["progress"],
                "存在问题": r["problem"],
                "下步措施": r["next_step"],
                "单位": r["unit"],
            }
            for r in rows
        ]
    )


def planned(rows: Iterable[Indicator], periods: Sequence[str]) -> pd.DataFrame:
    """Return indicators with their planned value at each period."""
    return pd.DataFrame(
        [
            {"编号": i.code, "指标": i.name, "口径": BASIS_NAME[i.basis], "方向": DIRECTION_NAME[i.direction]}
            | {Period.parse(p).short_name: amount(i.planned.get(p)) for p in periods}
            | {"年度目标": amount(i.annual), "单位": i.unit}
            for i in rows
        ]
    )


def deadlines(limits: Mapping[str, tuple[date, bool]]) -> pd.DataFrame:
    """Return the deadline of each period: period → (day, whether the holiday calendar is official)."""
    return pd.DataFrame(
        [
            {
                "期": Period.parse(p).name,
                "报送截止": day(limit),
                "依据": "法定节假日历" if official else "仅按周末（该年没有官方日历）",
            }
            for p, (limit, official) in limits.items()
        ]
    )


def leaders(rows: Iterable[LeaderLine]) -> pd.DataFrame:
    """Return the deputy mayors, the lowest 达标率 first and those with few rated items last: items by light, submissions."""
    ordered = sorted(rows, key=lambda r: (r.rate.is_small, r.rate.share or 0))
    return pd.DataFrame(
        [
            {
                "分管区长": r.name,
                "达标率": "样本少" if r.rate.is_small else f"{r.rate.percentage}%",
                "达标/可评": f"{r.rate.met}/{r.rate.rated}",
                "事项": r.items,
                "其中牵头": r.led,
            }
            | {mark_text(light): r.counts[light] for light in DISPLAY_ORDER if light is not Light.NONE}
            | {"按时/应报": f"{r.on_time}/{r.submissions}"}
            for r in ordered
        ]
    )
