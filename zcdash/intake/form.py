"""The form of a submission: the rows a unit is asked for, and the layout of its workbook.

The template is written, and a filled-in workbook is read, by this one description.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date

from zcdash.domain.model import Commitment, Indicator, format_number
from zcdash.domain.period import Period
from zcdash.domain.terms import BASIS_NAME, STATE_NAME, Basis, Direction, State
from zcdash.text import file_stem, strip_invisible

INDICATORS, COMMITMENTS, ITEMS, GUIDE, IDENTITY = "指标", "节点", "事项", "填报说明", "_zcdash"
HEADS = {
    INDICATORS: ("编号", "事项", "指标", "单位", "口径", "年度目标", "本期计划", "上期实际", "本期实际", "说明"),
    COMMITMENTS: ("编号", "事项", "节点", "时限", "完成情况", "完成日期", "进展说明"),
    ITEMS: ("编号", "事项", "本期目标", "进展情况", "存在问题", "下步措施"),
}
LOCKED = {INDICATORS: 8, COMMITMENTS: 4, ITEMS: 3}
"""Number of locked columns on each sheet, from the left; the unit fills in the others."""
CONTEXT_HEADS = {
    INDICATORS: ("累计计划", "已累计到上季", "含本季累计", "评定"),
    COMMITMENTS: ("上期情况",),
    ITEMS: ("上期填报",),
}
"""Heads of the locked columns to the right of the open ones, which help while typing and are never read."""
CODE = "编号"
ACTUAL, NOTE = "本期实际", "说明"
STATE, DONE_ON, STATE_NOTE = "完成情况", "完成日期", "进展说明"
PROGRESS, PROBLEM, NEXT_STEP = "进展情况", "存在问题", "下步措施"
"""Heads by which a filled-in workbook is read."""
HEAD_ROW, FIRST_ROW = 3, 4
REST_DONE = "其余节点均按期完成"
"""Start of the label of the cell, in the row above the heads of the commitments, that reports all blank rows at once."""
REST_DONE_CELL = (HEAD_ROW - 1, LOCKED[COMMITMENTS])
"""Row and column of that cell in the template; its label is the cell before it."""
FORMAT = "2"
"""Format 1 had neither the columns of `CONTEXT_HEADS` nor the cell of `REST_DONE`, and always all three sheets."""
REFERENCE = "参考，不评灯"
"""Mark of an actual that is asked for in a period without a planned value."""
LockedRows = list[tuple[str, ...]]
"""The texts of a sheet's locked columns, row by row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The contents of the hidden sheet, by which a file is recognised whatever its name."""

    plan: str
    version: str
    period: str
    unit: str
    digest: str
    """Digest of the locked columns as issued."""

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The rows of the hidden sheet: field and value."""
        return [("zcdash", FORMAT), *asdict(self).items()]


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
            BASIS_NAME[indicator.basis],
            format_number(indicator.annual),
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The rows one unit is asked for in one period, and the deadline."""

    plan: str
    version: int
    heading: str
    year: int
    period: Period
    unit: str
    deadline: date
    report_to: str
    signers: tuple[str, ...]
    contact: str
    indicators: tuple[IndicatorRow, ...]
    commitments: tuple[CommitmentRow, ...]
    items: tuple[ItemRow, ...]
    sums: tuple[SumRow, ...] = ()

    @property
    def row_count(self) -> int:
        """Number of rows on all sheets."""
        return len(self.indicators) + len(self.commitments) + len(self.items)

    @property
    def locked(self) -> dict[str, LockedRows]:
        """Sheet → its locked rows."""
        return {
            INDICATORS: [row.locked for row in self.indicators],
            COMMITMENTS: [row.locked for row in self.commitments],
            ITEMS: [row.locked for row in self.items],
        }

    @property
    def context(self) -> dict[str, list[tuple[str, ...]]]:
        """Sheet → the texts beside the open columns, row by row; empty where no row has any."""
        contexts: dict[str, list[tuple[str, ...]]] = {
            INDICATORS: [row.context for row in self.indicators],
            COMMITMENTS: [row.context for row in self.commitments],
            ITEMS: [row.context for row in self.items],
        }
        return {name: texts if any(map(any, texts)) else [] for name, texts in contexts.items()}

    @property
    def identity(self) -> Identity:
        """The identity that the template carries."""
        return Identity(
            plan=self.plan,
            version=str(self.version),
            period=self.period.text,
            unit=self.unit,
            digest=digest(self.locked),
        )

    @property
    def file_name(self) -> str:
        """File name of the template."""
        return f"{self.period.text}_{file_stem(self.unit.replace('、', '和'))}_季度报送.xlsx"


def bare(text: str) -> str:
    """Return a text without blanks and line breaks, by which heads and locked texts are compared."""
    return "".join(strip_invisible(text).split())


def digest(locked: dict[str, LockedRows]) -> str:
    """Return the SHA-256 of the locked columns of all sheets, whatever the order of their rows."""
    rows = {name: sorted([bare(text) for text in row] for row in sheet) for name, sheet in locked.items()}
    return _sha256(rows)


def first_digest(locked: dict[str, LockedRows]) -> str:
    """Return the digest that templates of format 1 carry."""
    return _sha256(locked)


def _sha256(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
