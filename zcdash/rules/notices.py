"""Supervision notices: the step that an item or submission has reached, from its lights by period and earlier notices.

Pure: today is an argument. The rules and their sources stand in `data/rules/notice-*.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zcdash.domain.period import Period
from zcdash.domain.terms import LIGHT_NAME, Light
from zcdash.rules.deadline import is_workday
from zcdash.rules.notice_rules import STEP_NAME, STEPS, NoticeRules, NoticeStep

SubjectKey = tuple["Kind", str, str]


class Kind(StrEnum):
    """Kind of subject of a notice."""

    ITEM = "item"
    RETURN = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """An item or a unit's submission, with its light period by period up to the current one, and the sentence of that one."""

    kind: Kind
    code: str
    """The item's code; empty for a submission."""
    unit: str
    history: tuple[tuple[Period, Light], ...]
    sentence: str

    @property
    def key(self) -> SubjectKey:
        return self.kind, self.code, self.unit


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedNotice:
    """A notice that was issued before."""

    number: int
    kind: Kind
    code: str
    unit: str
    period: str
    step: NoticeStep
    due: date
    answered: bool
    ended: bool

    @property
    def key(self) -> SubjectKey:
        return self.kind, self.code, self.unit


@dataclass(frozen=True, slots=True)
class Proposed:
    """A step that is due, and the sentence with its reason."""

    subject: Subject
    step: NoticeStep
    reason: str


def proposed(
    rules: NoticeRules, subjects: Iterable[Subject], issued: Sequence[IssuedNotice], day: date
) -> list[Proposed]:
    """Return the notices that are due on a day, the gravest first; one issued for a period is not proposed again for it."""
    proposals = []
    for subject in subjects:
        proposal = _proposal(rules, subject, [n for n in issued if n.key == subject.key], day)
        if proposal:
            proposals.append(proposal)
    return sorted(proposals, key=lambda p: -p.step.rank)


def raised(issued: Sequence[IssuedNotice]) -> dict[int, int]:
    """Return number of an open notice → number of the graver one that took its place."""
    successors: dict[int, int] = {}
    for notice in issued:
        later = [
            n.number
            for n in issued
            if n.key == notice.key and n.number > notice.number and n.step.rank > notice.step.rank
        ]
        if later and not notice.ended:
            successors[notice.number] = min(later)
    return successors


def due_on(rules: NoticeRules, step: NoticeStep, day: date) -> date:
    """Return the last day to reply to a notice issued on a day, moved to the next working day."""
    due = day + timedelta(days=rules.steps[step].reply_days)
    while not is_workday(due):
        due += timedelta(days=1)
    return due


def _proposal(rules: NoticeRules, subject: Subject, issued: Sequence[IssuedNotice], day: date) -> Proposed | None:
    """Return the step that is due for a subject, given its own earlier notices."""
    if not subject.history or subject.history[-1][1] not in rules.short:
        return None
    period = subject.history[-1][0]
    of_period = [n for n in issued if n.period == period.text]
    by_count, count_reason = _by_count(rules, subject)
    by_days, days_reason = _by_days(rules, of_period, day)
    step = max((s for s in (by_count, by_days) if s), key=lambda s: s.rank, default=None)
    if step and rules.one_by_one:
        highest = max((n.step.rank for n in issued), default=-1)
        step = STEPS[min(step.rank, highest + 1)]
    if step is None or any(n.ended or n.step.rank >= step.rank for n in of_period):
        return None
    reasons = [reason for reason in (count_reason, days_reason) if reason]
    return Proposed(subject, step, "；".join([*reasons, subject.sentence]))


def _by_count(rules: NoticeRules, subject: Subject) -> tuple[NoticeStep | None, str]:
    """Return the step by the number of consecutive red or short periods, and its reason.

    The reason is empty where the subject's own sentence already states it.
    """
    red = _consecutive(rules, subject, rules.red)
    short = _consecutive(rules, subject, rules.short)
    reached = None
    for step in STEPS:
        rule = rules.steps[step]
        if len(red) >= rule.red_times or (rule.short_times and len(short) >= rule.short_times):
            reached = step
    if reached is None:
        return None, ""
    return reached, _count_reason(subject, red if len(red) >= rules.steps[reached].red_times else short)


def _consecutive(rules: NoticeRules, subject: Subject, lights: frozenset[Light]) -> list[tuple[Period, Light]]:
    """Return the last consecutive periods with one of the lights, oldest first; lights of `rules.skip` are passed over."""
    periods: list[tuple[Period, Light]] = []
    for period, light in reversed(subject.history):
        if light in lights:
            periods.insert(0, (period, light))
        elif light not in rules.skip:
            break
    return periods


def _count_reason(subject: Subject, periods: Sequence[tuple[Period, Light]]) -> str:
    if subject.kind is Kind.RETURN and len(periods) == 1:
        return ""
    names = "、".join(p.short_name for p, _ in periods)
    lights = "或".join(dict.fromkeys(LIGHT_NAME[light] for _, light in periods))
    return f"{names}{lights}" if len(periods) == 1 else f"连续 {len(periods)} 期{lights}（{names}）"


def _by_days(rules: NoticeRules, of_period: Sequence[IssuedNotice], day: date) -> tuple[NoticeStep | None, str]:
    """Return the step after the period's last notice, where that was left without reply for too long, and its reason."""
    last = max(of_period, key=lambda n: n.number, default=None)
    if last is None or last.answered or last.ended or last.step is STEPS[-1]:
        return None, ""
    step = STEPS[last.step.rank + 1]
    past = (day - last.due).days
    if past <= (rules.steps[step].unanswered_days or 0):
        return None, ""
    due = f"{last.due.month}月{last.due.day}日"
    return step, f"{STEP_NAME[last.step]}单（第 {last.number} 号）应于{due}前回复，已过 {past} 天未回复"
