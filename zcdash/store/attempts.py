"""Failed sign-ins, counted by key. Ephemeral: not covered by the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from zcdash.store.ledger import Ledger
from zcdash.store.transaction import AuditedTransaction

_MOST_KEYS = 10_000
"""Limit of keys that are kept: a flood of invented logins must not fill the disk."""
_FORGOTTEN_AFTER = timedelta(days=1)
Rule = Callable[[int, datetime], tuple[int, bool]]
"""Function of the failures stored for a key and the time of the last: the failures that still count, and True if no attempt is
allowed now."""


def register_attempt(ledger: Ledger, rules: Mapping[str, Rule]) -> bool:
    """Return True if a sign-in may be tried now under the rule of every key; then it counts for each of them.

    It counts as a failure at once, so that parallel attempts are limited too. An attempt that is not allowed does not count.
    """
    at = ledger.clock()
    counts: dict[str, tuple[int, bool]] = {}
    is_locked = False
    with ledger.transaction() as transaction:
        for key, rule in rules.items():
            rows = transaction.run("select failures, last_at from attempt where login = $key", key=key)
            failures, last_at = rows[0] if rows and rows[0][1] > at - _FORGOTTEN_AFTER else (0, at)
            if last_at > at:
                # The clock was set back: the wait begins now, not at a time that may be a year away.
                last_at = at
                transaction.run("update attempt set last_at = $at where login = $key", at=at, key=key)
            still_counted, locked = rule(failures, last_at)
            counts[key] = (still_counted + 1, bool(rows))
            is_locked = is_locked or locked
        if is_locked:
            return False
        for key, (failures, is_known) in counts.items():
            transaction.run(
                "update attempt set failures = $failures, last_at = $at where login = $key"
                if is_known
                else "insert into attempt (login, failures, last_at) values ($key, $failures, $at)",
                key=key,
                failures=failures,
                at=at,
            )
        # One rule for real and invented logins: keys with few failures go first, so that a flood does not end a lock.
        transaction.run("delete from attempt where last_at <= $before", before=at - _FORGOTTEN_AFTER)
        transaction.run(
            "delete from attempt where last_at < $at and login in "
            "(select login from attempt order by failures desc, last_at desc, login offset $most)",
            at=at,
            most=_MOST_KEYS,
        )
    return True


def clear_failures(ledger: Ledger, own: str, everywhere: str, shared: str) -> None:
    """Forget the failures of a login that signed in: those of the keys `own` and `everywhere`, and its part in `shared`."""
    with ledger.transaction() as transaction:
        transaction.run(
            "update attempt set failures = failures - least(failures, "
            "coalesce((select o.failures from attempt o where o.login = $own), 0)) where login = $shared",
            own=own,
            shared=shared,
        )
        for key in (own, everywhere):
            transaction.run("delete from attempt where login = $key", key=key)


def clear_login(ledger: Ledger, login: str) -> None:
    """Forget the failures of a login, from whatever address."""
    with ledger.transaction() as transaction:
        forget(transaction, login)


def forget(transaction: AuditedTransaction, login: str) -> None:
    """Forget the failures of a login within a transaction."""
    transaction.run(
        "delete from attempt where login = $login or starts_with(login, $at_an_address)",
        login=login,
        at_an_address=f"{login}\n",
    )


def give_back(ledger: Ledger, keys: Sequence[str], last_at: datetime) -> None:
    """Take back the attempt that was just counted for these keys; the next one waits as after a failure at `last_at`."""
    with ledger.transaction() as transaction:
        for key in keys:
            transaction.run(
                "update attempt set failures = failures - 1, last_at = $last_at where login = $key and failures > 0",
                key=key,
                last_at=last_at,
            )
