"""督办单 as an official document (.docx)."""

from __future__ import annotations

from zcdash.domain.period import Period
from zcdash.rendering.docx.gongwen import Badge, Block, Head, Heading, Letter, Paragraph, Table, write
from zcdash.rendering.formatting import day, short_day
from zcdash.rendering.html.notices import SAMPLE, STEP_MARKS, end_text, named, reply_text
from zcdash.rendering.protocols.notices import Notice


def to_docx(notice: Notice, issuer: str, document: str, sample: bool, leader: str = "分管区长") -> bytes:
    """Return the notice as a .docx file; `document` is the number of the plan, `leader` what it calls a leader."""
    mark = STEP_MARKS[notice.step]
    about = f"“{notice.title}”" if notice.kind == "item" else notice.title
    facts = (
        ("责任单位", notice.unit),
        *([(leader, "、".join(notice.leaders))] if notice.leaders else ()),
        ("督办事项", notice.about),
        ("所属计划", document),
        ("期次", Period.parse(notice.period).name),
        ("下发依据", f"{notice.reason}（{notice.rules}）"),
        ("回复时限", day(notice.due)),
    )
    blocks: list[Block] = [Badge(SAMPLE, "808080")] if sample else []
    blocks += [
        Badge(f"{named(notice.step)}　{short_day(notice.due)}前回复", mark.colour[1:].upper()),
        Paragraph(notice.text),
        Table(columns=("项目", "内容"), rows=facts, widths=(1, 4.2)),
    ]
    replies = [Paragraph(reply_text(r)) for r in notice.replies]
    blocks += [Heading(1, "单位回复"), *replies] if replies else []
    blocks += [Paragraph(text) for text in end_text(notice)]
    head = Head("督办单", f"第 {notice.number} 号", issuer, notice.issued_on)
    title = f"关于{about}的{mark.word}通知"
    return write(
        Letter(
            head=head,
            title=title,
            addressee=notice.unit,
            blocks=tuple(blocks),
            annexes=(),
            signer=issuer,
            day=notice.issued_on,
        )
    )
