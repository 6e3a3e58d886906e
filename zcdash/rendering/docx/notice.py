"""zcdash.rendering.docx.notice."""

from __future__ import annotations

from typing import Any

from zcdash.domain.period import Period
from zcdash.rendering.docx.gongwen import Badge, Block, Head, Heading, Letter, Paragraph, Table, write
from zcdash.rendering.formatting import day, short_day
from zcdash.rendering.html.notices import SAMPLE, STEP_MARKS, _ended, _replied, named


def to_docx(one: Any, issuer: str, document: str, sample: bool) -> bytes:
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
