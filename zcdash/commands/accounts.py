"""Accounts: the administrator adds and changes them, everybody changes the own password; no secret is ever written down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from zcdash import auth
from zcdash.auth import passwords
from zcdash.auth.permissions import ROLE_NAME, Account, Permission, Role
from zcdash.auth.sessions import account_of, token_hash
from zcdash.commands.validation import clean_arguments
from zcdash.domain.audit import Act
from zcdash.errors import InvalidInput, NotFound, NotPermitted
from zcdash.store import accounts
from zcdash.store.accounts import AccountRow
from zcdash.store.ledger import Ledger
from zcdash.store.settings import save_setting

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")
_SAID = {"name": "姓名", "role": "角色", "unit": "单位", "leader": "分管区长", "email": "邮箱", "active": "在用"}
_OF_A_UNIT = frozenset({Role.CLERK, Role.HEAD})


@clean_arguments
def add_account(ledger: Ledger, by: Account, new: Account, password: str | None = None) -> str:
    """The first password of a new account, made where none is given; it must be changed at the first sign-in."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    new = _checked(ledger, replace(new, active=True, must_change=True))
    if password is None:
        password = passwords.generate()
    else:
        passwords.refuse_weak(password, new.login, new.name)
    _record(
        ledger, by.act(Permission.MANAGE, subject=_subject(new), after=_said(new)), [new], passwords.hashed(password)
    )
    return password


@clean_arguments
def add_people(ledger: Ledger, by: Account, people: Sequence[Account]) -> None:
    """Many accounts at once, without a password: for a demonstration, or for people whom the provider vouches for."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    checked = [_checked(ledger, replace(p, active=True, must_change=False)) for p in people]
    if len({p.login for p in checked}) < len(checked):
        raise InvalidInput("名单中有重复的账号。", "请核对名单。")
    act = by.act(Permission.MANAGE, subject=f"账号 {len(checked)} 个", after="；".join(p.login for p in checked))
    _record(ledger, act, checked, "")


@clean_arguments
def change_account(ledger: Ledger, by: Account, login: str, **said: Any) -> None:
    """Change name, role, unit, leader, email or active of an account; its sessions end. Nothing changed writes nothing."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    if set(said) - set(_SAID):
        raise InvalidInput(f"账号没有 {'、'.join(sorted(set(said) - set(_SAID)))} 这样的内容。", "")
    row = _existing(ledger, login)
    was = account_of(row)
    wanted = _checked(ledger, replace(was, **said), was)
    if wanted == was:
        return
    changed = [k for k in _SAID if getattr(wanted, k) != getattr(was, k)]
    act = by.act(Permission.MANAGE, subject=_subject(was), before=_said(was, changed), after=_said(wanted, changed))
    _record(ledger, act, [wanted], row["password_hash"], row)


@clean_arguments
def reset_password(ledger: Ledger, by: Account, login: str) -> str:
    """A new first password for an account; the old one and its sessions end."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    row = _existing(ledger, login)
    was, password = account_of(row), passwords.generate()
    act = by.act(Permission.MANAGE, subject=_subject(was), after="重置密码，下次登录须更改")
    _record(ledger, act, [replace(was, must_change=True)], passwords.hashed(password), row)
    return password


@clean_arguments
def change_own_password(ledger: Ledger, account: Account, old: str, new: str, token: str = "") -> None:
    """Change the own password; every session ends but the one of this token. Raises NotPermitted for a wrong old one."""
    auth.permissions.require_permission(account, Permission.OWN_PASSWORD)
    try:
        was = auth.sessions.check_password(ledger, account.login, old, account.origin)
    except NotPermitted as refused:
        raise NotPermitted("原密码没有通过。", refused.advice) from None
    if new == old:
        raise InvalidInput("新密码和原密码一样。", "请换一个。")
    passwords.refuse_weak(new, was.login, was.name)
    act = account.act(Permission.OWN_PASSWORD, subject=_subject(was), after="更改本人密码")
    row = _existing(ledger, was.login)
    _record(ledger, act, [replace(was, must_change=False)], passwords.hashed(new), row, token)


@clean_arguments
def end_sessions(ledger: Ledger, by: Account, login: str) -> None:
    """Sign an account out everywhere."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    _existing(ledger, login)
    auth.sessions.sign_out_everywhere(ledger, login)


