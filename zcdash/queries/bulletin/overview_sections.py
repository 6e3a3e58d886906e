"""Sections on the whole plan: opening, correction, items by light, by deputy mayor and by chapter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
from zcdash.domain.model import LIGHT_NAME, MET, Light, Responsibility
from zcdash.queries.bulletin.material import BEST_FIRST, ORDER, OTHER, Corrected, Material
from zcdash.rules.rollup import counts, percentages


def opening(m: Material) -> list[Block]:
    """Write the opening: by what order, for which period, as of when; and what a correction corrects."""
    plan = m.plan
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
                day("close/as_of", m.snapshot.close["as_of"]),
                "。",
            ),
        )
    ]
    return blocks + (_correction(m, m.corrected) if m.corrected else [])


def _correction(m: Material, corrected: Corrected) -> list[Block]:
    """Name the bulletin that this one replaces, and every light that has changed."""
    changed = [i.code for i in m.plan.items if corrected.lights[i.code] is not m.now[i.code]]
    head = (
        "本通报更正",
        Cited("period/name", m.period.name),
        "第",
        number("corrected/number", corrected.number, "期"),
        "通报（",
        day("corrected/day", corrected.day),
        "印发），原通报同时作废。",
    )
    if not changed:
        return [Paragraph("correction", (*head, "各项任务的评定没有变化。"))]
    changes = joined(
        ((*m.titles([c]), "由", LIGHT_NAME[corrected.lights[c]], "更正为", LIGHT_NAME[m.now[c]]) for c in changed),
        "；",
    )
    count = number("corrected/moved", len(changed), "项")
    return [Paragraph("correction", (*head, "评定有变化的", count, "：", *changes, "。"))]


def overall(m: Material) -> list[Block]:
    """Count the items by light, with percentages that add up to 100.0, and compare with the period before."""
    lights = [light for light in BEST_FIRST if m.counts[light]]
    shares = dict(zip(m.counts, percentages(list(m.counts.values())), strict=True))
    counted = joined(
        (
            (
                _light_name(light),
                number(f"count/{light}", m.counts[light], "项"),
                "，占",
                share(f"share/{light}", shares[light]),
            )
            for light in lights
        ),
        "；",
    )
    text = (number("items", len(m.now), "项"), "任务中，", *counted, "。")
    blocks: list[Block] = [Heading(1, ("总体情况",)), Paragraph("overall", text)]
    if m.snapshot.before is None:
        return [*blocks, Strip("各项任务评定情况", m.counts, None)]
    before = counts(m.last.values())
    moves = _moves(m, m.snapshot.before.period.short_name, before)
    return [*blocks, *moves, Strip("各项任务评定情况（本期与上期）", m.counts, before)]


def _light_name(light: Light) -> str:
    return "本期没有目标" if light is Light.NONE else LIGHT_NAME[light]


def _moves(m: Material, last_period: str, before: Mapping[Light, int]) -> list[Block]:
    """Compare with the period before: counts by light, items that recovered, items that stayed behind."""
    rows = [("达到或超过进度", "good", sum(before[x] for x in MET), sum(m.counts[x] for x in MET))]
    rows += [
        (LIGHT_NAME[light], str(light), before[light], m.counts[light])
        for light in (Light.SLIPPING, Light.BEHIND, Light.MISSING, Light.RETURNED)
        if before[light] or m.counts[light]
    ]
    changes = joined((_change(*row) for row in rows), "；")
    last = Cited("before/name", last_period)
    blocks: list[Block] = [Paragraph("moves", ("与", last, "相比，", *changes, "。", *_better_and_worse(m)))]
    still_behind = [i.code for i in m.plan.items if m.last[i.code] is m.now[i.code] is Light.BEHIND]
    recovered = [i.code for i in m.plan.items if m.last[i.code] is Light.BEHIND and m.now[i.code] in MET]
    if recovered:
        count = number("risen", len(recovered), "项")
        text: Pieces = ("由严重滞后转为达到或超过进度的", count, "：", *m.titles(recovered), "。")
        blocks.append(Paragraph("risen", text))
    if still_behind:
        count = number("again", len(still_behind), "项")
        text = ("连续两期严重滞后的", count, "：", *m.titles(still_behind), "，须作为下一步督查的重点。")
        blocks.append(Paragraph("again", text))
    return blocks


def _change(label: str, key: str, was: int, now: int) -> Pieces:
    count = number(f"count/{key}", now, "项")
    if was == now:
        return (label, "仍为", count)
    return (label, "由", number(f"before/{key}", was, "项"), "增加到" if now > was else "减少到", count)


def _better_and_worse(m: Material) -> Pieces:
    pairs = [(m.last[c], m.now[c]) for c in m.now if Light.NONE not in (m.last[c], m.now[c])]
    better = sum(ORDER[now] > ORDER[was] for was, now in pairs)
    worse = sum(ORDER[now] < ORDER[was] for was, now in pairs)
    return ("评定好转的", number("better", better, "项"), "，变差的", number("worse", worse, "项"), "。")


def _light_cells(m: Material, key: str, counted: Mapping[Light, int]) -> tuple[Pieces, ...]:
    """Return the cells of one row: a count for each light shown, one for the others, the share that meets the plan."""
    total = sum(counted.values())
    cells = [(number(f"{key}/{light}", counted[light]),) for light in _lights_shown(m)]
    other = number(f"{key}/other", sum(counted[light] for light in OTHER))
    good = sum(counted[light] for light in MET)
    return (*cells, (other,), (share(f"{key}/good", 100 * good / total),) if total else ("—",))


def _lights_shown(m: Material) -> list[Light]:
    return [light for light in BEST_FIRST if m.counts[light] and light not in OTHER]


def _light_columns(m: Material) -> tuple[str, ...]:
    return (*(LIGHT_NAME[light] for light in _lights_shown(m)), "其他", "达标占比")


def by_leader(m: Material) -> list[Block]:
    """Compare the deputy mayors, in the plan's order."""
    rows: list[tuple[Pieces, ...]] = []
    bars = []
    for leader in m.plan.leaders:
        codes = m.plan.item_codes_of(leader.name, "leader")
        counted = counts(m.now[c] for c in codes)
        rows.append(_leader_row(m, leader.name, codes, counted))
        bars.append((leader.name, counted))
    columns = ("分管区长", "事项", "牵头", *_light_columns(m), "按时报送")
    note = (
        "一项任务由几位区长分管的，分别计入各位名下。表中其他为待研判、未到期和本期没有目标的，达标占比为达到或超过进度的占比，"
        "按时报送为其牵头事项的填报单位中按时报送的单位数。"
    )
    return [
        Heading(1, ("分管区长完成情况",)),
        Paragraph("leaders", (note,)),
        Bars("分管区长任务评定情况", "leader", tuple(bars)),
        Grid("leaders", "分管区长任务完成情况", columns, tuple(rows)),
    ]


