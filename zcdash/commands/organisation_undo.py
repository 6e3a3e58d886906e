"""取消办理: a merger or a split that should not have been is taken back in one act, as long as nothing rests on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.exclusive import exclusive
from zcdash.commands.organisation_checks import require_reason
from zcdash.commands.reorganised_plans import Changes, PlanChange, account_rows, write_changes
from zcdash.commands.validation import clean_arguments
from zcdash.domain.organisation import Additions, RegisteredUnit, SuccessionKind
from zcdash.errors import InvalidInput, NotFound
from zcdash.queries.unit_acts import UnitAct
from zcdash.store.ledger import Ledger
from zcdash.store.organisation import Rows, rows_of

_UNDONE_BY = {SuccessionKind.MERGED: "拆分", SuccessionKind.SPLIT: "合并"}


def way_out(ledger: Ledger, act: UnitAct) -> str:
    """Return the advice where an act cannot be taken back. A unit that begins today ends tomorrow at the earliest."""
    day = "今天" if act.since < queries.clock.today(ledger) else "明天"
    return (
        "只差账号、草稿的，先停用账号或改到别的单位、清空草稿再取消；"
        f"其余的从{day}起用“{_UNDONE_BY[act.kind]}”改回原来的单位。"
    )


@clean_arguments
@exclusive
def take_back(ledger: Ledger, account: Account, entry: int, reason: str) -> UnitAct:
    """Take back the merger or split of an entry in the log: register, plans and accounts are as before. Return the act.

    Raises NotFound for an act that is none or was taken back; InvalidInput where the units have filed, signed or done something
    since, a period was closed, or a plan changed.
    """
    auth.permissions.require_permission(account, Permission.MANAGE_ORGANISATION)
    require_reason(reason)
    act = next((a for a in queries.unit_acts.unit_acts(ledger) if a.entry == entry), None)
    if act is None:
        raise NotFound("没有这一次合并或拆分，可能已经取消。", "请刷新后再看。")
    if against := queries.unit_acts.standing_against(ledger, act):
        raise InvalidInput(f"{act.subject}不能取消：{'；'.join(against)}。", way_out(ledger, act))
    told = f"取消办理：{act.subject}"
    plans = _plans(ledger, act, f"{told}（自 {act.since} 起）")
    returning = queries.unit_acts.returning_accounts(ledger, act)
    accounts = [row for person, unit in returning for row in account_rows(ledger, person, unit=unit)]
    names = [queries.organisation.organisation(ledger).by_unit[unit].name for unit in act.units]
    after = f"{'、'.join(names)}照旧，{len(plans)} 个计划、{len(accounts)} 个账号改回：{reason.strip()}"
    entry_of_log = account.act(Permission.MANAGE_ORGANISATION, unit=names[0], subject=told, after=after)
    register = _register_rows(ledger, act, reason.strip())
    write_changes(ledger, entry_of_log, Changes(register=register, plans=plans, accounts=accounts))
    return act


def _plans(ledger: Ledger, act: UnitAct, reason: str) -> tuple[PlanChange, ...]:
    """Return the versions before the act as new ones."""
    return tuple(
        PlanChange(
            plan=store.plans.plan_version(ledger, plan, version - 1),
            reason=reason,
            since=act.since,
            takes_back=version,
        )
        for plan, version in act.versions.items()
    )


def _register_rows(ledger: Ledger, act: UnitAct, reason: str) -> Rows:
    units = tuple(_units_before(ledger, act))
    taken_back = [
        {name: value for name, value in row.items() if name != "organisation_succession"}
        | {"reason": reason, "withdrawn": True}
        for row in act.successions
    ]
    return {**rows_of(Additions(units=units), reason), "organisation_succession": taken_back}


def _units_before(ledger: Ledger, act: UnitAct) -> Iterator[RegisteredUnit]:
    """Yield the units of the act as they were before it; one that it made ends before it began."""
    for unit in (*act.units, *act.successors):
        rows = store.organisation.rows_of_unit(ledger, unit)
        numbers = [str(row["organisation_unit"]) in act.wrote.get("organisation_unit", ()) for row in rows]
        if True not in numbers:
            continue
        at = numbers.index(True)
        if rows[at + 1 :]:
            yield store.organisation.unit_of(rows[at + 1])
        else:
            yield replace(store.organisation.unit_of(rows[at]), until=act.since - timedelta(days=1))
