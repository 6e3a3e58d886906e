"""Proof of identity shortly before an act of consequence: an open screen, or a stolen session, is not enough for it."""

from __future__ import annotations

from datetime import timedelta

from zcdash.auth import settings
from zcdash.auth.permissions import Account, Role
from zcdash.errors import IdentityUnconfirmed
from zcdash.store.ledger import Ledger
from zcdash.store.settings import setting


def is_recently_authenticated(ledger: Ledger, account: Account) -> bool:
    """Return True if the account's person proved who they are within the time of the setting.

    The command line is exempt, and so is a demonstration: nobody there has a password.
    """
    if account.role is Role.CONSOLE or setting(ledger, "sample"):
        return True
    window = timedelta(minutes=settings.number(ledger, "reauthentication_minutes"))
    return account.authenticated_at is not None and ledger.clock() - account.authenticated_at < window


def require_recent_authentication(ledger: Ledger, account: Account) -> None:
    """Raise IdentityUnconfirmed unless the account's person proved who they are a short time ago."""
    if not is_recently_authenticated(ledger, account):
        minutes = settings.number(ledger, "reauthentication_minutes")
        advice = f"这一步须在 {minutes} 分钟内验证过身份；验证后回到本页再办一次，已填的内容不会丢。"
        raise IdentityUnconfirmed("请先验证身份。", advice)
