"""Rules by time: accounts that nobody has used for long, and passwords that are old or were used before."""

from __future__ import annotations

from datetime import datetime, timedelta

from zcdash import store
from zcdash.auth import passwords, settings
from zcdash.errors import InvalidInput
from zcdash.store.accounts import AccountRow
from zcdash.store.ledger import Ledger
from zcdash.store.settings import setting


def is_idle(ledger: Ledger, row: AccountRow) -> bool:
    """Return True if nobody has signed in with an account for longer than the setting allows, nor was it set or put back in use."""
    days = settings.number(ledger, "account_idle_days")
    if not days or setting(ledger, "sample"):
        return False
    last = store.accounts.sessions(ledger).get(row["login"])
    used_at = max(_kept_since(ledger, row["set_at"]), last["started"] if last else datetime.min)
    return ledger.clock() >= used_at + timedelta(days=days)


def is_password_old(ledger: Ledger, row: AccountRow) -> bool:
    """Return True if the setting asks for a new password by now."""
    days = settings.number(ledger, "password_days")
    if not days or not row["password_hash"]:
        return False
    set_at = store.accounts.password_history(ledger, row["login"])[0]["set_at"]
    return ledger.clock() >= _kept_since(ledger, set_at) + timedelta(days=days)


def refuse_used(ledger: Ledger, login: str, password: str) -> None:
    """Raise InvalidInput for one of the last passwords of a login, as many as the setting says."""
    kept = settings.number(ledger, "password_history")
    if any(
        passwords.matches(row["password_hash"], password)
        for row in store.accounts.password_history(ledger, login)[:kept]
    ):
        raise InvalidInput(f"新密码和最近 {kept} 次用过的密码相同。", "请换一个没有用过的。")


def _kept_since(ledger: Ledger, set_at: datetime | None) -> datetime:
    return set_at or store.accounts.account_times_kept_since(ledger)
