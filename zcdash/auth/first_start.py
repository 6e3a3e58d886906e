"""First start: a ledger without an administrator, and the secret of the one-time link that leads to the first one's form.

The secret is printed by the server that runs; only its hash is kept, in that server's memory. A new start makes a new one.
"""

from __future__ import annotations

import secrets
import threading
from datetime import datetime, timedelta
from hmac import compare_digest

from zcdash.auth import attempts, sessions, trail
from zcdash.auth.permissions import Role
from zcdash.errors import NotPermitted
from zcdash.store.ledger import Ledger

VALID_FOR = timedelta(hours=24)
_ATTEMPTS = "\tfirst-start"
"""Stands for the link where attempts are counted: no login that a person types has a tab."""
_WRONG = "首次启动的链接不对"
_RESTART = "请在服务器上重新启动程序，用它新显示的链接。"


def is_needed(ledger: Ledger) -> bool:
    """Return True if nobody can add accounts on the page: no administrator in use, and no demonstration."""
    people = sessions.accounts_by_login(ledger).values()
    return not sessions.is_demo(ledger) and not any(a.active and a.role is Role.ADMIN for a in people)


class FirstStartLink:
    """The secret of the link that was printed last; there is none until `renew`."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._hash = ""
        self._until = datetime.min

    def renew(self, ledger: Ledger) -> str:
        """Return a new secret, which is valid for 24 hours; the one before is worth nothing."""
        secret = secrets.token_urlsafe(32)
        with self._lock:
            self._hash, self._until = sessions.token_hash(secret), ledger.clock() + VALID_FOR
        return secret

    def end(self) -> None:
        """Forget the secret: an administrator exists."""
        with self._lock:
            self._hash = ""

    def require(self, ledger: Ledger, secret: str, origin: str) -> None:
        """Raise NotPermitted unless the secret is that of the link; wrong ones count like failed sign-ins."""
        if not is_needed(ledger):
            self.end()
            raise NotPermitted("已经有系统管理员了，这个链接不再有用。", "请登录；账号由系统管理员在“账号”页添加。")
        may_try = attempts.may_try(ledger, _ATTEMPTS, origin)
        with self._lock:
            known, until = self._hash, self._until
        is_right = compare_digest(sessions.token_hash(secret), known or sessions.token_hash(""))
        if not may_try:
            trail.sign_in_failed(ledger, _ATTEMPTS, attempts.short_origin(origin), trail.LOCKED)
            raise NotPermitted("试错的次数太多，这一次没有受理。", "请等一会儿再试，最长 15 分钟。")
        if not (known and is_right):
            trail.sign_in_failed(ledger, _ATTEMPTS, attempts.short_origin(origin), _WRONG)
            raise NotPermitted("这个链接不对。", f"请核对启动窗口里显示的链接，每次启动都会换新。找不到的，{_RESTART}")
        attempts.succeeded(ledger, _ATTEMPTS, origin)
        if ledger.clock() >= until:
            raise NotPermitted("这个链接已经过期（24 小时）。", _RESTART)


link = FirstStartLink()
"""The link of this server."""
