"""Standing of a plan at a period, and its roll-ups by chapter, unit and leader."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial

from zcdash import store
from zcdash.domain.assessment import Assessment
from zcdash.domain.plan import Plan
from zcdash.domain.submission import View
from zcdash.domain.terms import Light
from zcdash.errors import NotFound
from zcdash.queries.assessor import Assessor
from zcdash.queries.caching import cached_query
from zcdash.queries.frozen import frozen_standing
from zcdash.queries.item_standing import IndicatorStanding, Standing
from zcdash.queries.plans import period_of
from zcdash.rules.rollup import counts
from zcdash.store.ledger import Ledger


def standing(ledger: Ledger, plan: str, period: str, view: View = View.OFFICIAL, pack_name: str = "") -> Standing:
    """Return every item of a plan at a period, by the named rule pack or else the adopted one.

    Raises NotFound for an unknown plan, period or pack.
    """
    whole, _ = store.plans.load_plan(ledger, plan)
    period_of(whole, period)
    return year(ledger, plan, view, pack_name)[period]


@cached_query
def year(ledger: Ledger, plan: str, view: View = View.OFFICIAL, pack_name: str = "") -> dict[str, Standing]:
    """Return every period of a plan as of today; for 当时口径, a closed period as its first close froze it.

    Raises NotFound for an unknown plan or pack.
    """
    if view is not View.CLOSED:
        assessor = Assessor(ledger, plan, view, pack_name)
        return {p: assessor.standing(p) for p in assessor.plan.periods}
    # A period that was never closed is shown in the official view.
    official = {p: replace(s, view=view) for p, s in year(ledger, plan, View.OFFICIAL, pack_name).items()}
    first = {c["period"]: c for c in store.periods.closes(ledger, plan)}
    return official | {
        p: ledger.cached_across_writes(("frozen", close["close"]), partial(frozen_standing, ledger, close))
        for p, close in first.items()
    }


def calculated(ledger: Ledger, plan: str, period: str, code: str) -> Assessment:
    """Return the official assessment of an item, indicator or commitment before the office's own override of it.

    Raises NotFound.
    """
    assessor = Assessor(ledger, plan, View.OFFICIAL, "")
    period_of(assessor.plan, period)
    assessor.overrides.without(period, code)
    for item, parts in assessor.parts.items():
        if code in parts.codes:
            at_period = assessor.item(item)[period]
            assessments = {item: at_period.assessment}
            assessments |= {s.indicator.code: s.assessment for s in at_period.indicators}
            assessments |= {s.commitment.code: s.assessment for s in at_period.commitments}
            if code in assessments:
                return assessments[code]
    raise NotFound(f"{period} 没有 {code}。", "请核对编号。")


def by_chapter(plan: Plan, standing: Standing) -> dict[int, dict[Light, int]]:
    """Return counts of lights by chapter; each item once."""
    return {
        c.number: counts(standing.items[i.code].assessment.light for i in plan.items_in(c.number))
        for c in plan.chapters
    }


def by_responsible(plan: Plan, standing: Standing, kind: str) -> dict[str, dict[Light, int]]:
    """Return counts of lights by `unit` or `leader`; an item counts under each of its own, so the sum exceeds the total."""
    codes: dict[str, list[str]] = defaultdict(list)
    for r in plan.responsible:
        if r.kind == kind:
            codes[r.name].append(r.item)
    return {name: counts(standing.items[c].assessment.light for c in items) for name, items in codes.items()}


def indicator_standing(
    ledger: Ledger, plan: str, period: str, code: str, view: View = View.OFFICIAL
) -> IndicatorStanding:
    """Return one indicator at a period. Raises NotFound."""
    for item in year(ledger, plan, view)[period].items.values():
        for indicator in item.indicators:
            if indicator.indicator.code == code:
                return indicator
    raise NotFound(f"本计划没有指标 {code}。", "请核对编号。")
