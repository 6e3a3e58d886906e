"""Tables as frames with Chinese headings, one row as the reader counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

import pandas as pd

from zcdash.domain.model import (
    BASIS_NAME,
    DIRECTION_NAME,
    STATE_NAME,
    Assessment,
    Commitment,
    Finding,
    Indicator,
    Item,
    Light,
    Responsibility,
    Severity,
    State,
)
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.rendering.formatting import amount, day
from zcdash.rendering.html.lights import DISPLAY_ORDER
from zcdash.rendering.palette import MARKS


class CommitmentSeen(Protocol):
    """A commitment with its reported state and its judgement."""

    commitment: Commitment
    state: State | None
    done_on: date | None
    assessment: Assessment


class LineSeen(Protocol):
    """A figure of a return: its row of the form, the value as typed and as read, its judgement."""

    row: Any
    actual: Any
    read_as: str
    assessment: Assessment
    last: float | None


class StandingSeen(Protocol):
    """A plan at a period: its items, judged, and whether anything was filed."""

    items: Mapping[str, Any]
    filed: bool


class ChangeSeen(Protocol):
    """One value that differs from the last return."""

    code: str
    what: str
    was: str
    now: str


def mark_of(light: Light) -> str:
    """A light as text: its shape and its word."""
    return f"{MARKS[light].shape} {MARKS[light].word}"


def items(plan: Plan, chosen: Sequence[Item]) -> pd.DataFrame:
    """The chosen items: 编号, 事项, 板块, 牵头单位, 配合单位, 分管区长, 指标, 节点."""
    names: dict[tuple[str, bool, Responsibility], list[str]] = defaultdict(list)
    for r in plan.responsible:
        names[r.item, r.kind, r.role].append(r.name)
    chapters = {c.number: c.name for c in plan.chapters}
    indicators = pd.Series([i.item for i in plan.indicators]).value_counts()
    commitments = pd.Series([c.item for c in plan.commitments]).value_counts()
    rows = [
        {
            "序": i.number,
            "编号": i.code,
            "事项": i.title,
            "牵头单位": "、".join(names[i.code, "unit", Responsibility.LEAD]),
            "分管区长": "、".join(
                names[i.code, "leader", Responsibility.LEAD] + names[i.code, "leader", Responsibility.SUPPORT]
            ),
            "指标": int(indicators.get(i.code, 0)),
            "节点": int(commitments.get(i.code, 0)),
            "板块": chapters[i.chapter],
            "配合单位": "、".join(names[i.code, "unit", Responsibility.SUPPORT]),
        }
        for i in chosen
    ]
    return pd.DataFrame(
        rows, columns=["序", "编号", "事项", "牵头单位", "分管区长", "指标", "节点", "板块", "配合单位"]
    )


def commitments(rows: Iterable[Commitment]) -> pd.DataFrame:
    """Commitments: 期, 项目, 节点, 时限, 性质, 填报单位, in the order given."""
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


def standing_of_commitments(rows: Iterable[CommitmentSeen]) -> pd.DataFrame:
    """Commitments of a period with what was reported of them, and the light."""
    return pd.DataFrame(
        [
            {
                "评定": mark_of(r.assessment.light),
                "项目": r.commitment.project,
                "节点": r.commitment.text,
                "时限": day(r.commitment.due) if r.commitment.exact else "期末",
                "完成情况": STATE_NAME[r.state] if r.state else "",
                "完成日期": day(r.done_on) if r.done_on else "",
                "性质": "持续" if r.commitment.ongoing else "一次",
                "填报单位": r.commitment.reporting_unit,
            }
            for r in rows
        ],
        columns=["评定", "项目", "节点", "时限", "完成情况", "完成日期", "性质", "填报单位"],
    )


def findings(rows: Iterable[Finding]) -> pd.DataFrame:
    """What checking found, errors first, each with its place and what to do."""
    ordered = sorted(rows, key=lambda f: f.severity is Severity.WARNING)
    return pd.DataFrame(
        [
            {
                "": "✕ 错误" if f.severity is Severity.ERROR else "！提示",
                "工作表": f.place.partition("!")[0],
                "单元格": f.place.partition("!")[2],
                "问题": f.sentence,
                "怎么办": f.advice,
            }
            for f in ordered
        ]
    )


def preview(rows: Iterable[LineSeen]) -> pd.DataFrame:
    """The figures of a return as they would stand: planned, actual, how it was read, light, and the last return's."""
    return pd.DataFrame(
        [
            {
                "编号": r.row.indicator.code,
                "指标": r.row.indicator.name,
                "计划": amount(r.row.planned, r.row.indicator.unit),
                "实际": amount(r.actual.value, r.row.indicator.unit),
                "评定": mark_of(r.assessment.light),
                "读法": r.read_as,
                "上次报送": amount(r.last, r.row.indicator.unit) if r.last is not None else "",
            }
            for r in rows
        ]
    )


