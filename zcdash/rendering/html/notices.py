"""督办单: its marks, its card on a page, the register, and the paper that goes out.

A step is always colour, shape and word together: a photocopy knows no colour. Every text from outside is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from zcdash.domain.period import Period
from zcdash.rendering.formatting import day, short_day
from zcdash.rendering.html.lights import link
from zcdash.rendering.palette import ACCENT, Mark

# None of the shapes is one of a light's.
STEP_MARKS = {
    "remind": Mark("#2f78ad", "◇", "提醒"),
    "supervise": Mark("#e0a800", "◎", "督办"),
    "interview": Mark("#c8281f", "★", "约谈"),
}
COLOUR_NAME = {"remind": "蓝", "supervise": "黄", "interview": "红"}
SAMPLE = "演示数据（虚构）"
_STYLE = """<style>
.zc-notice{border-left:6px solid;padding:2px 0 2px 12px;line-height:1.6} .zc-notice b{margin-right:.5em}
.zc-notice a{color:inherit!important} .zc-notice small{opacity:.8}
.zc-notice p{margin:2px 0!important;white-space:pre-line;overflow-wrap:anywhere;font-size:.92rem}
.zc-notice .near{font-weight:700;text-decoration:underline;text-underline-offset:3px}
.zc-notices{display:flex;flex-wrap:wrap;gap:2px 18px} .zc-notices a{color:inherit!important}
.zc-notices b{font-size:1.1rem;margin:0 2px}
</style>"""


def named(step: str) -> str:
    """◎ 督办（黄）."""
    mark = STEP_MARKS[step]
    return f"{mark.shape} {mark.word}（{COLOUR_NAME[step]}）"


def badge(step: str) -> str:
    """A step in running text: shape in its colour, then its word and the colour's name."""
    mark = STEP_MARKS[step]
    return f'<span style="color:{mark.colour}">{mark.shape}</span> {mark.word}（{COLOUR_NAME[step]}）'


def time_left(one: Any) -> str:
    """How long there is still, or since when it is late; for what is over, how it ended."""
    if one.state == "ended":
        return f"{short_day(one.end.ended_on)}销号"
    if one.state == "raised":
        return f"已升档为第 {one.raised_to} 号"
    days = one.days_left
    if one.state == "replied":
        promised = short_day(one.replies[-1].promised)
        return f"已回复，承诺{promised}前完成，" + (f"还有 {days} 天" if days >= 0 else f"已过 {-days} 天")
    return f"逾期 {-days} 天未回复" if days < 0 else "今天须回复" if days == 0 else f"还有 {days} 天回复"


def card(one: Any, state: str) -> str:
    """A notice as it stands: step, number, what about, to whom, how long still; its text, and what was replied."""
    mark = STEP_MARKS[one.step]
    about = escape(one.about)
    if one.kind == "item":
        about = f'<a href="{link("item", plan=one.plan, item=one.code, period=one.period)}" target="_self">{about}</a>'
    near = ' class="near"' if one.near else ""
    told = "".join(f"<p>{escape(text)}</p>" for text in (one.text, *map(_replied, one.replies), *_ended(one)))
    issued = f"{one.issued_by} {short_day(one.issued_on)}下发"
    facts = " · ".join(filter(None, (Period.parse(one.period).short_name, state, "、".join(one.leaders), issued)))
    return (
        f'{_STYLE}<div class="zc-notice" style="border-color:{mark.colour}"><div><b>{badge(one.step)}</b>第 {one.number} 号　'
        f"<b>{about}</b>{escape(one.unit)}　<span{near}>{escape(time_left(one))}</span></div><small>{escape(facts)}</small>{told}</div>"
    )


def _replied(reply: Any) -> str:
    by = f"{reply.name}，{day(reply.replied_on)}回复"
    return f"原因：{reply.cause}\n下步措施：{reply.next_step}\n完成时限：{day(reply.promised)}（{by}）"


def _ended(one: Any) -> list[str]:
    return [f"销号：{one.end.note or '已按回复办结'}（{one.end.name}，{day(one.end.ended_on)}）"] if one.end else []


def summary(rows: Iterable[Any], plan: str, period: str) -> str:
    """The open ones in one line, by step, with those that are late; it leads to their page."""
    held = list(rows)
    parts = [
        f"<span>{badge(step)}<b>{n}</b></span>"
        for step in reversed(STEP_MARKS)
        if (n := sum(r.step == step for r in held))
    ]
    late = sum(r.state == "overdue" for r in held)
    parts += [f"<span>其中逾期未回复<b>{late}</b></span>"] if late else []
    address = link("notices", plan=plan, period=period)
    return f'{_STYLE}<div class="zc-notices"><a href="{address}" target="_self">督办单</a>{"".join(parts)}</div>'


def lines(rows: Sequence[Any]) -> str:
    """Some notices, a line each, leading to their page."""
    address = {r.number: link("notices", plan=r.plan, period=r.period) for r in rows}
    each = "".join(
        f'<div><a href="{address[r.number]}" target="_self">督办单第 {r.number} 号</a>　{badge(r.step)}　'
        f"{escape(r.unit)}　{escape(time_left(r))}</div>"
        for r in rows
    )
    return f'{_STYLE}<div class="zc-notice" style="border-color:{ACCENT}">{each}</div>'
