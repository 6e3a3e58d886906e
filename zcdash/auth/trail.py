"""The trail: sign-ins, failed ones, sign-outs, views of what is not accepted, and exports, as entries of the audit log."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from zcdash import store
from zcdash.auth.permissions import Account
from zcdash.domain.audit import Act, Event
from zcdash.errors import LedgerUnavailable
from zcdash.store.audit_log import LogConditions
from zcdash.store.ledger import Ledger

_NOBODY = "未登录"
_UNKNOWN = "不存在的账号"
LOCKED = "连续输错，暂停登录"
NO_ACCOUNT = "统一身份认证的邮箱没有对应的账号"
OTHER_PERSON = "统一身份认证给出的身份或时间不符"
_LONGEST_LOCK = timedelta(minutes=30)
"""Twice the longest wait after wrong passwords."""
_TO_SHANGHAI = timedelta(hours=8)


def signed_in(ledger: Ledger, account: Account, origin: str, way: str = "") -> None:
    """Log a sign-in."""
    ledger.log_act(replace(account, origin=origin).act(Event.SIGN_IN, after=way))


def signed_out(ledger: Ledger, account: Account, origin: str) -> None:
    """Log the end of a session that a person ended."""
    ledger.log_act(replace(account, origin=origin).act(Event.SIGN_OUT))


def sign_in_failed(ledger: Ledger, login: str, origin: str, why: str = "") -> None:
    """Log a failed sign-in: every one whose password was checked (no `why`); of others, such as LOCKED, the first of a row.

    A login that no account has is not written down: people type passwords into that field.
    """
    row = store.accounts.account(ledger, login)
    subject = f"账号 {row['login']}（{row['name']}）" if row else _UNKNOWN
    act = Act(what=Event.SIGN_IN_FAILED.value, name=_NOBODY, origin=origin, subject=subject, after=why)
    if why:
        conditions = LogConditions(what=act.what, since=ledger.clock() - _LONGEST_LOCK)
        earlier = [
            e for e in store.audit_log.find(ledger, conditions) if (e["origin"], e["subject"]) == (origin, subject)
        ]
        if earlier and earlier[-1]["after"] == why:
            return
    store.trail.log_failed_sign_in(ledger, act, origin)


def saw_unaccepted(ledger: Ledger, account: Account, plan: str, subject: str, period: str = "", unit: str = "") -> None:
    """Log that somebody was shown figures that are not accepted: once for each account, subject and day.

    Reading goes on where nothing can be written.
    """
    now = ledger.clock()
    midnight = (now + _TO_SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0) - _TO_SHANGHAI
    conditions = LogConditions(who=account.login or account.name, what=Event.SEE_UNACCEPTED.value, since=midnight)
    act = account.act(Event.SEE_UNACCEPTED, plan=plan, period=period, unit=unit, subject=subject)
    with ledger.exclusive(), suppress(LedgerUnavailable):
        if all((e["plan"], e["subject"]) != (plan, subject) for e in store.audit_log.find(ledger, conditions)):
            ledger.log_act(act)


def exported(ledger: Ledger, account: Account, subject: str, plan: str = "", period: str = "") -> None:
    """Log an export. It goes on where nothing can be written: a full disk must not keep the office from its figures."""
    with suppress(LedgerUnavailable):
        ledger.log_act(account.act(Event.EXPORT, plan=plan, period=period, subject=subject))
