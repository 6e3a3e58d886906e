"""Preview of an act on the organisation: the plans in force that name a unit or a leader, and what follows there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zcdash import auth, store
from zcdash.auth.permissions import Account, Role
from zcdash.domain.organisation import Organisation, RegisteredUnit
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Responsibility
from zcdash.queries.approvals import SubmissionStatus, submission_statuses
from zcdash.queries.clock import to_local_time
from zcdash.queries.notices import notices
from zcdash.queries.organisation import organisation
from zcdash.queries.periods import unit_deadlines
from zcdash.rules.approval import Stage
from zcdash.rules.notices import Kind
from zcdash.store.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class AffectedPlan:
    """Plan in force that names a unit or a leader."""

    plan: Plan
    names: tuple[str, ...]
    """Names in the plan of the units, or of the leader."""
    items: tuple[str, ...]
    """Codes of the items that name them."""
    led: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Periods whose returns stay under the names that they were filed, or due, under; a leader's are those due before."""
    on_way: int = 0
    """Returns that wait for a signature."""
    notices: int = 0
    """Notices that are open."""
    is_handover: bool = False
    """True where the name is that of a leader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Affected:
    """Consequences of an act on the organisation."""

    plans: tuple[AffectedPlan, ...]
    accounts: tuple[Account, ...]
    ended: tuple[Plan, ...] = ()
    """Plans that are over, and have returns which the leader would still have to sign: the successor stands in."""
    unchanged: tuple[Plan, ...] = ()
    """Further plans that are over and name the units or the leader: nothing follows there."""

    @property
    def items(self) -> int:
        """Number of items of all plans."""
        return sum(len(p.items) for p in self.plans)


def plans_in_force(ledger: Ledger, since: date) -> Iterator[Plan]:
    """Yield the newest version of every plan that goes on to a day or beyond."""
    return (plan for plan in _newest(ledger) if plan.ends >= since)


def _newest(ledger: Ledger) -> Iterator[Plan]:
    return (store.plans.load_plan(ledger, row["plan"])[0] for row in store.plans.plans(ledger))


def names_in(plan: Plan, register: Organisation, unit: str, day: date) -> tuple[str, ...]:
    """Return the names under which a plan has a unit of the register on a day: its name, an alias, or one that it had before."""
    own = {unit, *register.line_with_aliases(unit)} - {*register.later_names(unit)}
    current = {u.name for u in register.units if u.is_there(day)} - {unit}
    return tuple(u.name for u in plan.units if u.name in own - current and u.name not in plan.group_names)


def of_units(ledger: Ledger, units: Sequence[str], since: date) -> Affected:
    """Return what follows where units are renamed, merged, split or abolished from a day on."""
    register = organisation(ledger)
    plans, unchanged = [], []
    for plan in _newest(ledger):
        names = tuple(dict.fromkeys(name for unit in units for name in names_in(plan, register, unit, since)))
        if names and plan.ends < since:
            unchanged.append(plan)
        elif names:
            plans.append(_affected(ledger, plan, names, since))
    lines = {name for unit in units for name in (unit, *register.earlier_names(unit))}
    accounts = tuple(_accounts_of_units(ledger, lines))
    return Affected(plans=tuple(plans), accounts=accounts, unchanged=tuple(unchanged))


def _affected(ledger: Ledger, plan: Plan, names: tuple[str, ...], since: date) -> AffectedPlan:
    items = dict.fromkeys(r.item for r in plan.responsible if r.kind == "unit" and r.name in names)
    on_way = [s for s in submission_statuses(ledger, plan.id) if s.unit in names and _is_on_way(s.course.stage)]
    return AffectedPlan(
        plan=plan,
        names=names,
        items=tuple(items),
        led=tuple(c for c in items if {*plan.leads_of(c, "unit")} & {*names}),
        kept=kept_periods(ledger, plan, names, since),
        on_way=len(on_way),
        notices=sum(n.is_open and n.unit in names for n in notices(ledger, plan.id)),
    )


def _waits(status: SubmissionStatus) -> bool:
    return _is_on_way(status.course.stage)


def _is_on_way(stage: Stage) -> bool:
    return stage in (Stage.HEAD, Stage.DEPUTY, Stage.OFFICE)


def kept_periods(ledger: Ledger, plan: Plan, names: Collection[str], since: date) -> tuple[str, ...]:
    """Return the periods that stay under the names of units that change on a day.

    They are those whose deadline was before that day, and those for which one of the units has filed, begun a draft, or
    been granted something or sent a notice.
    """
    filed = {s.period for s in submission_statuses(ledger, plan.id) if s.unit in names}
    filed |= {r["period"] for r in store.periods.concessions(ledger, plan.id) if r["unit"] in names}
    filed |= {n.period for n in notices(ledger, plan.id) if n.unit in names and n.kind is Kind.RETURN}
    deadlines = unit_deadlines(ledger, plan)
    due = {p for p in plan.periods if max(deadlines.of(p, name) for name in names) < since}
    drafts = {p for p in plan.periods for name in names if _has_draft(ledger, plan.id, p, name)}
    return tuple(p for p in plan.periods if p in filed | due | drafts)


def _has_draft(ledger: Ledger, plan: str, period: str, unit: str) -> bool:
    rows = store.drafts.drafts(ledger, plan, period, unit)
    return bool(rows) and not rows[0]["ended"]


def without_head(affected: Affected, leads: Mapping[str, str], account_units: Mapping[str, str]) -> Mapping[str, int]:
    """Return the successors of a unit that nobody would sign for, each with the number of items that it leads.

    `leads` maps `plan item`, `account_units` a login to the successor that takes it over.
    """
    led = Counter(leads[key] for at in affected.plans for code in at.led if (key := f"{at.plan.id} {code}") in leads)
    heads = {account_units.get(a.login) for a in affected.accounts if a.active and a.role is Role.HEAD}
    return {name: items for name, items in led.items() if name not in heads}


def _accounts_of_units(ledger: Ledger, names: Collection[str]) -> Iterator[Account]:
    return (a for a in auth.sessions.accounts_by_login(ledger).values() if a.unit in names)


def of_leader(ledger: Ledger, leader: str, since: date) -> Affected:
    """Return what follows where the items of a leader are handed over from a day on."""
    plans = []
    for plan in plans_in_force(ledger, since):
        items = plan.item_codes_of(leader, "leader")
        if items:
            waiting = [s for s in submission_statuses(ledger, plan.id) if leader in s.course.waiting]
            deadlines = unit_deadlines(ledger, plan)
            plans.append(
                AffectedPlan(
                    plan=plan,
                    names=(leader,),
                    is_handover=True,
                    items=items,
                    led=plan.item_codes_of(leader, "leader", Responsibility.LEAD),
                    kept=tuple(p for p in plan.periods if deadlines.of(p) < since),
                    on_way=sum(_is_on_way(s.course.stage) for s in waiting),
                    notices=sum(n.is_open and leader in n.leaders for n in notices(ledger, plan.id)),
                )
            )
    accounts = [a for a in auth.sessions.accounts_by_login(ledger).values() if a.leader == leader]
    over = [p for p in _newest(ledger) if p.ends < since and p.item_codes_of(leader, "leader")]
    ended = tuple(plan for plan in over if _has_signatures_due(ledger, plan, leader, since))
    return Affected(
        plans=tuple(plans),
        accounts=tuple(a for a in accounts if a.role is Role.DEPUTY and a.active),
        ended=ended,
        unchanged=tuple(plan for plan in over if plan.id not in {p.id for p in ended}),
    )


def switched_off(ledger: Ledger, leader: str, successor: str, since: date) -> tuple[Account, ...]:
    """Return the accounts that the handover by a successor has switched off, where one by a leader to him takes it back.

    The leader was put in charge on that day by mistake. An account that was changed again since is none of them.
    """
    posts = organisation(ledger).leaders()
    held = [p for name, p in posts if name == leader and p.until is None]
    was_ended = any(name == successor and p.until == since - timedelta(days=1) for name, p in posts)
    if not was_ended or not held or any(p.since != since for p in held):
        return ()
    acts = [added for entry, added in store.audit_log.added_rows(ledger) if entry["before"] == successor]
    by_last_act = next((a["account"] for a in reversed(acts) if "organisation_post" in a and "account" in a), ())
    newest = {row["login"]: str(row["account"]) for row in store.retention.account_history(ledger)}
    accounts = auth.sessions.accounts_by_login(ledger).values()
    own = [a for a in accounts if a.role is Role.DEPUTY and a.leader == successor]
    return tuple(a for a in own if not a.active and newest[a.login] in by_last_act)


def returning(
    ledger: Ledger, by: Account, leader: str, successor: str, since: date, login: str = ""
) -> tuple[Account, ...]:
    """Return the accounts that the mistaken handover before this one has switched off and this one switches on again.

    There are none where the successor has another account, or accounts are in other hands.
    """
    people = auth.sessions.accounts_by_login(ledger).values()
    signs = any(a.active and a.role is Role.DEPUTY and a.leader == successor for a in people)
    if login or signs or are_accounts_of_others(ledger, by):
        return ()
    return switched_off(ledger, leader, successor, since)


def are_accounts_of_others(ledger: Ledger, by: Account) -> bool:
    """Return True where accounts are changed by another part of the office, or by two persons, and so not with a handover."""
    return by.duties_separated or auth.settings.needs_second_person(ledger, by)


def _has_signatures_due(ledger: Ledger, plan: Plan, leader: str, since: date) -> bool:
    """Return True for a plan that is over, whose last returns are due later or wait for the signature of its leader."""
    if not plan.item_codes_of(leader, "leader", Responsibility.LEAD):
        return False
    deadlines = unit_deadlines(ledger, plan)
    is_due = any(deadlines.of(p) >= since for p in plan.periods)
    return is_due or any(leader in s.course.waiting for s in submission_statuses(ledger, plan.id) if _waits(s))


def is_correctable(ledger: Ledger, unit: RegisteredUnit) -> bool:
    """Return True if the unit was given its name today, by a rename or as a new unit, and by the first word on it."""
    rows = store.organisation.rows_of_unit(ledger, unit.unit)
    today = to_local_time(ledger.clock()).date()
    return bool(unit.since) and all(to_local_time(r["set_at"]).date() == today for r in rows)


def filed_under(ledger: Ledger, unit: str) -> Plan | None:
    """Return the first plan in which a return was filed, or a draft begun, under the name of a unit; None where there is none."""
    for row in store.plans.plans(ledger):
        plan = store.plans.load_plan(ledger, row["plan"])[0]
        filed = any(s["unit"] == unit for s in store.submissions.submissions(ledger, plan.id))
        if filed or any(_has_draft(ledger, plan.id, p, unit) for p in plan.periods):
            return plan
    return None