def _leader_row(m: Material, leader: str, codes: Sequence[str], counted: Mapping[Light, int]) -> tuple[Pieces, ...]:
    key = f"leader/{leader}"
    led = m.plan.item_codes_of(leader, "leader", Responsibility.LEAD)
    units = {m.plan.reporting_unit_by_item[c] for c in led}
    filings = [f for f in m.filings if f.unit in units]
    on_time = sum(f.done and not f.late_days for f in filings)
    return (
        (name(leader),),
        (number(f"{key}/items", len(codes)),),
        (number(f"{key}/led", len(led)),),
        *_light_cells(m, key, counted),
        (number(f"{key}/on_time", on_time), "/", number(f"{key}/returns", len(filings))),
    )


def by_chapter(m: Material) -> list[Block]:
    """Compare the chapters, and name the best and the worst."""
    rows: list[tuple[Pieces, ...]] = []
    good_shares = {}
    for chapter in m.plan.chapters:
        key = f"chapter/{chapter.number}"
        codes = [i.code for i in m.plan.items_in(chapter.number)]
        counted = counts(m.now[c] for c in codes)
        good = sum(counted[light] for light in MET)
        good_shares[chapter.number] = 100 * good / len(codes) if codes else 0.0
        head = ((Cited(f"{key}/name", chapter.name),), (number(f"{key}/items", len(codes)),))
        rows.append((*head, *_light_cells(m, key, counted)))
    return [
        Heading(1, ("各板块完成情况",)),
        Paragraph("chapters", _best_and_worst(m, good_shares)),
        Grid("chapters", "各板块任务完成情况", ("板块", "事项", *_light_columns(m)), tuple(rows)),
    ]


def _best_and_worst(m: Material, good_shares: Mapping[int, float]) -> Pieces:
    high = max(good_shares.values())
    low = min(good_shares.values())
    if high == low:
        return ("各板块达到或超过进度的占比相同。",)
    best = _chapters_with(m, good_shares, high)
    worst = _chapters_with(m, good_shares, low)
    return ("达到或超过进度的占比，最高的是", *best, "，最低的是", *worst, "。")


def _chapters_with(m: Material, good_shares: Mapping[int, float], value: float) -> Pieces:
    numbers = [n for n, good in good_shares.items() if good == value]
    titles = joined(("“", Cited(f"chapter/{n}/title", m.plan.chapter(n).title), "”") for n in numbers)
    return (*titles, "（", share(f"chapter/{numbers[0]}/good", value), "）")
