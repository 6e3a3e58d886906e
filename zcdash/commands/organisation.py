"""Acts on the organisation: each is one act with a reason, and takes plans, returns and accounts with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.exclusive import exclusive
from zcdash.commands.organisation_checks import (
    joined_unit,
    new_unit,
    registered,
    require_apart,
    require_reason,
    require_units,
)
from zcdash.commands.plain_names import plain_names
from zcdash.commands.reorganised_plans import Changes, as_plan_changes, changed_accounts, write_changes
from zcdash.commands.validation import clean_arguments
from zcdash.domain.organisation import (
    SUCCESSION_WORD,
    Additions,
    Organisation,
    RegisteredUnit,
    Succession,
    SuccessionKind,
)
from zcdash.domain.plan import Plan
from zcdash.domain.reorganisation import NewUnit, with_successors
from zcdash.errors import InvalidInput, NotFound
from zcdash.intake.organisation_folder import read_organisation_folder
from zcdash.queries.reorganisation import Affected
from zcdash.store.ledger import Ledger
from zcdash.store.organisation import rows_of


@plain_names
@clean_arguments
@exclusive
def load_organisation(ledger: Ledger, account: Account, path: Path | str) -> int:
    """Add what a folder of the organisation holds and the register lacks; return the number of rows added.

    Raises PlanUnreadable for a folder that is not valid.
    """
    auth.permissions.require_permission(account, Permission.MANAGE_ORGANISATION)
    register = registered(ledger)
    rows = rows_of(read_organisation_folder(path).beyond(register), reason="载入")
    number = sum(map(len, rows.values()))
    if number:
        act = account.act(Permission.MANAGE_ORGANISATION, subject="载入机构人员", after=f"{number} 条")
        store.organisation.record(ledger, act, rows)
    return number


@plain_names
@clean_arguments
@exclusive
def add_unit(
    ledger: Ledger,
    account: Account,
    unit_name: str,
    kind: str,
    reason: str,
    since: date | None = None,
    parent: str = "",
    aliases: Sequence[str] = (),
) -> None:
    """Add a unit to the register. Raises InvalidInput for a name that it has already."""
    auth.permissions.require_permission(account, Permission.MANAGE_ORGANISATION)
    register = registered(ledger)
    require_reason(reason)
    unit = new_unit(register, unit_name, kind, since, parent=parent, aliases=aliases)
    if parent and not register.existing(parent, since or queries.clock.today(ledger)):
        raise NotFound(f"机构中没有“{parent}”。", "请先新增上级单位，或把上级留空。")
    act = account.act(
        Permission.MANAGE_ORGANISATION, unit=unit.name, subject=f"新增单位 {unit_name}", after=reason.strip()
    )
    store.organisation.record(ledger, act, rows_of(Additions(units=(unit,)), reason.strip()))


@plain_names
@clean_arguments
@exclusive
def rename_unit(
    ledger: Ledger, account: Account, unit: str, unit_name: str, since: date, reason: str, same_unit: bool = False
) -> Affected:
    """Rename a unit from a day on; plans in force and accounts follow. Return what followed.

    With `same_unit` the name is that of a unit which is registered already, from a later plan: the two become one line.
    """
    return _go_on(ledger, account, SuccessionKind.RENAMED, [unit], [unit_name], "", since, reason, joined=same_unit)


@plain_names
@clean_arguments
@exclusive
def merge_units(
    ledger: Ledger, account: Account, units: Sequence[str], unit_name: str, kind: str, since: date, reason: str
) -> Affected:
    """Merge units into one, new or one of them, from a day on; plans in force and accounts follow. Return what followed."""
    auth.permissions.require_permission(account, Permission.MANAGE_ORGANISATION)
    if len({*units}) < 2:
        raise InvalidInput("合并要有两个以上的单位。", "只有一个单位的，请用“更名”。")
    return _go_on(ledger, account, SuccessionKind.MERGED, units, [unit_name], kind, since, reason)


@plain_names
@clean_arguments
@exclusive
def split_unit(
    ledger: Ledger,
    account: Account,
    unit: str,
    unit_names: Sequence[str],
    since: date,
    reason: str,
    leads: Mapping[str, str] | None = None,
    account_units: Mapping[str, str] | None = None,
) -> Affected:
    """Split a unit from a day on. Return what followed.

    `leads` maps `plan item`, `account_units` a login to the successor that takes it over; the first one takes all others.
    Raises InvalidInput where `account_units` is given and leaves an account of the unit out, or names one that is not its.
    """
    auth.permissions.require_permission(account, Permission.MANAGE_ORGANISATION)
    if len({*unit_names}) < 2:
        raise InvalidInput("拆分要有两个以上的新单位。", "只有一个的，请用“更名”。")
    unknown = sorted({*(leads or {}).values(), *(account_units or {}).values()} - {*unit_names})
    if unknown:
        raise InvalidInput(f"{'、'.join(unknown)}不是拆分后的单位。", f"应为：{'、'.join(unit_names)}。")
    if account_units is not None:
        _require_same_accounts(queries.reorganisation.of_units(ledger, [unit], since), account_units)
    taken = leads or {}, account_units or {}
    return _go_on(ledger, account, SuccessionKind.SPLIT, [unit], unit_names, "", since, reason, *taken)


def _require_same_accounts(affected: Affected, account_units: Mapping[str, str]) -> None:
    """Raise InvalidInput where the accounts of a unit are not those that successors were chosen for."""
    there = {a.login for a in affected.accounts}
    if other := sorted(there ^ {*account_units}):
        raise InvalidInput(f"单位的账号刚刚有变化：{'、'.join(other)}。", "请刷新，再看一遍每个账号归哪个单位。")


@plain_names
@clean_arguments
@exclusive
def abolish_unit(ledger: Ledger, account: Account, unit: str, since: date, reason: str) -> None:
    """End a unit that nothing goes on as. Raises InvalidInput while a plan in force gives it work."""
    auth.permissions.require_permission(account, Permission.MANAGE_ORGANISATION)
    register = registered(ledger)
    ended = require_units(ledger, register, [unit], since, reason)[0]
    affected = queries.reorganisation.of_units(ledger, [unit], since)
    if affected.plans:
        titles = "、".join(f"《{p.plan.title}》" for p in affected.plans)
        raise InvalidInput(f"{titles}还有{unit}的事项，不能撤销。", "职责并入其他单位的，请用“合并”。")
    if active := [a.login for a in affected.accounts if a.active]:
        raise InvalidInput(f"{unit}还有在用的账号：{'、'.join(active)}。", "请先停用，或改到别的单位。")
    act = account.act(
        Permission.MANAGE_ORGANISATION, unit=unit, subject=f"撤销 {unit}", after=f"自 {since} 起：{reason.strip()}"
    )
    rows = rows_of(Additions(units=(replace(ended, until=since - timedelta(days=1)),)), reason.strip())
    store.organisation.record(ledger, act, rows)


def _go_on(
    ledger: Ledger,
    account: Account,
    kind: SuccessionKind,
    units: Sequence[str],
    names: Sequence[str],
    unit_kind: str,
    since: date,
    reason: str,
    leads: Mapping[str, str] | None = None,
    account_units: Mapping[str, str] | None = None,
    joined: bool = False,
) -> Affected:
    """Let units go on as others, in one transaction: register, plans in force, accounts."""
    auth.permissions.require_permission(account, Permission.MANAGE_ORGANISATION)
    register = registered(ledger)
    old = require_units(ledger, register, units, since, reason)
    affected = queries.reorganisation.of_units(ledger, units, since)
    there = {u.name: u for u in old if u.name in names and kind is not SuccessionKind.RENAMED}
    if joined:
        there = {names[0]: joined_unit(ledger, register, names[0], since)}
        require_apart(affected, names[0])
    new = [there.get(n) or new_unit(register, n, unit_kind or old[0].kind.value, since, among=affected) for n in names]
    additions = _register_rows(register, old, new, kind, since)
    successors = [NewUnit(name=u.name, kind=u.kind) for u in new]
    told = f"{'、'.join(units)}{SUCCESSION_WORD[kind]}为{'、'.join(names)}"

    def changed(plan: Plan, gone: tuple[str, ...]) -> Plan:
        return with_successors(plan, gone, successors, _lead_of(plan, leads or {}, names[0]))

    changes = Changes(
        register=rows_of(additions, reason.strip()),
        plans=as_plan_changes(affected, since, f"{told}（自 {since} 起）", changed),
        accounts=changed_accounts(ledger, affected, names[0], account_units or {}),
    )
    after = f"{'、'.join(names)}，自 {since} 起，{_followed(changes, affected.items)}：{reason.strip()}"
    what = Permission.MANAGE_ORGANISATION
    act = account.act(what, unit=names[0], subject=told, before="、".join(units), after=after)
    write_changes(ledger, act, changes)
    return affected


def _followed(changes: Changes, items: int) -> str:
    """Return 1 个计划、12 项，3 个账号（区工业局 2 个、区信息局 1 个）."""
    shares = Counter(str(row["unit"]) for row in changes.accounts)
    each = f"（{'、'.join(f'{name} {count} 个' for name, count in shares.items())}）" if len(shares) > 1 else ""
    return f"{len(changes.plans)} 个计划、{items} 项，{len(changes.accounts)} 个账号{each}"


def _lead_of(plan: Plan, leads: Mapping[str, str], first: str) -> Callable[[str], str]:
    return lambda item: leads.get(f"{plan.id} {item}", first)


def _register_rows(
    register: Organisation,
    old: Sequence[RegisteredUnit],
    new: Sequence[RegisteredUnit],
    kind: SuccessionKind,
    since: date,
) -> Additions:
    """Return the rows of units that go on as others: those that end, those that begin, and the successions.

    What was to become of an old unit on a later day becomes of the first new one.
    """
    kept = {u.unit for u in new}
    later = [s for u in old if u.unit not in kept for s in register.successors(u.unit)]
    if later and new[0].until is None:
        new = [replace(new[0], until=later[0].since - timedelta(days=1)), *new[1:]]
    ended = [replace(u, until=since - timedelta(days=1)) for u in old if u.unit not in kept]
    begun = [u for u in new if u.unit not in {x.unit for x in old}]
    pairs = [(u, n) for u in old for n in new if u.unit != n.unit]
    successions = [Succession(unit=u.unit, successor=n.unit, kind=kind, since=since) for u, n in pairs]
    successions += [replace(s, unit=new[0].unit) for s in later if s.successor != new[0].unit]
    return Additions(units=(*ended, *begun), successions=tuple(dict.fromkeys(successions)))
