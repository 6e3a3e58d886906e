"""Tables of approval, periods, absences, corrections of the plan, and the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from zcdash.domain.period import Period
from zcdash.domain.plan_words import stage_name
from zcdash.domain.submission import Decision, SignOff, Step
from zcdash.rendering.formatting import day
from zcdash.rendering.protocols.regime import Breakdown, Correction, Filing, PeriodState, SubmissionStatus

_STEP_NAME = {Step.UNIT_HEAD: "主要负责人", Step.DEPUTY: "分管区长", Step.OFFICE: "督查室"}


Row = Mapping[str, Any]


def _signers(given: Sequence[SignOff], step: Step) -> str:
    """Return the names and days of a step's sign-offs; a substitute is named as such."""
    signers = []
    for s in given:
        if s.step is step:
            name = f"{s.name}（代{s.leader}签）" if s.substitute else s.name
            what = "退回" if s.decision is Decision.RETURNED else ""
            signers.append(f"{name}{what} {day(s.signed_on)}" if s.signed_on else name)
    return "、".join(signers)


def filed(period: Period, filing: Filing, unit: str) -> str:
    """Return a filing in words, with the day it was sent: 三季度：按时（10月8日报送）; under a former `unit`, with its name."""
    former = f"（{filing.unit}）" if filing.unit != unit else ""
    return f"{period.short_name}{former}：{filing.word}" + (f"（{filing.dates}）" if filing.dates else "")


def submission_statuses(rows: Iterable[SubmissionStatus], of_plans: bool = False) -> pd.DataFrame:
    """Return submissions in approval with the sign-offs of each step; `of_plans`: a period is named with its year."""
    return pd.DataFrame(
        [
            {
                "编号": r.number,
                "期": stage_name(Period.parse(r.period)) if of_plans else Period.parse(r.period).short_name,
                "单位": r.unit,
                "进程": r.course.word,
                "填报人": r.filed_by,
                "报送": f"{r.filed_at:%Y-%m-%d %H:%M}",
            }
            | {word: _signers(r.given, step) for step, word in _STEP_NAME.items()}
            | {"退回意见": r.course.returned.note if r.course.returned else ""}
            for r in rows
        ]
    )


def statuses_of_plans(rows: Mapping[str, Sequence[SubmissionStatus]]) -> pd.DataFrame:
    """Return submissions in approval by plan: title → its submissions; the first column names the plan, but for one without."""
    tables = {title: submission_statuses(of_plan, bool(title)) for title, of_plan in rows.items() if of_plan}
    for title, table in tables.items():
        if title:
            table.insert(0, "计划", title)
    return pd.concat(tables.values(), ignore_index=True) if tables else pd.DataFrame()


def signatures(given: Iterable[SignOff]) -> pd.DataFrame:
    """Return the sign-offs of one submission, in order."""
    return pd.DataFrame(
        [
            {
                "环节": _STEP_NAME[s.step],
                "签批人": f"{s.name}（代{s.leader}签）" if s.substitute else s.name,
                "结果": "退回" if s.decision is Decision.RETURNED else "同意",
                "时间": f"{s.signed_at:%Y-%m-%d %H:%M}",
                "意见": s.note,
                "涉及": "、".join(s.codes),
            }
            for s in given
        ]
    )


def periods(rows: Iterable[PeriodState]) -> pd.DataFrame:
    """Return periods with deadline, lock and state."""
    return pd.DataFrame(
        [
            {
                "期": r.period.name,
                "报送截止": day(r.deadline),
                "依据": "法定节假日历" if r.official else "仅按周末（该年没有官方日历）",
                "锁定日": day(r.locks_on) if r.locks_on else "未设",
                "状态": r.word,
            }
            for r in rows
        ]
    )


