"""The sections that look over the whole: opening, overall, by deputy mayor, by chapter, returns, what is asked for next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zcdash.domain.document import (
    Bars,
    Block,
    Cited,
    Grid,
    Heading,
    Paragraph,
    Pieces,
    Strip,
    day,
    joined,
    name,
    number,
    share,
)
from zcdash.domain.model import LIGHT_NAME, Light, Responsibility
from zcdash.domain.period import Period
from zcdash.queries.bulletin.material import BEST_FIRST, GOOD, ORDER, OTHER, SHORT, Material
from zcdash.queries.overview import items_of
from zcdash.queries.submissions import Filing
from zcdash.rules.rollup import counts, percentages

_WHOLE = 15.6
"""The width of a table in centimetres."""


def opening(m: Material) -> list[Block]:
    """What this is, by what order, and as of when; in a correction, what it corrects."""
    plan, close = m.plan, m.at.close
    blocks: list[Block] = [
        Paragraph(
            "opening",
            (
                "按照《",
                Cited("plan/title", plan.title),
                "》（",
                Cited("plan/number", plan.number),
                "）要求，",
                Cited("plan/report_to", plan.report_to),
                "调度了",
                Cited("period/name", m.period.name),
                "各项任务的完成情况，现将",
                number("items", len(plan.items), "项"),
                "任务的完成情况通报如下。数据截至",
                day("close/as_of", close["as_of"]),
                "。",
            ),
        )
    ]
    return blocks + (_correction(m) if m.corrected else [])


def _correction(m: Material) -> list[Block]:
    """Which bulletin this one takes the place of, and every light that is another now."""
    was = m.corrected
    moved = [i.code for i in m.plan.items if was.lights[i.code] is not m.now[i.code]]
    head = (
        "本通报更正",
        Cited("period/name", m.period.name),
        "第",
        number("corrected/number", was.number, "期"),
        "通报（",
        day("corrected/day", was.day),
        "印发），原通报同时作废。",
    )
    if not moved:
        return [Paragraph("correction", (*head, "各项任务的评定没有变化。"))]
    told = joined(
        ((*m.called([c]), "由", LIGHT_NAME[was.lights[c]], "更正为", LIGHT_NAME[m.now[c]]) for c in moved), "；"
    )
    return [
        Paragraph("correction", (*head, "评定有变化的", number("corrected/moved", len(moved), "项"), "：", *told, "。"))
    ]


def overall(m: Material) -> list[Block]:
    """Counts by light, with percentages that make a hundred, and what moved since the period before."""
    there = [light for light in BEST_FIRST if m.counts[light]]
    shares = dict(zip(m.counts, percentages(list(m.counts.values())), strict=True))
    told = joined(
        (
            (
                _word(light),
                number(f"count/{light}", m.counts[light], "项"),
                "，占",
                share(f"share/{light}", shares[light]),
            )
            for light in there
        ),
        "；",
    )
    head = (number("items", len(m.now), "项"), "任务中，", *told, "。")
    blocks: list[Block] = [Heading(1, ("总体情况",)), Paragraph("overall", head)]
    if not m.last:
        return [*blocks, Strip("各项任务评定情况", m.counts, None)]
    before = counts(m.last.values())
    return [*blocks, *_moves(m, before), Strip("各项任务评定情况（本期与上期）", m.counts, before)]


def _word(light: Light) -> str:
    return "本期没有目标" if light is Light.NONE else LIGHT_NAME[light]


def _moves(m: Material, before: Mapping[Light, int]) -> list[Block]:
    good, was = (sum(c[light] for light in GOOD) for c in (m.counts, before))
    compared = [("达到或超过进度", "good", was, good)]
    compared += [
        (LIGHT_NAME[light], str(light), before[light], m.counts[light])
        for light in (Light.SLIPPING, Light.BEHIND, Light.MISSING)
        if before[light] or m.counts[light]
    ]
    told = joined((_moved(*row) for row in compared), "；")
    name_of = Cited("before/name", m.at.before.period.short_name)
    blocks: list[Block] = [Paragraph("moves", ("与", name_of, "相比，", *told, "。", *_turned(m)))]
    again = [i.code for i in m.plan.items if m.last[i.code] is m.now[i.code] is Light.BEHIND]
    risen = [i.code for i in m.plan.items if m.last[i.code] is Light.BEHIND and m.now[i.code] in GOOD]
    if risen:
        blocks.append(
            Paragraph(
                "risen",
                ("由严重滞后转为达到或超过进度的", number("risen", len(risen), "项"), "：", *m.called(risen), "。"),
            )
        )
    if again:
        blocks.append(
            Paragraph(
                "again",
                (
                    "连续两期严重滞后的",
                    number("again", len(again), "项"),
                    "：",
                    *m.called(again),
                    "，须作为下一步督查的重点。",
                ),
            )
        )
    return blocks


def _moved(word: str, key: str, was: int, now: int) -> Pieces:
    head = (word, "由", number(f"before/{key}", was, "项"))
    if was == now:
        return (word, "仍为", number(f"count/{key}", now, "项"))
    return (*head, "增加到" if now > was else "减少到", number(f"count/{key}", now, "项"))


def _turned(m: Material) -> Pieces:
    both = [(m.last[c], m.now[c]) for c in m.now if Light.NONE not in (m.last[c], m.now[c])]
    better = sum(ORDER[now] > ORDER[was] for was, now in both)
    worse = sum(ORDER[now] < ORDER[was] for was, now in both)
    return ("评定好转的", number("better", better, "项"), "，变差的", number("worse", worse, "项"), "。")


def _tally(m: Material, of: str, called: str, counted: Mapping[Light, int]) -> tuple[Pieces, ...]:
    """The cells of one row of lights: those that occur at all, the rest as one, then the share that is good."""
    whole, shown = sum(counted.values()), _shown(m)
    cells = [(number(f"{of}/{called}/{light}", counted[light]),) for light in shown]
    rest = number(f"{of}/{called}/other", sum(counted[light] for light in OTHER))
    good = sum(counted[light] for light in GOOD)
    return (*cells, (rest,), (share(f"{of}/{called}/good", 100 * good / whole),) if whole else ("—",))


def _shown(m: Material) -> list[Light]:
    return [light for light in BEST_FIRST if m.counts[light] and light not in OTHER]


def _heads(m: Material) -> tuple[str, ...]:
    return (*(LIGHT_NAME[light] for light in _shown(m)), "其他", "达标占比")


def by_leader(m: Material) -> list[Block]:
    """The deputy mayors side by side, in the plan's order."""
    rows, bars = [], []
    by_unit = {f.unit: f for f in m.filings}
    for leader in m.plan.leaders:
        codes, led = (
            items_of(m.plan, leader.name, "leader"),
            items_of(m.plan, leader.name, "leader", Responsibility.LEAD),
        )
        counted = counts(m.now[c] for c in codes)
        due = [by_unit[u] for u in {m.at.reporter[c] for c in led} if u in by_unit]
        key = f"leader/{leader.name}"
        in_time = sum(f.done and not f.late_days for f in due)
        on_time = (number(f"{key}/on_time", in_time), "/", number(f"{key}/returns", len(due)))
        rows.append(
            (
                (name(leader.name),),
                (number(f"{key}/items", len(codes)),),
                (number(f"{key}/led", len(led)),),
                *_tally(m, "leader", leader.name, counted),
                on_time,
            )
        )
        bars.append((leader.name, counted))
    columns = ("分管区长", "事项", "牵头", *_heads(m), "按时报送")
    grid = Grid(
        "分管区长任务完成情况", columns, tuple(rows), (1.35, 1.0, 1.0, *(1.35,) * len(_shown(m)), 1.0, 1.2, 1.2)
    )
    note = (
        "一项任务由几位区长分管的，分别计入各位名下。表中其他为待研判、未到期和本期没有目标的，达标占比为达到或超过进度的占比，"
        "按时报送为其牵头事项的填报单位中按时报送的单位数。"
    )
    drawn = Bars("分管区长任务评定情况", "leader", tuple(bars))
    return [Heading(1, ("分管区长完成情况",)), Paragraph("leaders", (note,)), drawn, grid]


