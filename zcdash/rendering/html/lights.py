"""Lights as pieces of page: the strip of counts, the map of all items, the list of what needs a decision, bullets.

A light is always shape, word and colour together; links are plain addresses, so that each can be opened, kept and sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Protocol
from urllib.parse import urlencode

from zcdash.domain.assessment import Assessment
from zcdash.domain.model import Basis, Indicator, Item, Light
from zcdash.domain.period import Period
from zcdash.rendering.formatting import amount
from zcdash.rendering.palette import ACCENT, MARKS

DISPLAY_ORDER = (
    Light.AHEAD,
    Light.ON_TRACK,
    Light.LATE_DONE,
    Light.SLIPPING,
    Light.BEHIND,
    Light.MISSING,
    Light.UNDETERMINED,
    Light.PENDING,
    Light.NONE,
)
STYLE = f"""
.zc-strip{{display:flex;height:16px;border-radius:4px;overflow:hidden;margin:2px 0 8px}}
.zc-tally{{display:flex;flex-wrap:wrap;gap:4px 20px}} .zc-tally span{{white-space:nowrap}}
.zc-tally b{{font-size:1.2rem;font-variant-numeric:tabular-nums;margin:0 3px}} .zc-tally small{{opacity:.75}}
.zc-map{{border-collapse:separate;border-spacing:2px;margin:0 0 2px}} .zc-map td,.zc-map th{{padding:0;border:none}}
.zc-map th{{font-weight:400;font-size:.75rem;opacity:.75;text-align:left;white-space:nowrap;padding-right:6px}}
.zc-map a{{display:block;width:21px;height:19px;line-height:19px;text-align:center;border-radius:3px;color:#fff!important;
 text-decoration:none!important;font-size:11px}}
.zc-map a:hover{{outline:2px solid {ACCENT}}} .zc-maps{{overflow-x:auto}}
.zc-maps h4{{font-size:.9rem;margin:8px 0 2px;padding:0}}
.zc-list{{margin:0!important;padding:0!important;list-style:none}}
.zc-list li{{margin:0!important;padding:3px 0!important;border-bottom:1px solid color-mix(in srgb,currentColor 12%,transparent);
 font-size:.9rem!important;line-height:1.45}}
