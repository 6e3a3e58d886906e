"""Sign-in by password, and by a code where the account has a second factor; the same proof again before acts of consequence.

A wrong password, an unknown login, an account out of use and a locked one get the same answer after the same work.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import NoReturn

from zcdash import store
from zcdash.auth import account_age, attempts, passwords, second_factor, sessions, trail
from zcdash.auth.permissions import Account
from zcdash.errors import CodeRequired, NotPermitted, SignInExpired
from zcdash.store.accounts import AccountRow
from zcdash.store.ledger import Ledger


def by_password(ledger: Ledger, login: str, password: str, origin: str) -> str:
    """Return the token of a new session. Raises NotPermitted, as CodeRequired where a code of the second factor must follow."""
    row = _matching_account(ledger, login, password, origin)
    with ledger.exclusive():
        # The check takes long; a password that was changed meanwhile opens nothing.
        if store.accounts.account(ledger, row["login"]) != row:
            raise NotPermitted("没有登录成功：账号刚刚改动过。", "请再登录一次。")
        if second_factor.enrolled(ledger, row["login"]):
            # Failures are forgotten only after the code, or a known password would allow any number of guesses at the code.
            attempts.half_succeeded(ledger, row["login"], origin)
            pending = secrets.token_urlsafe(32)
            store.sign_in.start_pending_sign_in(ledger, sessions.token_hash(pending), row["login"])
            raise CodeRequired(pending)
        return _succeed(ledger, row, origin)


def by_code(ledger: Ledger, pending: str, code: str, origin: str) -> str:
    """Return the token of a new session after the password was right. Raises NotPermitted; wrong codes count like passwords."""
    with ledger.exclusive():
        started = store.sign_in.pending_sign_in(ledger, sessions.token_hash(pending))
        row = store.accounts.account(ledger, started["login"]) if started else None
        if not row or not row["active"]:
            raise SignInExpired("这次登录已经过时。", "请重新输入账号和密码。")
        may_try = attempts.may_try(ledger, row["login"], origin)
        if not (may_try and _accepts(ledger, row, code, origin)):
            advice = "请核对动态口令；每个口令只能用一次，可等下一个。"
            _refuse(ledger, row["login"], origin, advice, is_locked=not may_try)
        store.sign_in.end_pending_sign_in(ledger, sessions.token_hash(pending))
        return _succeed(ledger, row, origin)


def in_demonstration(ledger: Ledger, login: str, origin: str) -> str:
    """Return the token of a new session in a demonstration, without a password. Raises NotPermitted."""
    account = sessions.accounts_by_login(ledger).get(login)
    if not sessions.is_demo(ledger) or not account or not account.active:
        raise NotPermitted("没有登录成功。", "请从列表中选择一个人。")
    return sessions.begin(ledger, account, origin)


def check_password(ledger: Ledger, login: str, password: str, origin: str = "") -> Account:
    """Return the account with this login and password, without a session. Raises NotPermitted, always in the same words."""
    row = _matching_account(ledger, login, password, origin)
    attempts.succeeded(ledger, row["login"], origin)
    return sessions.account_of(row)


def confirm_identity(ledger: Ledger, account: Account, token: str, password: str, code: str) -> None:
    """Record that the session's person proved again who they are. Raises NotPermitted, always in the same words."""
    current = _matching_account(ledger, account.login, password, account.origin)
    if second_factor.enrolled(ledger, current["login"]) and not _accepts(ledger, current, code, account.origin):
        _refuse(ledger, current["login"], account.origin, "请核对密码和动态口令；每个口令只能用一次，可等下一个。")
    attempts.succeeded(ledger, current["login"], account.origin)
    store.accounts.confirm_session(ledger, sessions.token_hash(token))


def _matching_account(ledger: Ledger, login: str, password: str, origin: str) -> AccountRow:
    """Return the account with this login and password. The attempt counts as a failure until `attempts.succeeded`."""
    login = sessions.plain_login(login)
    row = store.accounts.account(ledger, login)
    may_try = attempts.may_try(ledger, login, origin)
    # A locked login costs a hash too, or the time of the answer would tell which logins are locked. No stored password is longer
    # than MAX_LENGTH. Reject longer input: truncating it would accept a different password.
    is_checked = row and may_try and len(password) <= passwords.MAX_LENGTH
    password_hash = row["password_hash"] if row and is_checked else ""
    is_correct = passwords.matches(password_hash, password[: passwords.MAX_LENGTH])
    if not (row and is_correct and row["active"]) or account_age.is_idle(ledger, row):
        _refuse(ledger, login, origin, is_locked=not may_try)
    return row


def _accepts(ledger: Ledger, row: AccountRow, code: str, origin: str) -> bool:
    account = replace(sessions.account_of(row), origin=attempts.short_origin(origin))
    return second_factor.accepts(ledger, account, code)


def _succeed(ledger: Ledger, row: AccountRow, origin: str) -> str:
    """Start the session of a sign-in that succeeded."""
    attempts.succeeded(ledger, row["login"], origin)
    return sessions.begin(ledger, sessions.account_of(row), origin)


def _refuse(
    ledger: Ledger,
    login: str,
    origin: str,
    advice: str = "请核对账号和密码；忘记密码请找系统管理员重置。",
    is_locked: bool = False,
) -> NoReturn:
    """Log the failure and raise NotPermitted: every sign-in by password or code that fails ends here."""
    trail.sign_in_failed(ledger, login, attempts.short_origin(origin), trail.LOCKED if is_locked else "")
    raise NotPermitted("没有登录成功。", f"{advice}连续输错要等一会儿才能再试，最长 15 分钟。")
