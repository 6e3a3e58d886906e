"""Sections on single items: ahead of the plan, short of it and why, or without a result."""

from __future__ import annotations

from collections.abc import Sequence

from zcdash.domain.document import (
    Block,
    Cited,
    Heading,
    Paragraph,
    Pieces,
    Statement,
    joined,
    number,
    share,
    title,
)
from zcdash.domain.model import Item
from zcdash.domain.terms import LIGHT_NAME, NUMERALS, Light, PlanKind
from zcdash.queries.bulletin import subjects
from zcdash.queries.bulletin.indicator_sections import headlines
from zcdash.queries.bulletin.material import Material
from zcdash.queries.bulletin.statement_rules import RULES, state


def ahead(m: Material) -> list[Block]:
    """Compare the headline indicators with the plan, and list the items ahead of it."""
    items = m.items_with(Light.AHEAD)
    figures = headlines(m)
    heading = "主要指标完成情况" if figures else f"进展较快的{m.words.task}"
    blocks: list[Block] = [Heading(1, (heading,)), *figures]
    if items:
        count = number("count/ahead", len(items), "项")
        blocks.append(
            Paragraph("ahead", (state(m, "ahead", LIGHT_NAME[Light.AHEAD], f"的{m.words.item}", count), "："))
        )
        blocks += [
            Paragraph(f"ahead/{i.code}", (state(m, "ahead", *_item(m, i), only=[i.code]),), listed=True) for i in items
        ]
    return blocks if len(blocks) > 1 else []


def _item(m: Material, i: Item) -> Pieces:
    """Return an item with its units and leaders, and its figures."""
    return (title(i.code, i.title), *m.responsible(i.code), "。", *m.reasons(i.code), "。")


def short(m: Material) -> list[Block]:
    """List what is behind, what is slipping (in the annex), and what has no result: missing, sent back, in review, undetermined."""
    parts: list[tuple[Pieces, list[Paragraph]]] = []
    behind = m.items_with(Light.BEHIND)
    if behind:
        rows = [Paragraph(f"behind/{i.code}", (_behind(m, i),), listed=True) for i in behind]
        parts.append(((_counted(m, Light.BEHIND, len(behind)),), rows))
    slipping = m.items_with(Light.SLIPPING)
    if slipping:
        parts.append(((_counted(m, Light.SLIPPING, len(slipping)),), [_in_annex(m, len(slipping))]))
    for light in (Light.MISSING, Light.RETURNED, Light.IN_REVIEW, Light.UNDETERMINED):
        items = m.items_with(light)
        if items:
            rows = [Paragraph(f"{light}/{i.code}", (_without_result(m, i),), listed=True) for i in items]
            parts.append(((_counted(m, light, len(items)),), rows))
    blocks: list[Block] = [Heading(1, (f"没有达到进度的{m.words.item}",))]
    if not parts and subjects.all_met(m):
        return [*blocks, Paragraph("short", (f"各项{m.words.task}", state(m, "all_met", "全部达到或超过进度"), "。"))]
    for numeral, (heading, paragraphs) in zip(NUMERALS[1:], parts, strict=False):
        blocks += [Heading(2, (f"（{numeral}）", *heading)), *paragraphs]
    blocks += [*_partly_filed(m), *_low_units(m), *_silent(m)]
    return blocks if len(blocks) > 1 else []


def _counted(m: Material, light: Light, items: int) -> Statement:
    """Return 严重滞后（11项）."""
    return state(m, light.value, LIGHT_NAME[light], "（", number(f"count/{light}", items, "项"), "）")


def _behind(m: Material, i: Item) -> Statement:
    """Return an item that is behind with everything on it: responsible, reasons, problem, next step."""
    text = (*_item(m, i), *m.part_of_leads(i.code))
    if m.filed(i.code):
        problem, next_step = m.narrative(i.code, "problem"), m.narrative(i.code, "next_step")
        text += ("存在问题：", *problem, "。") if problem else ()
        if i.code in m.subjects("silent", RULES["silent"].made):
            silent = "该单位未说明原因" if next_step else "该单位未说明原因和措施"
            text += (state(m, "silent", silent, only=[i.code]), "。")
        text += ("下步措施：", *next_step, "。") if next_step else ()
    if others := _silent_others(m, i.code):
        text += ("填报单位", *others, "。")
    return state(m, "behind", *text, only=[i.code])