.zc-list div,.zc-list p{{white-space:nowrap;overflow:hidden;text-overflow:ellipsis;margin:0!important;font-size:.9rem!important}}
.zc-list p{{opacity:.85}} .zc-list small{{opacity:.75;margin-left:6px}}
.zc-list a{{font-weight:600;text-decoration:none!important;color:inherit!important;border-bottom:1px solid {ACCENT}}}
.zc-bullets{{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(235px,47%),1fr));gap:8px 18px}}
.zc-bullet{{text-decoration:none!important;color:inherit!important;display:block;font-size:.86rem}}
.zc-bullet .bar{{position:relative;height:14px;background:color-mix(in srgb,currentColor 10%,transparent);border-radius:3px}}
.zc-bullet .bar i{{position:absolute;left:0;top:3px;height:8px;border-radius:2px}}
.zc-bullet .bar u{{position:absolute;top:-2px;width:2px;height:18px;background:currentColor}}
.zc-bullet .name{{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}}
.zc-bullet b{{font-variant-numeric:tabular-nums}} .zc-bullet small{{opacity:.75}}
"""


def link(page: str, **query: str) -> str:
    """The address of a page of ours with what it should show."""
    return escape(f"{page}?{urlencode(query)}")


def badge(light: Light) -> str:
    """A light in running text: shape in its colour, then its word."""
    mark = MARKS[light]
    return f'<span style="color:{mark.colour}">{mark.shape}</span> {mark.word}'


def tally(counts: Mapping[Light, int], shares: Mapping[Light, float], before: Mapping[Light, int] | None) -> str:
    """The strip of lights and their counts, with percentages and the change since the period before."""
    strip = "".join(
        f'<div style="width:{shares[light]}%;background:{MARKS[light].colour}" title="{MARKS[light].word}"></div>'
        for light in DISPLAY_ORDER
        if counts[light]
    )
    parts = []
    for light in DISPLAY_ORDER:
        if counts[light] or (before and before[light]):
            change = counts[light] - before[light] if before else 0
            beside = f"（{change:+d}）" if before and change else ""
            parts.append(
                f"<span>{badge(light)}<b>{counts[light]}</b><small>{shares[light]:.1f}%{beside}</small></span>"
            )
    return f'<div class="zc-strip" role="img" aria-label="各状态事项数">{strip}</div><div class="zc-tally">{"".join(parts)}</div>'


def item_map(groups: Iterable[tuple[str, Sequence[Item]]], lights: Mapping[str, Mapping[str, Light]], plan: str) -> str:
    """Every item of each group as a column, every period as a row; a cell is a light and leads to the item."""
    blocks = []
    for title, items in groups:
        rows = []
        for period, by_item in lights.items():
            cells = "".join(
                f'<td><a href="{link("item", plan=plan, item=i.code, period=period)}" target="_self" '
                f'style="background:{MARKS[by_item[i.code]].colour}" '
                f'title="{escape(f"{i.code} {i.title}：{MARKS[by_item[i.code]].word}")}">{MARKS[by_item[i.code]].shape}</a></td>'
                for i in items
            )
            rows.append(f"<tr><th>{Period.parse(period).short_name}</th>{cells}</tr>")
        blocks.append(f'<h4>{escape(title)}</h4><table class="zc-map">{"".join(rows)}</table>')
    return f'<div class="zc-maps">{"".join(blocks)}</div>'


class LightAndReason(Protocol):
    """A light with its sentence: an assessment, or a change of light."""

    @property
    def light(self) -> Light: ...

    @property
    def reason(self) -> str: ...


def decisions(rows: Iterable[tuple[Item, LightAndReason, str]], plan: str, period: str) -> str:
    """Items that need a decision, each with its light, who is responsible, and the sentence that says why."""
    parts = [
        f'<li title="{escape(a.reason)}"><div>{badge(a.light)}　'
        f'<a href="{link("item", plan=plan, item=i.code, period=period)}" target="_self">{escape(f"{i.code} {i.title}")}</a>'
        f"<small>{escape(who)}</small></div><p>{escape(a.reason)}</p></li>"
        for i, a, who in rows
    ]
    return f'<ul class="zc-list">{"".join(parts)}</ul>'


def bullets(
    rows: Iterable[tuple[Indicator, float | None, float | None, float | None, Assessment]], plan: str, period: str
) -> str:
    """Headline indicators: actual as a bar, planned as a tick, the year as the whole; (…, planned, actual, last, …)."""
    return f'<div class="zc-bullets">{"".join(_bullet(*row, plan, period) for row in rows)}</div>'


def _bullet(
    i: Indicator, planned: float | None, actual: float | None, last: float | None, a: Assessment, plan: str, period: str
) -> str:
    whole = max((abs(v) for v in (i.annual, planned, actual) if v is not None), default=0) or 1
    reach, at = (min(abs(v) / whole, 1) * 100 if v is not None else None for v in (actual, planned))
    bar = "" if reach is None else f'<i style="width:{reach:.1f}%;background:{MARKS[a.light].colour}"></i>'
    tick = "" if at is None else f'<u style="left:calc({at:.1f}% - 2px)"></u>'
    summed = "累计 " if i.basis in (Basis.CUMULATIVE, Basis.QUARTER) else ""
    said = [f"计划 {amount(planned, i.unit)}", f"年度 {amount(i.annual, i.unit)}"]
    said += [f"上期 {amount(last, i.unit)}"] if last is not None else []
    return (
        f'<a class="zc-bullet" href="{link("indicator", plan=plan, indicator=i.code, period=period)}" target="_self">'
        f'<div class="name">{badge(a.light)}　{escape(i.name)}</div><div class="bar">{bar}{tick}</div>'
        f"<b>{summed}{escape(amount(actual, i.unit))}</b>　<small>{escape(' · '.join(said))}</small></a>"
    )


def legend() -> str:
    """What the marks mean, in one line."""
    return '<div class="zc-tally">' + "".join(f"<span>{badge(light)}</span>" for light in DISPLAY_ORDER) + "</div>"
