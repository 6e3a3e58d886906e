"""Sections on single items: ahead of the plan, short of it and why, the year's forecast; and the annexes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from zcdash.domain.document import (
    Annex,
    Block,
    Cited,
    Grid,
    Heading,
    Paragraph,
    Pieces,
    PlannedActualChart,
    day,
    joined,
    number,
    title,
)
from zcdash.domain.forecast import Forecast, ForecastKind
from zcdash.domain.model import LIGHT_NAME, MET, SHORT, Item, Light
from zcdash.queries.bulletin.material import LONGEST, Material, against, tight
from zcdash.queries.item_standing import IndicatorStanding
from zcdash.rules.forecast import forecast
from zcdash.rules.lights import Figures

_MANY = 3
"""Items short of the plan from which on a lead unit is named."""


def ahead(m: Material) -> list[Block]:
    """List the items ahead of the plan, and compare the headline indicators with theirs."""
    blocks: list[Block] = [Heading(1, ("超进度事项和主要指标",))]
    items = m.items_with(Light.AHEAD)
    if items:
        blocks.append(Paragraph("ahead", ("超进度的", number("count/ahead", len(items), "项"), "：")))
        blocks += [Paragraph(f"ahead/{i.code}", _item(m, i), listed=True) for i in items]
    else:
        blocks.append(Paragraph("ahead", ("本期没有超进度的事项。",)))
    return blocks + _headline_blocks(m)


def _headline_blocks(m: Material) -> list[Block]:
    shown = [s for s in headline(m) if s.actual is not None and s.planned is not None]
    if not shown:
        return []
    short = [s for s in shown if s.assessment.light not in MET]
    text: Pieces = (
        "本期有计划又报了数的主要指标",
        number("headline/items", len(shown), "个"),
        "，达进度或超进度",
        number("headline/good", len(shown) - len(short), "个"),
    )
    if short:
        rows = joined(
            ((Cited(f"indicator/{s.indicator.code}/name", s.indicator.name), *against(s)) for s in short), "；"
        )
        text += ("。没有达到的：", *rows)
    bars = (
        (s.indicator.code, s.indicator.name, s.planned, s.actual, s.indicator.unit, s.assessment.light) for s in shown
    )
    return [Paragraph("headline", (*text, "。")), PlannedActualChart("主要指标计划与实际", tuple(bars))]


def _item(m: Material, i: Item) -> Pieces:
    """Return an item with its units and leaders, and its figures."""
    return (title(i.code, i.title), *m.responsible(i.code), "。", *m.reasons(i.code), "。")


def headline(m: Material) -> list[IndicatorStanding]:
    """Return the headline indicators at the period, in their order."""
    standings = [s for item in m.snapshot.standing.items.values() for s in item.indicators if s.indicator.headline]
    return sorted(standings, key=lambda s: s.indicator.headline or 0)


def short(m: Material) -> list[Block]:
    """List what is behind, what is slipping (in the annex), and what is missing or undetermined."""
    behind = m.items_with(Light.BEHIND)
    slipping = m.items_with(Light.SLIPPING)
    other = m.items_with(Light.MISSING, Light.RETURNED, Light.IN_REVIEW, Light.UNDETERMINED)
    blocks: list[Block] = [Heading(1, ("没有达到进度的事项",))]
    if not (behind or slipping or other):
        return [*blocks, Paragraph("short", ("各项任务都达到或超过进度。",))]
    parts: list[tuple[Pieces, list[Paragraph]]] = []
    if behind:
        rows = [Paragraph(f"behind/{i.code}", m.full_text(i.code), listed=True) for i in behind]
        parts.append((("严重滞后（", number("count/behind", len(behind), "项"), "）"), rows))
    if slipping:
        parts.append((("欠进度（", number("count/slipping", len(slipping), "项"), "）"), _slipping(m, len(slipping))))
    if other:
        rows = [
            Paragraph(f"other/{i.code}", (LIGHT_NAME[m.now[i.code]], "：", *_item(m, i)), listed=True) for i in other
        ]
        parts.append((("未报送和待研判（", number("other", len(other), "项"), "）"), rows))
    for numeral, (heading, paragraphs) in zip("一二三", parts, strict=False):
        blocks += [Heading(2, (f"（{numeral}）", *heading)), *paragraphs]
    return blocks


def _slipping(m: Material, items: int) -> list[Paragraph]:
    text: Pieces = (
        "欠进度的",
        number("count/slipping", items, "项"),
        "，逐项的计划、实际、差距、存在问题和下步措施见附件",
        number("annex/slipping", 1),
        "。",
    )
    paragraphs = [Paragraph("slipping", text)]
    many = [(unit, n) for unit, n in _short_by_unit(m) if n >= _MANY]
    if many:
        units = joined(
            ((Cited(f"name/{unit}", unit), "（", number(f"short/{unit}", n, "项"), "）") for unit, n in many)
        )
        text = ("按牵头单位，严重滞后、未报送和欠进度的事项较多的是：", *units, "。")
        paragraphs.append(Paragraph("many", text))
    silent = m.without_problem(m.items_with(*SHORT))
    if silent:
        count = number("silent", len(silent), "项")
        codes = _by_lead_unit(m, [i.code for i in silent])
        text = ("没有达到进度、又没有写明存在问题的", count, "：", *codes, "，牵头单位须补报。")
        paragraphs.append(Paragraph("silent", text))
    return paragraphs


def _short_by_unit(m: Material) -> list[tuple[str, int]]:
    """Return (lead unit, number of its items that miss the plan), the most first."""
    units = Counter(unit for item in m.items_with(*SHORT) for unit in m.plan.leads_of(item.code, "unit"))
    return units.most_common()


def _by_lead_unit(m: Material, codes: Iterable[str]) -> Pieces:
    """Return codes of items by their lead units: 区发改局（12-2、13-6）、区民政局（3-1）."""
    by_unit: dict[str, list[str]] = {}
    for code in codes:
        by_unit.setdefault("、".join(m.plan.leads_of(code, "unit")), []).append(code)
    return joined(
        (Cited(f"name/{unit}", unit), "（", *joined((Cited(f"item/{c}/code", c),) for c in unit_codes), "）")
        for unit, unit_codes in by_unit.items()
    )


def year(m: Material) -> list[Block]:
    """Forecast the year by the headline indicators."""
    blocks: list[Block] = [Heading(1, ("全年走势",))]
    figures = m.snapshot.figures()
    without_forecast = []
    for s in headline(m):
        outlook = forecast(s.indicator, upto(figures[s.indicator.code], m), m.pack)
        if outlook.kind is ForecastKind.GAP or not outlook.last:
            without_forecast.append(s)
        else:
            blocks.append(Paragraph(f"year/{s.indicator.code}", _outlook(s, outlook), listed=True))
    if without_forecast:
        rows = joined((_actual(s) for s in without_forecast), "；")
        blocks.append(Paragraph("year/rest", ("增速和时点指标不能按各季相加推算，本期情况：", *rows, "。")))
    return blocks if len(blocks) > 1 else []


def upto(series: list[Figures], m: Material) -> list[Figures]:
    """Return the series without the actuals after the period: those filed early for a later one are not published here."""
    return [f if f.period <= m.period else replace(f, actual=None, actual_total=None) for f in series]


def _outlook(s: IndicatorStanding, outlook: Forecast) -> Pieces:
    i = s.indicator
    key = f"indicator/{i.code}"
    promised: Pieces = ("：年度目标", number(f"{key}/annual", i.annual, i.unit)) if i.annual is not None else ("：",)
    done: Pieces = ("，本期未报，按已报各季推算：",)
    if s.actual is not None:
        done = ("，累计实际", number(f"{key}/actual_total", s.actual, i.unit), "。")
    sentence = Cited(f"forecast/{i.code}", tight(outlook.sentence))
    return (Cited(f"{key}/name", i.name), *promised, *done, sentence, "。")


def _actual(s: IndicatorStanding) -> Pieces:
    i = s.indicator
    key = f"indicator/{i.code}"
    actual: Pieces = ("实际", number(f"{key}/actual", s.actual, i.unit)) if s.actual is not None else ("未报",)
    annual: Pieces = ("（年度目标", number(f"{key}/annual", i.annual, i.unit), "）") if i.annual is not None else ()
    return (Cited(f"{key}/name", i.name), *actual, *annual)


def annexes(m: Material) -> tuple[Annex, ...]:
    """Return the list of slipping items, if there are any, and the table of all items."""
    annexes = []
    slipping = m.items_with(Light.SLIPPING)
    if slipping:
        rows = tuple(
            (
                *_head(m, i.code),
                m.reasons(i.code),
                m.narrative(i.code, "problem", LONGEST),
                m.narrative(i.code, "next_step", LONGEST),
            )
            for i in slipping
        )
        columns = ("编号", "事项", "牵头单位", "分管区长", "计划与实际", "存在问题", "下步措施")
        grid = Grid("slipping", "欠进度事项", columns, rows)
        annexes.append(Annex(f"{m.period.name}欠进度事项清单", (grid,)))
    return (*annexes, Annex(f"{m.period.name}全部事项完成情况表", (_every_item(m), *_notes(m))))


def _head(m: Material, code: str) -> tuple[Pieces, ...]:
    return (
        (Cited(f"item/{code}/code", code),),
        (title(code, m.plan.item(code).title),),
        m.leads(code, "unit"),
        m.leads(code, "leader"),
    )


def _every_item(m: Material) -> Grid:
    rows: list[tuple[Pieces, ...]] = []
    for i in m.plan.items:
        item = m.snapshot.standing.items[i.code]
        cells = [*_head(m, i.code)]
        if m.last:
            cells.append((Cited(f"item/{i.code}/before", LIGHT_NAME[m.last[i.code]]),))
        cells.append((Cited(f"item/{i.code}/light", LIGHT_NAME[m.now[i.code]]),))
        cells.append((Cited(f"item/{i.code}/reason", tight(item.assessment.reason)),))
        rows.append(tuple(cells))
    columns = ("编号", "事项", "牵头单位", "分管区长", *(["上期"] if m.last else []), "评定", "说明")
    return Grid("items", "全部事项", columns, tuple(rows))


def _notes(m: Material) -> list[Block]:
    close = m.snapshot.close
    return [
        Paragraph(
            "source",
            (
                "说明：本表按",
                day("close/as_of", close["as_of"]),
                "关账（第",
                number("close/revision", close["revision"], "次"),
                "）的数据，依规则包“",
                Cited("pack/name", m.pack.name),
                "”第",
                Cited("pack/version", m.pack.version),
                "版评定；计划为第",
                number("plan/version", close["version"], "版"),
                "。关账留痕的指纹：",
            ),
            fixed=True,
        ),
        Paragraph("hash", (Cited("close/hash", m.snapshot.entry["hash"]),), fixed=True),
    ]
