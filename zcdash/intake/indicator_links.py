"""Check what the indicators of a plan say of one another: totals and parts, one thing in two bases, citations; and ranks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zcdash.domain.model import Finding, Indicator, format_number
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Basis, Direction, Severity


def check_indicator_links(plan: Plan) -> Iterator[Finding]:
    """Yield a finding for every broken link and every rank that cannot be judged as one."""
    by_code = {i.code: i for i in plan.indicators}
    for indicator in plan.indicators:
        yield from _check_sum(indicator, by_code)
        yield from _check_same_as(indicator, by_code)
        yield from _check_cites(plan.id, indicator, by_code)
        yield from _check_rank(indicator)


def _error(code: str, indicator: Indicator, sentence: str, advice: str = "", file: str = "indicators.csv") -> Finding:
    return Finding(
        code=code, severity=Severity.ERROR, place=f"{file} {indicator.code}", sentence=sentence, advice=advice
    )


def _check_sum(i: Indicator, by_code: Mapping[str, Indicator]) -> Iterator[Finding]:
    for part in i.sum_of:
        if part not in by_code or by_code[part].unit != i.unit:
            yield _error("SUM", i, f"sum_of 列的 {part} 不是同一单位的指标。")
            return
    for period in sorted(i.derived):
        total = sum(by_code[p].planned.get(period, 0.0) for p in i.sum_of)
        if abs(total - i.planned[period]) > 1e-6:
            sentence = f"{period} 合计应为 {format_number(total)}，现为 {format_number(i.planned[period])}。"
            yield _error("SUM", i, sentence, file="planned.csv")


def _check_same_as(i: Indicator, by_code: Mapping[str, Indicator]) -> Iterator[Finding]:
    """Check that `same_as` names another indicator of the same item and unit that stands for itself.

    A growth rate is in percent whatever it grows from.
    """
    if not i.same_as:
        return
    other = by_code.get(i.same_as)
    if other is None or other.code == i.code or other.item != i.item:
        yield _error("SAME_AS", i, f"same_as 列的 {i.same_as} 不是同一事项的另一个指标。", "请改正编号。")
    elif other.same_as:
        sentence = f"same_as 列的 {other.code} 本身又指向 {other.same_as}。"
        yield _error("SAME_AS", i, sentence, f"请改为 {other.same_as}。")
    elif other.basis is i.basis:
        yield _error("SAME_AS", i, f"{i.name}与 {other.code} 口径相同，不是同一数的两种口径。", "请合并或清空。")
    elif i.basis is not Basis.GROWTH and other.unit != i.unit:
        sentence = f"{i.name}的单位是{i.unit}，{other.code} 的单位是{other.unit}。"
        yield _error("SAME_AS", i, sentence, "同一个数的两种口径，单位应相同。")
    if i.headline is not None:
        yield _error("SAME_AS", i, f"{i.name}与 {i.same_as} 是同一个数，只能有一个列为首页指标。", "请清空 headline。")


def _check_cites(plan: str, i: Indicator, by_code: Mapping[str, Indicator]) -> Iterator[Finding]:
    """Check that `cites` is `plan:indicator`, and that an owner in the same plan is there, reports and has the unit."""
    if not i.cites:
        return
    owner_plan, _, owner_code = i.cites.partition(":")
    if not owner_plan or not owner_code or ":" in owner_code:
        yield _error("CITES", i, f"cites 列的“{i.cites}”读不懂。", "应写成 zhoucun-2017:11-2a 这样。")
        return
    if owner_plan != plan:
        return
    owner = by_code.get(owner_code)
    if owner is None or owner.code == i.code:
        yield _error("CITES", i, f"cites 列的 {owner_code} 不是本计划的另一个指标。", "请改正编号。")
    elif owner.cites:
        yield _error("CITES", i, f"cites 列的 {owner_code} 本身又引用 {owner.cites}。", f"请改为 {owner.cites}。")
    elif owner.unit != i.unit:
        yield _error(
            "CITES", i, f"{i.name}的单位是{i.unit}，{owner_code} 的单位是{owner.unit}。", "引用的数，单位应相同。"
        )


def _check_rank(i: Indicator) -> Iterator[Finding]:
    """Check that a rank is a place: the same or a better one meets the plan, and nothing is added up."""
    if i.basis is not Basis.RANK:
        return
    if i.direction is not Direction.AT_MOST:
        yield _error("RANK", i, f"{i.name}是位次，同位次或更靠前为达到。", "direction 应写 at_most。")
    places = [*i.planned.values(), *([i.annual] if i.annual is not None else [])]
    if any(place < 1 or place != int(place) for place in places):
        yield _error("RANK", i, f"{i.name}是位次，计划值应为 1、2、3 这样的名次。")
    if i.sum_of or i.tolerance is not None:
        yield _error("RANK", i, f"{i.name}是位次，不能相加，也没有允许误差。", "请清空 sum_of 和 tolerance。")
