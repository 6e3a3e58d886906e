"""zcdash.rendering.html.score_cards."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd

from zcdash.rendering.formatting import amount

_RULE = """<style>.zc-rule{display:grid;grid-template-columns:var(--columns);gap:2px 18px}
.zc-rule>*{padding:5px 0;border-bottom:1px solid color-mix(in srgb,currentColor 12%,transparent)}
.zc-rule small{opacity:.8} @media (max-width:640px){.zc-rule{display:block}.zc-rule>*{display:block;border:0;padding:1px 0}
.zc-rule small{padding-bottom:7px;border-bottom:1px solid color-mix(in srgb,currentColor 12%,transparent)}}</style>"""
_SUM = """<style>.zc-sum{border-left:4px solid currentColor;padding:6px 12px;margin:2px 0 8px;font-variant-numeric:tabular-nums;
 background:color-mix(in srgb,currentColor 4%,transparent);line-height:1.7;overflow-wrap:anywhere}
.zc-sum b{display:block;font-weight:600}</style>"""


def arithmetic(sentence: str) -> str:
    """A line of arithmetic, a step a line, the last one strong."""
    *steps, last = [escape(s) for s in sentence.split("；")]
    return f'{_SUM}<div class="zc-sum">{"".join(f"<div>{s}</div>" for s in steps)}<b>{last}</b></div>'


def facts_of(row: Any, ranked: int) -> list[tuple[str, str]]:
    """A score in a few numbers, each with what it counts."""
    s = row.score
    told = [("不评分" if s.points is None else str(s.points), "得分")]
    told += [(f"{row.rank}/{ranked}", "名次")] if row.rank and ranked else []
    told += [(str(a.points), f"{'牵头' if a.role == 'lead' else '配合'} {a.pieces} 项") for a in s.apart]
    told += [(f"−{amount(float(s.deducted))}", "扣分")] * bool(s.deducted)
    return told + [(f"+{amount(float(s.added))}", "加分")] * bool(s.added)


def rule_list(frame: pd.DataFrame, columns: str) -> str:
    """A table of rules as text that wraps: name, what holds, where it comes from; `columns` are their widths."""
    cells = (
        f"<b>{escape(a)}</b><span>{escape(b)}</span><small>{escape(c)}</small>"
        for a, b, c in frame.itertuples(index=False)
    )
    return f'{_RULE}<div class="zc-rule" style="--columns:{columns}">{"".join(cells)}</div>'