def by_chapter(m: Material) -> list[Block]:
    """The chapters, and which of them stand best and worst."""
    rows, good = [], {}
    for chapter in m.plan.chapters:
        codes = [i.code for i in m.plan.items if i.chapter == chapter.number]
        counted, key = counts(m.now[c] for c in codes), str(chapter.number)
        good[chapter.number] = 100 * sum(counted[light] for light in GOOD) / len(codes) if codes else 0.0
        rows.append(
            (
                (Cited(f"chapter/{key}/name", chapter.name),),
                (number(f"chapter/{key}/items", len(codes)),),
                *_tally(m, "chapter", key, counted),
            )
        )
    wide = (1.0, *(1.35,) * len(_shown(m)), 1.0, 1.2)
    grid = Grid("各板块任务完成情况", ("板块", "事项", *_heads(m)), tuple(rows), (_WHOLE - sum(wide), *wide))
    return [Heading(1, ("各板块完成情况",)), Paragraph("chapters", _best_and_worst(m, good)), grid]


def _best_and_worst(m: Material, good: Mapping[int, float]) -> Pieces:
    names = {c.number: c.title for c in m.plan.chapters}
    high, low = max(good.values()), min(good.values())
    if high == low:
        return ("各板块达到或超过进度的占比相同。",)

    def those(value: float) -> Pieces:
        found = [n for n, g in good.items() if g == value]
        return (
            *joined(("“", Cited(f"chapter/{n}/title", names[n]), "”") for n in found),
            "（",
            share(f"chapter/{found[0]}/good", value),
            "）",
        )

    return ("达到或超过进度的占比，最高的是", *those(high), "，最低的是", *those(low), "。")


