"""Entries for every open cell of a template, known beforehand, for the tests with other programs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from zcdash.domain.terms import STATE_NAME, State
from zcdash.intake.form import COMMITMENTS, FIRST_ROW, HEAD_ROW, INDICATORS, ITEMS

DONE_ON = date(2017, 6, 20)
Typed = dict[str, dict[str, float | str]]
"""Sheet → cell → what is typed; a day as text, for the program to make a date of it."""


@dataclass
class Expected:
    """The values of a submission by code, each with the cell that it was typed into."""

    actuals: dict[str, tuple[float, str, str]] = field(default_factory=dict)
    progress: dict[str, tuple[State, date | None, str, str]] = field(default_factory=dict)
    narratives: dict[str, tuple[str, str, str, str]] = field(default_factory=dict)


def typed_into(template: bytes) -> tuple[Typed, Expected]:
    """Return what is typed into every row of a template, and the submission that must come of it."""
    book = load_workbook(BytesIO(template))
    typed: Typed = {name: {} for name in (INDICATORS, COMMITMENTS, ITEMS) if name in book.sheetnames}
    expected = Expected()

    def rows(name: str) -> list[tuple[int, str]]:
        """Return the rows of a sheet with their codes; a template leaves out a sheet without rows."""
        column = book[name]["A"] if name in book.sheetnames else ()
        return [(cell.row, cell.value) for cell in column if cell.row >= FIRST_ROW and cell.value]

    def address(name: str, row: int, head: str) -> str:
        heads = [cell.value for cell in book[name][HEAD_ROW]]
        return f"{get_column_letter(heads.index(head) + 1)}{row}"

    for row, code in rows(INDICATORS):
        value = row + (0.25 if row % 2 else 0)
        cell, note = address(INDICATORS, row, "本期实际"), f"说明{row}：按月统计 <&> “实有”"
        typed[INDICATORS] |= {cell: value, address(INDICATORS, row, "说明"): note}
        expected.actuals[code] = (value, note, cell)
    for row, code in rows(COMMITMENTS):
        state = tuple(State)[row % 3]
        cell, note = address(COMMITMENTS, row, "完成情况"), f"进展{row}\n第二行"
        typed[COMMITMENTS] |= {cell: STATE_NAME[state], address(COMMITMENTS, row, "进展说明"): note}
        if state is State.DONE:
            typed[COMMITMENTS][address(COMMITMENTS, row, "完成日期")] = DONE_ON.isoformat()
        expected.progress[code] = (state, DONE_ON if state is State.DONE else None, note, cell)
    for row, code in rows(ITEMS):
        texts = f"进展情况{row}", f"存在问题{row}", f"下步措施{row}"
        cells = [address(ITEMS, row, head) for head in ("进展情况", "存在问题", "下步措施")]
        typed[ITEMS] |= dict(zip(cells, texts, strict=True))
        expected.narratives[code] = (*texts, cells[0])
    return typed, expected
