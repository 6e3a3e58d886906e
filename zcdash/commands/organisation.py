"""Acts on the organisation: each is one act with a reason, and takes plans, returns and accounts with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.exclusive import exclusive
from zcdash.commands.reorganised_plans import Changes, as_plan_changes, changed_accounts, write_changes
from zcdash.commands.validation import clean_arguments
from zcdash.domain.organisation import (
    SUCCESSION_WORD,
    Additions,
    Organisation,
    RegisteredUnit,
    Succession,
    SuccessionKind,
    missing_names,
)
from zcdash.domain.plan import Plan
from zcdash.domain.reorganisation import NewUnit, with_successors
from zcdash.domain.terms import UnitKind
from zcdash.errors import InvalidInput, NotFound
from zcdash.intake.organisation_folder import read_organisation_folder
from zcdash.queries.reorganisation import Affected
from zcdash.store.ledger import Ledger
from zcdash.store.organisation import Rows, rows_of


def rows_from_plan(register: Organisation, plan: Plan) -> Rows:
    """Return the rows of the units and leaders of a plan that the register lacks; the same plan again has none."""
    leaders = [(x.name, x.post) for x in plan.leaders]
    return rows_of(missing_names(register, plan.units, leaders, source=f"计划 {plan.number}"))


@clean_arguments
@exclusive
def load_organisation(ledger: Ledger, account: Account, path: Path | str) -> int:
    """Add what a folder of the organisation holds and the register lacks; return the number of rows added.

    Raises PlanUnreadable for a folder that is not valid.
    """
    auth.permissions.require_permission(account, Permission.MANAGE_ORGANISATION)
    register = queries.organisation.organisation(ledger)
    rows = rows_of(read_organisation_folder(path).beyond(register), reason="载入")
    number = sum(map(len, rows.values()))
    if number:
        act = account.act(Permission.MANAGE_ORGANISATION, subject="载入机构人员", after=f"{number} 条")
        store.organisation.record(ledger, act, rows)
    return number


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
    register = queries.organisation.organisation(ledger)
    _require_reason(reason)
    unit = _new_unit(register, unit_name, kind, since, parent=parent, aliases=aliases)
    if parent and not register.existing(parent, since or queries.clock.today(ledger)):
        raise NotFound(f"机构中没有“{parent}”。", "请先新增上级单位，或把上级留空。")
    act = account.act(
        Permission.MANAGE_ORGANISATION, unit=unit.name, subject=f"新增单位 {unit_name}", after=reason.strip()
    )
    store.organisation.record(ledger, act, rows_of(Additions(units=(unit,)), reason.strip()))


@clean_arguments
@exclusive
def rename_unit(ledger: Ledger, account: Account, unit: str, unit_name: str, since: date, reason: str) -> Affected:
    """Rename a unit from a day on; plans in force and accounts follow. Return what followed."""
    return _go_on(ledger, account, SuccessionKind.RENAMED, [unit], [unit_name], "", since, reason)


@clean_arguments
@exclusive
def merge_units(
    ledger: Ledger, account: Account, units: Sequence[str], unit_name: str, kind: str, since: date, reason: str
) -> Affected:
    """Merge units into one, new or one of them, from a day on; plans in force and accounts follow. Return what followed."""
    if len({*units}) < 2:
        raise InvalidInput("合并要有两个以上的单位。", "只有一个单位的，请用“更名”。")
    return _go_on(ledger, account, SuccessionKind.MERGED, units, [unit_name], kind, since, reason)


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
) -> Affected:
    """Split a unit from a day on. Return what followed.

    `leads` maps `plan item` to the successor that takes the item over; the first one takes all others, and the accounts.
    """
    if len({*unit_names}) < 2:
        raise InvalidInput("拆分要有两个以上的新单位。", "只有一个的，请用“更名”。")
    unknown = sorted({*(leads or {}).values()} - {*unit_names})
    if unknown:
        raise InvalidInput(f"{'、'.join(unknown)}不是拆分后的单位。", f"应为：{'、'.join(unit_names)}。")
    return _go_on(ledger, account, SuccessionKind.SPLIT, [unit], unit_names, "", since, reason, leads)


@clean_arguments
@exclusive
def abolish_unit(ledger: Ledger, account: Account, unit: str, since: date, reason: str) -> None:
    """End a unit that nothing goes on as. Raises InvalidInput while a plan in force gives it work."""
    auth.permissions.require_permission(account, Permission.MANAGE_ORGANISATION)
    register = queries.organisation.organisation(ledger)
    ended = _require_units(ledger, register, [unit], since, reason)[0]
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
) -> Affected:
    """Let units go on as others, in one transaction: register, plans in force, accounts."""
    auth.permissions.require_permission(account, Permission.MANAGE_ORGANISATION)
    register = queries.organisation.organisation(ledger)
    old = _require_units(ledger, register, units, since, reason)
    affected = queries.reorganisation.of_units(ledger, units, since)
    there = {u.name: u for u in old if u.name in names and kind is not SuccessionKind.RENAMED}
    new = [there.get(n) or _new_unit(register, n, unit_kind or old[0].kind.value, since, among=affected) for n in names]
    additions = _register_rows(register, old, new, kind, since)
    successors = [NewUnit(name=u.name, kind=u.kind) for u in new]
    told = f"{'、'.join(units)}{SUCCESSION_WORD[kind]}为{'、'.join(names)}"

    def changed(plan: Plan, gone: tuple[str, ...]) -> Plan:
        return with_successors(plan, gone, successors, _lead_of(plan, leads or {}, names[0]))

    changes = Changes(
        register=rows_of(additions, reason.strip()),
        plans=as_plan_changes(affected, since, f"{told}（自 {since} 起）", changed),
        accounts=changed_accounts(ledger, affected, unit=names[0]),
    )
    act = account.act(
        Permission.MANAGE_ORGANISATION,
        unit=names[0],
        subject=told,
        before="、".join(units),
        after=f"{'、'.join(names)}，自 {since} 起，{len(changes.plans)} 个计划、{affected.items} 项，"
        f"{len(changes.accounts)} 个账号：{reason.strip()}",
    )
    write_changes(ledger, act, changes)
    return affected


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


def _require_units(
    ledger: Ledger, register: Organisation, names: Sequence[str], since: date, reason: str
) -> list[RegisteredUnit]:
    """Return the units that an act is about. Raises InvalidInput or NotFound."""
    _require_reason(reason)
    require_day(ledger, since)
    found = []
    for name in names:
        unit = register.existing(name, since)
        if unit is None:
            raise NotFound(
                f"机构中没有“{name}”（{since}），可能已经更名、撤销，或者还没有设立。", "请从列表中选择现有的单位。"
            )
        if unit.since and since <= unit.since:
            raise InvalidInput(f"{name}自 {unit.since} 才有，不能从 {since} 起变更。", "请核对日期。")
        found.append(unit)
    return found


def require_day(ledger: Ledger, since: date) -> None:
    """Raise InvalidInput for a day that has not come yet."""
    day = queries.clock.today(ledger)
    if since > day:
        raise InvalidInput(f"{since} 还没有到，今天是 {day}。", "请到那一天再办，或者填已经生效的日期。")


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise InvalidInput("没有写明依据。", "请写明文号或会议纪要。")


def _new_unit(
    register: Organisation,
    name: str,
    kind: str,
    since: date | None,
    parent: str = "",
    aliases: Sequence[str] = (),
    among: Affected | None = None,
) -> RegisteredUnit:
    """Return a unit that is not in the register yet. Raises InvalidInput for a name that is taken or malformed."""
    if not name or len(name) > _LONGEST or ";" in name or "；" in name or "、" in name:
        raise InvalidInput("单位名称不能为空，至多 40 个字，不能有分号和顿号。", "请改正名称。")
    if any(u.name == name and (since is None or u.until is None or since <= u.until) for u in register.units):
        raise InvalidInput(f"已经有“{name}”这个单位。", "并入它的，请用“合并”，并把它也选上。")
    if kind not in list(UnitKind):
        raise InvalidInput(f"没有“{kind}”这一类单位。", "请从列表中选择。")
    for plan in among.plans if among else ():
        if name in {u.name for u in plan.plan.units} - {*plan.names}:
            raise InvalidInput(f"《{plan.plan.title}》里已经另有“{name}”。", "并入它的，请用“合并”，并把它也选上。")
    identifier = name if name not in register.by_unit else f"{name} {since or len(register.units)}"
    return RegisteredUnit(
        unit=identifier, name=name, kind=UnitKind(kind), aliases=tuple(aliases), parent=parent, since=since
    )


_LONGEST = 40
