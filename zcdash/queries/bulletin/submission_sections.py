"""Sections on submissions and on the next steps: who filed on time, late or not at all, and what is required next."""

from __future__ import annotations

from zcdash.domain.document import Block, Cited, Heading, Paragraph, Pieces, day, joined, name, number
from zcdash.domain.terms import Light, PlanKind
from zcdash.queries.bulletin import subjects
from zcdash.queries.bulletin.material import Material
from zcdash.queries.bulletin.statement_rules import state
from zcdash.queries.submissions import Filing


def submissions(m: Material) -> list[Block]:
    """Count the submissions as of the close; name the units that were late or filed nothing, and what lies at whose desk."""
    late, missing = subjects.late(m), subjects.unit_missing(m)
    blocks: list[Block] = [Heading(1, ("报送情况",)), Paragraph("returns", _counted(m))]
    if late:
        filings = {f.unit: f for f in m.filings}
        units = joined(_late(m, filings[unit]) for unit in late)
        blocks.append(Paragraph("late", (state(m, "late", "迟报的单位：", *units), "。")))
    if missing:
        units = joined((name(unit),) for unit in missing)
        blocks.append(Paragraph("missing", (state(m, "unit_missing", "未报送的单位：", *units), "。")))
    return [*blocks, *_at_desks(m)]


def _counted(m: Material) -> Pieces:
    """Return 应报送49个单位，按时46个，迟报2个，未报送1个; every unit is in one of the counts."""
    counted = [
        ("on_time", "按时", subjects.on_time(m)),
        ("late", "迟报", subjects.late(m)),
        ("unit_missing", "未报送", subjects.unit_missing(m)),
        ("unit_pending", "未到期", subjects.unit_pending(m)),
        ("unit_returned", "已退回", subjects.returned(m)),
        ("signing", "没有审签齐全", subjects.signing(m)),
    ]
    rows = [
        (state(m, rule, words, number(f"returns/{rule}", len(units), "个")),)
        for rule, words, units in counted
        if units or rule in _ALWAYS
    ]
    return ("应报送", number("returns/asked", len(m.filings), "个单位"), "，", *joined(rows, "，"), "。")


_ALWAYS = ("on_time", "late", "unit_missing")
_DESKS = (
    ("unit_returned", subjects.returned, "已退回、尚没有重报的"),
    ("unit_head", subjects.at_desk("head"), "待单位主要负责人审签的"),
    ("unit_deputy", subjects.at_desk("deputy"), "待分管区长审签的"),
    ("unit_office", subjects.at_desk("office"), "已送达、待督查室签收的"),
)
"""(rule, its subjects, words) of what was not accepted at the close. The last is the office's own backlog, no fault of the unit."""


def _at_desks(m: Material) -> list[Block]:
    """Name the units whose figures did not count, by the desk at which their submission lay."""
    rows = []
    for rule, find, words in _DESKS:
        units = find(m)
        if units:
            count = number(f"returns/{rule}", len(units), "个")
            named = joined(_at_desk(m, rule, unit) for unit in units)
            rows.append((state(m, rule, words, count, "：", *named),))
    if not rows:
        return []
    return [Paragraph("uncounted", ("截至关账，", *joined(rows, "；"), "。没有签收的数字不在本通报之内。"))]


def _at_desk(m: Material, rule: str, unit: str) -> Pieces:
    """Return a unit with the day of its newest submission; at a deputy mayor's desk, whose."""
    status = m.snapshot.latest_by_unit()[m.period.text, unit]
    sent = day(f"return/{unit}/newest", status.filed_on, False)
    if rule != "unit_deputy":
        return (name(unit), "（", sent, "报送）")
    waiting = Cited(f"return/{unit}/waiting", "、".join(status.course.waiting))
    return (name(unit), "（", sent, "报送，待", waiting, "审签）")


def _late(m: Material, f: Filing) -> Pieces:
    """Return 区水务局（截止7月7日，7月6日报送，7月8日送达，迟报1天）."""
    key = f"return/{f.unit}"
    by_sending = m.snapshot.by_sending
    arrived = f.filed_on if by_sending else f.reached_on
    assert arrived is not None, "a late submission has arrived"
    assert f.filed_on is not None, "what has arrived was sent"
    came: Pieces = (day(f"{key}/day", arrived, False), "报送" if by_sending else "送达")
    if f.filed_on != arrived:
        came = (day(f"{key}/sent", f.filed_on, False), "报送，", *came)
    elif not by_sending:
        came = (day(f"{key}/sent", f.filed_on, False), "报送、当日送达")
    return (
        name(f.unit),
        "（截止",
        day(f"{key}/deadline", f.deadline, False),
        "，",
        *came,
        "，迟报",
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
                "如实填报。没有达到计划的，必须写明存在问题、下步措施和时限，不得以“正在推进”等套话代替"
                f"{'；数字要与统计、行业主管部门的口径一致' if m.plan.indicators else ''}。",
            ),
        ),
        ("ask/returns", _next_submissions(m)),
    ]
    paragraphs = [Paragraph(key, pieces, listed=True, standard=True) for key, pieces in sentences if pieces]
    return [Heading(1, ("下一步工作要求",)), *paragraphs]


def _behind(m: Material) -> Pieces:
    if not m.counts[Light.BEHIND]:
        return ()
    return (
        "限期整改。严重滞后的",
        number("count/behind", m.counts[Light.BEHIND], "项"),
        "，由牵头单位主要负责人逐项查明原因，拿出补救措施和完成时限，",
        *((f"报{m.words.leader}审定后送",) if m.plan.leaders else ("送",)),
        Cited("plan/report_to", m.plan.report_to),
        "；连续两期严重滞后的，由",
        m.words.leader if m.plan.leaders else Cited("plan/report_to", m.plan.report_to),
        "专题调度。",
    )


def _slipping(m: Material) -> Pieces:
    if not m.counts[Light.SLIPPING]:
        return ()
    by: Pieces = ("年底前",) if m.plan.kind is PlanKind.ANNUAL else ("尽快",)
    by = (Cited("next/name", m.named_beside(m.next)), "内") if m.next else by
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
            Cited("next/name", m.named_beside(m.next)),
            "完成情况请于",
            day("next/deadline", m.snapshot.deadlines.of(m.next.text)),
            "前，经",
            Cited("plan/signers", "、".join(m.plan.signers)),
            "审核签字后报",
            report_to,
            f"；迟报、未报的，继续点名通报，并计入{m.words.evaluation}。",
        )
    else:
        whole, evaluation = m.words.whole, m.words.evaluation
        made = f"做好{evaluation}。{whole}完成情况纳入{evaluation}"
        head = (f"{made}，对评定有异议的，请于通报印发后向", report_to, "书面提出。")
    return (*head, "联系方式：", Cited("plan/contact", m.plan.contact), "。") if m.plan.contact else head
