"""Accounts: added and changed by the administrator; own passwords. No password is ever stored or logged."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from zcdash import auth
from zcdash.auth import passwords
from zcdash.auth.permissions import OWN_UNIT_ONLY, ROLE_NAME, Account, Permission, Role
from zcdash.auth.sessions import account_of, token_hash
from zcdash.commands.exclusive import exclusive
from zcdash.commands.validation import clean_arguments
from zcdash.domain.audit import Act
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.store import accounts
from zcdash.store.accounts import AccountRow
from zcdash.store.ledger import Ledger
from zcdash.store.settings import save_setting

_LOGIN_PATTERN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_EMAIL_PATTERN = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")
_FIELD_LABELS = {
    "name": "姓名",
    "role": "角色",
    "unit": "单位",
    "leader": "分管区长",
    "email": "邮箱",
    "active": "在用",
}


@clean_arguments
def add_account(ledger: Ledger, by: Account, new: Account, password: str | None = None) -> str:
    """Add an account and return its first password, generated if not given; it must be changed at the first sign-in."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    new = _validated(ledger, replace(new, active=True, must_change=True))
    if password is None:
        password = passwords.generate()
    else:
        passwords.refuse_weak(password, new.login, new.name)
    act = by.act(Permission.MANAGE, subject=_subject(new), after=_description(new))
    _record(ledger, by, act, [new], passwords.hashed(password))
    return password


@clean_arguments
def add_people(ledger: Ledger, by: Account, people: Sequence[Account]) -> None:
    """Add many accounts without a password: for a demonstration, or for users of the identity provider."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    added = [_validated(ledger, replace(person, active=True, must_change=False)) for person in people]
    logins = [account.login for account in added]
    if len(set(logins)) < len(logins):
        raise InvalidInput("名单中有重复的账号。", "请核对名单。")
    act = by.act(Permission.MANAGE, subject=f"账号 {len(logins)} 个", after="；".join(logins))
    _record(ledger, by, act, added, "")


@clean_arguments
def change_account(ledger: Ledger, by: Account, login: str, **changes: Any) -> None:
    """Change name, role, unit, leader, email or active of an account; its sessions end. Without a change nothing is written."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    unknown = set(changes) - set(_FIELD_LABELS)
    if unknown:
        raise InvalidInput(f"账号没有 {'、'.join(sorted(unknown))} 这样的内容。", "")
    row = _existing(ledger, login)
    old = account_of(row)
    new = _validated(ledger, replace(old, **changes), old)
    if new == old:
        return
    changed = [name for name in _FIELD_LABELS if getattr(new, name) != getattr(old, name)]
    act = by.act(
        Permission.MANAGE,
        subject=_subject(old),
        before=_description(old, changed),
        after=_description(new, changed),
    )
    _record(ledger, by, act, [new], row["password_hash"], row)


@clean_arguments
def reset_password(ledger: Ledger, by: Account, login: str) -> str:
    """Return a new first password for an account; the old password and its sessions end."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    row = _existing(ledger, login)
    account = account_of(row)
    password = passwords.generate()
    act = by.act(Permission.MANAGE, subject=_subject(account), after="重置密码，下次登录须更改")
    _record(ledger, by, act, [replace(account, must_change=True)], passwords.hashed(password), row)
    return password


@clean_arguments
def change_own_password(ledger: Ledger, account: Account, old: str, new: str, token: str = "") -> None:
    """Change the own password; every session ends but that of the token. Raises NotPermitted for a wrong old password."""
    auth.permissions.require_permission(account, Permission.OWN_PASSWORD)
    # Before the password is checked: what is reset meanwhile is not overwritten.
    row = _existing(ledger, account.login)
    try:
        current = auth.sessions.check_password(ledger, account.login, old, account.origin)
    except NotPermitted as error:
        raise NotPermitted("原密码没有通过。", error.advice) from None
    if new == old:
        raise InvalidInput("新密码和原密码一样。", "请换一个。")
    passwords.refuse_weak(new, current.login, current.name)
    act = account.act(Permission.OWN_PASSWORD, subject=_subject(current), after="更改本人密码")
    _record(ledger, account, act, [replace(current, must_change=False)], passwords.hashed(new), row, token)


@clean_arguments
@exclusive
def end_sessions(ledger: Ledger, by: Account, login: str) -> None:
    """End every session of an account."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    account = account_of(_existing(ledger, login))
    auth.sessions.sign_out_everywhere(ledger, login)
    ledger.log_act(by.act(Permission.MANAGE, subject=_subject(account), after="退出全部登录"))


