"""The sections on single items: what went ahead, what falls short and why, what the year is heading for; the annexes."""

from __future__ import annotations

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
from zcdash.domain.model import LIGHT_NAME, Direction, Indicator, Item, Light
from zcdash.queries.bulletin.material import GOOD, SHORT, Material, against, tight
from zcdash.queries.bulletin.sections import listed, short_by_unit
from zcdash.queries.item_standing import IndicatorStanding
from zcdash.rules.forecast import Forecast, forecast
from zcdash.rules.lights import Figures

_MANY = 3
"""A lead unit with so many items short of the plan is named."""


def ahead(m: Material) -> list[Block]:
    """Items ahead of the plan, and the headline indicators beside theirs."""
    blocks: list[Block] = [Heading(1, ("超进度事项和主要指标",))]
    items = m.of(Light.AHEAD)
    if items:
        blocks.append(Paragraph("ahead", ("超进度的", number("count/ahead", len(items), "项"), "：")))
        blocks += [Paragraph(f"ahead/{i.code}", _told(m, i), listed=True) for i in items]
    else:
        blocks.append(Paragraph("ahead", ("本期没有超进度的事项。",)))
    shown = [s for s in headline(m) if s.actual is not None and s.planned is not None]
    short = [s for s in shown if s.assessment.light not in GOOD]
    if shown:
        told: Pieces = (
            "本期有计划又报了数的主要指标",
            number("headline/items", len(shown), "个"),
            "，达进度或超进度",
            number("headline/good", len(shown) - len(short), "个"),
        )
        if short:
            rows = joined(
                ((Cited(f"indicator/{s.indicator.code}/name", s.indicator.name), *against(s)) for s in short), "；"
            )
            told += ("。没有达到的：", *rows)
        blocks.append(Paragraph("headline", (*told, "。")))
        blocks.append(
            PlannedActualChart(
                "主要指标计划与实际",
                tuple(
                    (s.indicator.code, s.indicator.name, s.planned, s.actual, s.indicator.unit, s.assessment.light)
                    for s in shown
                ),
            )
        )
    return blocks


def _told(m: Material, i: Item) -> Pieces:
    """An item, whose it is, and its figures."""
    return (title(i.code, i.title), *m.who(i.code), "。", *m.why(i.code), "。")


def headline(m: Material) -> list[IndicatorStanding]:
    """The headline indicators at the period, in their order."""
    every = [s for item in m.at.standing.items.values() for s in item.indicators if s.indicator.headline]
    return sorted(every, key=lambda s: s.indicator.headline or 0)


def short(m: Material) -> list[Block]:
    """What is behind, one by one; what is not filed or undecided; what is slipping, by number, with its list in the annex."""
    behind, slipping = m.of(Light.BEHIND), m.of(Light.SLIPPING)
    other = m.of(Light.MISSING, Light.UNDETERMINED)
    blocks: list[Block] = [Heading(1, ("没有达到进度的事项",))]
    if not (behind or slipping or other):
        return [*blocks, Paragraph("short", ("各项任务都达到或超过进度。",))]
    parts: list[tuple[Pieces, list[Block]]] = []
    if behind:
        rows = [Paragraph(f"behind/{i.code}", m.line(i.code), listed=True) for i in behind]
        parts.append((("严重滞后（", number("count/behind", len(behind), "项"), "）"), rows))
    if slipping:
        parts.append((("欠进度（", number("count/slipping", len(slipping), "项"), "）"), _slipping(m, len(slipping))))
    if other:
        rows = [
            Paragraph(f"other/{i.code}", (LIGHT_NAME[m.now[i.code]], "：", *_told(m, i)), listed=True) for i in other
        ]
        parts.append((("未报送和待研判（", number("other", len(other), "项"), "）"), rows))
    for mark, (heading, rows) in zip("一二三", parts, strict=False):
        blocks += [Heading(2, (f"（{mark}）", *heading)), *rows]
    return blocks


def _slipping(m: Material, items: int) -> list[Block]:
    told: list[Block] = [
        Paragraph(
            "slipping",
            (
                "欠进度的",
                number("count/slipping", items, "项"),
                "，逐项的计划、实际、差距、存在问题和下步措施见附件",
                number("annex/slipping", 1),
                "。",
            ),
        )
    ]
    many = [(unit, n) for unit, n in short_by_unit(m) if n >= _MANY]
    if many:
        rows = joined(((Cited(f"name/{unit}", unit), "（", number(f"short/{unit}", n, "项"), "）") for unit, n in many))
        told.append(Paragraph("many", ("按牵头单位，严重滞后、未报送和欠进度的事项较多的是：", *rows, "。")))
    silent = m.silent(m.of(*SHORT))
    if silent:
        told.append(
            Paragraph(
                "silent",
                (
                    "没有达到进度、又没有写明存在问题的",
                    number("silent", len(silent), "项"),
                    "：",
                    *listed(m, [i.code for i in silent]),
                    "，牵头单位须补报。",
                ),
            )
        )
    return told


