"""一页简报 over all plans: one sheet about a leader or a unit, a section for every plan that names them."""

from __future__ import annotations

from dataclasses import dataclass

from zcdash.auth.permissions import Account
from zcdash.auth.sessions import is_demo
from zcdash.domain.rate import Rate, rate_of_counts
from zcdash.domain.terms import SHORT, UNFILED
from zcdash.errors import NotFound
from zcdash.queries.all_plans import plans_now, posts, shares
from zcdash.queries.brief import Brief, brief, whose
from zcdash.queries.organisation import organisation
from zcdash.store.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanBrief:
    """The brief of one plan, and the plan's title."""

    title: str
    brief: Brief


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefOverPlans:
    """One sheet about a leader or a unit (`kind`); the plan with the most items short of it comes first."""

    whose: str
    kind: str
    posts: tuple[str, ...]
    plans: tuple[PlanBrief, ...]
    common: tuple[str, ...]
    """Titles of the plans in which the unit has 共同事项 alone; they have no section."""
    sample: bool

    @property
    def items(self) -> int:
        """Items of all plans."""
        return sum(p.brief.items for p in self.plans)

    @property
    def led(self) -> int:
        """Items of all plans that the leader or the unit leads."""
        return sum(p.brief.led for p in self.plans)

    @property
    def rate(self) -> Rate:
        """Items that meet their plan, of those that can be rated."""
        rates = [rate_of_counts(p.brief.counts) for p in self.plans]
        return Rate(sum(r.met for r in rates), sum(r.rated for r in rates))

    @property
    def short(self) -> int:
        """Items that were filed and miss their plan."""
        return sum(p.brief.short for p in self.plans) - self.missing

    @property
    def missing(self) -> int:
        """Items that are missing or were sent back."""
        return sum(p.brief.counts[light] for p in self.plans for light in UNFILED if light in SHORT)


def brief_over_plans(
    ledger: Ledger, leader: str = "", unit: str = "", account: Account | None = None
) -> BriefOverPlans:
    """Return the sheet of a leader or a unit, each plan at its current period. Raises NotFound, InvalidInput."""
    unit = organisation(ledger).last_name(unit) if unit else ""
    name, kind = whose(leader, unit)
    plans = plans_now(ledger)
    every = shares(plans, name, kind)
    held = [share for share in every if share.codes] or every
    if not every:
        raise NotFound(f"各计划里都没有“{name}”的事项。", "请核对名称。")
    found = [
        PlanBrief(
            title=share.now.plan.title,
            brief=brief(ledger, share.now.plan.id, share.now.period, leader, share.name if unit else "", account),
        )
        for share in held
    ]
    return BriefOverPlans(
        whose=name,
        kind=kind,
        posts=posts(plans, name),
        common=tuple(share.now.plan.title for share in every if share not in held),
        plans=tuple(sorted(found, key=lambda p: -p.brief.short)),
        sample=is_demo(ledger),
    )
