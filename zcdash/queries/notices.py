"""督办单: which are due by the rules, which were issued, and where each of them stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from zcdash import store
from zcdash.auth.permissions import Account, Permission
from zcdash.config import RULES
from zcdash.domain.model import Light, Plan, Responsibility
from zcdash.domain.period import Period
from zcdash.errors import NotFound
from zcdash.queries.clock import to_local_time, today
from zcdash.queries.plans import period_of, reporting_unit_by_item
from zcdash.queries.standing import year
from zcdash.queries.submissions import Filing, filings
from zcdash.rules.approval import Stage
from zcdash.rules.notice_rules import Late, NoticeRules, NoticeStep, parse_notice
from zcdash.rules.notices import IssuedNotice, Kind, Subject, due_on, proposed, raised
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import Row


class NoticeState(StrEnum):
    """Where a notice stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    REPLIED = "replied"
    RAISED = "raised"
    ENDED = "ended"


NOTICE_STATE_NAME = {
    NoticeState.OPEN: "待回复",
    NoticeState.OVERDUE: "逾期未回复",
    NoticeState.REPLIED: "已回复，待销号",
    NoticeState.RAISED: "已升档",
    NoticeState.ENDED: "已销号",
}
_OVER = (NoticeState.RAISED, NoticeState.ENDED)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a unit answered: why, what next, and by when it promises to have it done."""

    cause: str
    next_step: str
    promised: date
    name: str
    replied_on: date


@dataclass(frozen=True, slots=True)
class End:
    """销号: how a notice ended, by whom."""

    note: str
    name: str
    ended_on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """A notice that the rules say is due, with a text to start from. `leaders` are the deputy mayors concerned."""

    plan: str
    period: str
    kind: Kind
    code: str
    title: str
    unit: str
    leaders: tuple[str, ...]
    step: NoticeStep
    reason: str
    text: str
    due: date

    @property
    def about(self) -> str:
        """The item by code and title, or the return."""
        return f"{self.code} {self.title}" if self.kind is Kind.ITEM else self.title


@dataclass(frozen=True, slots=True)
class Notice(Proposal):
    """督办单, issued. `days_left` runs to the day of the reply, then to the day promised."""

    number: int
    rules: str
    issued_by: str
    issued_at: datetime
    issued_on: date
    replies: tuple[Reply, ...]
    end: End | None
    state: NoticeState
    days_left: int
    near: bool
    """Whether few enough days are left, or none, to be warned of."""
    raised_to: int | None = None
    """The graver notice that took its place."""

    @property
    def is_open(self) -> bool:
        """Whether somebody still has something to do."""
        return self.state not in _OVER


@lru_cache
def notice_rules(name: str = "default") -> NoticeRules:
    """The rules of notices. Raises PackInvalid where the file is wrong."""
    return parse_notice((RULES / f"notice-{name}.toml").read_text(encoding="utf-8"))


def notices(ledger: Ledger, plan_id: str, account: Account | None = None) -> list[Notice]:
    """The notices of a plan that a person may read, or all: the open ones first, by the days left, then the newest."""
    plan, day, rules = store.plans.load_plan(ledger, plan_id)[0], today(ledger), notice_rules()
    replies: dict[int, list[Reply]] = defaultdict(list)
    for r in ledger.query("notice_reply", plan=plan_id):
        replies[r["notice"]].append(Reply(r["cause"], r["next_step"], r["promised"], r["name"], r["replied_on"]))
    rows = ledger.query("notice", plan=plan_id)
    graver = raised(_given(ledger, plan_id))
    titles = {i.code: i.title for i in plan.items}
    found = [_notice(r, tuple(replies[r["notice"]]), graver.get(r["notice"]), titles, day, rules) for r in rows]
    mine = [n for n in found if account is None or account.may(Permission.READ_NOTICE, n.unit)]
    return sorted(mine, key=lambda n: (not n.is_open, n.days_left if n.is_open else 0, -n.number))


def notice(ledger: Ledger, plan_id: str, number: int) -> Notice:
    """One notice. Raises Unknown."""
    found = next((n for n in notices(ledger, plan_id) if n.number == number), None)
    if found is None:
        raise NotFound(f"没有第 {number} 号督办单。", "请刷新后再看。")
    return found


def _notice(
    row: Row, replies: tuple[Reply, ...], graver: int | None, titles: dict[str, str], day: date, rules: NoticeRules
) -> Notice:
    end = End(row["end_note"], row["ended_by"], row["ended_on"]) if row["ended_on"] else None
    left = ((replies[-1].promised if replies else row["due"]) - day).days
    if end or graver:
        state = NoticeState.ENDED if end else NoticeState.RAISED
    else:
        state = NoticeState.REPLIED if replies else NoticeState.OPEN if left >= 0 else NoticeState.OVERDUE
    kind = Kind(row["kind"])
    title = titles.get(row["code"], "") if kind is Kind.ITEM else return_title(Period.parse(row["period"]))
    leaders = tuple(filter(None, row["leader"].split("、")))
    return Notice(
        row["plan"],
        row["period"],
        kind,
        row["code"],
        title,
        row["unit"],
        leaders,
        NoticeStep(row["step"]),
        row["reason"],
        row["text"],
        row["due"],
        row["notice"],
        row["rules"],
        row["issued_by"],
        to_local_time(row["issued_at"]),
        row["issued_on"],
        replies,
        end,
        state,
        left,
        state not in _OVER and left <= rules.near_days,
        graver,
    )


def return_title(period: Period) -> str:
    """What the return of a period is called."""
    return f"{period.name}实际数报送"


def _given(ledger: Ledger, plan_id: str) -> list[IssuedNotice]:
    answered = {r["notice"] for r in ledger.query("notice_reply", plan=plan_id)}
    return [
        IssuedNotice(
            number=r["notice"],
            kind=Kind(r["kind"]),
            code=r["code"],
            unit=r["unit"],
            period=r["period"],
            step=NoticeStep(r["step"]),
            due=r["due"],
            answered=r["notice"] in answered,
            ended=r["ended_on"] is not None,
        )
        for r in ledger.query("notice", plan=plan_id)
    ]


def proposals(ledger: Ledger, plan_id: str, period: str) -> list[Proposal]:
    """The notices that are due for a period, the gravest first, in the official view. Raises Unknown."""
    plan, day, rules = store.plans.load_plan(ledger, plan_id)[0], today(ledger), notice_rules()
    at = period_of(plan, period)
    periods = [Period.parse(p) for p in plan.periods if Period.parse(p) <= at]
    subjects = [*_items(ledger, plan, periods), *_returns(ledger, plan, periods, rules)]
    led = _leaders(plan)
    titles = {i.code: i.title for i in plan.items}
    found = []
    for p in proposed(rules, subjects, _given(ledger, plan_id), day):
        s = p.subject
        title = titles[s.code] if s.kind is Kind.ITEM else return_title(at)
        leaders = led[s.code if s.kind is Kind.ITEM else s.unit]
        due = due_on(rules, p.step, day)
        found.append(
            Proposal(
                plan_id,
                period,
                s.kind,
                s.code,
                title,
                s.unit,
                leaders,
                p.step,
                p.reason,
                _draft(rules, s, title, p.step, p.reason, due),
                due,
            )
        )
    return found


def _items(ledger: Ledger, plan: Plan, periods: list[Period]) -> Iterator[Subject]:
    """Every item whose own figures are in; one that waits for its return is the return's matter."""
    standings, reporter = year(ledger, plan.id), reporting_unit_by_item(plan)
    for item in plan.items:
        history = tuple((p, standings[p.text].items[item.code].assessment.light) for p in periods)
        if history[-1][1] is not Light.MISSING:
            sentence = standings[periods[-1].text].items[item.code].assessment.reason
            yield Subject(kind=Kind.ITEM, code=item.code, unit=reporter[item.code], history=history, sentence=sentence)


