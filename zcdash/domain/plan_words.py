"""Words that readers of a plan expect, by its kind and by the rhythm of its periods."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.submission import Step
from zcdash.domain.terms import PlanKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWords:
    """Words of one kind of plan."""

    item: str
    """Name of one row of the document: 事项, 措施, 任务."""
    task: str
    """Name of a row in running text: 任务, 措施."""
    leader: str
    targets: str
    """Name of all that the plan promises: 年度目标, 措施清单 …"""
    evaluation: str
    """Name of the evaluation at the end: 年终考核, 年度评估, 阶段验收."""
    whole: str
    """The span of the plan as a whole: 全年, 全程."""


_WORDS = {
    PlanKind.ANNUAL: PlanWords(
        item="事项", task="任务", leader="分管区长", targets="年度目标", evaluation="年终考核", whole="全年"
    ),
    PlanKind.MEASURES: PlanWords(
        item="措施", task="措施", leader="责任领导", targets="措施清单", evaluation="年度评估", whole="全程"
    ),
    PlanKind.MULTI_YEAR: PlanWords(
        item="任务", task="任务", leader="责任领导", targets="规划目标", evaluation="年度评估", whole="规划期"
    ),
    PlanKind.PROGRAMME: PlanWords(
        item="任务", task="任务", leader="责任领导", targets="工作安排", evaluation="阶段验收", whole="全程"
    ),
}
LEADER_OF_ANY_PLAN = "分管领导"
"""Name of a leader where plans of several kinds stand together: of a yearly table a 分管区长, of the others a 责任领导."""
_RHYTHM = {1: "月度", 3: "季度", 6: "半年", 12: "年度"}
"""Months of a period → name of the rhythm."""
_SPAN = "阶段"
_YEARLY = "年度"
_COUNTED = ("时段", "期")
"""Endings of names that say already that they are a span: 第一时段, 二期."""


def words(plan: Plan) -> PlanWords:
    """Return the words of a plan's kind."""
    return _WORDS[plan.kind]


def period_names(plan: Plan) -> dict[str, str]:
    """Return period → its name among the periods of its plan: 一季度, with the year where two have the same short name."""
    periods = {text: Period.parse(text) for text in plan.periods}
    short = Counter(p.short_name for p in periods.values())
    return {text: p.name if short[p.short_name] > 1 else p.short_name for text, p in periods.items()}


def rhythm_name(plan: Plan) -> str:
    """Return the name of the rhythm that a plan is reported in: 季度, 月度, 年度, 阶段 where its periods differ."""
    names = {_rhythm(Period.parse(p)) for p in plan.periods}
    return names.pop() if len(names) == 1 else _SPAN


def signed_by(plan: Plan) -> str:
    """Return who signs a return before it goes to the supervision office: 主要负责人、分管区长; nothing where nobody does."""
    names = {Step.UNIT_HEAD: "主要负责人", Step.DEPUTY: words(plan).leader}
    return "、".join(names[step] for step in plan.signing if step in names)


def demand(plan: Plan, text: str) -> str:
    """Return a demand of the rules of notices, written for the yearly table, with the signers and the leader of a plan."""
    if Step.DEPUTY not in plan.signing:
        text = text.replace("、分管区长审签", "审签").replace("经分管区长审签后送", "送")
    if Step.UNIT_HEAD not in plan.signing:
        text = text.replace("经单位主要负责人审签后送", "送").replace("单位主要负责人、", "")
    return text.replace("分管区长", words(plan).leader if plan.leaders else plan.report_to)


def years(plan: Plan) -> str:
    """Return the years of a plan for a file name: 2017, 2019-2025."""
    first, last = plan.starts.year, plan.ends.year
    return str(first) if first == last else f"{first}-{last}"


def return_name(plan: Plan) -> str:
    """Return the name of a unit's return: 季度报送, 月度进展, 阶段进展."""
    return f"{rhythm_name(plan)}{'报送' if plan.kind is PlanKind.ANNUAL else '进展'}"


def stage_name(period: Period) -> str:
    """Return the name of a period in a title, without its days: 2017年二季度, 启动部署阶段."""
    if not period.title:
        return period.name
    return period.title if _SPAN in period.title or period.title.endswith(_COUNTED) else f"{period.title}{_SPAN}"


def short_stage_name(period: Period, beside: Period) -> str:
    """Return the name of a period beside another one: without the year where both end in the same one."""
    if period.title:
        return stage_name(period)
    return period.short_name if period.ends.year == beside.ends.year else period.name


def period_label(plan: Plan, period: Period) -> str:
    """Return the name of a period in a table of its plan: 二季度; with the year where the plan has several."""
    several = plan.starts.year != plan.ends.year
    return stage_name(period) if period.title or several else period.short_name


def result_name(plan: Plan, period: Period) -> str:
    """Return what a paper on a period tells of: 完成情况, 进展情况 of a month, 验收情况 of a phase, 度评估情况 after 2020年."""
    if plan.kind is PlanKind.ANNUAL:
        return "完成情况"
    return {_SPAN: "验收情况", _YEARLY: "度评估情况"}.get(_rhythm(period), "进展情况")


def _rhythm(period: Period) -> str:
    if "/" in period.text or period.starts == period.ends:
        return _SPAN
    if "W" in period.text:
        return "每周"
    return _RHYTHM[period.ends.month - period.starts.month + 1]


def page_titles(plan: Plan) -> dict[str, str]:
    """Return page → its title in the menu, of the pages that are called after what the plan calls things."""
    own = words(plan)
    return {"leader": own.leader, "promise": own.targets, "submit": return_name(plan), "score": own.evaluation}
