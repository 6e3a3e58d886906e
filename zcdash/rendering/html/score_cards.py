"""The year-end assessment as HTML: the arithmetic of a score, its facts, and the rules as text that wraps."""

from __future__ import annotations

import pandas as pd

from zcdash.rendering.formatting import amount
from zcdash.rendering.html.templating import render
from zcdash.rendering.protocols.score import RankedScore


def arithmetic(sentence: str) -> str:
    """Return a line of arithmetic, a step a line, the last one in bold."""
    *steps, result = sentence.split("；")
    return render("arithmetic.html", steps=steps, result=result)


def facts_of(row: RankedScore, ranked: int) -> list[tuple[str, str]]:
    """Return a score in a few numbers, each with what it counts; `ranked` is how many are compared, 0 to leave the rank out."""
    score = row.score
    facts = [("不评分" if score.points is None else str(score.points), "得分")]
    facts += [(row.band, "等次")] if row.band else []
    if ranked:
        facts += [(f"{row.rank}/{ranked}", f"{row.group}名次")] if row.rank else []
        facts += [(row.swing, "其他权重下")] if row.swing else []
    facts += [(str(a.points), f"{'牵头' if a.role == 'lead' else '配合'} {a.pieces} 项") for a in score.apart]
    facts += [(f"−{amount(float(score.deducted))}", "扣分")] if score.deducted else []
    return facts + ([(f"+{amount(float(score.added))}", "加分")] if score.added else [])


def rule_list(frame: pd.DataFrame, columns: str) -> str:
    """Return a table of rules (name, text, source) as text that wraps; `columns` are the widths in CSS."""
    return render("rule_list.html", rows=frame.itertuples(index=False), columns=columns)
