"""Sessions, kept on the server: a cookie is worth nothing once its session has ended.

The browser holds a random token, the ledger only its hash. Every sign-in makes a new token; a value sent by a browser is
never adopted. An identity from the office's own provider (OIDC) gets a session of the same kind.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from zcdash.auth import passwords, settings, trail
from zcdash.auth.permissions import Account, Role
from zcdash.errors import LedgerUnavailable, NotPermitted
from zcdash.store import accounts
from zcdash.store.accounts import AccountRow, SessionsOfLogin
from zcdash.store.ledger import Ledger
from zcdash.store.settings import setting
from zcdash.text import single_line

COOKIE = "zcdash_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Name of the cookie over https: a browser accepts it from this very host only, and never over http."""
FREE_ATTEMPTS = 5
"""Failed sign-ins of a login from one address before a delay."""
FREE_ATTEMPTS_ALL_ADDRESSES = 100
"""Failed sign-ins of a login from all addresses together before a delay. Many more than from one, so that a person at another
computer cannot lock the owner out."""
FIRST_DELAY = timedelta(seconds=30)
MAX_DELAY = timedelta(minutes=15)
CLOCK_SKEW = timedelta(minutes=5)
"""Tolerated backward step when the server's clock is corrected."""
_TOUCH_INTERVAL = timedelta(minutes=1)
"""Least time between two writes of a session's last use: every page of every user asks for the session."""
_MAX_LOGIN = 64
_MAX_ORIGIN = 64


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """Longest life of a session, in hours, and longest time without use, in minutes."""

    hours: int
    idle_minutes: int

    def expired(self, started: datetime, seen: datetime, at: datetime) -> bool:
        """Return True if a session has expired at a moment.

        A session from the future has expired too: the clock was set back, and the session would outlive its limits.
        """
        return (
            at >= started + timedelta(hours=self.hours)
            or at >= seen + timedelta(minutes=self.idle_minutes)
            or at < max(started, seen) - CLOCK_SKEW
        )


def session_limits(ledger: Ledger) -> SessionLimits:
    """Return the limits set by the administrator; a value outside the allowed range counts as the default."""
    return SessionLimits(
        hours=settings.number(ledger, "session_hours"),
        idle_minutes=settings.number(ledger, "session_idle_minutes"),
    )


def accounts_by_login(ledger: Ledger) -> dict[str, Account]:
    """Return every account by its login."""
    return {row["login"]: account_of(row) for row in accounts.accounts(ledger)}


def signed_in(ledger: Ledger) -> dict[str, SessionsOfLogin]:
    """Return login → time of its last sign-in (`started`) and last use (`seen`), number of sessions not ended (`open`)."""
    return accounts.sessions(ledger)


def unit_and_leader_names(ledger: Ledger) -> dict[str, list[str]]:
    """Return the names that an account may be tied to, under `unit` and `leader`."""
    return accounts.unit_and_leader_names(ledger)


def account_of(row: AccountRow) -> Account:
    """Return the account of a row, without its password hash."""
    return Account(
        row["login"],
        row["name"],
        Role(row["role"]),
        unit=row["unit"],
        leader=row["leader"],
        email=row["email"],
        active=row["active"],
        must_change=row["must_change"],
    )


def plain_login(typed: str) -> str:
    """Return a login in its stored form, whatever the width and case it was typed in."""
    return single_line(unicodedata.normalize("NFKC", typed[:200])).casefold()[:_MAX_LOGIN]


