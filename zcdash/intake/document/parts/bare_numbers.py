"""Cells of nothing but a number (6 | 12 | 18 | 24) below the periods of a goal that says what it counts (签约项目24个)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from zcdash.domain.plan_proposal import Question, QuestionKind
from zcdash.intake.document.parts.cell_text import CellText, clauses_of
from zcdash.intake.document.parts.mentions import Mention
from zcdash.intake.document.parts.series import Series

_NUMBER = re.compile(r"(?P<number>\d{1,9}(?:,\d{3}){0,3}(?:\.\d{1,4})?)[。;]?")
_ALONE = re.compile(
    r"(?:不?[低高]于|不超过|不少于|控制在|达到|[≥≤<>])?\d{1,9}(?:\.\d{1,4})?(?P<unit>(?![年月日号时点季])[^\d\W]{0,3}?)(?:及?以[上下内]|之内|左右)?[。;]?"
)
"""Number with its bound or a unit that no indicator is told by: ≤0.02, 79.1岁, 24个月."""
_CLOSE = 1e-6


def bare_mentions(cells: Mapping[str, CellText], goal: Sequence[Mention]) -> dict[str, Mention]:
    """Return period → its number as a mention of the goal's number that all come to: as the last one, or as their sum.

    Where the goal has several numbers, a person has to look at it.
    """
    if not _numbers(cells):
        return {}
    read = {(m.family, m.value): (m, _numbers(cells, m.quantity.unit)) for m in goal if not m.is_relative}
    fitting = [(m, numbers) for m, numbers in read.values() if _comes_to(m, list(numbers.values()))]
    if len(fitting) != 1:
        return {}
    counted, numbers = fitting[0]
    is_only = len({(m.family, m.value) for m in goal}) == 1
    return {p: _mention(counted, p, cells[p], value, not is_only) for p, value in numbers.items()}


def bare_questions(code: str, cells: Mapping[str, CellText], series: Sequence[Series]) -> Iterator[Question]:
    """Yield the question on numbers that nothing tells the meaning of, alone in their cells: bare, or several in one unit."""
    read = {m.period for one in series for m in one.members}
    alone = {p: match["unit"] for p, cell in cells.items() if (match := _ALONE.fullmatch(cell.plain.strip()))}
    often = Counter(unit for p, unit in alone.items() if p not in read)
    bare = _numbers(cells)
    numbers = [p for p in cells if p not in read and (p in bare or often[alone.get(p, "")] > 1)]
    if not numbers:
        return
    printed = "、".join(cells[p].text(0, len(cells[p].plain)) for p in numbers)
    yield Question(
        key=f"field:{code} bare",
        kind=QuestionKind.FIELD,
        sentence=f"{code} 的各期只写了数（{printed}），看不出是哪一项的数，没有作为指标。请对照原文，在事项里补录指标。",
        place=cells[numbers[0]].places[0],
        row=code,
        proposals=("已核对",),
    )


def _numbers(cells: Mapping[str, CellText], unit: str = "") -> dict[str, float]:
    """Return period → the number that its cell is, the unit left out that one of several has behind it."""
    matches = ((p, _NUMBER.fullmatch(cell.plain.strip().removesuffix(unit))) for p, cell in cells.items())
    return {p: float(match["number"].replace(",", "")) for p, match in matches if match}


def _comes_to(goal: Mention, values: Sequence[float]) -> bool:
    total = abs(goal.value)
    is_sum = not goal.quantity.is_share and abs(sum(values) - total) < _CLOSE * max(1.0, total)
    return is_sum or abs(values[-1] - total) < _CLOSE * max(1.0, total)


def _mention(goal: Mention, period: str, cell: CellText, value: float, is_doubtful: bool) -> Mention:
    clause = clauses_of(cell.plain)[0]
    match = _NUMBER.match(cell.plain, clause.start)
    stop = match.end("number") if match else clause.end
    quantity = replace(goal.quantity, value=value, upper=None, start=clause.start, end=stop, stop=stop, is_range=False)
    return replace(
        goal,
        period=period,
        quantity=quantity,
        value=-value if goal.value < 0 else value,
        clause=clause,
        sentence=cell.plain,
        whole=cell.plain,
        words=cell.text(clause.start, stop),
        is_goal=False,
        is_annual=False,
        baseline=None,
        is_doubtful=is_doubtful or goal.is_doubtful,
    )
