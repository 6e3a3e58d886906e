"""Second factors and identities of the provider, append-only; pending sign-ins and used codes, which are ephemeral."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypedDict

from zcdash.domain.audit import Act
from zcdash.store.ledger import Ledger

PENDING_FOR = timedelta(minutes=5)
"""Time in which a code must follow the password."""


class SecondFactorRow(TypedDict):
    """The second factor of a login (see `second_factor.sql`)."""

    second_factor: int
    secret: str
    recovery: str
    set_at: datetime


class IdentityRow(TypedDict):
    """The identity of a login at the provider (see `identity.sql`)."""

    login: str
    issuer: str
    subject: str
    set_at: datetime


class PendingSignInRow(TypedDict):
    """A sign-in that still needs a code (see `pending_sign_in.sql`)."""

    login: str
    started: datetime


def second_factor(ledger: Ledger, login: str) -> SecondFactorRow | None:
    """Return the second factor of a login as last set, None if it never had one; an empty secret is none."""
    return next(iter(ledger.query(SecondFactorRow, "second_factor", login=login)), None)


def record_second_factor(
    ledger: Ledger, act: Act, login: str, secret: str = "", recovery: str = "", expected: int = 0
) -> bool:
    """Set the second factor of a login, or remove it (`secret` empty), if its newest row is still `expected`."""
    with ledger.transaction(act) as transaction:
        newest = transaction.run(
            "select coalesce(max(second_factor), 0) from second_factor where login = $login", login=login
        )[0][0]
        if newest != expected:
            return False
        row = {
            "second_factor": transaction.next_number("second_factor"),
            "login": login,
            "secret": secret,
            "recovery": recovery,
            "set_at": ledger.clock(),
        }
        transaction.add("second_factor", [row])
    return True


def use_step(ledger: Ledger, login: str, step: int) -> bool:
    """Return True if no code of this time step or a later one was used by the login; then this one is used."""
    with ledger.transaction() as transaction:
        rows = transaction.run("select step from code_step where login = $login", login=login)
        if rows and rows[0][0] >= step:
            return False
        transaction.run(
            "update code_step set step = $step where login = $login"
            if rows
            else "insert into code_step (login, step) values ($login, $step)",
            login=login,
            step=step,
        )
    return True


def identities(ledger: Ledger) -> dict[str, IdentityRow]:
    """Return login → the identity at the provider that it is bound to."""
    return {row["login"]: row for row in ledger.query(IdentityRow, "identity") if row["subject"]}


def record_identity(
    ledger: Ledger,
    act: Act,
    login: str,
    issuer: str = "",
    subject: str = "",
    precondition: Callable[[], None] = lambda: None,
) -> None:
    """Bind a login to an identity at the provider, or to none. `precondition` runs inside the transaction and may raise."""
    row = {"login": login, "issuer": issuer, "subject": subject, "set_at": ledger.clock()}
    ledger.append(act, "identity", [row], precondition=precondition)


def pending_sign_in(ledger: Ledger, token_hash: str) -> PendingSignInRow | None:
    """Return a sign-in that still needs a code; None if there is none or it is too old."""
    rows = ledger.query(PendingSignInRow, "pending_sign_in", token_hash=token_hash)
    at = ledger.clock()
    return next((row for row in rows if row["started"] <= at < row["started"] + PENDING_FOR), None)


def start_pending_sign_in(ledger: Ledger, token_hash: str, login: str) -> None:
    """Keep a sign-in until its code comes; older ones that nobody finished are deleted."""
    at = ledger.clock()
    with ledger.transaction() as transaction:
        transaction.run("delete from pending_sign_in where started <= $before", before=at - PENDING_FOR)
        transaction.add("pending_sign_in", [{"token_hash": token_hash, "login": login, "started": at}])


def end_pending_sign_in(ledger: Ledger, token_hash: str) -> None:
    """Delete a pending sign-in: it was finished."""
    with ledger.transaction() as transaction:
        transaction.run("delete from pending_sign_in where token_hash = $token_hash", token_hash=token_hash)