def check_password(ledger: Ledger, login: str, password: str, origin: str = "") -> Account:
    """Return the account with this login and password. Raises NotPermitted, always in the same words.

    Failures delay the next attempt. They are counted for the login at the address it was tried from and, with a much higher
    limit, for the login.
    """
    login = plain_login(login)
    row = accounts.account(ledger, login)
    login_at_address = f"{login} {_short_origin(origin)}"
    is_checked = _may_attempt(ledger, login_at_address, FREE_ATTEMPTS) and _may_attempt(
        ledger, login, FREE_ATTEMPTS_ALL_ADDRESSES
    )
    if is_checked:
        # No stored password is longer than MAX_LENGTH. Reject longer input: truncating it would accept a different password.
        password_hash = row["password_hash"] if row and len(password) <= passwords.MAX_LENGTH else ""
        correct = passwords.matches(password_hash, password[: passwords.MAX_LENGTH])
        if row and correct and row["active"]:
            accounts.clear_login_failures(ledger, login, login_at_address)
            return account_of(row)
    trail.sign_in_failed(ledger, login, _short_origin(origin), "" if is_checked else trail.LOCKED)
    raise NotPermitted(
        "没有登录成功。", "请核对账号和密码。连续输错要等一会儿才能再试，最长 15 分钟。忘记密码请找系统管理员重置。"
    )


def _may_attempt(ledger: Ledger, key: str, free: int) -> bool:
    def locked(failures: int, last_at: datetime) -> bool:
        return ledger.clock() < last_at + lockout_delay(failures, free)

    return accounts.register_login_attempt(ledger, key, locked)


def lockout_delay(failures: int, free: int = FREE_ATTEMPTS) -> timedelta:
    """Return the time after the last of some failures in a row before another attempt; `free` failures cost nothing."""
    if failures < free:
        return timedelta()
    doublings = min(failures - free, 10)
    return min(FIRST_DELAY * (1 << doublings), MAX_DELAY)


def _short_origin(origin: str) -> str:
    return single_line(origin)[:_MAX_ORIGIN]


def token_in(cookies: Mapping[str, str]) -> str:
    """Return the session token among a browser's cookies, that of https first; empty if there is none."""
    return cookies.get(SECURE_COOKIE) or cookies.get(COOKIE, "")


def sign_in(ledger: Ledger, login: str, password: str, origin: str) -> str:
    """Return the token of a new session. Raises NotPermitted."""
    return begin(ledger, check_password(ledger, login, password, origin), origin)


def sign_in_sample(ledger: Ledger, login: str, origin: str) -> str:
    """Return the token of a new session in a demonstration, without a password. Raises NotPermitted."""
    account = accounts_by_login(ledger).get(login)
    if not is_demo(ledger) or not account or not account.active:
        raise NotPermitted("没有登录成功。", "请从列表中选择一个人。")
    return begin(ledger, account, origin)


def begin(ledger: Ledger, account: Account, origin: str) -> str:
    """Start a session of an authenticated account and return its token. Raises NotPermitted if it was changed meanwhile."""
    token = secrets.token_urlsafe(32)
    with ledger.exclusive():
        if accounts_by_login(ledger).get(account.login) != replace(account, origin=""):
            raise NotPermitted("没有登录成功：账号刚刚改动过。", "请再登录一次。")
        accounts.start_session(ledger, token_hash(token), account.login, origin, ledger.clock())
        trail.signed_in(ledger, account, _short_origin(origin))
    return token


def account_for_token(ledger: Ledger, token: str) -> Account | None:
    """Return the account of a session; None if the session has ended or expired, or the account is not active."""
    return _account_for_session(ledger, token_hash(token)) if token else None


def _account_for_session(ledger: Ledger, key: str) -> Account | None:
    session = accounts.session(ledger, key)
    if not session:
        return None
    row = accounts.account(ledger, session["login"])
    now = ledger.clock()
    if not row or not row["active"] or session_limits(ledger).expired(session["started"], session["seen"], now):
        with suppress(LedgerUnavailable):
            accounts.end_session(ledger, key)
        return None
    if now >= session["seen"] + _TOUCH_INTERVAL:
        # Ignore write failures: a full disk must not sign readers out.
        with suppress(LedgerUnavailable):
            accounts.touch_session(ledger, key)
    return account_of(row)


