"""Small pieces of page drawn as HTML: headline cards, chips, the four targets of an item.

Every text from outside is escaped here, once. Colours come from the theme (`currentColor`, CSS variables of `style()`).
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import accumulate

from zcdash.domain.assessment import Assessment
from zcdash.domain.model import Basis, Direction, Indicator
from zcdash.domain.period import Period
from zcdash.rendering.formatting import amount
from zcdash.rendering.html import lights
from zcdash.rendering.palette import ACCENT, BAR, INK, MARKS

_STYLE = f"""
.zc-cards{{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(210px,46%),1fr));gap:10px}}
.zc-card{{border:1px solid color-mix(in srgb,currentColor 16%,transparent);border-radius:8px;padding:12px 14px 8px;
 background:color-mix(in srgb,currentColor 3%,transparent);text-decoration:none!important;color:inherit!important;display:block}}
a.zc-card:hover{{border-color:{ACCENT}}}
.zc-name{{font-size:.86rem;opacity:.8;white-space:nowrap;overflow:hidden;text-overflow:ellipsis}}
.zc-value{{font-size:1.45rem;font-weight:700;font-variant-numeric:tabular-nums;line-height:1.35}}
.zc-value small{{font-size:.8rem;font-weight:400;opacity:.75;margin-left:2px}}
.zc-spark{{display:grid;grid-auto-flow:column;grid-auto-columns:1fr;gap:6px;align-items:end;height:60px;margin-top:2px}}
.zc-spark div{{display:flex;flex-direction:column;align-items:center;font-size:.68rem;line-height:1.25;min-width:0}}
.zc-spark i{{font-style:normal;font-variant-numeric:tabular-nums;white-space:nowrap}}
.zc-spark b{{display:block;width:72%;background:{BAR};border-radius:2px 2px 0 0}}
.zc-spark .now b{{background:{INK}}} .zc-spark u{{text-decoration:none;opacity:.65}}
.zc-facts{{display:flex;flex-wrap:wrap;gap:6px 26px;margin:2px 0 6px}}
.zc-facts b{{font-size:1.35rem;font-variant-numeric:tabular-nums;margin-right:3px}}
.zc-chips{{display:flex;flex-wrap:wrap;gap:6px;margin:2px 0 8px}}
.zc-chip{{border:1px solid color-mix(in srgb,currentColor 22%,transparent);border-radius:99px;padding:1px 10px;
 font-size:.86rem}}
.zc-chip{{color:inherit!important;text-decoration:none!important}}
.zc-chip.lead{{background:{INK};border-color:{INK};color:#fff!important}}
.zc-light{{border-left:4px solid;padding:6px 12px;background:color-mix(in srgb,currentColor 4%,transparent)}}
.zc-light b{{margin-right:6px}}
.zc-targets{{display:grid;grid-template-columns:repeat(auto-fit,minmax(230px,1fr));gap:12px}}
.zc-target{{border-top:3px solid color-mix(in srgb,currentColor 22%,transparent);padding-top:6px;
 font-size:.94rem;line-height:1.65}}
.zc-target.now{{border-top-color:{ACCENT}}}
.zc-target h4{{font-size:.95rem;margin:0 0 4px;padding:0}}
.zc-target ul{{margin:0;padding-left:1.1em}} .zc-target li{{margin:0 0 3px}}
"""


def style() -> str:
    """The style sheet that every other piece of this module relies on."""
    return f"<style>{_STYLE}{lights.STYLE}</style>"


def _spark(values: Sequence[float | None], names: Sequence[str], now: int) -> str:
    """Small bars with their numbers; a period without a number keeps its place empty."""
    top = max((abs(v) for v in values if v is not None), default=0) or 1
    columns = []
    for n, (value, name) in enumerate(zip(values, names, strict=True)):
        tall = 0 if value is None else max(26 * abs(value) / top, 2)
        number = "" if value is None else amount(value)
        chosen = ' class="now"' if n == now else ""
        columns.append(
            f'<div{chosen}><i>{escape(number)}</i><b style="height:{tall:.0f}px"></b><u>{escape(name)}</u></div>'
        )
    return f'<div class="zc-spark">{"".join(columns)}</div>'


def headline_cards(indicators: Sequence[Indicator], periods: Sequence[str], now: str, link: str) -> str:
    """A card for each headline indicator: what the year promises, and its planned path.

    `now` is the period to stand out, `link` takes the indicator's code.
    """
    names = [Period.parse(p).short_name.replace("季度", "季") for p in periods]
    cards = []
    for i in indicators:
        values = [i.planned.get(p) for p in periods]
        if i.basis is Basis.QUARTER:
            totals = accumulate(v or 0 for v in values)
            values = [t if v is not None else None for t, v in zip(totals, values, strict=True)]
        year = i.annual if i.annual is not None else next((v for v in reversed(values) if v is not None), None)
        bound = {Direction.AT_MOST: "以内", Direction.ABOUT: "左右"}.get(i.direction, "")
        number = f"{amount(year)}<small>{escape(i.unit)}{bound}</small>"
        said = f"{i.name}，全年 {amount(year, i.unit)}"
        cards.append(
            f'<a class="zc-card" href="{escape(link.format(code=i.code))}" target="_self" title="{escape(said)}">'
            f'<div class="zc-name">{escape(i.name)}</div><div class="zc-value">{number}</div>'
            f"{_spark(values, names, periods.index(now))}</a>"
        )
    return f'<div class="zc-cards">{"".join(cards)}</div>'


def facts(rows: Sequence[tuple[str, str]]) -> str:
    """Numbers in one line, each with what it counts."""
    return '<div class="zc-facts">' + "".join(f"<span><b>{escape(n)}</b>{escape(w)}</span>" for n, w in rows) + "</div>"


def chips(rows: Sequence[tuple[str, bool]], page: str, query: str, period: str) -> str:
    """Names as chips that lead to their pages, the lead ones filled; `query` is what the page calls a name."""
    made = (
        f'<a class="zc-chip{" lead" if lead else ""}" target="_self" '
        f'href="{lights.link(page, **{query: name, "period": period})}">{escape(name)}</a>'
        for name, lead in rows
    )
    return f'<div class="zc-chips">{"".join(made)}</div>'


def targets(texts: Sequence[tuple[Period, str | None]], now: str) -> str:
    """The targets side by side, a column a period; `now` is the period to stand out."""
    columns = []
    for period, text in texts:
        points = "".join(f"<li>{escape(p)}</li>" for p in (text or "").split("；") if p)
        body = f"<ul>{points}</ul>" if points else '<span style="opacity:.6">本期没有目标</span>'
        chosen = " now" if period.text == now else ""
        columns.append(f'<div class="zc-target{chosen}"><h4>{escape(period.short_name)}</h4>{body}</div>')
    return f'<div class="zc-targets">{"".join(columns)}</div>'


def verdict(assessment: Assessment) -> str:
    """A judgement as a line: its mark, its word, and the sentence that says why."""
    mark = MARKS[assessment.light]
    return (
        f'<div class="zc-light" style="border-color:{mark.colour}"><b style="color:{mark.colour}">{mark.shape}</b>'
        f"<b>{mark.word}</b>　{escape(assessment.reason)}</div>"
    )
