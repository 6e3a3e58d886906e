"""移交分管: the items of a deputy mayor go to a successor from a day on, with returns, notices and the account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from enum import StrEnum

from zcdash import auth, queries, store
from zcdash.auth.permissions import ROLE_NAME, Account, Permission, Role
from zcdash.commands.exclusive import exclusive
from zcdash.commands.organisation_checks import registered, require_day
from zcdash.commands.plain_names import plain_names
from zcdash.commands.reorganised_plans import (
    Changes,
    PlanChange,
    account_rows,
    as_plan_changes,
    write_changes,
)
from zcdash.commands.validation import clean_arguments
from zcdash.domain.organisation import Additions, Organisation, Person, Post, PostKind
from zcdash.domain.reorganisation import NewLeader, handed_over
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.queries.reorganisation import Affected
from zcdash.store.ledger import Ledger
from zcdash.store.organisation import rows_of


class OldAccount(StrEnum):
    """Fate of the account of a deputy mayor who hands over."""

    SIGNS = "signs"
    KEEP = "keep"
    VIEWER = "viewer"
    INACTIVE = "inactive"


OLD_ACCOUNT_NAME = {
    OldAccount.SIGNS: "接任者有账号以前继续代签",
    OldAccount.KEEP: "不动",
    OldAccount.VIEWER: "改为浏览",
    OldAccount.INACTIVE: "停用",
}


@plain_names
@clean_arguments
@exclusive
def hand_over(
    ledger: Ledger,
    account: Account,
    leader: str,
    successor: str,
    since: date,
    reason: str,
    title: str = "",
    old_account: str = OldAccount.INACTIVE,
    login: str = "",
) -> Affected:
    """Hand every item of a leader over to a successor from a day on, in every plan in force. Return what followed.

    Returns and notices follow their items; what was signed stays with whoever signed. In a plan that is over the items stay
    the leader's, and the successor stands in for the signatures that are left. With `OldAccount.SIGNS` the old account signs
    for the successor, whose `login` is empty as long as there is none. Raises NotPermitted where accounts need another officer.
    """
    auth.permissions.require_permission(account, Permission.MANAGE_ORGANISATION)
    _require_sense(ledger, leader, successor, since, reason)
    affected = queries.reorganisation.of_leader(ledger, leader, since)
    register = registered(ledger)
    if not affected.plans and not affected.ended and not any(name == leader for name, _ in register.leaders(since)):
        raise NotFound(f"{leader}在 {since} 没有分管的事项。", "请核对姓名和日期。")
    rows = _switched_on(ledger, account, leader, successor, since, login)
    rows += _account_changes(ledger, account, affected, successor, OldAccount(old_account), login)
    added = _register_rows(register, leader, new := NewLeader(name=successor, post=title, since=since))
    stand_ins = _stand_ins(affected, leader, new, reason.strip(), old_account == OldAccount.SIGNS)
    told = f"{leader}分管的事项移交{successor}"
    changes = Changes(
        register=rows_of(added, reason.strip()),
        plans=_plan_changes(affected, leader, new, f"{told}（自 {since} 起）"),
        accounts=[row for row, _ in rows],
        ended=tuple(str(row["login"]) for row, ends in rows if ends),
        absences=[*_baseless(ledger, register, leader, new, added), *stand_ins],
    )
    followed = f"{len(changes.plans)} 个计划、{affected.items} 项，账号 {len(rows)} 个：{reason.strip()}"
    after = f"{successor}，自 {since} 起，{followed}"
    act = account.act(Permission.MANAGE_ORGANISATION, subject=told, before=leader, after=after)
    write_changes(ledger, act, changes)
    return affected


def _plan_changes(affected: Affected, leader: str, new: NewLeader, reason: str) -> tuple[PlanChange, ...]:
    """Return the new versions of the plans, with the periods that stay the leader's; an act without units is a handover."""
    changes = as_plan_changes(affected, new.since, reason, lambda plan, _: handed_over(plan, leader, new))
    return tuple(replace(change, units=()) for change in changes)


def _stand_ins(affected: Affected, leader: str, new: NewLeader, reason: str, signs_on: bool) -> list[dict[str, object]]:
    """Return who signs for whom: the successor for what is left of ended plans; with `signs_on` the leader for the successor."""
    rows = [_stand_in(plan.id, leader, new.name, new.since, reason) for plan in affected.ended]
    if signs_on:
        told = f"接任者还没有账号，{reason}"
        rows += [_stand_in(at.plan.id, new.name, leader, new.since, told) for at in affected.plans]
    return rows


def _baseless(
    ledger: Ledger, register: Organisation, leader: str, new: NewLeader, added: Additions
) -> Iterator[dict[str, object]]:
    """Yield what cancels the absences of a leader who was never in charge, a mistake of that day, and those he stood in for.

    There the successor stands in, but for himself.
    """
    ended = {p.post: p for p in added.posts if register.person_names.get(p.person) == leader}
    if not ended or any(ended.get(p.post, p).was_held for name, p in register.leaders() if name == leader):
        return
    for row in store.plans.plans(ledger):
        for absence in store.approvals.absences(ledger, row["plan"]):
            if leader in (absence["leader"], absence["substitute"]):
                own = {name: absence[name] for name in ("plan", "leader", "substitute", "starts", "ends", "reason")}
                yield own | {"cancels": absence["absence"]}
                if absence["leader"] not in (leader, new.name):
                    yield own | {"substitute": new.name, "cancels": None}


