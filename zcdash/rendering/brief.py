"""Texts of the 一页简报, each cut to the place it has on the one sheet; the Word file and the page use the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zcdash.domain.naming import compared_name
from zcdash.domain.period import Period
from zcdash.domain.plan_words import short_stage_name, stage_name
from zcdash.domain.rate import rate_of_counts
from zcdash.domain.terms import LIGHT_NAME, SHORT, UNFILED, Light
from zcdash.rendering.docx.gongwen_title import width
from zcdash.rendering.formatting import amount, day, short_day
from zcdash.rendering.html.notices import SAMPLE, named, time_left
from zcdash.rendering.palette import mark_text
from zcdash.rendering.protocols.brief import Brief, Need, Pending
from zcdash.rendering.protocols.notices import Notice
from zcdash.rendering.protocols.standing import IndicatorStanding
from zcdash.text import strip_invisible

LINE = 36
"""Characters of 12 pt on a line of the sheet, less one."""
MOST_FIGURES, MOST_NOTICES = 10, 5
_REASON, _RETURNS, _NAME, _ABOUT, _UNIT = 2 * LINE, 3 * LINE, 13, 15, 8


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefText:
    """The texts of the sheet; tables are rows of texts."""

    title: str
    under: str
    summary: str
    needs_head: str
    needs: tuple[tuple[str, tuple[str, ...]], ...]
    """(light, item and unit; the lines below it)."""
    returns_head: str
    returns: str
    figures: tuple[tuple[str, ...], ...]
    notices_head: str
    notices: tuple[tuple[str, ...], ...]


FIGURE_COLUMNS, NOTICE_COLUMNS = ("指标", "计划", "实际", "评定"), ("档次", "事由", "单位", "时限")


def clipped(text: str, room: float) -> str:
    """Return the text on one line, cut with … where it is wider than `room` characters."""
    line = re.sub(r"[ \n]+", " ", strip_invisible(text)).strip()
    if width(line) <= room:
        return line
    line = line[: int(2 * room)]  # no character is narrower than half of one
    while line and width(line) > room - 1:
        line = line[:-1]
    return f"{line}…"


def brief_text(brief: Brief) -> BriefText:
    """Return the texts of the sheet."""
    reader = "您" if brief.kind == "leader" else "本单位"
    seen = f"数据截至{day(brief.as_of)}关账" if brief.closed else f"{brief.seen}　正式口径"
    under = (brief.post, brief.document, seen, SAMPLE if brief.sample else "")
    more = f"（共 {brief.short} 项未达计划或未报送）" if brief.short > len(brief.needs) else ""
    count = len(brief.notices)
    return BriefText(
        title=f"{brief.whose}　{stage_name(brief.period)}简报",
        under="　".join(filter(None, under)),
        summary=_summary(brief),
        needs_head=(
            f"需要{reader}研究的 {len(brief.needs)} 项{more}"
            if brief.needs
            else f"没有滞后、欠进度或未报送的{brief.words.item}"
        ),
        needs=tuple(_need(n) for n in brief.needs),
        returns_head=_expected(brief),
        returns=clipped(_pending(brief), _RETURNS),
        figures=tuple(_figure_row(s, brief.period) for s in brief.figures[:MOST_FIGURES]),
        notices_head=f"{'现有' if brief.closed else ''}未销号的督办单（{count}）" if count else "",
        notices=tuple(
            (named(n.step), clipped(n.about, _ABOUT), clipped(n.unit, _UNIT), _until(n))
            for n in brief.notices[:MOST_NOTICES]
        ),
    )


def _figure_row(standing: IndicatorStanding, period: Period) -> tuple[str, ...]:
    unit = standing.indicator.unit
    name = clipped(compared_name(standing.indicator, period), _NAME)
    return name, amount(standing.planned, unit), amount(standing.actual, unit), mark_text(standing.assessment.light)


def _summary(brief: Brief) -> str:
    common = f"；共同事项 {brief.common} 项另计" if brief.common else ""
    verb = "填报" if brief.only_reports else "承担" if brief.kind == "unit" else "分管"
    held = f"{verb} {brief.items} 项{'' if brief.only_reports else f'，其中牵头 {brief.led} 项'}{common}。"
    period = short_stage_name(brief.period, brief.period)
    if not brief.filed:
        return f"{held}{period}还没有报送的实际数，报送截止 {short_day(brief.deadline)}。"
    rate = rate_of_counts(brief.counts)
    if brief.items and brief.counts[Light.NONE] == brief.items:
        return f"{held}{period}没有目标。"
    text = f"{held}{period}达到计划 {rate.met} 项，达标率 {rate.percentage}%（{rate.met}/{rate.rated}）"
    text += "".join(f"，{words} {n} 项" for words, n in _short(brief.counts) if n)
    if brief.before is not None:
        change = rate.met - rate_of_counts(brief.before).met
        text += f"；达到计划的比上期{f'多 {change} 项' if change > 0 else f'少 {-change} 项' if change else '没有增减'}"
    moved = f"关账后有 {brief.moved} 项评定变化，本页不含。" if brief.moved else ""
    return f"{text}。{moved}"


def _short(counts: Mapping[Light, int]) -> list[tuple[str, int]]:
    """Return (words, items) of what misses the plan and of what has no accepted return, each apart."""
    rows = [("未达计划", sum(counts[light] for light in SHORT - UNFILED))]
    return rows + [(LIGHT_NAME[x], counts[x]) for x in (Light.MISSING, Light.RETURNED, Light.IN_REVIEW)]


def _need(need: Need) -> tuple[str, tuple[str, ...]]:
    by = f"{need.unit}{'' if need.led else '，配合'}"
    head = clipped(f"{mark_text(need.assessment.light)}　{need.item.code} {need.item.title}（{by}）", LINE)
    next_step = clipped(f"措施：{need.next_step}", LINE) if need.next_step else ""
    cause = clipped(f"原因：{need.problem}", _REASON - 1 - width(next_step)) if need.problem else ""
    if need.silent:
        cause = "该单位未说明原因" if need.next_step else "该单位未说明原因和措施"
    lines = clipped(need.assessment.reason, _REASON), "　".join(filter(None, (cause, next_step)))
    return head, tuple(filter(None, lines))


def _expected(brief: Brief) -> str:
    if not brief.asked:
        return "报送：不单独报送"
    if brief.kind == "unit":
        return f"报送：截止 {short_day(brief.deadline)}"
    return f"报送：应报 {brief.asked} 个单位（含镇、街道），按时 {brief.on_time} 个，截止 {short_day(brief.deadline)}"


def _pending(brief: Brief) -> str:
    """Return the submissions late or in approval; first those that wait for this leader and for the office, and extensions."""
    if not brief.asked:
        return ""
    own, others = [p for p in brief.pending if p.own], [p for p in brief.pending if not (p.own or p.at_office)]
    backlog = [p for p in brief.pending if p.at_office]
    texts = [_row(p) for p in own]
    if backlog and brief.kind == "leader":
        texts.append(f"待督查室签收 {len(backlog)} 个单位")
    texts += [f"{unit}延至 {short_day(day)}" for unit, day in brief.extended]
    texts += [_row(p) for p in (*others, *(backlog if brief.kind == "unit" else ()))]
    if texts:
        return "；".join(texts) + "。"
    if brief.kind == "unit":
        return "已按时送达。" if brief.on_time else "还没有报送，尚未到期。"
    return "没有迟报的，也没有在途的。" if brief.on_time == brief.asked else "没有迟报的；未到期的还没有报送。"


def _row(pending: Pending) -> str:
    """Return 区人社局待路德芝审签，10月6日报送，等您签."""
    sent = f"，{pending.dates}" if pending.dates else ""
    word = "待督查室签收" if pending.at_office and not pending.late_days else pending.word
    return f"{pending.unit}{word}{sent}{'，等您签' if pending.own else ''}"


def _until(notice: Notice) -> str:
    if notice.state == "replied":
        return f"{short_day(notice.replies[-1].promised)}前完成"
    return time_left(notice)
