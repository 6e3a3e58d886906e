"""The reader of a page: AppTest has no cookies, so whoever is wanted is signed in behind the page's back."""

from __future__ import annotations

from dataclasses import dataclass

from tests.helpers import PEOPLE, account_row
from zcdash import auth
from zcdash.auth.permissions import Permission, Role, console
from zcdash.store import accounts
from zcdash.web import shared_ledger


@dataclass
class Reader:
    """Who looks at the pages of this test; None is nobody."""

    role: Role | None = Role.OFFICE
    must_change: bool = False

    def token(self) -> str:
        """A session of this reader, whose account is added where the ledger has none."""
        if self.role is None:
            return ""
        ledger, one = shared_ledger.ledger(), next(p for p in PEOPLE if p.role is self.role)
        if one.login not in auth.sessions.accounts_by_login(ledger):
            row = account_row(one, must_change=self.must_change)
            accounts.record_accounts(ledger, console().act(Permission.MANAGE), [row])
        key = (str(ledger.path), one.login)
        if not auth.sessions.account_for_token(ledger, _tokens.get(key, "")):
            _tokens[key] = auth.sessions.begin(ledger, one, "本机")
        return _tokens[key]


_tokens: dict[tuple[str, str], str] = {}
reader = Reader()
