"""Sessions: who is signed in, kept on the server, so that a cookie alone is worth nothing once its session has ended.

The browser holds a random token, the ledger only its hash. A new one is made at every sign-in; a value that came from
outside is never adopted. An identity vouched for by the office's own provider (OIDC) gets a session of the same kind.
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

from zcdash.auth import passwords
from zcdash.auth.permissions import Account, Role
from zcdash.errors import LedgerUnavailable, NotPermitted
from zcdash.store import accounts
from zcdash.store.accounts import AccountRow, SessionsOfLogin, SessionTimes
from zcdash.store.ledger import Ledger
from zcdash.store.settings import setting
from zcdash.text import single_line

COOKIE = "zcdash_session"
SECURE_COOKIE = f"__Host-{COOKIE}"
"""Its name over https: a browser takes it from this very host only, and never over http."""
FREE_TRIES, FIRST_WAIT, LONGEST_WAIT = 5, timedelta(seconds=30), timedelta(minutes=15)
FREE_ANYWHERE = 100
"""Failures of a login from all addresses together before it waits whoever asks: many more than from one, so that who sits at
another desk cannot keep its owner out."""
_SEEN_AGAIN = timedelta(minutes=1)
"""A use of the session is written down once in this time: every page asks who it is for."""
CLOCK_SKEW = timedelta(minutes=5)
"""How far a clock may go back when it is put right."""
_LIMITS = {"session_hours": (8, 1, 24), "session_idle_minutes": (60, 5, 480)}
"""Setting → (default, least, most)."""


@dataclass(frozen=True, slots=True)
class SessionLimits:
    """How long a session lives at most, and how long without being used."""

    hours: int
    idle_minutes: int

    def over(self, row: SessionTimes, at: datetime) -> bool:
        """Whether a session has expired; one from the future has, for the clock was set back and would let it live on and on."""
        return (
            at >= row["started"] + timedelta(hours=self.hours)
            or at >= row["seen"] + timedelta(minutes=self.idle_minutes)
            or at < max(row["started"], row["seen"]) - CLOCK_SKEW
        )


def session_limits(ledger: Ledger) -> SessionLimits:
    """As the administrator has set them."""
    said = {name: setting(ledger, name) for name in _LIMITS}
    return SessionLimits(
        *(
            int(said[n]) if said[n].isdigit() and low <= int(said[n]) <= high else default
            for n, (default, low, high) in _LIMITS.items()
        )
    )


def accounts_by_login(ledger: Ledger) -> dict[str, Account]:
    """Every account by its login."""
    return {row["login"]: account_of(row) for row in accounts.accounts(ledger)}


def signed_in(ledger: Ledger) -> dict[str, SessionsOfLogin]:
    """Login → when it last signed in (`started`), was last seen (`seen`), and how many of its sessions nobody ended (`open`)."""
    return accounts.sessions(ledger)


def unit_and_leader_names(ledger: Ledger) -> dict[str, list[str]]:
    """The names that an account may be tied to: `unit` and `leader`."""
    return accounts.unit_and_leader_names(ledger)


def account_of(row: AccountRow) -> Account:
    """The account that a row of the ledger says, without its secret."""
    plain = {k: row[k] for k in ("login", "name", "unit", "leader", "email", "active", "must_change")}
    return Account(role=Role(row["role"]), **plain)


def plain_login(typed: str) -> str:
    """A login as it is kept, whatever the width and case it was typed in."""
    return single_line(unicodedata.normalize("NFKC", typed[:200])).casefold()[:64]


def check_password(ledger: Ledger, login: str, password: str, origin: str = "") -> Account:
    """The account whose password this is. Raises NotPermitted, always in the same words, and slower with every failure.

    Failures are counted for the login at the address that it was tried from, and, with far more patience, for the login.
    """
    login = plain_login(login)
    row, here = accounts.account(ledger, login), f"{login} {single_line(origin)[:64]}"
    if _may_try(ledger, here, FREE_TRIES) and _may_try(ledger, login, FREE_ANYWHERE):
        # None that is longer was ever set; it is not cut, for then another would be right.
        known_secret = row["password_hash"] if row and len(password) <= passwords.LONGEST else ""
        right = passwords.matches(known_secret, password[: passwords.LONGEST])
        if row and right and row["active"]:
            accounts.clear_login_failures(ledger, login, here)
            return account_of(row)
    raise NotPermitted(
        "没有登录成功。", "请核对账号和密码。连续输错要等一会儿才能再试，最长 15 分钟。忘记密码请找系统管理员重置。"
    )


def _may_try(ledger: Ledger, mark: str, free: int) -> bool:
    return accounts.register_login_attempt(
        ledger, mark, lambda failures, last: ledger.clock() < last + wait(failures, free)
    )


def wait(failures: int, free: int = FREE_TRIES) -> timedelta:
    """How long after the last of so many failures in a row no try is let through, where so many are `free`."""
    if failures < free:
        return timedelta()
    return min(FIRST_WAIT * 2 ** min(failures - free, 10), LONGEST_WAIT)


def token_in(cookies: Mapping[str, str]) -> str:
    """The session's token among a browser's cookies, the one from https first; empty where there is none."""
    return cookies.get(SECURE_COOKIE) or cookies.get(COOKIE, "")


def sign_in(ledger: Ledger, login: str, password: str, origin: str) -> str:
    """The token of a new session. Raises NotPermitted."""
    return begin(ledger, check_password(ledger, login, password, origin), origin)


def sign_in_sample(ledger: Ledger, login: str, origin: str) -> str:
    """The token of a new session in a demonstration, where nobody needs a password. Raises NotPermitted."""
    found = accounts_by_login(ledger).get(login)
    if not is_demo(ledger) or not found or not found.active:
        raise NotPermitted("没有登录成功。", "请从列表中选择一个人。")
    return begin(ledger, found, origin)


def begin(ledger: Ledger, account: Account, origin: str) -> str:
    """The token of a new session for somebody who has been recognised."""
    token = secrets.token_urlsafe(32)
    accounts.start_session(ledger, token_hash(token), account.login, origin, ledger.clock())
    return token


def account_for_token(ledger: Ledger, token: str) -> Account | None:
    """Whose session it is, unless it has ended or expired, or the account has."""
    return _open(ledger, token_hash(token)) if token else None


def _open(ledger: Ledger, mark: str) -> Account | None:
    row = accounts.session(ledger, mark)
    if not row:
        return None
    found, at = accounts.account(ledger, row["login"]), ledger.clock()
    if not found or not found["active"] or session_limits(ledger).over(row, at):
        with suppress(LedgerUnavailable):
            accounts.end_session(ledger, mark)
        return None
    if at >= row["seen"] + _SEEN_AGAIN:
        # A disk that takes nothing more keeps nobody from reading on.
        with suppress(LedgerUnavailable):
            accounts.touch_session(ledger, mark)
    return account_of(found)


def sign_out(ledger: Ledger, token: str) -> None:
    """End the session, here and wherever else its cookie may be."""
    accounts.end_session(ledger, token_hash(token))


def sign_out_everywhere(ledger: Ledger, login: str) -> None:
    """End every session of a login, those of the provider too."""
    accounts.end_sessions(ledger, login)


def token_hash(token: str) -> str:
    """What the ledger knows a token by; the token itself is with the browser alone."""
    return hashlib.sha256(token.encode()).hexdigest()


def by_email(ledger: Ledger, email: str) -> Account | None:
    """The one active account with this address."""
    plain = email.strip().casefold()
    found = [a for a in accounts_by_login(ledger).values() if plain and a.active and a.email.casefold() == plain]
    return found[0] if len(found) == 1 else None


def account_for_claims(ledger: Ledger, claims: Mapping[str, Any], origin: str) -> Account | None:
    """Whose account the provider's identity is, while the session lives that it began.

    Streamlit keeps the identity in a cookie of thirty days; here it ends when the office's own limits say so.
    """
    mark, minted = _identity(claims)
    found = by_email(ledger, str(claims.get("email") or ""))
    if not mark or not found or str(claims.get("email_verified", True)).casefold() != "true":
        return None
    row = accounts.session(ledger, mark)
    if not row:
        started, at = min(minted, ledger.clock()), ledger.clock()
        if session_limits(ledger).over({"started": started, "seen": at}, at):
            return None
        accounts.start_session(ledger, mark, found.login, origin, started)
    # The first password that an administrator handed out is nothing to one who comes without any.
    return replace(found, must_change=False) if _open(ledger, mark) == found else None


def sign_out_identity(ledger: Ledger, claims: Mapping[str, Any]) -> None:
    """End the session that the provider's identity began; the same identity cookie never begins another."""
    accounts.end_session(ledger, _identity(claims)[0])


def _identity(claims: Mapping[str, Any]) -> tuple[str, datetime]:
    """(What the session of this identity is kept under, when the provider vouched for it); no mark where a claim is missing."""
    at = claims.get("iat") or claims.get("auth_time")
    if not (claims.get("iss") and claims.get("sub") and isinstance(at, int | float)):
        return "", datetime.min
    text = json.dumps([claims["iss"], claims["sub"], at])
    # The hash of a token is plain hex, so no cookie can ever name such a session.
    return f"identity {token_hash(text)}", datetime.fromtimestamp(at, UTC).replace(tzinfo=None)


def is_demo(ledger: Ledger) -> bool:
    """Whether the ledger holds invented returns, and nobody needs a password."""
    return bool(setting(ledger, "sample"))


def current_account(ledger: Ledger, token: str, claims: Mapping[str, Any], origin: str) -> Account | None:
    """Who asks: by session, by the provider's identity, or anybody in a demonstration."""
    found = account_for_token(ledger, token) or (account_for_claims(ledger, claims, origin) if claims else None)
    if not found and is_demo(ledger):
        found = Account("", "演示访客", Role.VIEWER)
    return replace(found, origin=single_line(origin)[:64]) if found else None
