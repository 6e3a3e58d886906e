"""Citations: indicators whose number another plan owns, held against the plans of the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from zcdash import store
from zcdash.domain.model import Finding, Indicator
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Severity
from zcdash.queries.plans import plan, plan_names
from zcdash.store.ledger import Ledger


def check_citations(ledger: Ledger, citing: Plan) -> list[Finding]:
    """Return a warning for every indicator of a plan that cites what no other plan of the ledger reports."""
    return [finding for indicator in citing.indicators for finding in _check(ledger, citing, indicator)]


def check_all_citations(ledger: Ledger) -> list[Finding]:
    """Return the warnings of `check_citations` for every plan of the ledger."""
    return [finding for name in plan_names(ledger) for finding in check_citations(ledger, plan(ledger, name))]


def _check(ledger: Ledger, citing: Plan, indicator: Indicator) -> Iterator[Finding]:
    owner_plan, _, code = indicator.cites.partition(":")
    if not indicator.cites or owner_plan == citing.id:
        return
    place = f"{citing.id} {indicator.code}"
    if owner_plan not in plan_names(ledger):
        sentence = f"{indicator.name}引用计划 {owner_plan} 的 {code}，台账里没有这个计划。"
        yield _warning(place, sentence, "载入该计划以前，这个指标没有实际值。")
        return
    owner = next((i for i in store.plans.load_plan(ledger, owner_plan)[0].indicators if i.code == code), None)
    if owner is None:
        yield _warning(place, f"{indicator.name}引用的 {indicator.cites} 不是该计划的指标。", "请改正 cites 列。")
    elif owner.unit != indicator.unit:
        sentence = f"{indicator.name}的单位是{indicator.unit}，引用的 {indicator.cites} 的单位是{owner.unit}。"
        yield _warning(place, sentence, "请改正 cites 列。")


def _warning(place: str, sentence: str, advice: str) -> Finding:
    return Finding(code="CITES", severity=Severity.WARNING, place=place, sentence=sentence, advice=advice)
