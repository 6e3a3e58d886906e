"""Accounts: added and changed by the administrator, given a role by the security officer; own passwords.

No password is ever stored or logged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from zcdash import auth
from zcdash.auth import passwords
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
from zcdash.commands.exclusive import exclusive
from zcdash.commands.validation import clean_arguments
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.store import accounts, attempts
from zcdash.store.accounts import AccountRow
from zcdash.store.ledger import Ledger


def _new_account(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"new": Account(**{**arguments, "role": Role(arguments["role"])})}


@two_person.confirmable(_new_account)
@clean_arguments
def add_account(ledger: Ledger, by: Account, new: Account, password: str | None = None) -> str:
    """Add an account and return its first password, generated if not given; it must be changed at the first sign-in.

    Whoever may not give roles adds it without rights: with the role 待授权.
    """
    auth.permissions.require_permission(by, Permission.MANAGE)
    if new.role is not Role.PENDING:
        auth.permissions.require_permission(by, Permission.GIVE_ROLE)
    auth.reauthentication.require_recent_authentication(ledger, by)
    new = validated(accounts.unit_and_leader_names(ledger), replace(new, active=True, must_change=True))
    existing = auth.sessions.accounts_by_login(ledger)
    refuse_taken_login(existing, new)
    refuse_taken_email(existing, new)
    act = by.act(Permission.MANAGE, subject=subject(new), after=description(new))
    arguments = {name: getattr(new, name) for name in ("login", "name", "role", "unit", "leader", "email", "phone")}
    shown = replace(act, subject=f"新增{act.subject}")
    two_person.require_second(ledger, by, shown, "add_account", arguments)
    if password is None:
        password = passwords.generate()
    else:
        passwords.refuse_weak(password, new.login, new.name)
    record(ledger, by, act, [AccountState(new, passwords.hashed(password))])
    return password


@clean_arguments
def add_first_administrator(ledger: Ledger, by: Account, new: Account, password: str) -> Account:
    """Add the first administrator, with a password of their own choice, and return the account.

    Raises NotPermitted if there is an administrator already, also one that was added meanwhile.
    """
    auth.permissions.require_permission(by, Permission.MANAGE)
    auth.permissions.require_permission(by, Permission.GIVE_ROLE)

    def require_none() -> None:
        if not auth.first_start.is_needed(ledger):
            raise NotPermitted("已经有系统管理员了，没有再建。", "请登录；账号由系统管理员在“账号”页添加。")

    require_none()
    new = validated(
        accounts.unit_and_leader_names(ledger), replace(new, role=Role.ADMIN, active=True, must_change=False)
    )
    passwords.refuse_weak(password, new.login, new.name)
    act = by.act(Permission.MANAGE, subject=subject(new), after=f"{description(new)}；首个系统管理员")
    record(ledger, by, act, [AccountState(new, passwords.hashed(password))], "", require_none)
    return new


HANDED_OVER = (Role.CLERK, Role.HEAD, Role.OFFICE, Role.VIEWER)
"""Roles whose work stays with the unit or the office, and not with the person."""


def _successor(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**arguments, **_new_account(arguments["new"])}


@two_person.confirmable(_successor)
@clean_arguments
def hand_over_account(ledger: Ledger, by: Account, login: str, new: Account) -> str:
    """Put an account out of use, give its post to a successor's new account, and return that one's first password.

    `new` holds the successor's login, name, email and phone; role, unit and leader are those of the account. What was saved
    or filed is the unit's, and stays. Whoever may not give roles adds the successor without rights: with the role 待授权.
    """
    auth.permissions.require_permission(by, Permission.MANAGE)
    auth.reauthentication.require_recent_authentication(ledger, by)
    row = _existing(ledger, login)
    old = account_of(row)
    if not old.active:
        raise InvalidInput(f"账号 {login} 已经停用。", "请直接新增接任者的账号。")
    if old.role not in HANDED_OVER:
        told = "、".join(ROLE_NAME[role] for role in HANDED_OVER)
        raise InvalidInput(
            f"{ROLE_NAME[old.role]}的账号不在这里交接。", f"这里只交接{told}的账号；其余请先新增，再停用原账号。"
        )
    role = old.role if by.may(Permission.GIVE_ROLE) else Role.PENDING
    post = replace(new, role=role, unit=old.unit, leader=old.leader, active=True, must_change=True)
    post = validated(accounts.unit_and_leader_names(ledger), post, old)
    duties.require_may_change(by, old, replace(old, active=False), ["active"])
    existing = auth.sessions.accounts_by_login(ledger)
    refuse_taken_login(existing, post)
    refuse_taken_email(existing, post)
    act = by.act(
        Permission.MANAGE,
        subject=f"{subject(old)}交接给{subject(post)}",
        before=description(old),
        after=f"{description(post)}；原账号停用",
    )
    arguments = {
        "login": login,
        "new": {name: getattr(post, name) for name in ("login", "name", "role", "email", "phone")},
    }
    two_person.require_second(ledger, by, act, "hand_over_account", arguments, str(row["account"]))
    password = passwords.generate()
    gone = AccountState(replace(old, active=False), row["password_hash"], row)
    record(ledger, by, act, [gone, AccountState(post, passwords.hashed(password))])
    return password


@clean_arguments
def add_people(ledger: Ledger, by: Account, people: Sequence[Account]) -> None:
    """Add many accounts without a password: for a demonstration, or for users of the identity provider."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    auth.permissions.require_permission(by, Permission.GIVE_ROLE)
    auth.reauthentication.require_recent_authentication(ledger, by)
    if auth.settings.needs_second_person(ledger, by):
        raise NotPermitted("没有密码的账号，只能在命令行一次添加多个。", "请在“账号”页用名单批量新增。")
    names = accounts.unit_and_leader_names(ledger)
    added = [validated(names, replace(person, active=True, must_change=False)) for person in people]
    logins = [account.login for account in added]
    act = by.act(Permission.MANAGE, subject=f"账号 {len(logins)} 个", after="；".join(logins))
    record(ledger, by, act, [AccountState(account, "") for account in added])


