"""Pages in AppTest are read by a signed-in account: the supervision office, unless the test sets another reader."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.reader import reader
from zcdash.auth.permissions import Role
from zcdash.store.ledger import Ledger
from zcdash.ui import session
from zcdash.web import shared_ledger


@pytest.fixture(scope="session")
def _sample_copy(sample_ledger_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield Path(shutil.copy(sample_ledger_file, tmp_path_factory.mktemp("app") / "sample.duckdb"))
    shared_ledger.close()


@pytest.fixture
def sample(_sample_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Ledger:
    """Return the sample year, open for all tests that only read it; they share it and its caches."""
    monkeypatch.setenv("ZCDASH_LEDGER", str(_sample_copy))
    return shared_ledger.ledger()


@pytest.fixture(autouse=True)
def _signed_in(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    reader.role, reader.must_change = Role.OFFICE, False
    monkeypatch.setattr(session, "token", lambda: reader.token())
    monkeypatch.setattr(session, "origin", lambda: "本机")
    yield
    if "sample" not in request.fixturenames:
        shared_ledger.close()
