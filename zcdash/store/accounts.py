"""Accounts in the ledger, append-only like every fact; sessions and failed attempts, which are of the moment and are not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from zcdash.domain.audit import Act
from zcdash.store.ledger import Ledger
from zcdash.store.transaction import Row, Transaction

_STRANGERS = 2000
"""Logins nobody has, of which failures are remembered at most: a flood of invented names must not fill the disk."""
_FORGIVEN = timedelta(days=1)
_KEPT = timedelta(days=400)
"""Ended sessions stay this long, to tell who was signed in when; an identity cookie lives thirty days."""


def accounts(ledger: Ledger) -> list[Row]:
    """Every account as it is now, secrets included: for the gate only."""
    return ledger.query("account")


def account(ledger: Ledger, login: str) -> Row | None:
    """One account as it is now, its secret included."""
    rows = ledger.query("account_of", login=login)
    return rows[0] if rows else None


def unit_and_leader_names(ledger: Ledger) -> dict[str, list[str]]:
    """The names of units and of leaders that the plans know."""
    rows = ledger.query("account_names")
    return {kind: [row["name"] for row in rows if row["kind"] == kind] for kind in ("unit", "leader")}


def record_accounts(
    ledger: Ledger,
    act: Act,
    rows: Sequence[Mapping[str, Any]],
    precondition: Callable[[], None] = lambda: None,
    keep: str = "",
) -> None:
    """Append the accounts as they are from now on, and end their sessions but `keep` in the same transaction.

    `precondition` is asked inside the transaction, when nobody else can write, and may raise to call the act off.
    """
    with ledger.transaction(act) as change:
        precondition()
        first = change.next("account")
        change.add("account", [{"account": n, **row} for n, row in enumerate(rows, first)])
        for row in rows:
            _end(change, "login = $login and token_hash <> $keep", ledger.clock(), login=row["login"], keep=keep)
            change.run(
                "delete from attempt where login = $login or starts_with(login, $login || ' ')", login=row["login"]
            )


def session(ledger: Ledger, token_hash: str) -> Row | None:
    """A session that nobody ended, whether it has expired or not."""
    rows = ledger.query("session", token_hash=token_hash)
    return rows[0] if rows else None


def sessions(ledger: Ledger) -> dict[str, Row]:
    """Login → when it last signed in and was last seen, and how many sessions are open."""
    return {row["login"]: row for row in ledger.query("session_of")}


def start_session(ledger: Ledger, token_hash: str, login: str, origin: str, started: datetime) -> bool:
    """Whether the session is new; one that is there already, ended or not, stays as it is."""
    at = ledger.clock()
    with ledger.transaction() as change:
        if change.run("select 1 from session where token_hash = $token_hash", token_hash=token_hash):
            return False
        change.run("delete from session where started < $before", before=at - _KEPT)
        change.add(
            "session", [{"token_hash": token_hash, "login": login, "started": started, "seen": at, "origin": origin}]
        )
        return True


def touch_session(ledger: Ledger, token_hash: str) -> None:
    """The session was used at this moment."""
    with ledger.transaction() as change:
        change.run(
            "update session set seen = $at where token_hash = $token_hash", at=ledger.clock(), token_hash=token_hash
        )


def end_session(ledger: Ledger, token_hash: str) -> None:
    """End one session."""
    with ledger.transaction() as change:
        _end(change, "token_hash = $token_hash", ledger.clock(), token_hash=token_hash)


def end_sessions(ledger: Ledger, login: str) -> None:
    """End every session of a login."""
    with ledger.transaction() as change:
        _end(change, "login = $login", ledger.clock(), login=login)


def _end(change: Transaction, which: str, at: datetime, **parameters: str) -> None:
    change.run(f"update session set ended = $at where ended is null and {which}", at=at, **parameters)


def register_login_attempt(ledger: Ledger, login: str, locked: Callable[[int, datetime], bool]) -> bool:
    """Whether a try may be made. It counts as failed from the start, so that many at once are not all let through.

    `login` may have a blank and an address behind it: then it is counted for that address alone.
    `locked` says of (failures, when the last one was) whether no try may be made now; such a try does not count.
    """
    at = ledger.clock()
    with ledger.transaction() as change:
        rows = change.run("select failures, last_at from attempt where login = $login", login=login)
        failures, last_at = rows[0] if rows and rows[0][1] > at - _FORGIVEN else (0, at)
        if last_at > at:
            # The clock was set back: the wait begins now, and not at a time that may be a year away.
            last_at = at
            change.run("update attempt set last_at = $at where login = $login", at=at, login=login)
        if locked(failures, last_at):
            return False
        change.run(
            "delete from attempt where last_at <= $before and login <> $login", before=at - _FORGIVEN, login=login
        )
        change.run(
            "delete from attempt where login <> $login and split_part(login, ' ', 1) not in (select login from account) "
            "and login in (select login from attempt order by last_at desc, login offset $most)",
            login=login,
            most=_STRANGERS,
        )
        change.run(
            "insert into attempt (login, failures, last_at) values ($login, $failures, $at) "
            "on conflict (login) do update set failures = excluded.failures, last_at = excluded.last_at",
            login=login,
            failures=failures + 1,
            at=at,
        )
    return True


def clear_login_failures(ledger: Ledger, *marks: str) -> None:
    """Forget the failures counted under these marks: the right password was given."""
    with ledger.transaction() as change:
        for mark in marks:
            change.run("delete from attempt where login = $login", login=mark)