@clean_arguments
def set_session_limits(ledger: Ledger, by: Account, hours: int, idle_minutes: int) -> None:
    """From now on a session lives so long at most, and so long without being used."""
    auth.permissions.require_permission(by, Permission.MANAGE)
    if not (1 <= hours <= 24 and 5 <= idle_minutes <= 480):
        raise InvalidInput("登录有效期不在允许的范围内。", "总时长 1 到 24 小时，无操作 5 到 480 分钟。")
    before = auth.sessions.session_limits(ledger)
    for name, value, was in (
        ("session_hours", hours, before.hours),
        ("session_idle_minutes", idle_minutes, before.idle_minutes),
    ):
        if value != was:
            save_setting(ledger, name, str(value), by.act(Permission.MANAGE))


def _record(
    ledger: Ledger, act: Act, people: Sequence[Account], secret: str, was: AccountRow | None = None, token: str = ""
) -> None:
    """Append the accounts, unless something that they must not collide with was written since `was` was read."""

    def check_unchanged() -> None:
        now = auth.sessions.accounts_by_login(ledger)
        if was and accounts.account(ledger, was["login"]) != was:
            raise InvalidInput(f"账号 {was['login']} 刚刚被别人改过。", "请刷新后再改。")
        for one in people:
            _refuse_collision(now, one, new=not was)
        after = now | {p.login: p for p in people}
        if _admins(now) and not _admins(after):
            raise InvalidInput("这是最后一个在用的系统管理员。", "请先指定另一个系统管理员。")

    rows = [
        {k: getattr(p, k) for k in ("login", "name", "email", "unit", "leader", "must_change", "active")}
        | {"role": p.role.value, "password_hash": secret}
        for p in people
    ]
    accounts.record_accounts(ledger, act, rows, check_unchanged, token_hash(token) if token else "")


def _admins(people: dict[str, Account]) -> int:
    return sum(p.role is Role.ADMIN and p.active for p in people.values())


def _refuse_collision(now: dict[str, Account], one: Account, new: bool) -> None:
    if new and one.login in now:
        raise InvalidInput(f"账号 {one.login} 已经有了。", "请换一个账号名。")
    same = [
        p.login
        for p in now.values()
        if one.email and p.login != one.login and p.email.casefold() == one.email.casefold()
    ]
    if same:
        raise InvalidInput(f"邮箱 {one.email} 已用于账号 {same[0]}。", "一个邮箱只能用于一个账号。")


def _checked(ledger: Ledger, one: Account, was: Account | None = None) -> Account:
    """The account with every field as it should be. Raises WrongUse, or Unknown for a unit or leader that no plan has."""
    one = replace(
        one,
        login=auth.sessions.plain_login(one.login),
        name=one.name.strip(),
        email=one.email.strip(),
        origin="",
        unit=one.unit.strip(),
        leader=one.leader.strip() if one.role is Role.DEPUTY else "",
    )
    if not _LOGIN.fullmatch(one.login):
        raise InvalidInput("账号名不合规则。", "用 2 到 32 个小写字母、数字、点、横线或下划线，以字母或数字开头。")
    if not one.name or len(one.name) > 40 or not one.name.isprintable():
        raise InvalidInput("姓名不能为空，至多 40 个字。", "")
    if one.email and (len(one.email) > 254 or not _EMAIL.fullmatch(one.email)):
        raise InvalidInput(f"邮箱 {one.email} 写得不对。", "例如 zhangsan@example.gov.cn，没有可以不填。")
    if one.role is Role.CONSOLE:
        raise InvalidInput(
            "账号不能有命令行的角色。", f"应为：{'、'.join(ROLE_NAME[d] for d in Role if d is not Role.CONSOLE)}。"
        )
    places = accounts.unit_and_leader_names(ledger)
    if one.role in _OF_A_UNIT and not one.unit:
        raise InvalidInput(f"{ROLE_NAME[one.role]}要写明单位。", "请选择计划中的责任单位。")
    if one.role is Role.DEPUTY and not one.leader:
        raise InvalidInput("分管区长的账号要写明是哪一位。", "请选择计划中的分管区长。")
    for kind, name in (("unit", one.unit), ("leader", one.leader)):
        if name and name not in places[kind] and name != (was and getattr(was, kind)):
            raise NotFound(f"计划中没有“{name}”。", "请按计划中的名称填写。")
    return one


def _existing(ledger: Ledger, login: str) -> AccountRow:
    row = accounts.account(ledger, login)
    if not row:
        raise NotFound(f"没有账号 {login}。", "请核对账号名。")
    return row


def _subject(account: Account) -> str:
    return f"账号 {account.login}（{account.name}）"


def _said(account: Account, fields: Iterable[str] = tuple(_SAID)) -> str:
    """The account in words, for the log."""
    words = {"role": ROLE_NAME[account.role], "active": "是" if account.active else "否"}
    return "；".join(f"{_SAID[k]} {words.get(k, getattr(account, k)) or '无'}" for k in fields)
