"""督办单 as HTML: the marks of its steps, its card, and short lists of notices.

A step is always shown by shape, word and colour together, since photocopies are black and white.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.plan_words import stage_name
from zcdash.rendering.formatting import day
from zcdash.rendering.html.templating import render
from zcdash.rendering.palette import Mark
from zcdash.rendering.protocols.notices import Notice, Reply


@dataclass(frozen=True, slots=True)
class StepMark(Mark):
    """Mark of a step, with the name of its colour."""

    colour_name: str


# No shape is that of a light.
STEP_MARKS = {
    "remind": StepMark("#2f78ad", "◇", "提醒", "蓝"),
    "supervise": StepMark("#c27c00", "☆", "督办", "黄"),
    "interview": StepMark("#c8281f", "★", "约谈", "红"),
}
SAMPLE = "演示数据（虚构）"


def named(step: str) -> str:
    """Return a step as text: ☆ 督办（黄）."""
    mark = STEP_MARKS[step]
    return f"{mark.text}（{mark.colour_name}）"


def time_left(notice: Notice) -> str:
    """Return the days left or overdue; of a notice that is over, how it ended."""
    if notice.state == "ended" and notice.end:
        return f"{day(notice.end.ended_on)}销号"
    if notice.state == "raised":
        return f"已升档为第 {notice.raised_to} 号"
    days = notice.days_left
    if notice.state == "replied":
        promised = day(notice.replies[-1].promised)
        return f"已回复，承诺{promised}前完成，" + (f"还有 {days} 天" if days >= 0 else f"已过 {-days} 天")
    return f"逾期 {-days} 天未回复" if days < 0 else "今天须回复" if days == 0 else f"还有 {days} 天回复"


def reply_text(reply: Reply) -> str:
    """Return a reply in three lines: cause, next step, promised day."""
    by = f"{reply.name}，{day(reply.replied_on)}回复"
    return f"原因：{reply.cause}\n下步措施：{reply.next_step}\n完成时限：{day(reply.promised)}（{by}）"


def end_text(notice: Notice) -> list[str]:
    """Return one line on how the notice ended; none while it is open."""
    end = notice.end
    return [f"销号：{end.note or '已按回复办结'}（{end.name}，{day(end.ended_on)}）"] if end else []


def card(notice: Notice, state: str, plan: str = "") -> str:
    """Return a notice: step, number, subject, unit, time left, its text, the replies and the end; `plan`: title, if to be named."""
    issued = f"{notice.issued_by} {day(notice.issued_on)}下发"
    at = Period.parse(notice.period)
    facts = (plan, stage_name(at) if plan else at.short_name, state, "、".join(notice.leaders), issued)
    return render(
        "notice_card.html",
        notice=notice,
        mark=STEP_MARKS[notice.step],
        time_left=time_left(notice),
        facts=[fact for fact in facts if fact],
        texts=[notice.text, *map(reply_text, notice.replies), *end_text(notice)],
    )


def summary(notices: Iterable[Notice], of: Mapping[str, str]) -> str:
    """Return the open notices in one line, counted by step, with those overdue; it links to their page. `of`: plan and period."""
    rows = list(notices)
    counts = [(mark, sum(n.step == step for n in rows)) for step, mark in reversed(STEP_MARKS.items())]
    overdue = sum(n.state == "overdue" for n in rows)
    return render("notice_summary.html", counts=counts, overdue=overdue, of=of)


def proposing(rows: Iterable[tuple[Plan, str, int]]) -> str:
    """Return plans for which notices are proposed, (plan, period, how many), each linking to its page of notices."""
    return render("notice_proposing.html", rows=rows)


def lines(notices: Iterable[Notice]) -> str:
    """Return notices, a line each, linking to their page."""
    return render("notice_lines.html", rows=[(n, STEP_MARKS[n.step], time_left(n)) for n in notices])
