"""Cells of a plan's workbook as stored texts; what cannot be read is a mistake with its sheet and cell."""

from __future__ import annotations

import re
from datetime import date, datetime

from zcdash.domain.plan_sheets import Column, Form
from zcdash.intake.plan_tables import as_text
from zcdash.intake.xlsx_sheet import Cell, address
from zcdash.text import strip_invisible

_BLANK = re.compile(r"\s")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")


class CellReader:
    """Conversion of cells, and the mistakes found."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []

    def mistake(self, sheet: str, at: tuple[int, int], sentence: str) -> None:
        """Add a mistake at a cell."""
        self.mistakes.append(f"“{sheet}”{address(*at)}：{sentence}")

    def as_day(self, text: str) -> date | str:
        """Return the day of a text that `_day` has read; what is no day stays a text, and is a mistake already."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            return date(1900, 1, 1)

    def text(self, sheet: str, column: Column, at: tuple[int, int], cell: Cell) -> str:
        """Return the stored text of a cell."""
        if cell.formula and cell.value is None:
            self.mistake(sheet, at, "公式没有算出结果，请改成数或文字")
        if not raw(cell):
            return column.default
        if column.form is Form.NUMBER:
            return self.number(sheet, at, cell)
        if column.form is Form.DAY:
            return self.day(sheet, at, cell)
        if column.form is Form.CODE and isinstance(cell.value, date | datetime):
            self.mistake(sheet, at, f"“{column.head}”被改成了日期 {cell.text}，请把单元格设为文本再写")
            return ""
        text = raw(cell)
        if column.form is Form.WORD:
            stored = {word: value for value, word in column.words.items()} | {value: value for value in column.words}
            if text not in stored:
                self.mistake(sheet, at, f"“{text}”不在可选范围内，请写{'、'.join(column.words.values())}")
            return stored.get(text, "")
        return text

    def number(self, sheet: str, at: tuple[int, int], cell: Cell) -> str:
        """Return a number as text: typed as a number, a text of one, or a percentage."""
        text = raw(cell).replace(",", "").replace("，", "")
        try:
            value = float(text.removesuffix("%").removesuffix("％"))
        except ValueError:
            self.mistake(sheet, at, f"“{text}”不是数字，请只写数字，单位写在计量单位列")
            return ""
        if cell.percent and isinstance(cell.value, float | int):
            value = round(value * 100, 10)
        return as_text(value)

    def day(self, sheet: str, at: tuple[int, int], cell: Cell) -> str:
        if isinstance(cell.value, datetime | date):
            return cell.value.strftime("%Y-%m-%d")
        match = _DAY.fullmatch(raw(cell))
        try:
            return date(*map(int, match.groups())).isoformat() if match else self._no_day(sheet, at, cell)
        except ValueError:
            return self._no_day(sheet, at, cell)

    def _no_day(self, sheet: str, at: tuple[int, int], cell: Cell) -> str:
        self.mistake(sheet, at, f"“{raw(cell)}”不是日期，应写成 2018-06-30 这样")
        return ""


def raw(cell: Cell) -> str:
    """Return the text of a cell, a number with all its decimals."""
    if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
        return as_text(float(cell.value))
    return strip_invisible(cell.text).strip()


def squeezed(text: str) -> str:
    return _BLANK.sub("", text)
