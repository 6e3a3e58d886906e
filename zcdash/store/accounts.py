"""Accounts in the ledger, append-only; sessions and failed sign-ins, which are ephemeral and not covered by the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypedDict

from zcdash.domain.audit import Act
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import AuditedTransaction

_UNKNOWN_LOGINS = 2000
"""Limit of logins without an account whose failures are kept: a flood of invented names must not fill the disk."""
_FAILURES_EXPIRE = timedelta(days=1)
_SESSIONS_KEPT = timedelta(days=400)
"""Age at which sessions are deleted; until then they tell who was signed in when. An identity cookie lives thirty days."""


class AccountRow(TypedDict):
    """One account (see `account.sql`, `account_of.sql`)."""

    account: int
    login: str
    name: str
    email: str
    role: str
    unit: str
    leader: str
    password_hash: str
    must_change: bool
    active: bool


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


def unit_and_leader_names(ledger: Ledger) -> dict[str, list[str]]:
    """Return the names of all units (`unit`) and leaders (`leader`) of the plans."""
    rows = ledger.query(AccountNameRow, "account_names")
    return {kind: [row["name"] for row in rows if row["kind"] == kind] for kind in ("unit", "leader")}


def record_accounts(
    ledger: Ledger,
    act: Act,
    rows: Sequence[Mapping[str, str | bool]],
    precondition: Callable[[], None] = lambda: None,
    keep: str = "",
) -> None:
    """Append new states of accounts, and end their sessions except `keep` in the same transaction.

    `precondition` runs inside the transaction, when no other writer can interfere, and may raise to cancel the act.
    """
    with ledger.transaction(act) as transaction:
        precondition()
        first = transaction.next_number("account")
        transaction.add("account", [{"account": n, **row} for n, row in enumerate(rows, first)])
        for row in rows:
            _end(
                transaction,
                "login = $login and token_hash <> $keep",
                ledger.clock(),
                login=str(row["login"]),
                keep=keep,
            )
            _clear_failures(transaction, str(row["login"]))


def session(ledger: Ledger, token_hash: str) -> SessionRow | None:
    """Return a session that was not ended; it may have expired."""
    return next(iter(ledger.query(SessionRow, "session", token_hash=token_hash)), None)


def sessions(ledger: Ledger) -> dict[str, SessionsOfLogin]:
    """Return the sessions of each login that ever signed in."""
    return {row["login"]: row for row in ledger.query(SessionsOfLogin, "session_of")}


def start_session(ledger: Ledger, token_hash: str, login: str, origin: str, started: datetime) -> bool:
    """Start a session; return False, and transaction nothing, if there is one already, even an ended one."""
    at = ledger.clock()
    with ledger.transaction() as transaction:
        if transaction.run("select 1 from session where token_hash = $token_hash", token_hash=token_hash):
            return False
        transaction.run("delete from session where started < $before", before=at - _SESSIONS_KEPT)
        transaction.add(
            "session", [{"token_hash": token_hash, "login": login, "started": started, "seen": at, "origin": origin}]
        )
        return True


def touch_session(ledger: Ledger, token_hash: str) -> None:
    """Record that the session is used now."""
    with ledger.transaction() as transaction:
        transaction.run(
            "update session set seen = $at where token_hash = $token_hash", at=ledger.clock(), token_hash=token_hash
        )


def end_session(ledger: Ledger, token_hash: str) -> None:
    """End one session."""
    with ledger.transaction() as transaction:
        _end(transaction, "token_hash = $token_hash", ledger.clock(), token_hash=token_hash)


def end_sessions(ledger: Ledger, login: str) -> None:
    """End every session of a login."""
    with ledger.transaction() as transaction:
        _end(transaction, "login = $login", ledger.clock(), login=login)


def _end(transaction: AuditedTransaction, which: str, at: datetime, **parameters: str) -> None:
    transaction.run(f"update session set ended = $at where ended is null and {which}", at=at, **parameters)


def register_login_attempt(ledger: Ledger, login: str, locked: Callable[[int, datetime], bool]) -> bool:
    """Return True if a sign-in may be tried now. It counts as a failure at once, so that parallel tries are limited too.

    `login` followed by a blank and an address counts for that address alone. `locked` gets the number of failures and the
    time of the last one, and tells if no try is allowed now; such a try does not count.
    """
    at = ledger.clock()
    with ledger.transaction() as transaction:
        rows = transaction.run("select failures, last_at from attempt where login = $login", login=login)
        failures, last_at = rows[0] if rows and rows[0][1] > at - _FAILURES_EXPIRE else (0, at)
        if last_at > at:
            # The clock was set back: the wait begins now, not at a time that may be a year away.
            last_at = at
            transaction.run("update attempt set last_at = $at where login = $login", at=at, login=login)
        if locked(failures, last_at):
            return False
        transaction.run(
            "delete from attempt where last_at <= $before and login <> $login",
            before=at - _FAILURES_EXPIRE,
            login=login,
        )
        transaction.run(
            "delete from attempt where login <> $login and split_part(login, ' ', 1) not in (select login from account) "
            "and login in (select login from attempt order by last_at desc, login offset $most)",
            login=login,
            most=_UNKNOWN_LOGINS,
        )
        transaction.run(
            "update attempt set failures = $failures, last_at = $at where login = $login"
            if rows
            else "insert into attempt (login, failures, last_at) values ($login, $failures, $at)",
            login=login,
            failures=failures + 1,
            at=at,
        )
    return True


def clear_login_failures(ledger: Ledger, *logins: str) -> None:
    """Delete the failures counted for these logins: the right password was given."""
    with ledger.transaction() as transaction:
        for login in logins:
            transaction.run("delete from attempt where login = $login", login=login)


def clear_failures_everywhere(ledger: Ledger, login: str) -> None:
    """Delete the failures counted for a login, from whatever address."""
    with ledger.transaction() as transaction:
        _clear_failures(transaction, login)


def _clear_failures(transaction: AuditedTransaction, login: str) -> None:
    transaction.run("delete from attempt where login = $login or starts_with(login, $login || ' ')", login=login)
