"""Questions on the parts of an item: a deadline that is not certain, numbers that fit no basis."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from zcdash.domain.model import format_number
from zcdash.domain.period import Period
from zcdash.domain.plan_proposal import Question, QuestionKind
from zcdash.intake.document.parts.cell_text import CellText
from zcdash.intake.document.parts.commitment_texts import CommitmentText
from zcdash.intake.document.parts.dates import is_inside
from zcdash.intake.document.parts.deadlines import Deadline
from zcdash.intake.document.parts.quantities import quantities_of
from zcdash.intake.document.parts.series import Series
from zcdash.intake.document.parts.series_basis import is_sound

CHECKED = "已核对"
_BRACKET = re.compile(r"\([^()]{1,120}\)")
_SHOWN = 30
"""Characters of a promise that a question shows."""


def deadline_questions(code: str, deadline: Deadline) -> Iterator[Question]:
    """Yield the question on a deadline that was not read with certainty."""
    if deadline.doubt:
        printed = deadline.cell.text(0, len(deadline.cell.plain))
        yield _question(f"{code} due", code, deadline.cell, f"的完成时限“{printed}”{deadline.doubt}，请对照原文确认。")


def outside_questions(code: str, period: str, cell: CellText, promised: Sequence[CommitmentText]) -> Iterator[Question]:
    """Yield a question for each date that a cell prints and that is not in its period."""
    span = Period.parse(period)
    for each in _one_for_a_date(promised):
        if not each.exact or each.from_column or is_inside(each.due, span):
            continue
        sentence = f"的“{each.text[:_SHOWN]}”时限是 {each.due}，不在{span.name}之内，原文如此还是日期有误，请核对。"
        yield _question(f"{code} {period} due {each.start}", code, cell, sentence)


def late_questions(
    code: str, cell: CellText, promised: Sequence[CommitmentText], deadline: Deadline
) -> Iterator[Question]:
    """Yield a question for each date that a cell prints after the one of the column 完成时限."""
    for each in _one_for_a_date(promised):
        if each.exact and not each.from_column and deadline.due and each.due > deadline.due.day:
            said = f"的“{each.text[:_SHOWN]}”时限是 {each.due}，而完成时限一栏是 {deadline.due.day}，请核对。"
            yield _question(f"{code} late {each.start}", code, cell, said)


def _one_for_a_date(promised: Sequence[CommitmentText]) -> list[CommitmentText]:
    """Return one promise for each printed date: that which prints it, else the first of those that it holds for."""
    chosen: dict[tuple[int, int], CommitmentText] = {}
    for each in promised:
        if each.dated not in chosen or each.start <= each.dated[0] < each.end:
            chosen[each.dated] = each
    return list(chosen.values())


def unsound_questions(code: str, series: Sequence[Series], cells: Mapping[str, CellText]) -> Iterator[Question]:
    """Yield a question for numbers that fall and are no sum of the year's: two columns may stand in each other's place."""
    for number, one in enumerate(series):
        if is_sound(one) or len(one.planned) < 2:
            continue
        unit = one.first.quantity.unit
        values = "、".join(f"{format_number(m.value)}{m.quantity.unit}" for m in one.planned.values())
        name = one.first.name or unit
        sentence = f"的“{name}”各期为{values}，既不像累计数，也不像各期之数，没有作为指标，请对照原文。"
        yield _question(f"{code} values {number}", code, cells[one.first.period], sentence)


def part_questions(code: str, cells: Iterable[CellText]) -> Iterator[Question]:
    """Yield a question for each bracket that divides the number before it (8户(工业5户、服务业3户)): it is no indicator."""
    seen: set[str] = set()
    for cell in cells:
        quantities = quantities_of(cell.plain)
        for bracket in _BRACKET.finditer(cell.plain):
            whole = next((q for q in quantities if 0 <= bracket.start() - q.stop <= 1), None)
            parts = [q for q in quantities if bracket.start() < q.start < bracket.end() and not q.is_share]
            if not whole or not parts or bracket[0] in seen:
                continue
            total = sum(q.value for q in parts if q.unit == whole.unit)
            if "其中" not in bracket[0] and abs(total - whole.value) > 1e-6 * whole.value:
                continue
            seen.add(bracket[0])
            printed = cell.text(*bracket.span())
            sentence = f"的“{printed}”是前面数字的构成，没有单列为指标；需要单独考核的，请在事项里补录指标。"
            yield _question(f"{code} parts of {len(seen)}", code, cell, sentence)


def _question(key: str, code: str, cell: CellText, sentence: str) -> Question:
    return Question(
        key=f"field:{key}",
        kind=QuestionKind.FIELD,
        sentence=f"{code} {sentence}",
        place=cell.places[0],
        row=code,
        proposals=(CHECKED,),
    )