def _silent_others(m: Material, code: str) -> Pieces:
    """Return 北郊镇政府、青年路街道办事处未说明原因: units whose part makes the item short, which is not theirs."""
    found = [s for s in m.subjects("silent_parts", RULES["silent_parts"].made) if s.partition("/")[0] == code]
    if not found:
        return ()
    named = joined((Cited(f"silent/{s}", s.partition("/")[2]),) for s in found)
    return (state(m, "silent_parts", *named, "未说明原因", only=found),)


def _without_result(m: Material, i: Item) -> Statement:
    """Return an item without a result, and the units that report it: those that filed nothing, or others than its lead units."""
    light = m.now[i.code]
    text = _item(m, i)
    units = m.units_with(i.code, light)
    others = [unit for unit in units if unit not in m.plan.leads_of(i.code, "unit")]
    if light is Light.MISSING and units:
        text += (_unfiled(m, i.code, units), "。")
    elif others:
        named = joined((Cited(f"reports/{i.code}/{unit}", unit),) for unit in others)
        text += ("填报单位：", *named, "。")
    return state(m, light.value, *text, only=[i.code])


def _unfiled(m: Material, code: str, units: Sequence[str]) -> Statement:
    """Return 未报送的单位：区扶贫办."""
    named = joined((Cited(f"unfiled/{code}/{unit}", unit),) for unit in units)
    return state(m, "unfiled_parts", "未报送的单位：", *named, only=[f"{code}/{unit}" for unit in units])


def _partly_filed(m: Material) -> list[Block]:
    """Name the items that have a light although units have not filed their parts of it."""
    items = [code for code in m.now if m.now[code] is not Light.MISSING and m.unfiled_by(code)]
    if not items:
        return []
    rows = joined(((*m.titles([code]), "，", _unfiled(m, code, m.unfiled_by(code))) for code in items), "；")
    return [Paragraph("partly", (f"以下{m.words.item}按已报部分评定：", *rows, "。"))]


def _in_annex(m: Material, items: int) -> Paragraph:
    text: Pieces = (
        state(m, "slipping", LIGHT_NAME[Light.SLIPPING], "的", number("count/slipping", items, "项")),
        "，逐项的计划、实际、差距、存在问题和下步措施见附件",
        number("annex/slipping", 1),
        "。",
    )
    return Paragraph("slipping", text)


def _low_units(m: Material) -> list[Block]:
    """Name the lead units with a rate below that of the whole plan, the lowest first."""
    rates = m.unit_rates()
    units = m.subjects("low_units", RULES["low_units"].made)
    if not units:
        return []
    rows = joined(
        (
            Cited(f"name/{unit}", unit),
            "（",
            share(f"unit/{unit}/rate", rates[unit].met, rates[unit].rated),
            "，",
            number(f"unit/{unit}/met", rates[unit].met),
            "/",
            number(f"unit/{unit}/rated", rates[unit].rated),
            "）",
        )
        for unit in units
    )
    whole = "全区" if m.plan.kind is PlanKind.ANNUAL else "总体"
    text = state(m, "low_units", f"达标率低于{whole}的牵头单位：", *rows)
    return [Paragraph("low_units", (f"牵头{m.words.item}中可以评定的在五项以上、", text, "。"))]


def _silent(m: Material) -> list[Block]:
    """Name the units that wrote no cause: those that report an item, then those whose parts alone make one short."""
    blocks: list[Block] = []
    if codes := m.subjects("silent", RULES["silent"].made):
        blocks.append(_silent_owners(m, codes))
    if others := {s.partition("/")[0]: () for s in m.subjects("silent_parts", RULES["silent_parts"].made)}:
        rows = joined(((*m.titles([code]), "，", *_silent_others(m, code)) for code in others), "；")
        blocks.append(
            Paragraph("silent_parts", (f"以下{m.words.item}的差距在其他单位填报的部分，请补报原因：", *rows, "。"))
        )
    return blocks


def _silent_owners(m: Material, codes: Sequence[str]) -> Paragraph:
    by_unit: dict[str, list[str]] = {}
    for code in codes:
        by_unit.setdefault(m.plan.reporting_unit_by_item.get(code, ""), []).append(code)
    rows = joined(
        (Cited(f"name/{unit}", unit), "（", *joined((Cited(f"item/{c}/code", c),) for c in unit_codes), "）")
        for unit, unit_codes in by_unit.items()
    )
    return Paragraph("silent", (state(m, "silent", "以下单位未说明原因，请补报：", *rows), "。"))
