"""The reader of a page: AppTest has no cookies, so whoever is wanted is signed in behind the page's back."""

from __future__ import annotations

from dataclasses import dataclass

from tests.conftest import PASSWORD, PEOPLE
from zcdash import gate, server
from zcdash.gate import Command, Duty, console, passwords
from zcdash.store import accounts


@dataclass
class Reader:
    """Who looks at the pages of this test; None is nobody."""

    duty: Duty | None = Duty.OFFICE
    must_change: bool = False

    def token(self) -> str:
        """A session of this reader, whose account is added where the ledger has none."""
        if self.duty is None:
            return ""
        ledger, one = server.ledger(), next(p for p in PEOPLE if p.duty is self.duty)
        if one.login not in gate.known(ledger):
            row = {
                "login": one.login,
                "name": one.name,
                "email": one.email,
                "duty": one.duty.value,
                "unit": one.unit,
                "leader": one.leader,
                "secret": passwords.hashed(PASSWORD),
                "must_change": self.must_change,
                "active": True,
            }
            accounts.record_accounts(ledger, console().act(Command.MANAGE), [row])
        key = (str(ledger.path), one.login)
        if not gate.who(ledger, _tokens.get(key, "")):
            _tokens[key] = gate.begin(ledger, one, "本机")
        return _tokens[key]


_tokens: dict[tuple[str, str], str] = {}
reader = Reader()
