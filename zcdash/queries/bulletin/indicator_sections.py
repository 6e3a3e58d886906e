"""Sections on the headline indicators: against the plan, and the forecast of the year."""

from __future__ import annotations

from dataclasses import replace

from zcdash.domain.document import (
    Block,
    Cited,
    Heading,
    Paragraph,
    Pieces,
    PlannedActualChart,
    joined,
    number,
)
from zcdash.domain.forecast import Forecast, ForecastKind
from zcdash.domain.period import Period
from zcdash.domain.terms import LIGHT_NAME, RATE_UNITS, UNFILED, Basis, Light
from zcdash.queries.bulletin import subjects
from zcdash.queries.bulletin.material import Material, against, tight
from zcdash.queries.bulletin.statement_rules import MET_WORD, RULES, state
from zcdash.queries.item_standing import IndicatorStanding
from zcdash.rules.forecast import forecast
from zcdash.rules.lights import Figures


def headlines(m: Material) -> list[Block]:
    """Compare the headline indicators with the plan."""
    rated = m.subjects("headline_rated", RULES["headline_rated"].made)
    met = m.subjects("headline_met", RULES["headline_met"].made)
    blocks: list[Block] = []
    if rated:
        of = state(m, "headline_rated", number("headline/rated", len(rated), "项"), "可以评定的主要指标中，")
        text: Pieces = (of, state(m, "headline_met", number("headline/met", len(met), "项"), MET_WORD), "。")
        short = subjects.headline_short(m)
        if short:
            rows = joined(((m.named(s), *against(s)) for s in map(m.indicator, short)), "；")
            text += (state(m, "headline_short", "未达计划的：", *rows), "。")
        blocks.append(Paragraph("headline", text))
    waiting = subjects.headline(*UNFILED)(m)
    if waiting:
        rows = joined((m.named(s), "（", _light_of(s), "）") for s in map(m.indicator, waiting))
        blocks.append(
            Paragraph("headline/unfiled", (state(m, "headline_unfiled", "没有计入数字的主要指标：", *rows), "。"))
        )
    drawn = [m.indicator(code) for code in rated]
    bars = tuple(_bar(m, s) for s in drawn if s.indicator.unit not in RATE_UNITS and s.assessment.ratio is not None)
    return [*blocks, PlannedActualChart("主要指标计划与实际（增速和比率见文字）", bars)] if bars else blocks


def _light_of(s: IndicatorStanding) -> Cited:
    return Cited(f"indicator/{s.indicator.code}/light", LIGHT_NAME[s.assessment.light])


def _bar(m: Material, s: IndicatorStanding) -> tuple[str, str, float | None, float | None, str, Light]:
    return (s.indicator.code, m.named(s).text, s.planned, s.actual, s.indicator.unit, s.assessment.light)


def year(m: Material) -> list[Block]:
    """Forecast the end of the plan by the headline indicators."""
    blocks: list[Block] = [Heading(1, (f"{m.words.whole}走势",))]
    figures = m.snapshot.figures()
    rates, unplanned = [], []
    for s in m.headlines():
        outlook = forecast(s.indicator, upto(figures[s.indicator.code], m), m.pack)
        if outlook.kind is ForecastKind.GAP:
            rates += [s] if s.actual is not None else []
        elif outlook.last and (outlook.year is not None or outlook.lacking):
            blocks.append(Paragraph(f"year/{s.indicator.code}", _outlook(m, s, outlook), listed=True))
        if s.assessment.light is Light.NONE:
            unplanned.append(s)
    if rates:
        rows = joined((_actual(m, s) for s in rates), "；")
        is_growth = all(s.indicator.basis is Basis.GROWTH for s in rates)
        kind = "增速类指标完成情况" if is_growth else "比率和水平类指标现值"
        blocks.append(Paragraph("year/rest", (f"{kind}：", *rows, "。")))
    if unplanned:
        rows = joined((m.named(s), *_annual(m, s)) for s in unplanned)
        text = state(m, "headline_unplanned", "本期没有计划数的：", *rows)
        blocks.append(Paragraph("year/unplanned", (text, "。")))
    return blocks if len(blocks) > 1 else []


def upto(series: list[Figures], m: Material) -> list[Figures]:
    """Return the series without the actuals after the period: those filed early for a later one are not published here."""
    return [f if f.period <= m.period else replace(f, actual=None, actual_total=None) for f in series]


def _outlook(m: Material, s: IndicatorStanding, outlook: Forecast) -> Pieces:
    promised: Pieces = ("：年度目标", *_annual_value(s), "，") if s.indicator.annual is not None else ("：",)
    return (m.named(s), *promised, Cited(f"forecast/{s.indicator.code}", tight(outlook.sentence)), "。")


def _actual(m: Material, s: IndicatorStanding) -> Pieces:
    key = f"indicator/{s.indicator.code}"
    return (m.named(s), number(f"{key}/actual", s.actual, s.indicator.unit), *_annual(m, s))


def _annual(m: Material, s: IndicatorStanding) -> Pieces:
    """Return （年度目标8%）, else （2025年目标20%） of the next period that has a planned value; nothing where there is none."""
    if s.indicator.annual is not None:
        return ("（年度目标", *_annual_value(s), "）")
    horizon = next((p for p in m.plan.periods if Period.parse(p) > m.period and p in s.indicator.planned), "")
    if not horizon:
        return ()
    key = f"indicator/{s.indicator.code}"
    named = Cited(f"{key}/horizon_name", m.named_beside(Period.parse(horizon)))
    return ("（", named, "目标", number(f"{key}/horizon", s.indicator.planned[horizon], s.indicator.unit), "）")


def _annual_value(s: IndicatorStanding) -> Pieces:
    return (number(f"indicator/{s.indicator.code}/annual", s.indicator.annual, s.indicator.unit),)