def returns(m: Material) -> list[Block]:
    """Who filed, and by name who was late or never did, as of the close."""
    late = [f for f in m.filings if f.done and f.late_days]
    missing = [f for f in m.filings if f.missing]
    on_way = sum(f.course is not None and not f.done for f in m.filings)
    on_time = sum(f.done and not f.late_days for f in m.filings)
    head: Pieces = (
        "应报送",
        number("returns/asked", len(m.filings), "个单位"),
        "，按时",
        number("returns/on_time", on_time, "个"),
        "，迟报",
        number("returns/late", len(late), "个"),
        "，未报",
        number("returns/missing", len(missing), "个"),
    )
    head += ("，报送后没有审签齐全", number("returns/on_way", on_way, "个")) if on_way else ()
    blocks: list[Block] = [Heading(1, ("报送情况",)), Paragraph("returns", (*head, "。"))]
    if late:
        blocks.append(Paragraph("late", ("迟报的单位：", *joined(_late(m, f) for f in late), "。")))
    if missing:
        blocks.append(
            Paragraph(
                "missing", ("未报的单位：", *joined((name(f.unit),) for f in missing), "，其牵头事项按未报送计。")
            )
        )
    uncounted = [f for f in m.filings if f.course and (m.period.text, f.unit) not in m.at.counting]
    if uncounted:
        told = joined((name(f.unit), "（", Cited(f"return/{f.unit}/course", f.course.word), "）") for f in uncounted)
        blocks.append(
            Paragraph(
                "uncounted",
                (
                    "截至关账没有签收、数字没有计入的",
                    number("returns/uncounted", len(uncounted), "个"),
                    "：",
                    *told,
                    "。",
                ),
            )
        )
    return blocks


def _late(m: Material, f: Filing) -> Pieces:
    """区水务局（截止7月7日，7月8日送达，迟报1天）."""
    key, came = f"return/{f.unit}", f.filed_on if m.at.by_sending else f.reached_on
    return (
        name(f.unit),
        "（截止",
        day(f"{key}/deadline", f.deadline, False),
        "，",
        day(f"{key}/day", came, False),
        "报送，" if m.at.by_sending else "送达，",
        "迟报",
        number(f"{key}/late", f.late_days, "天"),
        "）",
    )


def requirements(m: Material) -> list[Block]:
    """What is asked for next: standard sentences that the office makes its own."""
    told: list[tuple[str, Pieces]] = []
    if m.counts[Light.BEHIND]:
        told.append(
            (
                "ask/behind",
                (
                    "限期整改。严重滞后的",
                    number("count/behind", m.counts[Light.BEHIND], "项"),
                    "，由牵头单位主要负责人逐项查明原因，拿出补救措施和完成时限，报分管区长审定后送",
                    Cited("plan/report_to", m.plan.report_to),
                    "；连续两期严重滞后的，由分管区长专题调度。",
                ),
            )
        )
    if m.counts[Light.SLIPPING]:
        by = (Cited("next/name", Period.parse(m.next).short_name), "内") if m.next else ("年底前",)
        told.append(
            (
                "ask/slipping",
                (
                    "抓紧追赶。欠进度的",
                    number("count/slipping", m.counts[Light.SLIPPING], "项"),
                    "，牵头单位要倒排工期、专人盯办，",
                    *by,
                    "补上差额；配合单位要按职责分工主动配合。",
                ),
            )
        )
    told.append(
        (
            "ask/honest",
            (
                "如实填报。没有达到计划的，必须写明存在问题、下步措施和时限，不得以“正在推进”等套话代替；"
                "数字要与统计、行业主管部门的口径一致。",
            ),
        )
    )
    told.append(("ask/returns", _next_returns(m)))
    return [Heading(1, ("下一步工作要求",)), *(Paragraph(key, pieces, listed=True) for key, pieces in told)]


def _next_returns(m: Material) -> Pieces:
    signers, to = Cited("plan/signers", "、".join(m.plan.signers)), Cited("plan/report_to", m.plan.report_to)
    if m.next:
        head = (
            "按时报送。",
            Cited("next/name", Period.parse(m.next).short_name),
            "完成情况请于",
            day("next/deadline", m.at.deadlines.of(m.next)),
            "前，经",
            signers,
            "审核签字后报",
            to,
            "；迟报、未报的，继续点名通报，并计入年终考核。",
        )
    else:
        head = ("做好年终考核。全年完成情况纳入年终考核，对评定有异议的，请于通报印发后向", to, "书面提出。")
    return (*head, "联系方式：", Cited("plan/contact", m.plan.contact), "。") if m.plan.contact else head


def short_by_unit(m: Material) -> list[tuple[str, int]]:
    """Lead units with items that miss the plan, most first."""
    found: dict[str, int] = {}
    for item in m.of(*SHORT):
        for unit in m.holders(item.code, "unit"):
            found[unit] = found.get(unit, 0) + 1
    return sorted(found.items(), key=lambda row: -row[1])


def listed(m: Material, codes: Iterable[str]) -> Pieces:
    """Codes of items with the unit that leads them: 区发改局（12-2、13-6）、…"""
    by_unit: dict[str, list[str]] = {}
    for code in codes:
        by_unit.setdefault("、".join(m.holders(code, "unit")), []).append(code)
    return joined(
        (Cited(f"name/{unit}", unit), "（", *joined((Cited(f"item/{c}/code", c),) for c in some), "）")
        for unit, some in by_unit.items()
    )
