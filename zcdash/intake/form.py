"""The form of a quarterly return: which rows a unit is asked for, and how the workbook is laid out.

Template, reading and checking all go by this one description, so that what is written is what is read.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date

from zcdash.domain.model import BASIS_NAME, Basis, Commitment, Direction, Indicator, format_number
from zcdash.domain.period import Period
from zcdash.text import file_stem

INDICATORS, COMMITMENTS, ITEMS, GUIDE, IDENTITY = "指标", "节点", "事项", "填报说明", "_zcdash"
HEADS = {
    INDICATORS: ("编号", "事项", "指标", "单位", "口径", "年度目标", "本期计划", "上期实际", "本期实际", "说明"),
    COMMITMENTS: ("编号", "事项", "节点", "时限", "完成情况", "完成日期", "进展说明"),
    ITEMS: ("编号", "事项", "本期目标", "进展情况", "存在问题", "下步措施"),
}
LOCKED = {INDICATORS: 8, COMMITMENTS: 4, ITEMS: 3}
"""How many columns of each sheet are the office's; the rest are the clerk's."""
HEAD_ROW, FIRST_ROW = 3, 4
FORMAT = "1"


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator that the unit reports, with what checking needs of the plan and of the quarter before."""

    indicator: Indicator
    title: str
    planned: float | None
    planned_total: float | None
    before: float | None
    """The actual of the period before; for the running total see `before_total`."""
    before_total: float

    @property
    def locked(self) -> tuple[str, ...]:
        i = self.indicator
        return (
            i.code,
            self.title,
            i.name,
            i.unit,
            BASIS_NAME[i.basis],
            format_number(i.annual),
            format_number(self.planned),
            format_number(self.before),
        )

    def short(self, value: float) -> bool:
        """Whether the value misses the plan; a 当季 figure on its running total."""
        running = self.indicator.basis is Basis.QUARTER
        planned, actual = (self.planned_total, self.before_total + value) if running else (self.planned, value)
        if planned is None or self.planned is None:
            return False
        return actual > planned if self.indicator.direction is Direction.AT_MOST else actual < planned


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """A commitment that is due by the end of the period and was not reported done before it."""

    commitment: Commitment
    title: str

    @property
    def locked(self) -> tuple[str, ...]:
        c = self.commitment
        what = f"{c.project}：{c.text}" if c.project else c.text
        return c.code, self.title, what, "持续" if c.ongoing else c.due.isoformat()


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item that the unit writes of; `before` is what it wrote for the period before."""

    item: str
    title: str
    target: str
    before: tuple[str, ...] = ()

    @property
    def locked(self) -> tuple[str, ...]:
        return self.item, self.title, self.target


@dataclass(frozen=True, slots=True)
class Form:
    """What one unit is asked for one period, and by when."""

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

    @property
    def locked(self) -> dict[str, list[tuple[str, ...]]]:
        """The office's columns of every sheet, row by row."""
        parts = {INDICATORS: self.indicators, COMMITMENTS: self.commitments, ITEMS: self.items}
        return {sheet: [row.locked for row in rows] for sheet, rows in parts.items()}

    @property
    def identity(self) -> dict[str, str]:
        """What the hidden sheet says, so that a file is known whatever its name."""
        return {
            "zcdash": FORMAT,
            "plan": self.plan,
            "version": str(self.version),
            "period": self.period.text,
            "unit": self.unit,
            "digest": digest(self.locked),
        }

    @property
    def file_name(self) -> str:
        """What the workbook is called when it is handed out."""
        return f"{self.period.text}_{file_stem(self.unit.replace('、', '和'))}_季度报送.xlsx"


def digest(locked: dict[str, list[tuple[str, ...]]]) -> str:
    """The fingerprint of the office's columns."""
    return hashlib.sha256(json.dumps(locked, ensure_ascii=False).encode()).hexdigest()
