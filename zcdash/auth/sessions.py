"""Sessions, kept on the server: a cookie is worth nothing once its session has ended.

The browser holds a random token, the ledger only its hash. Every sign-in makes a new token; a value sent by a browser is
never adopted. An identity from the office's own provider (OIDC) gets a session of the same kind.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from zcdash import store
from zcdash.auth import account_age, addresses, second_factor, settings, trail
from zcdash.auth.attempts import short_origin
from zcdash.auth.identities import identity_of, plain_email, require_bound
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
CLOCK_SKEW = timedelta(minutes=5)
"""Tolerated backward step when the server's clock is corrected."""
_TOUCH_INTERVAL = timedelta(minutes=1)
"""Least time between two writes of a session's last use: every page of every user asks for the session."""
_MAX_LOGIN = 64
_NO_LIMIT = 1_000_000


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


def is_idle(ledger: Ledger, login: str) -> bool:
    """Return True if an account is out of use because nobody has signed in with it for long."""
    row = accounts.account(ledger, login)
    return row is not None and row["active"] and account_age.is_idle(ledger, row)


def bound_logins(ledger: Ledger) -> frozenset[str]:
    """Return the logins that are bound to a person at the provider."""
    return frozenset(store.sign_in.identities(ledger))


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
        phone=row["phone"],
        active=row["active"],
        must_change=row["must_change"],
    )


def with_line(ledger: Ledger, account: Account) -> Account:
    """Return the account knowing the other names of its unit, so that it may act for it under any of them."""
    if not account.unit:
        return account
    return replace(account, line=store.organisation.organisation(ledger).line_with_aliases(account.unit))


def plain_login(typed: str) -> str:
    """Return a login in its stored form, whatever the width and case it was typed in."""
    return single_line(unicodedata.normalize("NFKC", typed[:200])).casefold()[:_MAX_LOGIN]


def token_in(cookies: Mapping[str, str]) -> str:
    """Return the session token among a browser's cookies, that of https first; empty if there is none."""
    return cookies.get(SECURE_COOKIE) or cookies.get(COOKIE, "")


def begin(ledger: Ledger, account: Account, origin: str) -> str:
    """Start a session of an account whose person proved who they are, and return its token: every sign-in ends here.

    Raises NotPermitted for an address that its role may not use.
    """
    if not _may_come_from(ledger, account, origin):
        raise NotPermitted(
            f"这个账号不能从这里登录，您的地址是 {short_origin(origin)}。",
            "请换用本单位规定的电脑。网段要改的，请找系统管理员。",
        )
    token = secrets.token_urlsafe(32)
    now = ledger.clock()
    _start(ledger, token_hash(token), account, origin, now, now)
    return token


def _may_come_from(ledger: Ledger, account: Account, origin: str) -> bool:
    return addresses.is_allowed(settings.value(ledger, "allowed_addresses"), account.role, short_origin(origin))


def _start(
    ledger: Ledger,
    key: str,
    account: Account,
    origin: str,
    started: datetime,
    authenticated_at: datetime,
    way: str = "",
) -> None:
    # A demonstration is shown to many people under the same few names.
    most = _NO_LIMIT if is_demo(ledger) else settings.number(ledger, "sessions_per_account")
    origin = short_origin(origin)
    if accounts.start_session(ledger, key, account.login, origin, started, authenticated_at, most):
        trail.signed_in(ledger, account, origin, way)


def account_for_token(ledger: Ledger, token: str, by_timer: bool = False) -> Account | None:
    """Return the account of a session; None if the session has ended or expired, or the account is not active."""
    return _account_for_session(ledger, token_hash(token), by_timer) if token else None


