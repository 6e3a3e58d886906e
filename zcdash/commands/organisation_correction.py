"""更正上一次办理: the name that a unit was given today is put right, or the rename is taken back, in one act."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from zcdash import auth, queries
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.exclusive import exclusive
from zcdash.commands.organisation_checks import new_unit, registered, require_reason
from zcdash.commands.plain_names import plain_names
from zcdash.commands.reorganised_plans import Changes, as_plan_changes, changed_accounts, write_changes
from zcdash.commands.validation import clean_arguments
from zcdash.domain.organisation import Additions, Organisation, RegisteredUnit, SuccessionKind
from zcdash.domain.plan import Plan
from zcdash.domain.reorganisation import NewUnit, with_successors
from zcdash.errors import InvalidInput, NotFound
from zcdash.queries.reorganisation import Affected
from zcdash.store.ledger import Ledger
from zcdash.store.organisation import rows_of


@plain_names
@clean_arguments
@exclusive
def correct_unit_name(ledger: Ledger, account: Account, unit: str, unit_name: str, reason: str) -> Affected:
    """Put the name right that a unit was given today: another name, or the one it had before. Return what followed.

    Raises InvalidInput for a unit that was not named today, or under whose name something was filed since.
    """
    auth.permissions.require_permission(account, Permission.MANAGE_ORGANISATION)
    register = registered(ledger)
    require_reason(reason)
    wrong = _require_correctable(ledger, register, unit)
    since = wrong.since or queries.clock.today(ledger)
    affected = queries.reorganisation.of_units(ledger, [unit], since)
    old = _taken_back(register, wrong, unit_name)
    if old:
        gone = replace(wrong, until=since - timedelta(days=1))
        additions = Additions(units=(replace(old, until=wrong.until), gone))
    else:
        new = new_unit(register, unit_name, wrong.kind.value, since, among=affected)
        additions = Additions(units=(replace(wrong, name=new.name),))
    right = NewUnit(name=unit_name, kind=wrong.kind)

    def changed(plan: Plan, names: tuple[str, ...]) -> Plan:
        return _without_alias(with_successors(plan, names, [right], lambda item: unit_name), unit_name, unit)

    told = f"更正单位名称：{unit}应为{unit_name}"
    changes = as_plan_changes(affected, since, f"{told}（自 {since} 起）", changed)
    moved = {p.plan.id: p.plan for p in affected.plans}
    accounts = changed_accounts(ledger, affected, unit_name)
    act = account.act(
        Permission.MANAGE_ORGANISATION,
        unit=unit_name,
        subject=told,
        before=unit,
        after=f"{unit_name}，自 {since} 起，{len(changes)} 个计划、{affected.items} 项，{len(accounts)} 个账号：{reason.strip()}",
    )
    plans = tuple(replace(c, units=(), periods=()) for c in changes if c.plan != moved[c.plan.id])
    write_changes(ledger, act, Changes(register=rows_of(additions, reason.strip()), plans=plans, accounts=accounts))
    return affected


def _require_correctable(ledger: Ledger, register: Organisation, name: str) -> RegisteredUnit:
    unit = register.existing(name, queries.clock.today(ledger))
    if unit is None:
        raise NotFound(f"机构中没有“{name}”。", "请从列表中选择现有的单位。")
    if not queries.reorganisation.is_correctable(ledger, unit):
        raise InvalidInput(f"“{name}”不是今天改的名称，不能当作写错更正。", "请用“更名”，填名称改变的日期。")
    if plan := queries.reorganisation.filed_under(ledger, name):
        raise InvalidInput(
            f"《{plan.title}》已有以“{name}”名义的报送或者草稿，不能当作写错更正。", "请明天起用“更名”改为正确的名称。"
        )
    return unit


def _taken_back(register: Organisation, wrong: RegisteredUnit, name: str) -> RegisteredUnit | None:
    """Return the unit that a rename is taken back to; None where the name is another one. Raises InvalidInput."""
    if name == wrong.name:
        raise InvalidInput(f"名称还是“{name}”，没有改。", "请写正确的名称。")
    before = register.predecessors(wrong.unit)
    named = {register.by_unit[s.unit].name: s for s in before if s.unit in register.by_unit}
    if name not in named:
        return None
    if len(before) > 1 or named[name].kind is not SuccessionKind.RENAMED:
        raise InvalidInput(
            f"“{wrong.name}”是合并、拆分来的，不能改回“{name}”。",
            "名称写错的可以更正；整个办错的，请用“取消办理”。",
        )
    return register.by_unit[named[name].unit]


def _without_alias(plan: Plan, unit: str, alias: str) -> Plan:
    """Return the plan without the wrong name among the aliases of a unit."""
    units = [replace(u, aliases=tuple(a for a in u.aliases if a != alias)) if u.name == unit else u for u in plan.units]
    return replace(plan, units=tuple(units))
