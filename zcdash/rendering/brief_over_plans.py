"""Texts of the 一页简报 over all plans: a section for every plan, each cut so that all stand on the one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zcdash.domain.plan_words import stage_name
from zcdash.rendering.brief import LINE, BriefText, brief_text, clipped
from zcdash.rendering.docx.gongwen_title import width
from zcdash.rendering.html.notices import SAMPLE
from zcdash.rendering.protocols.brief import BriefOverPlans, PlanBrief

ROWS = 37
"""Lines of text that the sheet holds below its title, each head of a section counted as one and a half."""
_SUMMARY, _RETURNS = 2 * LINE, 2 * LINE
_MOST_NEEDS, _REST = 3, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One plan: its head, and the lines below it; (line, True) where it stands out."""

    head: str
    lines: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverPlansText:
    """The texts of the sheet. `rest` names the plans that have no section, on a line or two; empty where all have one."""

    title: str
    under: str
    summary: str
    sections: tuple[Section, ...]
    rest: str
    as_of: date


def over_plans_text(sheet: BriefOverPlans) -> OverPlansText:
    """Return the texts of the sheet."""
    summary = _summary(sheet)
    sections = _fitting(
        [(p, brief_text(p.brief)) for p in sheet.plans], ROWS - _rows(summary) - (_REST if sheet.common else 0)
    )
    left = [p.title for p in sheet.plans[len(sections) :]]
    return OverPlansText(
        title=f"{sheet.whose}　全部计划简报",
        under="　".join(
            filter(None, (max(sheet.posts, key=len, default=""), "各计划看最近一期", SAMPLE if sheet.sample else ""))
        ),
        summary=summary,
        sections=tuple(sections),
        rest="\n".join(filter(None, (_named("另有", left), _named("只有共同事项的", sheet.common)))),
        as_of=max(p.brief.as_of for p in sheet.plans),
    )


def _named(what: str, titles: Sequence[str]) -> str:
    return clipped(f"{what} {len(titles)} 个计划：{'、'.join(titles)}。", 2 * LINE) if titles else ""


def _fitting(texts: Sequence[tuple[PlanBrief, BriefText]], room: float) -> list[Section]:
    """Return the sections with as many items each as fit; the last plans have none where even without items they do not fit."""
    sections: list[Section] = []
    for most in range(_MOST_NEEDS, -1, -1):
        sections = [_section(plan, text, most) for plan, text in texts]
        if _height(sections) <= room:
            return sections
    while sections and _height(sections) > room - _REST:
        sections.pop()
    return sections


def _summary(sheet: BriefOverPlans) -> str:
    verb = "分管" if sheet.kind == "leader" else "承担"
    text = f"{verb} {len(sheet.plans)} 个计划 {sheet.items} 项，其中牵头 {sheet.led} 项。"
    if sheet.rate.rated:
        text += f"可评 {sheet.rate.rated} 项中达到计划 {sheet.rate.met} 项，达标率 {sheet.rate.percentage}%"
        text += f"，未达计划 {sheet.short} 项" if sheet.short else ""
        text += f"，未报送或已退回 {sheet.missing} 项" if sheet.missing else ""
        text += "。"
    return text


def _section(plan: PlanBrief, text: BriefText, most: int) -> Section:
    """Return the section of a plan: its numbers, the heads of the most urgent items with their reason, and its returns."""
    lines = [(clipped(text.summary, _SUMMARY), False)]
    for head, below in text.needs[:most]:
        lines += [(head, True), *((clipped(line, LINE), False) for line in below[:1])]
    lines.append((clipped("。".join(filter(None, (text.returns_head, text.returns))), _RETURNS), False))
    return Section(
        head=clipped(f"{plan.title}　{stage_name(plan.brief.period)}", LINE),
        lines=tuple((line, bold) for line, bold in lines if line),
    )


def _height(sections: Sequence[Section]) -> float:
    return sum(1.5 + sum(_rows(line) for line, _ in section.lines) for section in sections)


def _rows(text: str) -> int:
    return int(-(-width(text) // LINE))
