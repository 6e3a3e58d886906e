"""Indicators without a number: 实际到账外资保持稳定 is measured against last year's value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import ascii_lowercase

from zcdash.domain.plan_proposal import Origin
from zcdash.domain.terms import Basis, Direction
from zcdash.intake.document.parts.cell_text import CellText, clauses_of
from zcdash.intake.plan_csv import COLUMNS

_HELD = re.compile(
    r"(?P<name>[^,;。、:\d]{0,8}(?:外资|收入|总额|投资|产值|进出口|产量|贷款|存款))(?:继续|总体|基本)?(?:保持)?(?:基本)?(?:稳定|持平)$"
)
_CONFIDENCE = 0.6


def held_indicators(
    code: str, cells: Mapping[str, CellText], indicators: list[dict[str, str]]
) -> tuple[list[dict[str, str]], list[Origin]]:
    """Return rows for what every period keeps stable, with the unit of the item's sums; none where no sum says a unit."""
    unit = next((row["unit"] for row in indicators if row["unit"].endswith("元")), "")
    found: dict[str, list[tuple[str, int, int]]] = {}
    for cell in cells.values():
        for clause in clauses_of(cell.plain):
            match = _HELD.match(cell.plain, clause.start, clause.end)
            if match:
                found.setdefault(match["name"], []).append(next(cell.stretches(clause.start, clause.end)))
    names = [name for name, stretches in found.items() if unit and len(stretches) == len(cells) > 1]
    codes = [f"{code}{letter}" for letter in ascii_lowercase[len(indicators) :]]
    rows = [_row(own, code, name, unit) for own, name in zip(codes, names, strict=False)]
    return rows, [_origin(row["code"], *found[row["name"]][0]) for row in rows]


def _origin(own: str, place: str, start: int, end: int) -> Origin:
    return Origin(
        table="indicators.csv", key=own, column="name", place=place, start=start, end=end, confidence=_CONFIDENCE
    )


def _row(own: str, code: str, name: str, unit: str) -> dict[str, str]:
    return dict.fromkeys(COLUMNS["indicators.csv"].split(), "") | {
        "code": own,
        "item": code,
        "name": name,
        "unit": unit,
        "basis": Basis.CUMULATIVE.value,
        "direction": Direction.HOLD.value,
        "annual_printed": "false",
        "baseline_pending": "false",
    }