def changes(rows: Iterable[ChangeSeen]) -> pd.DataFrame:
    """What differs from the unit's last return of the period, value by value."""
    return pd.DataFrame([{"编号": c.code, "内容": c.what, "上次": c.was, "这次": c.now} for c in rows])


def trail(rows: Iterable[Mapping[str, object]], unit: str) -> pd.DataFrame:
    """Every value reported for an indicator, down to the cell it was typed in."""
    return pd.DataFrame(
        [
            {
                "期": Period.parse(r["period"]).short_name,
                "实际": amount(r["value"], unit),
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


def history(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Every return filed, newest first."""
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


def words_written(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """What the units wrote of an item, period by period."""
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
    """Indicators with their planned value at each period, as text with its unit."""
    return pd.DataFrame(
        [
            {"编号": i.code, "指标": i.name, "口径": BASIS_NAME[i.basis], "方向": DIRECTION_NAME[i.direction]}
            | {Period.parse(p).short_name: amount(i.planned.get(p)) for p in periods}
            | {"年度目标": amount(i.annual), "单位": i.unit}
            for i in rows
        ]
    )


def deadlines(limits: Mapping[str, tuple[date, bool]]) -> pd.DataFrame:
    """Each period's last day to file, and what the day rests on."""
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


def items_with_lights(plan: Plan, year: Mapping[str, StandingSeen], codes: Sequence[str]) -> pd.DataFrame:
    """Items with their light at each period, the lead unit and leaders, and the sentence of the latest period filed."""
    names: dict[tuple[str, bool, Responsibility], list[str]] = defaultdict(list)
    for r in plan.responsible:
        names[r.item, r.kind, r.role].append(r.name)
    last = next((s for s in reversed(list(year.values())) if s.filed), next(iter(year.values())))
    by_code = {i.code: i for i in plan.items}
    return pd.DataFrame(
        [
            {"编号": c, "事项": by_code[c].title}
            | {Period.parse(p).short_name: mark_of(s.items[c].assessment.light) for p, s in year.items()}
            | {
                "牵头单位": "、".join(names[c, "unit", Responsibility.LEAD]),
                "分管区长": "、".join(
                    names[c, "leader", Responsibility.LEAD] + names[c, "leader", Responsibility.SUPPORT]
                ),
                "说明": last.items[c].assessment.reason,
            }
            for c in codes
        ]
    )


def leaders(rows: Iterable[Any]) -> pd.DataFrame:
    """The deputy mayors side by side: items, items led, lights as text, returns on time."""
    return pd.DataFrame(
        [
            {"分管区长": r.name, "事项": r.items, "其中牵头": r.led}
            | {mark_of(light): r.counts[light] for light in DISPLAY_ORDER if light not in (Light.NONE,)}
            | {"按时报送": f"{r.on_time}/{r.submissions}"}
            for r in rows
        ]
    )


def indicator_standings(rows: Iterable[Any]) -> pd.DataFrame:
    """Indicators at a period: planned, actual, light and the sentence that says why."""
    return pd.DataFrame(
        [
            {
                "编号": s.indicator.code,
                "指标": s.indicator.name,
                "评定": mark_of(s.assessment.light),
                "计划": amount(s.planned, s.indicator.unit),
                "实际": amount(s.actual, s.indicator.unit),
                "说明": s.assessment.reason,
            }
            for s in rows
        ]
    )


def packs(rows: Iterable[Any]) -> pd.DataFrame:
    """Rule packs: name, version, source."""
    return pd.DataFrame([{"规则包": p.name, "版本": p.version, "出处": p.source} for p in rows])
