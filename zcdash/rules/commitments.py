"""Lights and causes of commitments.

A commitment is rated in the period that its due date lies in, never before its own. The first word of a return on it can be
bettered by doing the work, not by naming another day later: what stood at a close as not done is done late.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zcdash.domain.assessment import Assessment, Cause, CauseCode, OnWay
from zcdash.domain.model import Commitment
from zcdash.domain.period import Period
from zcdash.domain.terms import Light, State
from zcdash.rules import wording
from zcdash.rules.lights import blank_light, unfiled_at
from zcdash.rules.rule_pack import RulePack

_MISSED = (Light.MISSING, Light.RETURNED)
_NOT_DONE = {State.PARTLY: Light.SLIPPING, State.NOT_DONE: Light.BEHIND}


@dataclass(frozen=True, slots=True)
class CommitmentReport:
    """State of a commitment in one submission."""

    period: Period
    state: State
    done_on: date | None


@dataclass(frozen=True, slots=True)
class Reported:
    """Reports on one commitment, the oldest period first.

    `filed`: periods with a return that counts. `closed`: the reports that counted when a close froze their period, also where
    the period was reopened and another counts now.
    """

    reports: Sequence[CommitmentReport] = ()
    filed: frozenset[str] = frozenset()
    closed: Sequence[CommitmentReport] = ()

    def state_at(self, period: Period, assessment: Assessment) -> tuple[State | None, date | None]:
        """Return state and day to show at a period: those the assessment rests on, else the last reported by then."""
        if assessment.cause.code is CauseCode.PROGRESS:
            return assessment.cause.state, assessment.cause.done_on
        last = next((r for r in reversed(self.reports) if r.period <= period), None)
        return (last.state, last.done_on) if last else (None, None)


def commitment_at(
    commitment: Commitment,
    reported: Reported,
    rated_in: Period | None,
    pack: RulePack,
    deadline: date,
    today: date,
    on_way: OnWay | None = None,
) -> Assessment:
    """Assess a commitment in the period it is rated in; before that, with None, it is pending.

    `deadline` and `on_way` are those of its unit's return for that period.
    """
    if pack.edition == 1:
        assessment = _by_last_report(commitment, reported, deadline, today, on_way)
    elif rated_in is None:
        assessment = Assessment(light=Light.PENDING, cause=Cause(code=CauseCode.NOT_DUE, due=commitment.due))
    else:
        if rated_in.text in reported.filed:
            cause = Cause(code=CauseCode.NO_STATE, due=commitment.due)
            absent = Assessment(light=blank_light(deadline, today), cause=cause)
        else:
            absent = unfiled_at(deadline, today, on_way)
        assessment = _rated(commitment, reported, rated_in, absent)
    return with_commitment_sentence(commitment, assessment)


def _by_last_report(
    commitment: Commitment, reported: Reported, deadline: date, today: date, on_way: OnWay | None
) -> Assessment:
    """Assess by the last report, whatever was said before: the rule of version 1, for the closes that froze it."""
    if not reported.reports:
        return unfiled_at(deadline, today, on_way, edition=1)
    last = reported.reports[-1]
    light = _NOT_DONE.get(last.state)
    return _progress(commitment, last, light or (Light.LATE_DONE if _day(last) > commitment.due else Light.ON_TRACK))


def _rated(commitment: Commitment, reported: Reported, rated_in: Period, absent: Assessment) -> Assessment:
    """Assess by the report that decides; `absent` is the assessment where the period's own return says nothing."""
    word = _word(reported, rated_in)
    if word is None:
        return absent
    light = _NOT_DONE.get(word.state)
    if light:
        return _progress(commitment, word, light)
    if _day(word) > commitment.due and not _is_in_time(commitment, word):
        return _progress(commitment, word, Light.LATE_DONE)
    since = (r.state for r in reported.closed if r.period.ends >= rated_in.ends)
    closed_as = next((state for state in since if state is not State.DONE), None)
    missed = absent.light in _MISSED and all(r.period != rated_in for r in reported.reports)
    in_time = closed_as is None and not missed
    return _progress(commitment, word, Light.ON_TRACK if in_time else Light.LATE_DONE, closed_as)