def _stand_in(plan: str, leader: str, substitute: str, since: date, reason: str) -> dict[str, object]:
    """Return the row by which another signs for a leader: what is left of a plan that is over, or until there is an account."""
    return {
        "plan": plan,
        "leader": leader,
        "substitute": substitute,
        "starts": since,
        "ends": since + _STANDS_IN,
        "reason": f"移交分管：{reason}",
        "cancels": None,
    }


def _require_sense(ledger: Ledger, leader: str, successor: str, since: date, reason: str) -> None:
    if not reason.strip():
        raise InvalidInput("没有写明依据。", "请写明文号或会议纪要。")
    if not successor.strip() or len(successor) > _LONGEST:
        raise InvalidInput("接任者的姓名不能为空，至多 40 个字。", "请填写姓名。")
    if leader == successor:
        raise InvalidInput("接任者和原分管人是同一位。", "请核对姓名。")
    require_day(ledger, since)


def _register_rows(register: Organisation, leader: str, new: NewLeader) -> Additions:
    """Return the rows of the post that ends, and of the one that begins, or goes on where it had ended the day before."""
    posts = [p for name, p in register.leaders() if name == leader and p.until is None]
    # A field ties the two posts together: next year's plan finds the successor by it.
    field = next((p.field for p in posts if p.field), _field_of(leader))
    ended = [replace(p, field=p.field or field, until=new.since - _DAY) for p in posts]
    of_successor = [p for name, p in register.leaders() if name == new.name and p.field == field]
    if any(p.until is None for p in of_successor):
        return Additions(posts=tuple(ended))
    if again := [p for p in of_successor if p.until == new.since - _DAY]:
        others = [p for _, p in register.leaders() if p.field == field and p.post not in {x.post for x in posts}]
        is_alone = [p for p in (*ended, *others) if p.was_held] == again
        kept = "" if is_alone and field == _field_of(new.name) else field
        return Additions(posts=(*ended, *(replace(p, field=kept, until=None) for p in again)))
    known = {name: person for person, name in register.person_names.items()}
    people = [] if new.name in known else [Person(person=f"p{len(register.people) + 1}", name=new.name)]
    begun = Post(
        post=f"t{len(register.posts) + 1}",
        person=known.get(new.name) or people[0].person,
        kind=PostKind.LEADER,
        title=new.post or next((p.title for p in posts), ""),
        field=field,
        since=new.since,
    )
    return Additions(people=tuple(people), posts=(*ended, begun))


def _field_of(leader: str) -> str:
    """Return the field of a leader whose own is not registered."""
    return f"{leader}原分管"


def _account_changes(
    ledger: Ledger, by: Account, affected: Affected, successor: str, old_account: OldAccount, login: str
) -> list[tuple[Mapping[str, str | bool], bool]]:
    """Return (new state, True if its sessions end) of the accounts that change hands. Raises NotPermitted or InvalidInput."""
    found: list[tuple[Mapping[str, str | bool], bool]] = []
    for person in affected.accounts if old_account in (OldAccount.VIEWER, OldAccount.INACTIVE) else ():
        new = {"active": False} if old_account is OldAccount.INACTIVE else {"role": Role.VIEWER, "leader": ""}
        found += [(row, True) for row in account_rows(ledger, person, **new)]
    if login:
        person = _successor_account(ledger, affected, login)
        found += [(row, True) for row in account_rows(ledger, person, role=Role.DEPUTY, leader=successor)]
    if found:
        _require_may_change_accounts(ledger, by)
    return found


def _switched_on(
    ledger: Ledger, by: Account, leader: str, successor: str, since: date, login: str
) -> list[tuple[Mapping[str, str | bool], bool]]:
    people = queries.reorganisation.returning(ledger, by, leader, successor, since, login)
    if people:
        auth.reauthentication.require_recent_authentication(ledger, by)
    return [(row, False) for person in people for row in account_rows(ledger, person, active=True)]


def _successor_account(ledger: Ledger, affected: Affected, login: str) -> Account:
    person = auth.sessions.accounts_by_login(ledger).get(login)
    if person is None or not person.active:
        raise NotFound(f"没有在用的账号 {login}。", "请核对账号，或者先到“账号”页添加。")
    if login in {a.login for a in affected.accounts}:
        raise InvalidInput(f"账号 {login} 是原分管人的。", "账号不能转给别人用，请选接任者自己的账号。")
    if person.role not in (Role.VIEWER, Role.DEPUTY, Role.PENDING, Role.HEAD):
        raise InvalidInput(
            f"账号 {login} 是{ROLE_NAME[person.role]}的。", "请选接任者自己的账号，或者先到“账号”页添加。"
        )
    return person


def _require_may_change_accounts(ledger: Ledger, by: Account) -> None:
    """Raise NotPermitted where accounts and roles are in other hands; IdentityUnconfirmed as for any change of an account."""
    if queries.reorganisation.are_accounts_of_others(ledger, by):
        raise NotPermitted(
            "本台账的账号由系统管理员、安全保密员办理，不能随移交一起改。",
            f"原账号请选“{OLD_ACCOUNT_NAME[OldAccount.KEEP]}”，接任者的账号留空，移交后请他们改账号。",
        )
    auth.reauthentication.require_recent_authentication(ledger, by)


_LONGEST = 40
_DAY = timedelta(days=1)
_STANDS_IN = timedelta(days=365)
"""Time in which a successor signs what is left of plans that are over, or the leader before signs for the successor."""