def _returns(ledger: Ledger, plan: Plan, periods: list[Period], rules: NoticeRules) -> Iterator[Subject]:
    """Every unit that is asked for a return in the last of the periods."""
    day = today(ledger)
    by_unit = {p: {f.unit: f for f in filings(ledger, plan.id, p.text)} for p in periods}

    def light(period: Period, unit: str) -> Light:
        filing = by_unit[period].get(unit)
        if filing is None:
            return Light.NONE
        return Light.MISSING if late_at(filing, day) in rules.late_return else Light.ON_TRACK

    for unit, filing in by_unit[periods[-1]].items():
        why = filing.course.returned if filing.course else None
        back = f"，退回意见：{why.note}" if why else ""
        sentence = f"应于{filing.deadline.month}月{filing.deadline.day}日前送达，{filing.word}{back}"
        history = tuple((p, light(p, unit)) for p in periods)
        yield Subject(kind=Kind.RETURN, code="", unit=unit, history=history, sentence=sentence)


def late_at(filing: Filing, day: date) -> Late | None:
    """Where, in the unit's own hands, a return has stopped that is past its deadline; None where it has not."""
    if day <= filing.deadline:
        return None
    if filing.course is None:
        return Late.UNSENT
    if filing.course.stage is Stage.RETURNED:
        return Late.RETURNED
    return Late.UNSIGNED if filing.course.stage is Stage.HEAD and not filing.done else None


def _leaders(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Item or reporting unit → the deputy mayors who lead it, in the plan's order."""
    lead = {r.item: r.name for r in plan.responsible if r.kind == "leader" and r.role is Responsibility.LEAD}
    asked = [
        *reporting_unit_by_item(plan).items(),
        *((x.item, x.reporting_unit) for x in (*plan.indicators, *plan.commitments) if x.reporting_unit),
    ]
    found: dict[str, set[str]] = defaultdict(set)
    for item, unit in asked:
        found[item].add(lead.get(item, ""))
        found[unit].add(lead.get(item, ""))
    return {key: tuple(x.name for x in plan.leaders if x.name in names) for key, names in found.items()}


def _draft(rules: NoticeRules, subject: Subject, title: str, step: NoticeStep, reason: str, due: date) -> str:
    """The text to start from."""
    item, rule, day = subject.kind is Kind.ITEM, rules.steps[step], f"{due.year}年{due.month}月{due.day}日"
    about = f"你单位牵头的“{subject.code} {title}”" if item else f"你单位的{title}"
    asked = "回复未完成的原因、下步措施和完成时限" if item else "补报并回复"
    return "\n".join(
        (f"{about}，{reason.rstrip('。')}。", rule.demand if item else rule.return_demand, f"请于{day}前{asked}。")
    )
