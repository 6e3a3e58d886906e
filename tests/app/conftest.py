"""Every page test is read by somebody who is signed in: the supervision office, unless the test says another."""

from collections.abc import Iterator

import pytest

from tests.app.reader import reader
from zcdash import server, ui
from zcdash.gate import Duty


@pytest.fixture(autouse=True)
def _signed_in(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    reader.duty, reader.must_change = Duty.OFFICE, False
    monkeypatch.setattr(ui, "token", lambda: reader.token())
    monkeypatch.setattr(ui, "origin", lambda: "本机")
    yield
    server.close()