def require_current(ledger: Ledger, account: Account) -> None:
    """Raise NotPermitted if an account was changed since it was read: put out of use, moved to another unit.

    An account that is not in the ledger, such as that of the command line, cannot change.
    """
    row = accounts.account(ledger, account.login) if account.login else None
    # A user of the provider has no first password to change, whatever the row says.
    if row and account_of(row) != replace(account, origin="", must_change=row["must_change"]):
        raise NotPermitted("您的账号刚刚被停用或改动，这一步没有办。", "请重新登录后再看。")


def sign_out(ledger: Ledger, token: str) -> None:
    """End the session of a token, in every browser that holds its cookie."""
    _end(ledger, token_hash(token))


def _end(ledger: Ledger, key: str) -> None:
    """End a session at its person's wish."""
    session = accounts.session(ledger, key)
    accounts.end_session(ledger, key)
    account = accounts_by_login(ledger).get(session["login"]) if session else None
    if session and account:
        trail.signed_out(ledger, account, session["origin"])


def sign_out_everywhere(ledger: Ledger, login: str) -> None:
    """End every session of a login, those of the provider too."""
    accounts.end_sessions(ledger, login)


def token_hash(token: str) -> str:
    """Return the hash under which the ledger keeps a token; only the browser holds the token itself."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_email(ledger: Ledger, email: str) -> Account | None:
    """Return the active account with this address; None if there is none or more than one."""
    address = email.strip().casefold()
    matches = [
        account
        for account in accounts_by_login(ledger).values()
        if address and account.active and account.email.casefold() == address
    ]
    return matches[0] if len(matches) == 1 else None


def account_for_claims(ledger: Ledger, claims: Mapping[str, Any], origin: str) -> Account | None:
    """Return the account of the provider's identity, as long as the session lives that the identity began.

    Streamlit keeps the identity in a cookie for thirty days; here it ends by the office's own session limits.
    """
    key, issued_at = _session_key_of_claims(claims)
    account = by_email(ledger, str(claims.get("email") or ""))
    if not key or not account or str(claims.get("email_verified", True)).casefold() != "true":
        trail.sign_in_failed(ledger, "", _short_origin(origin), trail.NO_ACCOUNT)
        return None
    if not accounts.session(ledger, key):
        now = ledger.clock()
        started = min(issued_at, now)
        if session_limits(ledger).expired(started, now, now):
            return None
        if accounts.start_session(ledger, key, account.login, origin, started):
            trail.signed_in(ledger, account, _short_origin(origin), "统一身份认证")
    # OIDC users have no initial password, so `must_change` does not apply.
    return replace(account, must_change=False) if _account_for_session(ledger, key) == account else None


def sign_out_identity(ledger: Ledger, claims: Mapping[str, Any]) -> None:
    """End the session that the provider's identity began; the same identity cookie never begins another."""
    _end(ledger, _session_key_of_claims(claims)[0])


def _session_key_of_claims(claims: Mapping[str, Any]) -> tuple[str, datetime]:
    """Return (session key, issued-at) for OIDC claims; an empty key if a claim is missing."""
    at = claims.get("iat") or claims.get("auth_time")
    if not (claims.get("iss") and claims.get("sub") and isinstance(at, int | float)):
        return "", datetime.min
    identity = json.dumps([claims["iss"], claims["sub"], at])
    # The hash of a token is plain hex, so no cookie can name such a session.
    return f"identity {token_hash(identity)}", datetime.fromtimestamp(at, UTC).replace(tzinfo=None)


def is_demo(ledger: Ledger) -> bool:
    """Return True if the ledger is a demonstration: invented submissions, and no passwords."""
    return bool(setting(ledger, "sample"))


def current_account(ledger: Ledger, token: str, claims: Mapping[str, Any], origin: str) -> Account | None:
    """Return the account of a request, by its session or the provider's identity; in a demonstration a guest otherwise."""
    account = account_for_token(ledger, token) or (account_for_claims(ledger, claims, origin) if claims else None)
    if not account and is_demo(ledger):
        account = Account("", "演示访客", Role.VIEWER)
    return replace(account, origin=_short_origin(origin)) if account else None
