"""Figures printed in the official document: our texts must have all of them, and cells must agree with the source text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from zcdash.domain.model import Finding
from zcdash.domain.plan import Plan
from zcdash.intake.plan_findings import error

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_CIRCLED = re.compile("[①-⑳]")
_BLANK = re.compile(r"\s")


def figures(text: str) -> tuple[str, ...]:
    """Return the figures of a text in order; blanks and line breaks inside a figure are ignored, ① … ⑳ are no figures."""
    joined = _CIRCLED.sub("；", _BLANK.sub("", text))
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


def _line_numbers(ranges: str) -> list[int]:
    """Return the line numbers of ranges: `12-14;20` → 12, 13, 14, 20."""
    ends = [part.split("-") for part in ranges.split(";") if part]
    return [n for e in ends for n in range(int(e[0]), int(e[-1]) + 1)]


def _without_start(text: str, word: str) -> str:
    """Return a text without a word at its start that a blank follows."""
    rest = text.lstrip().removeprefix(word)
    return rest[1:] if text.lstrip().startswith(word) and rest[:1].isspace() else text


def check_source(plan: Plan, source: str) -> Iterator[Finding]:
    """Compare the figures of each cell with the source text at the lines named."""
    lines = source.split("\n")
    seqs = {i.code: i.seq for i in plan.items}
    for cell in plan.cells:
        try:
            text = "".join(lines[n - 1] for n in _line_numbers(cell.lines))
            # In the first rows of the table the 序号 is on the same line as the goal; it is no figure of the goal.
            text = _without_start(text, str(seqs.get(cell.item))) if cell.cell == "goal" else text
        except (IndexError, ValueError):
            yield error("SOURCE", f"cells.csv {cell.item} {cell.cell}", f"lines 列的 {cell.lines} 不在原文行号之内。")
            continue
        if figures(text) != cell.figures:
            yield error(
                "SOURCE",
                f"cells.csv {cell.item} {cell.cell}",
                f"原文第 {cell.lines} 行的数字是 {' '.join(figures(text)) or '（无）'}，"
                f"表中写的是 {' '.join(cell.figures) or '（无）'}。",
            )
