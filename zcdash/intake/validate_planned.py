"""Validate the planned values of a plan: their range, their order, the annual value, ranges and relative values."""

from __future__ import annotations

from collections.abc import Iterator

from zcdash.domain.model import Finding, Indicator, format_number
from zcdash.domain.period import Period
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Basis, Direction
from zcdash.domain.withdrawal import withdrawn_codes
from zcdash.intake.plan_findings import error, warning

_WHOLE = {"%": 100.0, "‰": 1000.0}
"""Value of the whole in the units of shares."""


def check_planned_values(plan: Plan) -> Iterator[Finding]:
    """Check planned values: their range, cumulative values that fall, and the annual value."""
    withdrawn = withdrawn_codes(plan)
    for i in plan.indicators:
        place = f"indicators.csv {i.code}"
        values = [i.planned[p] for p in plan.periods if p in i.planned]
        whole = _WHOLE.get(i.unit)
        if whole and i.basis is Basis.LEVEL and any(not 0 <= v <= whole for v in (*values, *i.upper.values())):
            yield error("BAND", place, f"{i.name}的计划值超出 0 至 {format_number(whole)}{i.unit}。")
        if i.basis is not Basis.GROWTH and any(v < 0 for v in values):
            yield error("BAND", place, f"{i.name}的计划值有负数。", "请写 0 或正数；升降的幅度，口径应是“同比增速”。")
        if not i.unit or not i.name:
            yield error("EMPTY", place, "name 列和 unit 列都要填。")
        if i.basis is Basis.CUMULATIVE and values != sorted(values):
            yield error("FALLS", place, f"{i.name}是累计数，计划值却在下降：{'、'.join(map(format_number, values))}。")
        open_terms = i.relative or i.baseline_pending or i.direction is Direction.HOLD
        if not values and i.annual is None and not open_terms and not {i.code, i.item} & withdrawn:
            yield error("EMPTY", place, f"{i.name}既无计划值也无年度目标。")
        yield from _check_terms(i)
        yield from _check_annual(plan, i, values)


def _check_terms(i: Indicator) -> Iterator[Finding]:
    """Check ranges, and values relative to a baseline."""
    place = f"indicators.csv {i.code}"
    if (i.direction is Direction.WITHIN) != bool(i.upper) or set(i.upper) - set(i.planned):
        yield error(
            "BAND", place, f"{i.name}：direction 为 within 的，每个计划值都要有上限，别的不能有。", "请填 upper 列。"
        )
    if any(upper <= i.planned.get(p, upper) for p, upper in i.upper.items()):
        yield error("BAND", place, f"{i.name}的上限没有高于下限。")
    if i.relative and i.baseline is None and not i.baseline_pending:
        yield error(
            "BASELINE",
            place,
            f"{i.name}的计划值相对基线，却没有基线。",
            "请填 baseline，或把 baseline_pending 填 true。",
        )
    if i.baseline_period and not _is_period(i.baseline_period):
        yield error("BASELINE", place, f"baseline_period 列的“{i.baseline_period}”不是一个期。", "应写成 2016 这样。")
    if i.baseline_pending and i.baseline is not None:
        yield error("BASELINE", place, f"{i.name}的基线既已填写又标为待建立。", "请只留一样。")
    if i.strict and i.direction not in (Direction.AT_LEAST, Direction.AT_MOST):
        yield error("BAND", place, f"{i.name}：大于、小于只用于 at_least 或 at_most。")


def _is_period(text: str) -> bool:
    try:
        Period.parse(text)
    except ValueError:
        return False
    return True


def _check_annual(plan: Plan, i: Indicator, values: list[float]) -> Iterator[Finding]:
    place = f"indicators.csv {i.code}"
    last = i.planned.get(plan.periods[-1])
    if i.annual is None:
        return
    if i.basis is Basis.QUARTER and values and abs(sum(values) - i.annual) > 1e-6:
        yield warning(
            "QUARTER_SUM",
            place,
            f"{i.name}各季合计 {format_number(sum(values))}{i.unit}，年度目标 {format_number(i.annual)}{i.unit}。",
        )
    if i.basis is not Basis.QUARTER and last is not None and abs(last - i.annual) > 1e-6:
        yield warning(
            "ANNUAL",
            place,
            f"{i.name}四季度计划 {format_number(last)}{i.unit}，年度目标 {format_number(i.annual)}{i.unit}。",
        )