def _changes(arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**arguments, "role": Role(arguments["role"])} if "role" in arguments else arguments


@two_person.confirmable(_changes)
@clean_arguments
def change_account(ledger: Ledger, by: Account, login: str, **changes: Any) -> None:
    """Change name, role, unit, leader, email, phone or active of an account; its sessions end. Without a change nothing is written.

    While duties are separated, an account whose unit, leader or email the administrator changes needs its role given again.
    """
    if not by.may(Permission.GIVE_ROLE):
        auth.permissions.require_permission(by, Permission.MANAGE)
    auth.reauthentication.require_recent_authentication(ledger, by)
    unknown = set(changes) - set(FIELD_LABELS)
    if unknown:
        raise InvalidInput(f"账号没有 {'、'.join(sorted(unknown))} 这样的内容。", "")
    row = _existing(ledger, login)
    old = account_of(row)
    new = validated(accounts.unit_and_leader_names(ledger), replace(old, **changes), old)
    changed = [name for name in FIELD_LABELS if getattr(new, name) != getattr(old, name)]
    if not changed:
        return
    permission = duties.require_may_change(by, old, new, changed)
    if duties.loses_role(by, changed):
        new, changed = replace(new, role=Role.PENDING), [*dict.fromkeys((*changed, "role"))]
    act = by.act(permission, subject=subject(old), before=description(old, changed), after=description(new, changed))
    arguments = {"login": login, **{name: getattr(new, name) for name in changed}}
    two_person.require_second(ledger, by, act, "change_account", arguments, str(row["account"]))
    record(ledger, by, act, [AccountState(new, row["password_hash"], row)])


