"""The form of a submission: the rows a unit is asked for, and the layout of its workbook.

The template is written, and a filled-in workbook is read, by this one description.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import date

from zcdash.domain.period import Period
from zcdash.intake.form_rows import YEARLY, CommitmentRow, FormWords, IndicatorRow, ItemRow, SumRow
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
LockedRows = list[tuple[str, ...]]
_OTHER_HEADS = {"目标": "年度目标", "已累计到上期": "已累计到上季", "含本期累计": "含本季累计"}
"""Head in the form of a plan that is no yearly table in quarters → head by which it is read."""
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


_TITLE_IN_NAME = 40
"""Characters of a plan's title in the name of a file."""


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
    starts: date | None = None
    ends: date | None = None
    """First and last day of the plan, where they are not those of the year."""
    words: FormWords = YEARLY
    plan_title: str = ""
    """Title of the plan, for the name of the file; empty where the ledger has no other plan."""

    @property
    def first_day(self) -> date:
        return self.starts or date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        return self.ends or date(self.year, 12, 31)

    def year_of(self, month: int, day: int) -> int:
        """Return the year of a day written without one: in the period, else the last one of the plan before its end."""
        days = [d for y in range(self.first_day.year, self.last_day.year + 1) if (d := valid_day(y, month, day))]
        by_end = [d for d in days if self.first_day <= d <= self.period.ends]
        return (by_end or [d for d in days if d >= self.first_day] or [date(self.year, 1, 1)])[-1 if by_end else 0].year

    @property
    def heads(self) -> dict[str, tuple[str, ...]]:
        """Sheet → its heads in the words of the form."""
        return {name: tuple(map(self.words.shown, heads)) for name, heads in HEADS.items()}

    @property
    def context_heads(self) -> dict[str, tuple[str, ...]]:
        """Sheet → the heads of `CONTEXT_HEADS` in the words of the form."""
        return {name: tuple(map(self.words.shown, heads)) for name, heads in CONTEXT_HEADS.items()}

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
        parts = (
            self.period.text,
            self.plan_title[:_TITLE_IN_NAME],
            self.unit.replace("、", "和"),
            self.words.return_name,
        )
        return f"{'_'.join(filter(None, map(file_stem, parts)))}.xlsx"


def bare(text: str) -> str:
    """Return a text without blanks and line breaks, by which heads and locked texts are compared."""
    return "".join(strip_invisible(text).split())


def head_read_as(text: str) -> str:
    """Return the head of `HEADS` or `CONTEXT_HEADS` that a head of a workbook stands for."""
    head = bare(text)
    return _OTHER_HEADS.get(head, head)


def valid_day(year: int, month: int, day: int) -> date | None:
    """Return a day; None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def digest(locked: dict[str, LockedRows]) -> str:
    """Return the SHA-256 of the locked columns of all sheets, whatever the order of their rows."""
    rows = {name: sorted([bare(text) for text in row] for row in sheet) for name, sheet in locked.items()}
    return _sha256(rows)


def first_digest(locked: dict[str, LockedRows]) -> str:
    """Return the digest that templates of format 1 carry."""
    return _sha256(locked)


def _sha256(value: object) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False).encode()).hexdigest()