def closes(rows: Iterable[Row]) -> pd.DataFrame:
    """Return closes with their reopenings."""
    return pd.DataFrame(
        [
            {
                "期": Period.parse(r["period"]).short_name,
                "第几次": r["revision"],
                "关账日": day(r["as_of"]),
                "经办": r["name"],
                "计划版本": r["version"],
                "规则包": r["pack"],
                "说明": r["reason"],
                "重开": r["reopen_reason"] or "",
                "重开经办": r["reopened_by"] or "",
            }
            for r in rows
        ]
    )


def concessions(rows: Iterable[Row]) -> pd.DataFrame:
    """Return extensions and exceptions granted to units."""
    words = {"extension": "延期", "exception": "锁定例外"}
    return pd.DataFrame(
        [
            {
                "期": Period.parse(r["period"]).short_name,
                "单位": r["unit"],
                "类别": words[r["kind"]],
                "至": day(r["until"]),
                "理由": r["reason"],
                "批准": r["name"],
            }
            for r in rows
        ]
    )


def absences(rows: Iterable[Row], today: date) -> pd.DataFrame:
    """Return absences of leaders with their substitutes; `today` decides which is current."""
    return pd.DataFrame(
        [
            {
                "分管区长": r["leader"],
                "补位": r["substitute"],
                "自": day(r["starts"]),
                "至": day(r["ends"]),
                "事由": r["reason"],
                "现在": "外出中" if r["starts"] <= today <= r["ends"] else "已返回" if r["ends"] < today else "未开始",
            }
            for r in rows
        ]
    )


def corrections(rows: Iterable[Correction], kinds: Mapping[str, str], plans: Mapping[str, str]) -> pd.DataFrame:
    """Return earlier requests to correct a plan with their decisions; the mappings name their kinds and plans."""
    decided = {None: "没有决定", True: "已同意", False: "未同意"}
    return pd.DataFrame(
        [
            {
                "编号": r.number,
                "计划": plans.get(r.plan, r.plan),
                "更正": kinds[r.kind],
                "对象": r.code,
                "期": Period.parse(r.period).short_name if r.period else "",
                "原来": r.was,
                "更正为": r.wanted,
                "理由": r.reason,
                "申请": f"{r.name} {r.asked_at:%Y-%m-%d}",
                "结果": decided[r.approved],
                "决定": f"{r.decided_by}：{r.note}" if r.decided_by else "",
                "新版本": f"第 {r.version} 版" if r.version else "",
            }
            for r in rows
        ]
    )


def breakdowns(rows: Iterable[Breakdown]) -> pd.DataFrame:
    """Return commitments with the due date and the person in charge that the unit set."""
    return pd.DataFrame(
        [
            {
                "编号": r.commitment.code,
                "项目": r.commitment.project,
                "节点": r.commitment.text,
                "计划时限": r.commitment.due,
                "时限": r.due,
                "责任人": r.person,
            }
            for r in rows
        ],
        columns=["编号", "项目", "节点", "计划时限", "时限", "责任人"],
    )


def acts(rows: Iterable[Row]) -> pd.DataFrame:
    """Return entries of the audit log in the order given."""
    return pd.DataFrame(
        [
            {
                "序": r["entry"],
                "时间": f"{r['acted_at']:%Y-%m-%d %H:%M:%S}",
                "何人": r["name"],
                "角色": r["role"],
                "何处": r["origin"],
                "何事": r["what"],
                "期": r["period"],
                "单位": r["unit"],
                "对象": r["subject"],
                "原来": r["before"],
                "后来": r["after"],
                "指纹": r["hash"][:12],
            }
            for r in rows
        ],
        columns=["序", "时间", "何人", "角色", "何处", "何事", "期", "单位", "对象", "原来", "后来", "指纹"],
    )


def closed_beside_now(rows: Iterable[tuple[str, str, str, str, str]]) -> pd.DataFrame:
    """Return items whose published light differs from the current one: (code, title, then, now, reason)."""
    return pd.DataFrame(rows, columns=["编号", "事项", "当时口径", "最新口径", "说明"])
