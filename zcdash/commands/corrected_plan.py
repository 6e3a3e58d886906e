"""A plan with one correction made: another lead, tolerance, planned value, baseline or target."""

from __future__ import annotations

from dataclasses import replace

from zcdash.domain.model import Indicator, Responsible
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.relative import with_relative_values
from zcdash.domain.terms import Responsibility
from zcdash.errors import InvalidInput, NotFound
from zcdash.intake import parse_values
from zcdash.queries.corrections import KINDS, current_value


def corrected_plan(plan: Plan, kind: str, code: str, wanted: str, period: str, reason: str) -> Plan:
    """Return the plan with the correction. Raises NotFound, or InvalidInput for a value that makes no sense.

    `period` is that of the planned value or target, or the one that a baseline was measured in; its `reason` is the
    baseline's source.
    """
    current_value(plan, kind, code, period)
    if kind in ("lead_unit", "lead_leader"):
        return _with_other_lead(plan, code, wanted, kind.removeprefix("lead_"))
    if kind == "target":
        return _with_other_target(plan, code, wanted, period)
    indicator = plan.indicator(code)
    value = _number(indicator, kind, wanted)
    if kind == "tolerance":
        changed = _with_tolerance(indicator, value)
    elif kind == "baseline":
        changed = _with_baseline(plan, indicator, value, period, reason)
    else:
        changed = _with_planned(indicator, value, period)
    return replace(plan, indicators=tuple(changed if i.code == code else i for i in plan.indicators))


def _number(indicator: Indicator, kind: str, text: str) -> float:
    """Return the number that a text says, in the indicator's unit. Raises InvalidInput."""
    try:
        return parse_values.parse_number(text, indicator.unit).value
    except parse_values.NotUnderstood as error:
        raise InvalidInput(f"“{text}”不是{KINDS[kind]}可用的数。", f"请写一个数，单位是{indicator.unit}。") from error


def _with_tolerance(indicator: Indicator, value: float) -> Indicator:
    if value < 0:
        raise InvalidInput("允许偏差不能是负数。", "请写 0 或正数。")
    return replace(indicator, tolerance=value)


def _with_planned(indicator: Indicator, value: float, period: str) -> Indicator:
    """Return the indicator with another planned value: a plain number, whatever words were printed."""
    if indicator.upper.get(period, value + 1) <= value:
        raise InvalidInput(f"计划值的下限 {value:g} 没有低于上限 {indicator.upper[period]:g}。", "请核对。")
    words = {p: text for p, text in indicator.words.items() if p != period}
    relative = {p: percent for p, percent in indicator.relative.items() if p != period}
    return replace(indicator, planned=indicator.planned | {period: value}, words=words, relative=relative)


def _with_baseline(plan: Plan, indicator: Indicator, value: float, period: str, source: str) -> Indicator:
    """Return the indicator with a baseline, its relative planned values worked out from it."""
    try:
        measured = Period.parse(period)
    except ValueError as wrong:
        raise InvalidInput(f"没有写明基数是哪一期的：{wrong}。", "请写一个期，例如 2016。") from wrong
    if measured.ends > plan.ends:
        raise InvalidInput(f"基数不能是{measured.name}的：本计划到 {plan.ends} 为止。", "请核对。")
    known = replace(
        indicator, baseline=value, baseline_period=measured.text, baseline_source=source, baseline_pending=False
    )
    return with_relative_values(known)


def _with_other_target(plan: Plan, item: str, wanted: str, period: str) -> Plan:
    if not wanted:
        raise InvalidInput("更正后的目标是空的。", "请写明目标。")
    # The text no longer has to agree with the printed cell, which stays in the first version of the plan.
    return replace(
        plan,
        targets=tuple(replace(t, text=wanted) if (t.item, t.period) == (item, period) else t for t in plan.targets),
        cells=tuple(replace(c, figures=()) if (c.item, c.cell) == (item, period) else c for c in plan.cells),
    )


def _with_other_lead(plan: Plan, item: str, wanted: str, kind: str) -> Plan:
    """Return the plan with other lead units or leaders (`wanted`, joined by 、) of an item, no longer assumed; others support."""
    leads = wanted.split("、")
    for name in leads:
        if name not in {x.name for x in (plan.leaders if kind == "leader" else plan.units)}:
            raise NotFound(f"本计划没有{'分管区长' if kind == 'leader' else '责任单位'}“{name}”。", "请核对名称。")
    replaced = [r for r in plan.responsible if r.item == item and r.kind == kind]
    names = [*dict.fromkeys(leads), *(r.name for r in replaced if r.name not in leads)]
    corrected_rows = [
        Responsible(
            item=item,
            name=n,
            role=Responsibility.LEAD if n in leads else Responsibility.SUPPORT,
            order=k + 1,
            assumed=False,
            kind=kind,
        )
        for k, n in enumerate(names)
    ]
    others = [r for r in plan.responsible if r not in replaced]
    position = next((n for n, r in enumerate(plan.responsible) if r in replaced), len(others))
    return replace(plan, responsible=(*others[:position], *corrected_rows, *others[position:]))
