"""Every page test is read by somebody who is signed in: the supervision office, unless the test says another."""

from collections.abc import Iterator

import pytest

from tests.app.reader import reader
from zcdash.auth.permissions import Role
from zcdash.ui import session
from zcdash.web import shared_ledger


@pytest.fixture(autouse=True)
def _signed_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    reader.role, reader.must_change = Role.OFFICE, False
    monkeypatch.setattr(session, "token", lambda: reader.token())
    monkeypatch.setattr(session, "origin", lambda: "本机")
    yield
    shared_ledger.close()
