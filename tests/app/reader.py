"""The account that reads the pages of a test. AppTest has no cookies, so its session token is handed to the page."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.helpers import PEOPLE, account_row
from zcdash import auth
from zcdash.auth.permissions import Permission, Role, console
from zcdash.store import accounts
from zcdash.web import shared_ledger


@dataclass
class Reader:
    """The reader, by role; None is not signed in."""

    role: Role | None = Role.OFFICE
    must_change: bool = False
    _tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def token(self) -> str:
        """Return a session token of the reader; add the account if the ledger has none."""
        if self.role is None:
            return ""
        ledger = shared_ledger.ledger()
        account = next(p for p in PEOPLE if p.role is self.role)
        if account.login not in auth.sessions.accounts_by_login(ledger):
            row = account_row(account, must_change=self.must_change)
            accounts.record_accounts(ledger, console().act(Permission.MANAGE), [row])
        key = (str(ledger.path), account.login)
        if not auth.sessions.account_for_token(ledger, self._tokens.get(key, "")):
            self._tokens[key] = auth.sessions.begin(
                ledger, auth.sessions.accounts_by_login(ledger)[account.login], "本机"
            )
        return self._tokens[key]


reader = Reader()
