"""Writing of an act on the organisation: register, new versions of plans, accounts, under one entry in the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from zcdash import store
from zcdash.auth.permissions import Account
from zcdash.domain.audit import Act
from zcdash.domain.plan import Plan
from zcdash.domain.terms import Severity
from zcdash.errors import InvalidInput
from zcdash.intake.validate_plan import validate_plan
from zcdash.queries.reorganisation import Affected
from zcdash.store.ledger import Ledger
from zcdash.store.organisation import Rows
from zcdash.store.transaction import AuditedTransaction


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """New version of a plan, and the periods that stay with the units that gave way, or without units: with the leader."""

    plan: Plan
    reason: str
    since: date
    units: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    takes_back: int | None = None
    """Version whose act the new one takes back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Changes that one act writes."""

    register: Rows
    plans: tuple[PlanChange, ...] = ()
    accounts: Sequence[Mapping[str, str | bool]] = ()
    ended: tuple[str, ...] = ()
    """Logins whose sessions end."""
    absences: Sequence[Mapping[str, object]] = ()
    """Stand-ins for leaders."""


def as_plan_changes(
    affected: Affected, since: date, reason: str, changed: Callable[[Plan, tuple[str, ...]], Plan]
) -> tuple[PlanChange, ...]:
    """Return the new versions of the plans that an act affects. Raises InvalidInput where one would not be valid."""
    found = []
    for at in affected.plans:
        plan = changed(at.plan, at.names)
        before = {(f.code, f.place) for f in validate_plan(at.plan)}
        errors = [f for f in validate_plan(plan) if f.severity is Severity.ERROR and (f.code, f.place) not in before]
        if errors:
            raise InvalidInput(
                f"《{plan.title}》这样改以后有 {len(errors)} 处不对：{errors[0].place}：{errors[0].sentence}",
                "请先在“计划编制”页改好这一处。",
            )
        found.append(
            PlanChange(plan=plan, reason=reason, since=since, units=at.names if at.kept else (), periods=at.kept)
        )
    return tuple(found)


def changed_accounts(
    ledger: Ledger, affected: Affected, unit: str, others: Mapping[str, str] = MappingProxyType({})
) -> list[Mapping[str, str | bool]]:
    """Return the rows of the accounts that follow, each under the unit that `others` has for its login, else under `unit`."""
    return [
        row for person in affected.accounts for row in account_rows(ledger, person, unit=others.get(person.login, unit))
    ]


def account_rows(ledger: Ledger, person: Account, **changes: str | bool) -> list[Mapping[str, str | bool]]:
    """Return the row of an account with these fields changed; none where nothing changes."""
    row = store.accounts.account(ledger, person.login)
    new = replace(person, **changes)  # type: ignore[arg-type]
    if row is None or new == person:
        return []
    fields = ("login", "name", "email", "phone", "unit", "leader", "must_change", "active")
    return [
        {name: getattr(new, name) for name in fields}
        | {"role": new.role.value, "password_hash": str(row["password_hash"])}
    ]


def write_changes(ledger: Ledger, act: Act, changes: Changes) -> None:
    """Write everything that an act changes in one transaction."""

    def write(transaction: AuditedTransaction) -> None:
        made = [(store.plans.add_version(ledger, transaction, c.plan, c.reason), c) for c in changes.plans]
        reorganised = [
            {
                "plan": c.plan.id,
                "version": version,
                "since": c.since,
                "units": ";".join(c.units),
                "periods": ";".join(c.periods),
                "takes_back": c.takes_back,
            }
            for version, c in made
        ]
        store.organisation.append(ledger, transaction, {"reorganised_plan": reorganised} if reorganised else {})
        store.accounts.append_states(ledger, transaction, changes.accounts, changes.ended)
        first = transaction.next_number("absence")
        transaction.add("absence", [{"absence": n, **row} for n, row in enumerate(changes.absences, first)])

    store.organisation.record(ledger, act, changes.register, write)
