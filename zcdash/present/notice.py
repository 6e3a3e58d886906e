"""督办单: its marks, its card on a page, the register, and the paper that goes out.

A step is always colour, shape and word together: a photocopy knows no colour. Every text from outside is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import pandas as pd

from zcdash.period import Period
from zcdash.present.gongwen import Badge, Block, Head, Heading, Letter, Paragraph, Table, write
from zcdash.present.lights import link
from zcdash.present.palette import ACCENT, Mark
from zcdash.present.words import day, short_day

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


def left(one: Any) -> str:
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
        f"<b>{about}</b>{escape(one.unit)}　<span{near}>{escape(left(one))}</span></div><small>{escape(facts)}</small>{told}</div>"
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
        f"{escape(r.unit)}　{escape(left(r))}</div>"
        for r in rows
    )
    return f'{_STYLE}<div class="zc-notice" style="border-color:{ACCENT}">{each}</div>'


def register(rows: Iterable[Any], states: Mapping[Any, str]) -> pd.DataFrame:
    """Every notice with its replies and its end, one row each."""
    return pd.DataFrame(
        [
            {
                "编号": r.number,
                "档次": named(r.step),
                "期": Period.parse(r.period).short_name,
                "单位": r.unit,
                "事由": r.about,
                "分管区长": "、".join(r.leaders),
                "状态": states[r.state],
                "下发": day(r.issued_on),
                "回复时限": day(r.due),
                "回复": "；".join(
                    f"{day(x.replied_on)} {x.name}：{x.cause}；{x.next_step}；{day(x.promised)}前完成"
                    for x in r.replies
                ),
                "销号": f"{day(r.end.ended_on)} {r.end.name}：{r.end.note}"
                if r.end
                else left(r)
                if r.raised_to
                else "",
                "依据": r.reason,
                "办法": r.rules,
            }
            for r in rows
        ]
    )


def rules_table(rules: Any) -> pd.DataFrame:
    """When each step is due, what is asked, and where the rule comes from."""
    rows = []
    for step, rule in rules.steps.items():
        when = [f"连续 {rule.red_times} 期严重滞后或未报送" if rule.red_times > 1 else "严重滞后或未报送"]
        when += [f"连续 {rule.short_times} 期未达计划"] if rule.short_times else []
        when += [f"上一档过了回复时限 {rule.unanswered_days} 天仍未回复"] if rule.unanswered_days is not None else []
        source = "；".join(
            dict.fromkeys(rules.sources[f"{step}.{key}"] for key in ("red_times", "short_times", "reply_days"))
        )
        rows.append(
            {
                "档次": named(step),
                "什么时候": "；或".join(when),
                "几天内回复": rule.reply_days,
                "要求": rule.demand,
                "出处": source,
            }
        )
    return pd.DataFrame(rows)


def paper(one: Any, issuer: str, document: str, sample: bool) -> bytes:
    """The notice as an official document (.docx)."""
    word, period = STEP_MARKS[one.step].word, Period.parse(one.period)
    about = f"“{one.title}”" if one.kind == "item" else one.title
    facts = [
        ("责任单位", one.unit),
        ("分管区长", "、".join(one.leaders)),
        ("督办事项", one.about),
        ("所属计划", document),
        ("期次", period.name),
        ("下发依据", f"{one.reason}（{one.rules}）"),
        ("回复时限", day(one.due)),
    ]
    blocks: list[Block] = [Badge(SAMPLE, "808080")] if sample else []
    blocks += [
        Badge(f"{named(one.step)}　{short_day(one.due)}前回复", STEP_MARKS[one.step].colour[1:].upper()),
        Paragraph(one.text),
        Table(("项目", "内容"), tuple(facts), (1, 4.2)),
    ]
    blocks += [Heading(1, "单位回复"), *(Paragraph(_replied(r)) for r in one.replies)] if one.replies else []
    blocks += [Paragraph(text) for text in _ended(one)]
    head = Head("督办单", f"第 {one.number} 号", issuer, one.issued_on)
    return write(Letter(head, f"关于{about}的{word}通知", one.unit, tuple(blocks), (), issuer, one.issued_on))
