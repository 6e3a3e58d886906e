"""The sign-ins of one account, for its own person: where it is signed in, and which of them came from unfamiliar addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcdash import store
from zcdash.auth import sessions
from zcdash.auth.identities import identity_of
from zcdash.store.ledger import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """One sign-in of an account."""

    key: str
    origin: str
    started: datetime
    seen: datetime
    acknowledged_at: datetime | None
    is_open: bool
    """Neither ended nor expired."""


def sign_ins(ledger: Ledger, login: str) -> list[SignIn]:
    """Return the last two hundred sign-ins of an account, newest first."""
    limits, now = sessions.session_limits(ledger), ledger.clock()
    return [
        SignIn(
            key=row["token_hash"],
            origin=row["origin"],
            started=row["started"],
            seen=row["seen"],
            acknowledged_at=row["acknowledged_at"],
            is_open=row["ended"] is None and not limits.expired(row["started"], row["seen"], now),
        )
        for row in store.accounts.sign_ins(ledger, login)
    ]


def session_key(ledger: Ledger, token: str, claims: Mapping[str, Any]) -> str:
    """Return the key of the session of a token, or else of the provider's identity; empty without one."""
    key = sessions.token_hash(token) if token else ""
    if key and store.accounts.session(ledger, key):
        return key
    identity = identity_of(claims)
    return identity.key if identity and store.accounts.session(ledger, identity.key) else ""


def unfamiliar(all_sign_ins: Sequence[SignIn], key: str) -> list[SignIn]:
    """Return the sign-ins from addresses not seen before that the person of session `key` has not been shown, newest first.

    Shown from the last sign-in at the present address on: what an intruder has seen elsewhere does not count.
    """
    current = next((s for s in all_sign_ins if s.key == key), None)
    if not current:
        return []
    here_before = [s.started for s in all_sign_ins if s.origin == current.origin and s.started < current.started]
    since = current.acknowledged_at or max(here_before, default=current.started)
    familiar = {s.origin for s in all_sign_ins if s.started <= since} | {current.origin}
    return [s for s in all_sign_ins if s.started > since and s.origin not in familiar]


def previous(all_sign_ins: Sequence[SignIn], key: str) -> SignIn | None:
    """Return the sign-in before the one of session `key`."""
    current = next((s for s in all_sign_ins if s.key == key), None)
    return next((s for s in all_sign_ins if current and s.started < current.started), None)