@two_person.confirmable()
@clean_arguments
def reset_password(ledger: Ledger, by: Account, login: str) -> str:
    """Return a new first password for an account; the old password and its sessions end.

    While duties are separated, the account needs its role given again.
    """
    auth.permissions.require_permission(by, Permission.MANAGE)
    auth.reauthentication.require_recent_authentication(ledger, by)
    row = _existing(ledger, login)
    account = account_of(row)
    duties.require_may_change(by, account, account, ["password"])
    new = replace(account, must_change=True)
    told = "重置密码，下次登录须更改"
    if duties.loses_role(by, ["password"]):
        new, told = replace(new, role=Role.PENDING), f"{told}；角色须重新授予"
    act = by.act(Permission.MANAGE, subject=subject(account), after=told)
    two_person.require_second(ledger, by, act, "reset_password", {"login": login}, str(row["account"]))
    password = passwords.generate()
    record(ledger, by, act, [AccountState(new, passwords.hashed(password), row)])
    return password


@two_person.confirmable()
@clean_arguments
def reactivate_account(ledger: Ledger, by: Account, login: str) -> None:
    """Put an account back in use that was out of use because nobody had signed in with it for long."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    auth.reauthentication.require_recent_authentication(ledger, by)
    row = _existing(ledger, login)
    if not auth.account_age.is_idle(ledger, row):
        raise InvalidInput(f"账号 {login} 没有因久未登录而停用。", "请刷新后再看。")
    account = account_of(row)
    duties.require_may_change(by, account, account, ["active"])
    act = by.act(Permission.MANAGE, subject=subject(account), before="久未登录，已停用", after="重新启用")
    two_person.require_second(ledger, by, act, "reactivate_account", {"login": login}, str(row["account"]))
    record(ledger, by, act, [AccountState(account, row["password_hash"], row)])


@clean_arguments
def change_own_password(ledger: Ledger, account: Account, old: str, new: str, token: str = "") -> None:
    """Change the own password; every session ends but that of the token. Raises NotPermitted for a wrong old password."""
    auth.permissions.require_permission(account, Permission.OWN_PASSWORD)
    # Before the password is checked: what is reset meanwhile is not overwritten.
    row = _existing(ledger, account.login)
    try:
        current = auth.sign_in.check_password(ledger, account.login, old, account.origin)
    except NotPermitted as error:
        raise NotPermitted("原密码没有通过。", error.advice) from None
    if new == old:
        raise InvalidInput("新密码和原密码一样。", "请换一个。")
    passwords.refuse_weak(new, current.login, current.name)
    auth.account_age.refuse_used(ledger, current.login, new)
    act = account.act(Permission.OWN_PASSWORD, subject=subject(current), after="更改本人密码")
    record(ledger, account, act, [AccountState(replace(current, must_change=False), passwords.hashed(new), row)], token)


@clean_arguments
@exclusive
def end_sessions(ledger: Ledger, by: Account, login: str) -> None:
    """End every session of an account."""
    auth.permissions.require_permission(by, Permission.CONTROL_SIGN_IN)
    account = account_of(_existing(ledger, login))
    auth.sessions.sign_out_everywhere(ledger, login)
    ledger.log_act(by.act(Permission.CONTROL_SIGN_IN, subject=subject(account), after="退出全部登录"))


@clean_arguments
@exclusive
def unlock(ledger: Ledger, by: Account, login: str) -> None:
    """End the wait of an account after failed sign-ins."""
    auth.permissions.require_permission(by, Permission.CONTROL_SIGN_IN)
    account = account_of(_existing(ledger, login))
    attempts.clear_login(ledger, login)
    ledger.log_act(by.act(Permission.CONTROL_SIGN_IN, subject=subject(account), after="解除登录锁定"))


def _existing(ledger: Ledger, login: str) -> AccountRow:
    row = accounts.account(ledger, login)
    if not row:
        raise NotFound(f"没有账号 {login}。", "请核对账号名。")
    return row
