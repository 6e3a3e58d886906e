"""Sections on submissions and on the next steps: who filed on time, late or not at all, and what is required next."""

from __future__ import annotations

from collections.abc import Sequence

from zcdash.domain.document import Block, Cited, Heading, Paragraph, Pieces, day, joined, name, number
from zcdash.domain.model import Light
from zcdash.domain.period import Period
from zcdash.queries.bulletin.material import Material
from zcdash.queries.submissions import Filing


def submissions(m: Material) -> list[Block]:
    """Count the submissions as of the close, and name the units that were late or filed nothing."""
    late = [f for f in m.filings if f.done and f.late_days]
    missing = [f for f in m.filings if f.missing]
    blocks: list[Block] = [Heading(1, ("报送情况",)), Paragraph("returns", _counted(m, late, missing))]
    if late:
        blocks.append(Paragraph("late", ("迟报的单位：", *joined(_late(m, f) for f in late), "。")))
    if missing:
        units = joined((name(f.unit),) for f in missing)
        blocks.append(Paragraph("missing", ("未报的单位：", *units, "，其牵头事项按未报送计。")))
    uncounted = [
        (f.unit, f.course.word) for f in m.filings if f.course and (m.period.text, f.unit) not in m.snapshot.counting
    ]
    if uncounted:
        units = joined((name(unit), "（", Cited(f"return/{unit}/course", label), "）") for unit, label in uncounted)
        count = number("returns/uncounted", len(uncounted), "个")
        blocks.append(Paragraph("uncounted", ("截至关账没有签收、数字没有计入的", count, "：", *units, "。")))
    return blocks


def _counted(m: Material, late: Sequence[Filing], missing: Sequence[Filing]) -> Pieces:
    on_way = sum(f.course is not None and not f.done for f in m.filings)
    on_time = sum(f.done and not f.late_days for f in m.filings)
    unsigned = ("，报送后没有审签齐全", number("returns/on_way", on_way, "个")) if on_way else ()
    return (
        "应报送",
        number("returns/asked", len(m.filings), "个单位"),
        "，按时",
        number("returns/on_time", on_time, "个"),
        "，迟报",
        number("returns/late", len(late), "个"),
        "，未报",
        number("returns/missing", len(missing), "个"),
        *unsigned,
        "。",
    )


def _late(m: Material, f: Filing) -> Pieces:
    """Return 区水务局（截止7月7日，7月8日送达，迟报1天）."""
    key = f"return/{f.unit}"
    by_sending = m.snapshot.by_sending
    arrived = f.filed_on if by_sending else f.reached_on
    assert arrived is not None, "a late submission has arrived"
    return (
        name(f.unit),
        "（截止",
        day(f"{key}/deadline", f.deadline, False),
        "，",
        day(f"{key}/day", arrived, False),
        "报送，" if by_sending else "送达，",
        "迟报",
        number(f"{key}/late", f.late_days, "天"),
        "）",
    )


def requirements(m: Material) -> list[Block]:
    """Write the requirements for the next period: standard sentences, for the office to reword."""
    sentences = [
        ("ask/behind", _behind(m)),
        ("ask/slipping", _slipping(m)),
        (
            "ask/honest",
            (
                "如实填报。没有达到计划的，必须写明存在问题、下步措施和时限，不得以“正在推进”等套话代替；"
                "数字要与统计、行业主管部门的口径一致。",
            ),
        ),
        ("ask/returns", _next_submissions(m)),
    ]
    paragraphs = [Paragraph(key, pieces, listed=True) for key, pieces in sentences if pieces]
    return [Heading(1, ("下一步工作要求",)), *paragraphs]


def _behind(m: Material) -> Pieces:
    if not m.counts[Light.BEHIND]:
        return ()
    return (
        "限期整改。严重滞后的",
        number("count/behind", m.counts[Light.BEHIND], "项"),
        "，由牵头单位主要负责人逐项查明原因，拿出补救措施和完成时限，报分管区长审定后送",
        Cited("plan/report_to", m.plan.report_to),
        "；连续两期严重滞后的，由分管区长专题调度。",
    )


def _slipping(m: Material) -> Pieces:
    if not m.counts[Light.SLIPPING]:
        return ()
    by: Pieces = (Cited("next/name", Period.parse(m.next).short_name), "内") if m.next else ("年底前",)
    return (
        "抓紧追赶。欠进度的",
        number("count/slipping", m.counts[Light.SLIPPING], "项"),
        "，牵头单位要倒排工期、专人盯办，",
        *by,
        "补上差额；配合单位要按职责分工主动配合。",
    )


def _next_submissions(m: Material) -> Pieces:
    report_to = Cited("plan/report_to", m.plan.report_to)
    if m.next:
        head: Pieces = (
            "按时报送。",
            Cited("next/name", Period.parse(m.next).short_name),
            "完成情况请于",
            day("next/deadline", m.snapshot.deadlines.of(m.next)),
            "前，经",
            Cited("plan/signers", "、".join(m.plan.signers)),
            "审核签字后报",
            report_to,
            "；迟报、未报的，继续点名通报，并计入年终考核。",
        )
    else:
        head = ("做好年终考核。全年完成情况纳入年终考核，对评定有异议的，请于通报印发后向", report_to, "书面提出。")
    return (*head, "联系方式：", Cited("plan/contact", m.plan.contact), "。") if m.plan.contact else head
