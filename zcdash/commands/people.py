"""Accounts of many people at once, from a list that was checked on the page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zcdash import auth, store
from zcdash.auth import passwords
from zcdash.auth.passwords import FirstPassword
from zcdash.auth.permissions import ROLE_NAME, Account, Permission, Role
from zcdash.auth.sessions import account_of
from zcdash.commands import duties, two_person
from zcdash.commands.account_records import (
    FIELD_LABELS,
    AccountState,
    description,
    record,
    refuse_taken_email,
    refuse_taken_login,
    subject,
    validated,
)
from zcdash.commands.plain_names import plain_names
from zcdash.commands.validation import clean_arguments
from zcdash.domain.model import Unit
from zcdash.domain.organisation import missing_names
from zcdash.domain.people_list import MOST_PEOPLE
from zcdash.domain.terms import UnitKind
from zcdash.errors import InvalidInput, NotFound
from zcdash.intake.document.people.names import kind_of
from zcdash.store import accounts
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import AuditedTransaction

_KEPT = ("login", "name", "role", "unit", "leader", "email", "phone")
"""Fields of a new account that a proposal keeps."""


def _people(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    people = {kind: [Account(**{**a, "role": Role(a["role"])}) for a in arguments[kind]] for kind in ("new", "changed")}
    return {**arguments, **people}


@two_person.confirmable(_people)
@plain_names
@clean_arguments
def add_people_list(
    ledger: Ledger,
    by: Account,
    new: Sequence[Account],
    changed: Sequence[Account] = (),
    new_units: Sequence[str] = (),
    new_leaders: Sequence[str] = (),
    prepared: Sequence[FirstPassword] = (),
) -> tuple[tuple[Account, str], ...]:
    """Add and change many accounts in one act; return the new ones with their first passwords, to be changed at the first sign-in.

    `new_units` and `new_leaders` are names that are registered with the accounts. `prepared` are first
    passwords that were made before, for hashes take long; what is missing is made here.
    """
    auth.permissions.require_permission(by, Permission.MANAGE)
    auth.reauthentication.require_recent_authentication(ledger, by)
    _refuse_size(len(new) + len(changed))
    known = accounts.unit_and_leader_names(ledger)
    names = {"unit": [*known["unit"], *new_units], "leader": [*known["leader"], *new_leaders]}
    existing = auth.sessions.accounts_by_login(ledger)
    added = [_new_account(by, existing, names, account) for account in new]
    changes = [state for account in changed if (state := _change(ledger, by, names, account))]
    _refuse_size(len(added) + len(changes))
    told = _told(added, changes, {*new_units} - {*known["unit"]} | {*new_leaders} - {*known["leader"]})
    count = f"新增 {len(added)}" + (f"、更改 {len(changes)}" if changes else "")
    # “账号 ” in the subject says that the texts name people, who may be erased one day (`store.personal`).
    act = by.act(Permission.MANAGE, subject=f"账号 {len(added) + len(changes)} 个（按名单{count}）", after=told)
    arguments = {
        "new": [{name: getattr(a, name) for name in _KEPT} for a in added],
        "changed": [{name: getattr(a, name) for name in (*_KEPT, "active", "must_change")} for a in changed],
        "new_units": [*new_units],
        "new_leaders": [*new_leaders],
    }
    rests_on = ",".join(str(s.old_row["account"]) for s in changes if s.old_row)
    two_person.require_second(ledger, by, act, "add_people_list", arguments, rests_on)
    first = (*prepared[: len(added)], *passwords.first_passwords(max(len(added) - len(prepared), 0)))
    states = [AccountState(account, p.password_hash) for account, p in zip(added, first, strict=True)]
    record(ledger, by, act, [*states, *changes], also=_registering(ledger, new_units, new_leaders))
    return tuple((account, p.password) for account, p in zip(added, first, strict=True))


def _refuse_size(count: int) -> None:
    if not count:
        raise InvalidInput("名单里没有要新增或更改的账号。", "请核对名单。")
    if count > MOST_PEOPLE:
        raise InvalidInput(f"名单有 {count} 人，一次至多 {MOST_PEOPLE} 人。", "请分几次办理。")


def _new_account(
    by: Account, existing: Mapping[str, Account], names: Mapping[str, Sequence[str]], account: Account
) -> Account:
    """Return a new account as it is added. Raises InvalidInput or NotFound, naming the person."""
    if account.role is not Role.PENDING:
        auth.permissions.require_permission(by, Permission.GIVE_ROLE)
    new = _named(names, replace(account, active=True, must_change=True), None)
    refuse_taken_login(existing, new)
    refuse_taken_email(existing, new)
    return new


def _change(ledger: Ledger, by: Account, names: Mapping[str, Sequence[str]], account: Account) -> AccountState | None:
    """Return the new state of an account that there is; None where nothing changes. Passwords and use stay as they are."""
    row = accounts.account(ledger, account.login)
    if not row:
        raise NotFound(f"没有账号 {account.login}。", "请重新上传名单，再核对一遍。")
    old = account_of(row)
    new = _named(names, replace(account, active=old.active, must_change=old.must_change), old)
    fields = [name for name in FIELD_LABELS if getattr(new, name) != getattr(old, name)]
    if not fields:
        return None
    duties.require_may_change(by, old, new, fields)
    if duties.loses_role(by, fields):
        new = replace(new, role=Role.PENDING)
    return AccountState(new, row["password_hash"], row)


def _named(names: Mapping[str, Sequence[str]], account: Account, old: Account | None) -> Account:
    try:
        return validated(names, account, old)
    except (InvalidInput, NotFound) as error:
        raise type(error)(f"{subject(account)}：{error.sentence}", error.advice) from None


def _registering(ledger: Ledger, units: Sequence[str], leaders: Sequence[str]) -> Callable[[AuditedTransaction], None]:
    """Return a function that adds the names to the register of the organisation, but for those that it has by then."""

    def write(transaction: AuditedTransaction) -> None:
        register = store.organisation.organisation(ledger)
        named = [Unit(name=name, kind=_kind(name)) for name in units]
        rows = missing_names(register, named, [(name, "") for name in leaders], source="人员名单")
        store.organisation.append(ledger, transaction, store.organisation.rows_of(rows, "随账号登记"))

    return write


def _kind(name: str) -> UnitKind:
    """Return the kind that a name speaks of; an account is of a unit, never of a group of them."""
    kind = kind_of(name)
    return UnitKind.DEPARTMENT if kind is UnitKind.GROUP else kind


def _told(added: Sequence[Account], changes: Sequence[AccountState], names: Collection[str]) -> str:
    """Return what the act does, a line for each account."""
    accounts_after = [*added, *(state.account for state in changes)]
    used = [n for n in dict.fromkeys(n for a in accounts_after for n in (a.unit, a.leader)) if n in names]
    lines = [f"{a.login}（{a.name}）{'，'.join(filter(None, (ROLE_NAME[a.role], a.unit, a.leader)))}" for a in added]
    lines += [f"更改 {s.account.login}（{s.account.name}）{_difference(s)}" for s in changes]
    return "\n".join([*lines, *([f"一并登记 {'、'.join(used)}"] if used else [])])


def _difference(state: AccountState) -> str:
    """Return the changed fields of an account, before and after."""
    if not state.old_row:
        return ""
    old = account_of(state.old_row)
    fields = [name for name in FIELD_LABELS if getattr(state.account, name) != getattr(old, name)]
    return f"{description(old, fields)} → {description(state.account, fields)}"
