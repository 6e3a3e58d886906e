"""督办单: the notices issued with their state, and the notices that the rules propose."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from zcdash import store
from zcdash.auth.permissions import Account, Permission
from zcdash.config import RULES
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.units_over_time import reporting_units
from zcdash.errors import NotFound
from zcdash.queries.clock import to_local_time, today
from zcdash.rules.notice_rules import NoticeRules, NoticeStep, parse_notice
from zcdash.rules.notices import IssuedNotice, Kind, raised
from zcdash.store.ledger import Ledger
from zcdash.store.notices import NoticeRow, ReplyRow


class NoticeState(StrEnum):
    """State of a notice."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Reply of a unit to a notice: cause, next step, and the day by which it promises to be done."""

    cause: str
    next_step: str
    promised: date
    name: str
    replied_on: date


@dataclass(frozen=True, slots=True)
class End:
    """销号: the end of a notice."""

    note: str
    name: str
    ended_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Notice that the rules propose, with a draft text. `leaders`: the lead leaders concerned."""

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
        """Code and title of the item, or the title of the submission."""
        return f"{self.code} {self.title}" if self.kind is Kind.ITEM else self.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Proposal):
    """督办单, issued. `days_left` counts to the day of the reply, then to the promised day."""

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
    """True if `days_left` is small enough for a warning."""
    raised_to: int | None = None
    """Number of the graver notice that replaced it."""

    @property
    def is_open(self) -> bool:
        """True until it has ended or was replaced."""
        return self.state not in _OVER


@lru_cache
def notice_rules(name: str = "default") -> NoticeRules:
    """Return the rules of notices. Raises PackInvalid."""
    return parse_notice((RULES / f"notice-{name}.toml").read_text(encoding="utf-8"))


def notices(ledger: Ledger, plan_id: str, account: Account | None = None) -> list[Notice]:
    """Return a plan's notices that an account may read, or all: the open ones first by days left, then the newest."""
    plan = store.plans.load_plan(ledger, plan_id)[0]
    day = today(ledger, plan_id)
    replies: dict[int, list[Reply]] = defaultdict(list)
    for r in store.notices.replies(ledger, plan_id):
        replies[r["notice"]].append(_reply(r))
    raised_to = raised(issued_notices(ledger, plan_id))
    rows = store.notices.notices(ledger, plan_id)
    every = [_notice(r, tuple(replies[r["notice"]]), raised_to.get(r["notice"]), plan, day) for r in rows]
    readable = [n for n in every if account is None or account.may(Permission.READ_NOTICE, n.unit)]
    return sorted(readable, key=lambda n: (not n.is_open, n.days_left if n.is_open else 0, -n.number))


def _reply(row: ReplyRow) -> Reply:
    return Reply(
        cause=row["cause"],
        next_step=row["next_step"],
        promised=row["promised"],
        name=row["name"],
        replied_on=row["replied_on"],
    )


def notice(ledger: Ledger, plan_id: str, number: int) -> Notice:
    """Return one notice. Raises NotFound."""
    for notice in notices(ledger, plan_id):
        if notice.number == number:
            return notice
    raise NotFound(f"没有第 {number} 号督办单。", "请刷新后再看。")


def _notice(row: NoticeRow, replies: tuple[Reply, ...], raised_to: int | None, plan: Plan, day: date) -> Notice:
    end = End(row["end_note"] or "", row["ended_by"] or "", row["ended_on"]) if row["ended_on"] else None
    days_left = ((replies[-1].promised if replies else row["due"]) - day).days
    state = _state(end, raised_to, bool(replies), days_left)
    kind = Kind(row["kind"])
    period = Period.parse(row["period"])
    return Notice(
        plan=row["plan"],
        period=row["period"],
        kind=kind,
        code=row["code"],
        title=plan.item_titles.get(row["code"], "") if kind is Kind.ITEM else submission_title(period),
        unit=row["unit"],
        leaders=_leaders(row, plan, is_over=state in _OVER),
        step=NoticeStep(row["step"]),
        reason=row["reason"],
        text=row["text"],
        due=row["due"],
        number=row["notice"],
        rules=row["rules"],
        issued_by=row["issued_by"],
        issued_at=to_local_time(row["issued_at"]),
        issued_on=row["issued_on"],
        replies=replies,
        end=end,
        state=state,
        days_left=days_left,
        near=state not in _OVER and days_left <= notice_rules().near_days,
        raised_to=raised_to,
    )


def _leaders(row: NoticeRow, plan: Plan, is_over: bool) -> tuple[str, ...]:
    """Return the leaders of a notice; while it is open, whoever has taken the items of one over since."""
    named = tuple(filter(None, row["leader"].split("、")))
    ended = {x.name for x in plan.leaders if x.until}
    if is_over or not ended & {*named}:
        return named
    unit = row["unit"]
    items = [row["code"]] if row["code"] else [i.code for i in plan.items if unit in reporting_units(plan, [i.code])]
    leads = {x for item in items for x in plan.leads_of(item, "leader")}
    return tuple(x.name for x in plan.leaders if x.name in leads | ({*named} - ended))


def _state(end: End | None, raised_to: int | None, replied: bool, days_left: int) -> NoticeState:
    if end:
        return NoticeState.ENDED
    if raised_to:
        return NoticeState.RAISED
    if replied:
        return NoticeState.REPLIED
    return NoticeState.OPEN if days_left >= 0 else NoticeState.OVERDUE


def submission_title(period: Period) -> str:
    """Return the title of a period's submission."""
    return f"{period.name}实际数报送"


def issued_notices(ledger: Ledger, plan_id: str) -> list[IssuedNotice]:
    """Return the notices of a plan as the rules read them."""
    replied = {r["notice"] for r in store.notices.replies(ledger, plan_id)}
    return [
        IssuedNotice(
            number=r["notice"],
            kind=Kind(r["kind"]),
            code=r["code"],
            unit=r["unit"],
            period=r["period"],
            step=NoticeStep(r["step"]),
            due=r["due"],
            answered=r["notice"] in replied,
            ended=r["ended_on"] is not None,
        )
        for r in store.notices.notices(ledger, plan_id)
    ]