@clean_arguments
@exclusive
def set_session_limits(ledger: Ledger, by: Account, hours: int, idle_minutes: int) -> None:
    """Set the longest life of a session and its longest time without use."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    if not (1 <= hours <= 24 and 5 <= idle_minutes <= 480):
        raise InvalidInput("登录有效期不在允许的范围内。", "总时长 1 到 24 小时，无操作 5 到 480 分钟。")
    before = auth.sessions.session_limits(ledger)
    for name, value, old_value in (
        ("session_hours", hours, before.hours),
        ("session_idle_minutes", idle_minutes, before.idle_minutes),
    ):
        if value != old_value:
            save_setting(ledger, name, str(value), by.act(Permission.MANAGE))


@exclusive
def _record(
    ledger: Ledger,
    by: Account,
    act: Act,
    people: Sequence[Account],
    password_hash: str,
    old_row: AccountRow | None = None,
    kept_token: str = "",
) -> None:
    """Append the accounts; their sessions end, but for that of `kept_token`.

    `old_row` is the account's row as it was read, None for new accounts. Raises InvalidInput if it has changed since, if a
    login or address is taken, or if no administrator would be left.
    """
    existing = auth.sessions.accounts_by_login(ledger)
    if old_row and accounts.account(ledger, old_row["login"]) != old_row:
        raise InvalidInput(f"账号 {old_row['login']} 刚刚被别人改过。", "请刷新后再改。")
    for account in people:
        _refuse_collision(existing, account, new=not old_row)
    after = existing | {account.login: account for account in people}
    if _active_admins(existing) and not _active_admins(after):
        raise InvalidInput("这是最后一个在用的系统管理员。", "请先指定另一个系统管理员。")
    rows = [
        {name: getattr(account, name) for name in ("login", "name", "email", "unit", "leader", "must_change", "active")}
        | {"role": account.role.value, "password_hash": password_hash}
        for account in people
    ]
    kept_hash = token_hash(kept_token) if kept_token else ""
    accounts.record_accounts(ledger, act, rows, kept_hash)


def _active_admins(people: Mapping[str, Account]) -> int:
    return sum(account.role is Role.ADMIN and account.active for account in people.values())


def _refuse_collision(existing: Mapping[str, Account], account: Account, new: bool) -> None:
    if new and account.login in existing:
        raise InvalidInput(f"账号 {account.login} 已经有了。", "请换一个账号名。")
    same_email = [
        other.login
        for other in existing.values()
        if account.email and other.login != account.login and other.email.casefold() == account.email.casefold()
    ]
    if same_email:
        raise InvalidInput(f"邮箱 {account.email} 已用于账号 {same_email[0]}。", "一个邮箱只能用于一个账号。")


def _validated(ledger: Ledger, account: Account, old: Account | None = None) -> Account:
    """Return the account with trimmed fields. Raises InvalidInput, or NotFound for a unit or leader that no plan has.

    A unit or leader that the `old` account already had is accepted.
    """
    account = replace(
        account,
        login=auth.sessions.plain_login(account.login),
        name=account.name.strip(),
        email=account.email.strip(),
        origin="",
        unit=account.unit.strip(),
        leader=account.leader.strip() if account.role is Role.DEPUTY else "",
    )
    _refuse_malformed(account)
    names = accounts.unit_and_leader_names(ledger)
    for kind, name in (("unit", account.unit), ("leader", account.leader)):
        if name and name not in names[kind] and name != (old and getattr(old, kind)):
            raise NotFound(f"计划中没有“{name}”。", "请按计划中的名称填写。")
    return account


def _refuse_malformed(account: Account) -> None:
    if not _LOGIN_PATTERN.fullmatch(account.login):
        raise InvalidInput("账号名不合规则。", "用 2 到 32 个小写字母、数字、点、横线或下划线，以字母或数字开头。")
    if not account.name or len(account.name) > 40 or not account.name.isprintable():
        raise InvalidInput("姓名不能为空，至多 40 个字。", "")
    if account.email and (len(account.email) > 254 or not _EMAIL_PATTERN.fullmatch(account.email)):
        raise InvalidInput(f"邮箱 {account.email} 写得不对。", "例如 zhangsan@example.gov.cn，没有可以不填。")
    if account.role is Role.CONSOLE:
        raise InvalidInput(
            "账号不能有命令行的角色。",
            f"应为：{'、'.join(ROLE_NAME[role] for role in Role if role is not Role.CONSOLE)}。",
        )
    if account.role in OWN_UNIT_ONLY and not account.unit:
        raise InvalidInput(f"{ROLE_NAME[account.role]}要写明单位。", "请选择计划中的责任单位。")
    if account.role is Role.DEPUTY and not account.leader:
        raise InvalidInput("分管区长的账号要写明是哪一位。", "请选择计划中的分管区长。")


def _existing(ledger: Ledger, login: str) -> AccountRow:
    row = accounts.account(ledger, login)
    if not row:
        raise NotFound(f"没有账号 {login}。", "请核对账号名。")
    return row


def _subject(account: Account) -> str:
    return f"账号 {account.login}（{account.name}）"


def _description(account: Account, names: Iterable[str] = tuple(_FIELD_LABELS)) -> str:
    """Return the named fields of an account in Chinese, for the log."""
    texts = {"role": ROLE_NAME[account.role], "active": "是" if account.active else "否"}
    return "；".join(f"{_FIELD_LABELS[name]} {texts.get(name, getattr(account, name)) or '无'}" for name in names)
