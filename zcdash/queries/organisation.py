"""Register of units, people and posts, and the names that it and the plans know."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from zcdash import auth, store
from zcdash.auth.permissions import Account, Role
from zcdash.domain.organisation import SUCCESSION_WORD, Organisation
from zcdash.domain.plan import Plan
from zcdash.domain.plan_proposal import KnownNames
from zcdash.domain.units_over_time import units_at
from zcdash.queries.caching import cached_query
from zcdash.queries.clock import today
from zcdash.queries.form_parts import reporting_units
from zcdash.store.ledger import Ledger


def organisation(ledger: Ledger) -> Organisation:
    """Return the register as it is now."""
    return store.organisation.organisation(ledger)


def _newest_plans(ledger: Ledger) -> Iterator[Plan]:
    for row in store.plans.plans(ledger):
        yield store.plans.load_plan(ledger, row["plan"])[0]


@cached_query
def known_names(ledger: Ledger) -> KnownNames:
    """Return every name that the register or a plan knows, those of the register first."""
    register = organisation(ledger)
    units = {u.name: list(u.aliases) for u in register.units}
    kinds = {u.name: u.kind.value for u in register.units}
    leaders: dict[str, list[str]] = {name: [] for name, _ in register.leaders() if name}
    members: dict[str, list[str]] = {}
    for plan in _newest_plans(ledger):
        for unit in plan.units:
            found = units.setdefault(unit.name, [])
            found += [alias for alias in unit.aliases if alias not in found]
            kinds.setdefault(unit.name, unit.kind.value)
            if unit.members:
                members.setdefault(unit.name, list(unit.members))
        for leader in plan.leaders:
            leaders.setdefault(leader.name, [])
    return KnownNames(units=units, leaders=leaders, kinds=kinds, members=members)


def unit_kinds(ledger: Ledger) -> dict[str, str]:
    """Return name → kind of the units that the register has today."""
    day = today(ledger)
    return {u.name: u.kind.value for u in organisation(ledger).units if u.is_there(day)}


def line(ledger: Ledger, name: str) -> tuple[str, ...]:
    """Return the names of one body over time, the earliest first."""
    return organisation(ledger).line(name)


def departure(ledger: Ledger, name: str) -> str:
    """Return what became of a unit that a plan no longer names: “区商务局”自 2017-10-11 起合并为“区商贸局”."""
    register = organisation(ledger)
    unit = register.named(name)
    after = register.successors(unit.unit) if unit else ()
    if not after:
        return f"“{name}”已不是现行计划里的单位"
    names = "、".join(f"“{register.by_unit[s.successor].name}”" for s in after)
    return f"“{name}”自 {after[0].since} 起{SUCCESSION_WORD[after[0].kind]}为{names}"


def current_name(ledger: Ledger, name: str) -> str:
    """Return the name that a body has today."""
    return organisation(ledger).current_name(name, today(ledger))


def own_units(ledger: Ledger, account: Account, plan_id: str, period: str = "") -> tuple[str, ...]:
    """Return the names that an account's unit has in a plan, those that report first; its own name where it has none.

    With a period, the names that the returns of that period stand under. Raises NotFound for an unknown plan.
    """
    plan = units_at(store.plans.load_plan(ledger, plan_id)[0], period)
    named = [u.name for u in plan.units if u.name in account.unit_names]
    reporting = [name for name in reporting_units(plan) if name in named]
    return tuple(reporting or named) or (account.unit,)


def without_account(ledger: Ledger, plan: Plan, base_version: int | None, roles: Collection[Role]) -> tuple[str, ...]:
    """Return the reporting units of a plan that have no account in use with one of these roles, under any of their names.

    `base_version` is the version that the plan changes: units that report there already are left out.
    """
    before = reporting_units(store.plans.plan_version(ledger, plan.id, base_version)) if base_version else ()
    accounts = auth.sessions.accounts_by_login(ledger).values()
    served = {a.unit for a in accounts if a.active and a.role in roles}
    register = organisation(ledger)
    units = (u for u in reporting_units(plan) if u not in before)
    return tuple(u for u in units if served.isdisjoint({u, *register.line_with_aliases(u)}))
