"""Rows that a unit is asked for in a form, and the words of the form that follow the kind and rhythm of its plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from zcdash.domain.model import Commitment, Indicator, format_number
from zcdash.domain.terms import BASIS_NAME, STATE_NAME, Basis, Direction, State

REFERENCE = "参考，不评灯"
"""Mark of an actual that is asked for in a period without a planned value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormWords:
    """Words of a form that follow the kind of its plan and the rhythm of its periods; by default those of the yearly table."""

    return_name: str = "季度报送"
    goal: str = "年度目标"
    """Head of the column of the value that all periods lead to."""
    before: str = "上季"
    now: str = "本季"
    quarter_basis: str = "当季"
    """Name of the basis of a figure that covers its period alone."""
    since: str = "年初"
    """Moment from which running totals count."""
    running_example: str = "一季度 1000、二季度 250.5"

    def shown(self, text: str) -> str:
        """Return a text of the yearly table in these words."""
        own = FormWords()
        for field in fields(own):
            text = text.replace(getattr(own, field.name), getattr(self, field.name))
        return text


YEARLY = FormWords()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """An indicator to report, with the planned values and the previous period's actuals it is checked against."""

    indicator: Indicator
    title: str
    planned: float | None
    planned_total: float | None
    before: float | None
    """The actual of the previous period."""
    before_total: float
    """The running total of the actuals up to the previous period."""
    explained_before: str = ""
    """Why the previous period has no value, in the unit's words."""
    before_total_known: bool = True
    """False where a figure of an earlier quarter is missing."""
    reference: bool = False
    """True where no value is planned for the period, but one for later: the actual is shown without a light."""
    lacking: tuple[str, ...] = ()
    """The earlier quarters without the figure that the running total needs."""
    enough: float | None = None
    """The value that meets the plan as lights compare it; None where nothing is planned."""
    upper: float | None = None
    most: float | None = None
    """The upper end of a planned range, and the highest value that meets it as lights compare it."""
    summed: tuple[str, ...] = ()
    """Periods whose figures the running total adds up."""
    awaits_baseline: bool = False
    """True where a value is planned, but relative to a baseline that is not established."""
    stated: str = ""
    """The planned value as readers have it, with its bound, its range or its words."""
    goal: str = ""
    """The next value that is planned, with its period, in a plan without values for the year."""
    words: FormWords = YEARLY

    @property
    def is_planned(self) -> bool:
        """True where the plan promises something for the period, so that a figure is owed."""
        return self.planned is not None or self.awaits_baseline

    @property
    def running(self) -> bool:
        """True where the figure is judged by a running total that began in an earlier quarter."""
        return self.indicator.basis is Basis.QUARTER and self.before_total_known

    @property
    def context(self) -> tuple[str, str, str, str]:
        """The planned and the reported running total where the figure is judged by them, and how it is judged.

        The running total with this quarter's figure is a formula.
        """
        mark = REFERENCE if self.reference else ""
        if not self.running:
            return "", "", "", mark
        return format_number(self.planned_total), format_number(self.before_total), "", mark

    @property
    def locked(self) -> tuple[str, ...]:
        indicator = self.indicator
        return (
            indicator.code,
            self.title,
            indicator.name,
            indicator.unit,
            self.words.shown(BASIS_NAME[indicator.basis]),
            self.goal or format_number(indicator.annual),
            self.stated or format_number(self.planned),
            format_number(self.before),
        )

    def short(self, value: float) -> bool:
        """Return whether the value misses the plan; a `quarter` indicator is compared by its running total, where that is known."""
        if self.planned is None or self.lacking or self.enough is None:
            return False
        if self.indicator.basis is Basis.QUARTER:
            value += self.before_total
        if self.indicator.strict and value == self.enough:
            return True
        if self.most is not None and value > self.most:
            return True
        less_is_better = self.indicator.direction is Direction.AT_MOST or self.indicator.basis is Basis.RANK
        return value > self.enough if less_is_better else value < self.enough


@dataclass(frozen=True, slots=True)
class SumRow:
    """A total with its parts, at least one of them on the form."""

    total: Indicator
    parts: tuple[Indicator, ...]
    accepted: Mapping[str, float]
    """Indicator → the period's actual in an accepted return of another unit."""


@dataclass(frozen=True, slots=True)
class ClosedReport:
    """Report that a close froze of a commitment not done: period and state as reported, day of the close."""

    period: str
    state: State
    closed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentRow:
    """A commitment due by the end of the period and not reported done before it."""

    commitment: Commitment
    title: str
    before: State | None = None
    """The state last reported before this period; for standing work, that of the same work in an earlier period."""
    before_note: str = ""
    closed_as: ClosedReport | None = None
    """The last closed return on it that called it not done."""

    @property
    def prefill(self) -> State | None:
        """The state that the template is issued with: standing work continues as last time."""
        return self.before if self.commitment.ongoing else None

    @property
    def may_be_on_time(self) -> bool:
        """False where an earlier submission said that it was not done."""
        return self.before in (None, State.DONE) or self.commitment.ongoing

    @property
    def context(self) -> tuple[str]:
        """The previous state and note in one text."""
        parts = (STATE_NAME[self.before] if self.before else "", self.before_note)
        return ("；".join(filter(None, parts)),)

    @property
    def locked(self) -> tuple[str, ...]:
        commitment = self.commitment
        text = f"{commitment.project}：{commitment.text}" if commitment.project else commitment.text
        amount = format_number(commitment.quantity)
        if commitment.quantity is not None and amount not in text:
            text += f"（{amount}{commitment.quantity_unit}）"
        return commitment.code, self.title, text, "持续" if commitment.ongoing else commitment.due.isoformat()


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item to write about; `before` holds the texts written for the previous period."""

    item: str
    title: str
    target: str
    before: tuple[str, ...] = ()

    @property
    def locked(self) -> tuple[str, ...]:
        return self.item, self.title, self.target

    @property
    def context(self) -> tuple[str]:
        """The texts of the previous period, each after its label."""
        labels = ("进展", "问题", "措施")
        return ("\n".join(f"{label}：{text}" for label, text in zip(labels, self.before, strict=False) if text),)
