"""The open ledger of a running server, shared by its pages and routes, and the key file for a backup."""

from __future__ import annotations

import json
import os
import secrets
import threading
from contextlib import suppress
from pathlib import Path

import streamlit as st

from zcdash.commands.organisation_checks import registered
from zcdash.config import ledger_path
from zcdash.errors import ZcdashError
from zcdash.store.backup import key_file, restrict_to_owner
from zcdash.store.ledger import Ledger

_open: dict[Path, Ledger] = {}
_lock = threading.Lock()
backup_token = secrets.token_urlsafe(32)
"""Secret for the backup route. Written beside the ledger: a user who can read that file may ask for a backup."""


def ledger() -> Ledger:
    """Return the server's ledger, opened at the first call. Raises LedgerUnavailable."""
    path = ledger_path()
    with _lock:
        if path not in _open:
            # Files written from now on, the side files of the ledger too, are readable by this user alone.
            os.umask(0o077)
            _open[path] = Ledger(path)
            restrict_to_owner(path)
            _write_key_file(path)
            # A ledger that is older than the register of units has an empty one, and plans that name units.
            with suppress(ZcdashError):
                registered(_open[path])
        return _open[path]


def opened() -> Ledger | None:
    """Return the server's ledger if it is open; for what works in the background and must not open it."""
    return _open.get(ledger_path())


def close() -> None:
    """Close the ledger, so that its file alone holds all data; the next call of `ledger` opens it again."""
    with _lock:
        for path, open_ledger in _open.items():
            open_ledger.close()
            key_file(path).unlink(missing_ok=True)
        _open.clear()


def _write_key_file(path: Path) -> None:
    """Write port and secret for `zcdash backup`, which cannot open the ledger itself while this process holds it."""
    file = key_file(path)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
        json.dump({"port": st.get_option("server.port"), "secret": backup_token}, stream)
