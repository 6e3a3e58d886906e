"""Accounts in the ledger, append-only; sessions, which are ephemeral and not covered by the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from zcdash.domain.audit import Act
from zcdash.store.attempts import forget
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import AuditedTransaction

_SESSIONS_KEPT = timedelta(days=400)
"""Age at which sessions are deleted, but for the last of each login; until then they tell who was signed in when. An identity
cookie lives thirty days."""


class AccountRow(TypedDict):
    """One account (see `account.sql`, `account_of.sql`)."""

    account: int
    login: str
    name: str
    email: str
    phone: str
    role: str
    unit: str
    leader: str
    password_hash: str
    must_change: bool
    active: bool
    set_at: datetime | None


class AccountNameRow(TypedDict):
    """A name that an account may belong to; `kind` is unit or leader (see `account_names.sql`)."""

    kind: str
    name: str


class SessionTimes(TypedDict):
    """When a session started and was last used."""

    started: datetime
    seen: datetime


class SessionRow(SessionTimes):
    """One session that was not ended (see `session.sql`)."""

    token_hash: str
    login: str
    origin: str
    authenticated_at: datetime


class SignInRow(SessionTimes):
    """One session that a login had (see `sign_in_list.sql`)."""

    token_hash: str
    origin: str
    ended: datetime | None
    acknowledged_at: datetime | None


class SessionCountRow(TypedDict):
    """A number of sessions (see `session_from.sql`)."""

    sessions: int


class PasswordRow(TypedDict):
    """One password that a login ever had (see `password_history.sql`)."""

    password_hash: str
    set_at: datetime | None


class SchemaRow(TypedDict):
    """When the ledger got a schema (see `sign_in_schema.sql`)."""

    applied_at: datetime


class SessionsOfLogin(SessionTimes):
    """The last sign-in and use of a login, and its number of open sessions (see `session_of.sql`)."""

    login: str
    open: int


def accounts(ledger: Ledger) -> list[AccountRow]:
    """Return every account as it is now, with its password hash: for `auth` only."""
    return ledger.query(AccountRow, "account")


def account(ledger: Ledger, login: str) -> AccountRow | None:
    """Return an account as it is now, with its password hash."""
    return next(iter(ledger.query(AccountRow, "account_of", login=login)), None)


def password_history(ledger: Ledger, login: str) -> list[PasswordRow]:
    """Return the hashes of every password that a login ever had, newest first."""
    return ledger.query(PasswordRow, "password_history", login=login)


def account_times_kept_since(ledger: Ledger) -> datetime:
    """Return when the ledger began to note since when an account is as it is: stands for the time of older rows."""
    return ledger.query(SchemaRow, "sign_in_schema")[0]["applied_at"]


def unit_and_leader_names(ledger: Ledger) -> dict[str, list[str]]:
    """Return the names of all units (`unit`) and leaders (`leader`) of the plans."""
    rows = ledger.query(AccountNameRow, "account_names")
    return {kind: [row["name"] for row in rows if row["kind"] == kind] for kind in ("unit", "leader")}


def record_accounts(
    ledger: Ledger,
    act: Act,
    rows: Sequence[Mapping[str, str | bool]],
    keep: str = "",
    also: Callable[[AuditedTransaction], None] = lambda transaction: None,
) -> None:
    """Append new states of accounts, and end their sessions except `keep`, and sign-ins that still need a code.

    `also` writes what belongs to the same act.
    """
    at = ledger.clock()
    with ledger.transaction(act) as transaction:
        first = transaction.next_number("account")
        transaction.add("account", [{"account": n, **row, "set_at": at} for n, row in enumerate(rows, first)])
        for row in rows:
            login = str(row["login"])
            _end(transaction, "login = $login and token_hash <> $keep", at, login=login, keep=keep)
            transaction.run("delete from pending_sign_in where login = $login", login=login)
            forget(transaction, login)
        also(transaction)


def append_states(
    ledger: Ledger, transaction: AuditedTransaction, rows: Sequence[Mapping[str, str | bool]], ended: Sequence[str] = ()
) -> None:
    """Append new states of accounts in a transaction that writes more; the sessions of `ended` logins end, others go on."""
    at = ledger.clock()
    first = transaction.next_number("account")
    transaction.add("account", [{"account": n, **row, "set_at": at} for n, row in enumerate(rows, first)])
    for login in ended:
        _end(transaction, "login = $login", at, login=login)


def session(ledger: Ledger, token_hash: str) -> SessionRow | None:
    """Return a session that was not ended; it may have expired."""
    return next(iter(ledger.query(SessionRow, "session", token_hash=token_hash)), None)


def sessions(ledger: Ledger) -> dict[str, SessionsOfLogin]:
    """Return the sessions of each login that ever signed in."""
    return {row["login"]: row for row in ledger.query(SessionsOfLogin, "session_of")}


def sign_ins(ledger: Ledger, login: str) -> list[SignInRow]:
    """Return the last two hundred sessions of a login, newest first."""
    return ledger.query(SignInRow, "sign_in_list", login=login)


def signed_in_from(ledger: Ledger, login: str, origin: str) -> bool:
    """Return True if the login ever had a session from this address."""
    return ledger.query(SessionCountRow, "session_from", login=login, origin=origin)[0]["sessions"] > 0


def start_session(
    ledger: Ledger, token_hash: str, login: str, origin: str, started: datetime, authenticated_at: datetime, most: int
) -> bool:
    """Start a session; return False, and write nothing, if there is one already, even an ended one.

    Of more than `most` sessions of the login that nobody ended, the oldest end.
    """
    at = ledger.clock()
    with ledger.transaction() as transaction:
        if transaction.run("select 1 from session where token_hash = $token_hash", token_hash=token_hash):
            return False
        transaction.run(
            "delete from session where started < $before "
            "and started < (select max(later.started) from session later where later.login = session.login)",
            before=at - _SESSIONS_KEPT,
        )
        row = {
            "token_hash": token_hash,
            "login": login,
            "started": started,
            "seen": at,
            "origin": origin,
            "authenticated_at": authenticated_at,
        }
        transaction.add("session", [row])
        transaction.run(
            "update session set ended = $at where ended is null and login = $login and token_hash in (select o.token_hash "
            "from session o where o.login = $login and o.ended is null order by o.started desc, o.seen desc offset $most)",
            at=at,
            login=login,
            most=most,
        )
        return True


def touch_session(ledger: Ledger, token_hash: str) -> None:
    """Record that the session is used now."""
    with ledger.transaction() as transaction:
        transaction.run(
            "update session set seen = $at where token_hash = $token_hash", at=ledger.clock(), token_hash=token_hash
        )


def confirm_session(ledger: Ledger, token_hash: str) -> None:
    """Record that the session's person proved now who they are."""
    with ledger.transaction() as transaction:
        transaction.run(
            "update session set authenticated_at = $at where token_hash = $token_hash",
            at=ledger.clock(),
            token_hash=token_hash,
        )