def _account_for_session(ledger: Ledger, key: str, by_timer: bool = False) -> Account | None:
    """Return the account of a session.

    A timer is not a use of the session, so it does not renew it; nor does it end with the idle time, only with the session's
    longest life: a screen on a wall is looked at, not used.
    """
    session = accounts.session(ledger, key)
    if not session:
        return None
    row = accounts.account(ledger, session["login"])
    now = ledger.clock()
    seen = max(session["seen"], now) if by_timer else session["seen"]
    if not row or not row["active"] or session_limits(ledger).expired(session["started"], seen, now):
        with suppress(LedgerUnavailable):
            accounts.end_session(ledger, key)
        return None
    if now >= seen + _TOUCH_INTERVAL:
        # Ignore write failures: a full disk must not sign readers out.
        with suppress(LedgerUnavailable):
            accounts.touch_session(ledger, key)
    return replace(
        with_line(ledger, account_of(row)),
        must_change=row["must_change"] or account_age.is_password_old(ledger, row),
        must_enrol=second_factor.must_enrol(ledger, row),
        authenticated_at=session["authenticated_at"],
    )


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
    end(ledger, token_hash(token))


def end(ledger: Ledger, key: str) -> None:
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


def _by_email(ledger: Ledger, email: str) -> AccountRow | None:
    """Return the active account with this address; None if there is none or more than one."""
    rows = [row for row in accounts.accounts(ledger) if email and row["active"] and plain_email(row["email"]) == email]
    return rows[0] if len(rows) == 1 else None


def account_for_claims(
    ledger: Ledger, claims: Mapping[str, Any], origin: str, by_timer: bool = False
) -> Account | None:
    """Return the account of the provider's identity, as long as the session lives that the identity began.

    Streamlit keeps the identity in a cookie for thirty days; here it ends by the office's own session limits. The first
    sign-in binds the account to the identity. Raises NotPermitted if the account is bound to another.
    """
    identity = identity_of(claims)
    row = _by_email(ledger, identity.email) if identity else None
    if not identity or not row:
        trail.sign_in_failed(ledger, "", short_origin(origin), trail.NO_ACCOUNT)
        return None
    account = account_of(row)
    try:
        require_bound(ledger, replace(account, origin=short_origin(origin)), identity, CLOCK_SKEW)
    except NotPermitted:
        trail.sign_in_failed(ledger, account.login, short_origin(origin), trail.OTHER_PERSON)
        raise
    if not accounts.session(ledger, identity.key):
        now = ledger.clock()
        started = min(identity.issued_at, now)
        if session_limits(ledger).expired(started, now, now) or account_age.is_idle(ledger, row):
            return None
        _start(ledger, identity.key, account, origin, started, min(identity.authenticated_at, now), "统一身份认证")
    current = _account_for_session(ledger, identity.key, by_timer)
    # The password and the second factor of these people are the provider's.
    return replace(current, must_change=False, must_enrol=False) if current and current.login == account.login else None


def sign_out_identity(ledger: Ledger, claims: Mapping[str, Any]) -> None:
    """End the session that the provider's identity began; the same identity cookie never begins another."""
    identity = identity_of(claims)
    if identity:
        end(ledger, identity.key)


def is_demo(ledger: Ledger) -> bool:
    """Return True if the ledger is a demonstration: invented submissions, and no passwords."""
    return bool(setting(ledger, "sample"))


def current_account(
    ledger: Ledger, token: str, claims: Mapping[str, Any], origin: str, by_timer: bool = False
) -> Account | None:
    """Return the account of a request, by its session or the provider's identity; in a demonstration a guest otherwise.

    None also for an address that is closed to the account's role. `by_timer`: no person asked.
    """
    account = account_for_token(ledger, token, by_timer) or (
        account_for_claims(ledger, claims, origin, by_timer) if claims else None
    )
    if not account and is_demo(ledger):
        account = Account("", "演示访客", Role.VIEWER)
    if not account or not _may_come_from(ledger, account, origin):
        return None
    separated = settings.is_on(ledger, "separate_duties")
    return replace(account, origin=short_origin(origin), duties_separated=separated)
