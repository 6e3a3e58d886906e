"""Least privilege on the disk: what holds the office's figures is for the user that the program runs as, and nobody else."""

import os
import stat
from pathlib import Path

import pytest

from zcdash import store
from zcdash.cli.main import main
from zcdash.store.ledger import Ledger
from zcdash.web import shared_ledger

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights otherwise")


@pytest.fixture(autouse=True)
def _open_handed():
    """Most systems leave new files readable for everybody."""
    was = os.umask(0o022)
    yield
    os.umask(was)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def readable(ledger_file: Path) -> Path:
    """A ledger of before this rule, which everybody on the machine may read."""
    ledger_file.chmod(0o644)
    return ledger_file


def test_a_new_ledger_and_its_folder_are_for_their_owner_alone(tmp_path):
    path = tmp_path / "var" / "new.duckdb"
    assert main(["user", "list", "--ledger", str(path)]) in (0, 2)
    main(["init", "--ledger", str(path), "--date", "2017-04-20"])
    assert (mode(path.parent), mode(path)) == (0o700, 0o600)


def test_a_server_shuts_its_ledger_and_leaves_the_key_and_the_side_files_shut(readable, monkeypatch):
    try:
        ledger = shared_ledger.ledger()
        with ledger.transaction() as change:
            change.run("delete from attempt where login = 'x'")
        beside = {p.name: mode(p) for p in readable.parent.glob(f"{readable.name}*")}
    finally:
        shared_ledger.close()
    assert set(beside) >= {readable.name, store.backup.key_file(readable).name} and set(beside.values()) == {0o600}, (
        beside
    )


def test_a_backup_and_its_folder_are_shut_whatever_the_ledger_is(readable, tmp_path):
    with Ledger(readable) as ledger:
        copy, _ = store.backup.back_up(ledger, tmp_path / "backups")
    assert (mode(copy.parent), mode(copy)) == (0o700, 0o600)


def test_what_is_restored_is_shut_whatever_the_copy_was(readable, tmp_path):
    with Ledger(readable) as ledger:
        copy, _ = store.backup.back_up(ledger, tmp_path / "backups")
    copy.chmod(0o666)
    store.backup.restore(copy, tmp_path / "restored" / "zcdash.duckdb")
    assert mode(tmp_path / "restored" / "zcdash.duckdb") == 0o600