def year(m: Material) -> list[Block]:
    """What the year is heading for, by the headline indicators."""
    blocks: list[Block] = [Heading(1, ("全年走势",))]
    figures, rest = m.at.figures(), []
    for s in headline(m):
        found = forecast(s.indicator, upto(figures[s.indicator.code], m))
        if found.needed is None:
            rest.append(s)
        else:
            blocks.append(Paragraph(f"year/{s.indicator.code}", _heading_for(s, found), listed=True))
    if rest:
        rows = joined((_stands(s) for s in rest), "；")
        blocks.append(Paragraph("year/rest", ("增速和时点指标不能按各季相加推算，本期情况：", *rows, "。")))
    return blocks if len(blocks) > 1 else []


def upto(series: list[Figures], m: Material) -> list[Figures]:
    """The series as far as the period: what may have been filed early for a later one is not of this bulletin."""
    return [f if f.period <= m.period else replace(f, actual=None, actual_total=None) for f in series]


def _heading_for(s: IndicatorStanding, found: Forecast) -> Pieces:
    i, key = s.indicator, f"indicator/{s.indicator.code}"
    promised = ("：年度目标", number(f"{key}/annual", i.annual, i.unit)) if i.annual is not None else ("：",)
    done: Pieces = ("，本期未报，按已报各季推算：",)
    if s.actual is not None:
        done = ("，累计实际", number(f"{key}/actual_total", s.actual, i.unit), "。")
    heading = Cited(f"forecast/{i.code}", tight(found.sentence))
    return (Cited(f"{key}/name", i.name), *promised, *done, heading, *_verdict(i, found), "。")


def _verdict(i: Indicator, found: Forecast) -> Pieces:
    """Whether the range reaches the year's target; nothing where there is no range."""
    if found.low is None or found.high is None or i.annual is None or not found.needed or i.direction is Direction.HOLD:
        return ()
    if i.direction is Direction.AT_MOST and found.low <= i.annual < found.high:
        return ()
    if i.direction is Direction.AT_MOST:
        return (f"，照此{'难以' if found.low > i.annual else '能够'}控制在年度目标以内",)
    if found.high < i.annual:
        return ("，照此难以完成年度目标，须采取补救措施",)
    return ("，照此能够完成年度目标",) if found.low >= i.annual else ("，完成年度目标还不稳当，须抓紧",)


def _stands(s: IndicatorStanding) -> Pieces:
    i, key = s.indicator, f"indicator/{s.indicator.code}"
    actual: Pieces = ("实际", number(f"{key}/actual", s.actual, i.unit)) if s.actual is not None else ("未报",)
    annual: Pieces = ("（年度目标", number(f"{key}/annual", i.annual, i.unit), "）") if i.annual is not None else ()
    return (Cited(f"{key}/name", i.name), *actual, *annual)


def annexes(m: Material) -> tuple[Annex, ...]:
    """The list of what is slipping, where anything is, and the table of every item."""
    found = []
    slipping = m.of(Light.SLIPPING)
    if slipping:
        rows = tuple((*_head(m, i.code), m.why(i.code), *m.written(i.code, cut=True)) for i in slipping)
        columns = ("编号", "事项", "牵头单位", "分管区长", "计划与实际", "存在问题", "下步措施")
        grid = Grid("欠进度事项", columns, rows, (0.7, 2.0, 1.5, 1.0, 3.2, 2.5, 2.3))
        found.append(Annex(f"{m.period.name}欠进度事项清单", (grid,)))
    return (*found, Annex(f"{m.period.name}全部事项完成情况表", (_every_item(m), *_notes(m))))


def _head(m: Material, code: str) -> tuple[Pieces, ...]:
    return (
        (Cited(f"item/{code}/code", code),),
        (title(code, m.items[code].title),),
        m.names(code, "unit"),
        m.names(code, "leader"),
    )


def _every_item(m: Material) -> Grid:
    rows = []
    for i in m.plan.items:
        one = m.at.standing.items[i.code]
        before = ((Cited(f"item/{i.code}/before", LIGHT_NAME[m.last[i.code]]),),) if m.last else ()
        rows.append(
            (
                *_head(m, i.code),
                *before,
                (Cited(f"item/{i.code}/light", LIGHT_NAME[m.now[i.code]]),),
                (Cited(f"item/{i.code}/reason", tight(one.assessment.reason)),),
            )
        )
    before = ("上期",) if m.last else ()
    columns = ("编号", "事项", "牵头单位", "分管区长", *before, "评定", "说明")
    return Grid("全部事项", columns, tuple(rows), (0.7, 2.5, 1.8, 1.0, *((1.2,) if before else ()), 1.2, 4.4))


def _notes(m: Material) -> list[Block]:
    close = m.at.close
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
        Paragraph("hash", (Cited("close/hash", m.at.entry["hash"]),), fixed=True),
    ]