def _word(reported: Reported, rated_in: Period) -> CommitmentReport | None:
    """Return the report that decides: the last one where it says done, or takes back what the period's own said.

    Otherwise the period's own: what a later return calls partly done was not done by the end of the period.
    """
    since = [r for r in reported.reports if r.period.ends >= rated_in.ends]
    own = since[0] if since and since[0].period == rated_in else None
    if since and State.DONE in (since[-1].state, own and own.state):
        return since[-1]
    return own


def _day(report: CommitmentReport) -> date:
    """Return the day of what was done; where the report names none, the last of its period."""
    return report.done_on or report.period.ends


def _is_in_time(commitment: Commitment, report: CommitmentReport) -> bool:
    """Return True for a duty that comes back (每月 20 日前) and is done, without a day, in the return for its occurrence."""
    return commitment.recurs is not None and report.done_on is None and report.period.text == commitment.period


def _progress(
    commitment: Commitment, report: CommitmentReport, light: Light, closed_as: State | None = None
) -> Assessment:
    cause = Cause(
        code=CauseCode.PROGRESS,
        due=commitment.due,
        state=report.state,
        done_on=report.done_on,
        reported_in=report.period.text,
        closed_as=closed_as,
    )
    return Assessment(light=light, cause=cause)


def rated_in(commitment: Commitment, periods: Sequence[str]) -> str | None:
    """Return the one of a plan's periods in which a commitment is rated: that of its due date, never before its own.

    Between two phases it is the next one. None for one that is due after the last period.
    """
    own = Period.parse(commitment.period)
    if commitment.due <= own.ends:
        return commitment.period
    later = (p for p in map(Period.parse, periods) if p > own and commitment.due <= p.ends)
    return next((p.text for p in later), None)


def standing_periods(commitment: Commitment, periods: Sequence[str]) -> list[str]:
    """Return the periods at which a commitment stands: from its own to the one it is rated in, or to the plan's last."""
    return _from_to(commitment.period, rated_in(commitment, periods) or periods[-1], periods)


def _from_to(first: str, last: str, periods: Sequence[str]) -> list[str]:
    if first == last:
        return [first]
    starts, ends = Period.parse(first).ends, Period.parse(last).ends
    return [p for p in periods if starts <= Period.parse(p).ends <= ends]


def at_periods(
    commitments: Iterable[Commitment], periods: Sequence[str], pack: RulePack
) -> dict[str, list[tuple[Commitment, Period | None]]]:
    """Return period → the commitments that stand there, each with the period if it is rated there, else None.

    In the first edition of the rules each stands and is rated in its own period alone.
    """
    by_period: dict[str, list[tuple[Commitment, Period | None]]] = {p: [] for p in periods}
    for c in commitments:
        last = c.period if pack.edition == 1 else rated_in(c, periods)
        for period in _from_to(c.period, last or periods[-1], periods):
            by_period[period].append((c, Period.parse(period) if period == last else None))
    return by_period


def is_asked(commitment: Commitment, period: str, periods: Sequence[str], last: State | None) -> bool:
    """Return True if the form of a period asks for a commitment: where it stands, and later until it is done.

    `last` is its state in the last return before the period. Work without an end is asked for where it stands alone.
    """
    if period in standing_periods(commitment, periods):
        return True
    is_later = Period.parse(commitment.period) < Period.parse(period)
    return is_later and not commitment.ongoing and last is not State.DONE


def with_commitment_sentence(commitment: Commitment, assessment: Assessment) -> Assessment:
    """Return the assessment of a commitment with its sentence."""
    return assessment.with_reason(wording.commitment_sentence(commitment, assessment))