def acknowledge_sign_ins(ledger: Ledger, token_hash: str) -> None:
    """Record that the session's person has now seen the sign-ins from new addresses."""
    with ledger.transaction() as transaction:
        transaction.run(
            "update session set acknowledged_at = $at where token_hash = $token_hash",
            at=ledger.clock(),
            token_hash=token_hash,
        )


def end_session(ledger: Ledger, token_hash: str) -> None:
    """End one session."""
    with ledger.transaction() as transaction:
        _end(transaction, "token_hash = $token_hash", ledger.clock(), token_hash=token_hash)


def end_sessions(ledger: Ledger, login: str, keep: str = "") -> None:
    """End every session of a login but `keep`."""
    with ledger.transaction() as transaction:
        _end(transaction, "login = $login and token_hash <> $keep", ledger.clock(), login=login, keep=keep)


def end_all_sessions(ledger: Ledger) -> None:
    """End every session: the audit log does not cover them, so none can be trusted in a file that was replaced or changed."""
    with ledger.transaction() as transaction:
        _end(transaction, "true", ledger.clock())
        transaction.run("delete from pending_sign_in")


def _end(transaction: AuditedTransaction, which: str, at: datetime, **parameters: str) -> None:
    transaction.run(f"update session set ended = $at where ended is null and {which}", at=at, **parameters)
