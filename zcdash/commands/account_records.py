"""States of accounts: checked, described for the log, and recorded while no other writer can interfere."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from zcdash import auth
from zcdash.auth.identities import plain_email
from zcdash.auth.permissions import OWN_UNIT_ONLY, ROLE_NAME, Account, Role
from zcdash.auth.sessions import token_hash
from zcdash.commands import duties
from zcdash.commands.exclusive import exclusive
from zcdash.domain import telephone
from zcdash.domain.audit import Act
from zcdash.errors import InvalidInput, NotFound
from zcdash.store import accounts
from zcdash.store.accounts import AccountRow
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import AuditedTransaction

_LOGIN_PATTERN = re.compile(r"[a-z0-9][a-z0-9._-]{1,31}")
_EMAIL_PATTERN = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+")
FIELD_LABELS = {
    "name": "姓名",
    "role": "角色",
    "unit": "单位",
    "leader": "分管区长",
    "email": "邮箱",
    "phone": "电话",
    "active": "在用",
}
"""Field of an account that may be changed → its name in the log."""


@dataclass(frozen=True, slots=True)
class AccountState:
    """An account as it shall be. `old_row` is its row as it was read, None for a new account."""

    account: Account
    password_hash: str
    old_row: AccountRow | None = None


@exclusive
def record(
    ledger: Ledger,
    by: Account,
    act: Act,
    states: Sequence[AccountState],
    kept_token: str = "",
    precondition: Callable[[], None] = lambda: None,
    also: Callable[[AuditedTransaction], None] = lambda transaction: None,
) -> None:
    """Append the states under one entry of the log; the accounts' sessions end, but for that of `kept_token`.

    `also` writes what belongs to the same act.

    Raises InvalidInput if an account has changed since it was read, if a login or address is taken, or if an officer would be
    missing; and whatever `precondition` raises.
    """
    precondition()
    before = auth.sessions.accounts_by_login(ledger)
    if len({state.account.login for state in states}) < len(states):
        raise InvalidInput("名单中有重复的账号。", "请核对名单。")
    for state in states:
        if state.old_row and accounts.account(ledger, state.old_row["login"]) != state.old_row:
            raise InvalidInput(f"账号 {state.old_row['login']} 刚刚被别人改过。", "请刷新后再改。")
    after = before | {state.account.login: state.account for state in states}
    for state in states:
        if not state.old_row:
            refuse_taken_login(before, state.account)
        refuse_taken_email(after, state.account)
    duties.require_officers(ledger, before, after)
    rows = [
        {
            name: getattr(s.account, name)
            for name in ("login", "name", "email", "phone", "unit", "leader", "must_change", "active")
        }
        | {"role": s.account.role.value, "password_hash": s.password_hash}
        for s in states
    ]
    accounts.record_accounts(ledger, act, rows, token_hash(kept_token) if kept_token else "", also)


def refuse_taken_login(existing: Mapping[str, Account], new: Account) -> None:
    """Raise InvalidInput if the login of a new account is taken."""
    if new.login in existing:
        raise InvalidInput(f"账号 {new.login} 已经有了。", "请换一个账号名。")


def refuse_taken_email(existing: Mapping[str, Account], account: Account) -> None:
    """Raise InvalidInput if another account has the address of this one."""
    same_email = [
        other.login
        for other in existing.values()
        if account.email and other.login != account.login and plain_email(other.email) == plain_email(account.email)
    ]
    if same_email:
        raise InvalidInput(f"邮箱 {account.email} 已用于账号 {same_email[0]}。", "一个邮箱只能用于一个账号。")


def validated(names: Mapping[str, Iterable[str]], account: Account, old: Account | None = None) -> Account:
    """Return the account with trimmed fields. Raises InvalidInput, or NotFound for a unit or leader that is not in `names`.

    `names` holds all that may be given under `unit` and `leader`. What the `old` account already had is accepted.
    """
    account = replace(
        account,
        login=auth.sessions.plain_login(account.login),
        name=account.name.strip(),
        email=account.email.strip(),
        phone=telephone.plain_number(account.phone) or account.phone.strip(),
        origin="",
        unit=account.unit.strip(),
        leader=account.leader.strip() if account.role in (Role.DEPUTY, Role.PENDING) else "",
    )
    _refuse_malformed(account)
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
    if account.phone and not telephone.plain_number(account.phone):
        raise InvalidInput(f"电话 {account.phone} 写得不对。", f"{telephone.ADVICE}。")
    if account.role is Role.CONSOLE:
        raise InvalidInput(
            "账号不能有命令行的角色。",
            f"应为：{'、'.join(ROLE_NAME[role] for role in Role if role is not Role.CONSOLE)}。",
        )
    if account.role in OWN_UNIT_ONLY and not account.unit:
        raise InvalidInput(f"{ROLE_NAME[account.role]}要写明单位。", "请选择计划中的责任单位。")
    if account.role is Role.DEPUTY and not account.leader:
        raise InvalidInput("分管区长的账号要写明是哪一位。", "请选择计划中的分管区长。")


def subject(account: Account) -> str:
    """Return the account as the subject of an act."""
    return f"账号 {account.login}（{account.name}）"


def description(account: Account, names: Iterable[str] = tuple(FIELD_LABELS)) -> str:
    """Return the named fields of an account in Chinese, for the log."""
    texts = {"role": ROLE_NAME[account.role], "active": "是" if account.active else "否"}
    return "；".join(f"{FIELD_LABELS[name]} {texts.get(name, getattr(account, name)) or '无'}" for name in names)
