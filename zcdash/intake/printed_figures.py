"""Figures printed in the official document: our texts must have all of them, and cells must agree with the source text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from zcdash.domain.model import Finding
from zcdash.domain.plan import Plan
from zcdash.intake.plan_findings import error, warning
from zcdash.intake.source_text import lines_at

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_NO_FIGURE = re.compile("[①-⑳]|(?<=[0-9])．")
"""Enumerators, and the full-width point of one: in `1．2月28日` it parts a number from a date."""
_BLANK = re.compile(r"\s")


def figures(text: str) -> tuple[str, ...]:
    """Return the figures of a text in order; blanks and line breaks inside a figure are ignored, ① … ⑳ are none."""
    joined = _NO_FIGURE.sub("；", _BLANK.sub("", text))
    return tuple(_FIGURE.findall(unicodedata.normalize("NFKC", joined)))


def check_printed_figures(plan: Plan) -> Iterator[Finding]:
    """Check that our texts have every figure of the official cells."""
    texts = {(i.code, "goal"): i.goal for i in plan.items} | {(t.item, t.period): t.text for t in plan.targets}
    for cell in plan.cells:
        kept = figures(texts.get((cell.item, cell.cell), ""))
        lost = [f for f in dict.fromkeys(cell.figures) if f not in kept]
        if lost:
            yield error(
                "FIGURE", f"{cell.item} {cell.cell}", f"原文数字 {'、'.join(lost)} 没有保留。", "请补进目标文字。"
            )
    for missing in sorted(set(texts) - {(c.item, c.cell) for c in plan.cells}):
        yield error("FIGURE", " ".join(missing), "cells.csv 里没有这个单元格。", "请补上其行号和数字。")


def _without_start(text: str, word: str) -> str:
    """Return a text without a word at its start that a blank follows."""
    rest = text.lstrip().removeprefix(word)
    return rest[1:] if text.lstrip().startswith(word) and rest[:1].isspace() else text


def check_source(plan: Plan, sources: Mapping[str, str]) -> Iterator[Finding]:
    """Compare the figures of each cell with the source texts (file name → text) at the lines named.

    A cell that has only an address in a table has nothing to compare; the plan gets one warning for all of them.
    """
    seqs = {i.code: i.seq for i in plan.items}
    for cell in plan.cells:
        place = f"cells.csv {cell.item} {cell.cell}"
        if not cell.lines and cell.address:
            continue
        try:
            text = lines_at(sources, cell.lines, plan.source_file)
        except ValueError:
            yield error("SOURCE", place, f"lines 列的 {cell.lines} 不在原文行号之内。")
            continue
        # In the first rows of the table the 序号 is on the same line as the goal; it is no figure of the goal.
        text = _without_start(text, str(seqs.get(cell.item))) if cell.cell == "goal" else text
        if figures(text) != cell.figures:
            found, written = (" ".join(f) or "（无）" for f in (figures(text), cell.figures))
            yield error("SOURCE", place, f"原文第 {cell.lines} 行的数字是 {found}，表中写的是 {written}。")
    if addressed := sum(1 for c in plan.cells if not c.lines and c.address):
        yield warning("SOURCE", "cells.csv", f"{addressed} 个单元格只有表格中的位置，没有与原文核对。")
