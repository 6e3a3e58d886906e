"""Proposals of notices: which items and submissions need one by the rules, with a draft text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from zcdash import store
from zcdash.domain import plan_words
from zcdash.domain.document import inner_quotes
from zcdash.domain.model import Item
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.terms import SHORT, Light
from zcdash.domain.units_over_time import former_names
from zcdash.queries.clock import today
from zcdash.queries.item_standing import ItemStanding
from zcdash.queries.notices import Proposal, issued_notices, notice_rules, submission_title
from zcdash.queries.plans import period_of
from zcdash.queries.standing import year
from zcdash.queries.submissions import Filing, filings
from zcdash.rules.approval import Stage
from zcdash.rules.notice_rules import Late, NoticeRules
from zcdash.rules.notices import Kind, Proposed, Subject, due_on, proposed
from zcdash.store.ledger import Ledger


def proposals(ledger: Ledger, plan_id: str, period: str) -> list[Proposal]:
    """Return the notices due for a period in the official view, the gravest first. Raises NotFound."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    day = today(ledger, plan_id)
    rules = notice_rules()
    at = period_of(plan, period)
    periods = [Period.parse(p) for p in plan.periods if Period.parse(p) <= at]
    subjects = [*_items(ledger, plan, periods), *_submissions(ledger, plan, periods, rules)]
    leaders = _lead_leaders(plan)
    return [
        _proposal(plan, at, step, leaders, day)
        for step in proposed(rules, subjects, issued_notices(ledger, plan_id), day)
    ]


def _proposal(
    plan: Plan, period: Period, proposed: Proposed, leaders: dict[str, tuple[str, ...]], day: date
) -> Proposal:
    rules = notice_rules()
    subject = proposed.subject
    is_item = subject.kind is Kind.ITEM
    title = plan.item_titles[subject.code] if is_item else submission_title(period)
    due = due_on(rules, proposed.step, day)
    return Proposal(
        plan=plan.id,
        period=period.text,
        kind=subject.kind,
        code=subject.code,
        title=title,
        unit=subject.unit,
        leaders=leaders.get(subject.code if is_item else subject.unit, ()),
        step=proposed.step,
        reason=proposed.reason,
        text=_draft(plan, rules, proposed, title, due),
        due=due,
    )


def _items(ledger: Ledger, plan: Plan, periods: list[Period]) -> Iterator[Subject]:
    """Yield every item that is not missing at the last period; a missing one is covered by its unit's submission."""
    standings = year(ledger, plan.id)
    for item in plan.items:
        history = tuple((p, standings[p.text].items[item.code].assessment.light) for p in periods)
        last = standings[periods[-1].text].items[item.code]
        for unit in _answering(plan, item, last) if history[-1][1] is not Light.MISSING else ():
            sentence = last.assessment.reason
            yield Subject(kind=Kind.ITEM, code=item.code, unit=unit, history=history, sentence=sentence)


def _answering(plan: Plan, item: Item, standing: ItemStanding) -> list[str]:
    """Return the units that answer for an item: its lead unit; of several leads, the one whose parts make it short.

    Where a group leads it, or nobody, every unit answers that reports a part which is short.
    """
    units = [unit for unit in plan.leads_of(item.code, "unit") if unit not in plan.group_names]
    if units:
        return [standing.assessment.cause.unit if standing.assessment.cause.unit in units else units[0]]
    parts = [(plan.reporting_unit(s.indicator), s.assessment.light) for s in standing.indicators]
    parts += [(plan.reporting_unit(s.commitment), s.assessment.light) for s in standing.commitments]
    return list(dict.fromkeys(unit for unit, light in parts if light in SHORT)) or [*plan.writing_units(item.code)[:1]]


def _submissions(ledger: Ledger, plan: Plan, periods: list[Period], rules: NoticeRules) -> Iterator[Subject]:
    """Yield the submission of every unit that must file for the last period."""
    day = today(ledger, plan.id)
    by_unit = {p: {f.unit: f for f in filings(ledger, plan.id, p.text)} for p in periods}

    names = {unit: (unit, *former_names(plan, unit)) for unit in by_unit[periods[-1]]}

    def light(period: Period, unit: str) -> Light:
        filing = next((by_unit[period][name] for name in names[unit] if name in by_unit[period]), None)
        if filing is None:
            return Light.NONE
        return Light.MISSING if late_at(filing, day) in rules.late_return else Light.ON_TRACK

    for unit, filing in by_unit[periods[-1]].items():
        returned = filing.course.returned if filing.course else None
        note = f"，退回意见：{returned.note}" if returned else ""
        sentence = f"应于{filing.deadline.month}月{filing.deadline.day}日前送达，{filing.word}{note}"
        history = tuple((p, light(p, unit)) for p in periods)
        yield Subject(kind=Kind.RETURN, code="", unit=unit, history=history, sentence=sentence)


def late_at(filing: Filing, day: date) -> Late | None:
    """Return the step within the unit at which an overdue submission has stopped; None if it has not."""
    if day <= filing.deadline:
        return None
    if filing.course is None:
        return Late.UNSENT
    if filing.course.stage is Stage.RETURNED:
        return Late.RETURNED
    return Late.UNSIGNED if filing.course.stage is Stage.HEAD and not filing.done else None


def _lead_leaders(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Return item or reporting unit → the leaders who lead it, in the plan's order."""
    reported = [(i.code, unit) for i in plan.items for unit in plan.writing_units(i.code)]
    reported += [(i.item, i.reporting_unit) for i in plan.indicators if i.reporting_unit]
    reported += [(c.item, c.reporting_unit) for c in plan.commitments if c.reporting_unit]
    reported += [(code, name) for code, unit in [*reported] for name in former_names(plan, unit)]
    leads: dict[str, set[str]] = defaultdict(set)
    for item, unit in reported:
        leads[item] |= {*plan.leads_of(item, "leader")}
        leads[unit] |= leads[item]
    return {key: tuple(x.name for x in plan.leaders if x.name in names) for key, names in leads.items()}


def _draft(plan: Plan, rules: NoticeRules, proposed: Proposed, title: str, due: date) -> str:
    """Return the draft text of a notice."""
    rule = rules.steps[proposed.step]
    if proposed.subject.kind is Kind.ITEM:
        about = f"你单位牵头的“{proposed.subject.code} {inner_quotes(title)}”"
        demand = rule.demand
        reply = "回复未完成的原因、下步措施和完成时限"
    else:
        about = f"你单位的{title}"
        demand = rule.return_demand
        reply = "补报并回复"
    reason = proposed.reason.rstrip("。")
    return (
        f"{about}，{reason}。\n{plan_words.demand(plan, demand)}\n请于{due.year}年{due.month}月{due.day}日前{reply}。"
    )
