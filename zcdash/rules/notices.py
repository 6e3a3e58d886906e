"""Supervision notices: which item or return has earned which step, from its lights period by period and earlier notices.

Pure: today is an argument. The rules and their sources stand in `data/rules/notice-*.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zcdash.domain.model import LIGHT_NAME, Light
from zcdash.domain.period import Period
from zcdash.rules.deadline import is_workday
from zcdash.rules.notice_rules import STEP_NAME, STEPS, NoticeRules, NoticeStep


class Kind(StrEnum):
    """What a notice is about."""

    ITEM = "item"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Subject:
    """An item or a unit's return, with its light period by period up to the one in question, and the sentence of that one."""

    kind: Kind
    code: str
    """The item's code; empty for a return."""
    unit: str
    history: tuple[tuple[Period, Light], ...]
    sentence: str

    @property
    def key(self) -> tuple[Kind, str, str]:
        return self.kind, self.code, self.unit


@dataclass(frozen=True, slots=True)
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
    def key(self) -> tuple[Kind, str, str]:
        return self.kind, self.code, self.unit


@dataclass(frozen=True, slots=True)
class Proposed:
    """A step that is due, and the sentence that says why."""

    subject: Subject
    step: NoticeStep
    reason: str


def proposed(
    rules: NoticeRules, subjects: Iterable[Subject], given: Sequence[IssuedNotice], day: date
) -> list[Proposed]:
    """The notices that are due on a day, the gravest first; what was issued for a period is not proposed for it again."""
    found = [p for s in subjects if (p := _of_one(rules, s, [g for g in given if g.key == s.key], day))]
    return sorted(found, key=lambda p: -p.step.rank)


def raised(given: Sequence[IssuedNotice]) -> dict[int, int]:
    """Number of a notice that nobody ended → number of the graver one that took its place."""
    found: dict[int, int] = {}
    for one in given:
        later = [g.number for g in given if g.key == one.key and g.number > one.number and g.step.rank > one.step.rank]
        if later and not one.ended:
            found[one.number] = min(later)
    return found


def due_on(rules: NoticeRules, step: NoticeStep, day: date) -> date:
    """The last day to reply to a notice issued on a day: so many days later, or the next working day."""
    due = day + timedelta(days=rules.steps[step].reply_days)
    while not is_workday(due):
        due += timedelta(days=1)
    return due


def _of_one(rules: NoticeRules, subject: Subject, given: Sequence[IssuedNotice], day: date) -> Proposed | None:
    if not subject.history or subject.history[-1][1] not in rules.short:
        return None
    period = subject.history[-1][0]
    here = [g for g in given if g.period == period.text]
    by_count, why = _by_count(rules, subject)
    by_days, later = _by_days(rules, here, day)
    step = max((s for s in (by_count, by_days) if s), key=lambda s: s.rank, default=None)
    if step and rules.one_by_one:
        highest = max((g.step.rank for g in given), default=-1)
        step = STEPS[min(step.rank, highest + 1)]
    if step is None or any(g.ended or g.step.rank >= step.rank for g in here):
        return None
    reasons = [w for w in (why, later) if w]
    return Proposed(subject, step, "；".join([*reasons, subject.sentence]))


def _by_count(rules: NoticeRules, subject: Subject) -> tuple[NoticeStep | None, str]:
    """The step by how many periods running it is red, or short of the plan; and that in words, where its own sentence does
    not say as much already.
    """
    red, short = (_running(rules, subject, kinds) for kinds in (rules.red, rules.short))
    reached = None
    for step in STEPS:
        rule = rules.steps[step]
        if len(red) >= rule.red_times or (rule.short_times and len(short) >= rule.short_times):
            reached = step
    by_red = reached is not None and len(red) >= rules.steps[reached].red_times
    return reached, _said(subject, red if by_red else short) if reached else ""


def _running(rules: NoticeRules, subject: Subject, kinds: frozenset[Light]) -> list[tuple[Period, Light]]:
    """The last periods in a row whose light is among `kinds`, oldest first; what the rules skip is passed over."""
    found: list[tuple[Period, Light]] = []
    for period, light in reversed(subject.history):
        if light in kinds:
            found.insert(0, (period, light))
        elif light not in rules.skip:
            break
    return found


def _said(subject: Subject, row: Sequence[tuple[Period, Light]]) -> str:
    if subject.kind is Kind.RETURN and len(row) == 1:
        return ""
    names = "、".join(p.short_name for p, _ in row)
    word = "或".join(dict.fromkeys(LIGHT_NAME[light] for _, light in row))
    return f"{names}{word}" if len(row) == 1 else f"连续 {len(row)} 期{word}（{names}）"


def _by_days(rules: NoticeRules, here: Sequence[IssuedNotice], day: date) -> tuple[NoticeStep | None, str]:
    """The step after the last notice of the period, where that was left unanswered for too long; and that in words."""
    last = max(here, key=lambda g: g.number, default=None)
    if last is None or last.answered or last.ended or last.step is STEPS[-1]:
        return None, ""
    step = STEPS[last.step.rank + 1]
    past = (day - last.due).days
    if past <= (rules.steps[step].unanswered_days or 0):
        return None, ""
    when = f"{last.due.month}月{last.due.day}日"
    return step, f"{STEP_NAME[last.step]}单（第 {last.number} 号）应于{when}前回复，已过 {past} 天未回复"
