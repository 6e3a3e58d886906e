"""Words that readers of a plan expect, by its kind and by the rhythm of its periods."""

from __future__ import annotations

from dataclasses import dataclass

from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import Step
from zcdash.domain.terms import PlanKind


@dataclass(frozen=True, slots=True)
class PlanWords:
    """Words of one kind of plan."""

    item: str
    """What one row of the document is called: 事项, 措施, 任务."""
    leader: str
    targets: str
    """What the plan as a whole promises: 年度目标, 措施清单 …"""
    evaluation: str
    """What is made of the results at the end: 年终考核, 年度评估, 阶段验收."""


_WORDS = {
    PlanKind.ANNUAL: PlanWords("事项", "分管区长", "年度目标", "年终考核"),
    PlanKind.MEASURES: PlanWords("措施", "责任领导", "措施清单", "年度评估"),
    PlanKind.MULTI_YEAR: PlanWords("任务", "责任领导", "规划目标", "年度评估"),
    PlanKind.PROGRAMME: PlanWords("任务", "责任领导", "工作安排", "阶段验收"),
}
_RHYTHM = {1: "月度", 3: "季度", 6: "半年", 12: "年度"}
"""Months of a period → name of the rhythm."""
_SPAN = "阶段"


def words(plan: Plan) -> PlanWords:
    """Return the words of a plan's kind."""
    return _WORDS[plan.kind]


def rhythm_name(plan: Plan) -> str:
    """Return the name of the rhythm that a plan is reported in: 季度, 月度, 年度, 阶段 where its periods differ."""
    names = {_rhythm(Period.parse(p)) for p in plan.periods}
    return names.pop() if len(names) == 1 else _SPAN


def signed_by(plan: Plan) -> str:
    """Return who signs a return before it goes to the supervision office: 主要负责人、分管区长; nothing where nobody does."""
    names = {Step.UNIT_HEAD: "主要负责人", Step.DEPUTY: words(plan).leader}
    return "、".join(names[step] for step in plan.signing if step in names)


def return_name(plan: Plan) -> str:
    """Return the name of a unit's return: 季度报送, 月度进展, 阶段进展."""
    return f"{rhythm_name(plan)}{'报送' if plan.kind is PlanKind.ANNUAL else '进展'}"


def _rhythm(period: Period) -> str:
    if "/" in period.text or period.starts == period.ends:
        return _SPAN
    if "W" in period.text:
        return "每周"
    return _RHYTHM[period.ends.month - period.starts.month + 1]
