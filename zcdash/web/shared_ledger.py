"""The one open ledger of a running server, for its pages and its routes alike, and the key to its backup."""

from __future__ import annotations

import json
import os
import secrets
import threading
from pathlib import Path

import streamlit as st

from zcdash.config import ledger_path
from zcdash.store.backup import key_file, restrict_to_owner
from zcdash.store.ledger import Ledger

_open: dict[Path, Ledger] = {}
_lock = threading.Lock()
backup_token = secrets.token_urlsafe(32)
"""Who can read it beside the ledger's file, on this machine, may ask the server for a backup."""


def ledger() -> Ledger:
    """The server's open ledger. Raises LedgerUnavailable."""
    path = ledger_path()
    with _lock:
        if path not in _open:
            # Whatever this process writes from now on, the ledger's own side files too, is for its user alone.
            os.umask(0o077)
            _open[path] = Ledger(path)
            restrict_to_owner(path)
            _leave_key(path)
        return _open[path]


def close() -> None:
    """Close what is open, so that all of it stands in the ledger's own file; it opens again when somebody asks."""
    with _lock:
        for path, opened in _open.items():
            opened.close()
            key_file(path).unlink(missing_ok=True)
        _open.clear()


def _leave_key(path: Path) -> None:
    """Nobody but this process may open the ledger now, so `zcdash backup` asks this process for its copy."""
    file = key_file(path)
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as written:
        json.dump({"port": st.get_option("server.port"), "secret": backup_token}, written)
