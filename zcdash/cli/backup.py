"""Commands that copy the ledger and put a copy back."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from pathlib import Path

import click

from zcdash import auth, commands, store
from zcdash.cli.options import PATH, ledger_option, new_ledger_option
from zcdash.errors import LedgerUnavailable
from zcdash.store.ledger import Ledger

_TIMEOUT = 300


@click.command()
@click.argument("folder", type=PATH, metavar="DIR")
@ledger_option
def backup(folder: Path, ledger_file: Path) -> None:
    """Copy the ledger into a folder, also while the server is running."""
    try:
        with Ledger(ledger_file) as ledger:
            copy, result = commands.plans.back_up(ledger, auth.permissions.console(), folder)
        path, head = str(copy), result.head
    except LedgerUnavailable:
        answer = _server_backup(ledger_file, folder)
        if answer is None:
            raise
        path, head = answer
    print(f"已备份到 {path}，最后一条指纹 {head}")


def _server_backup(ledger_file: Path, folder: Path) -> tuple[str, str] | None:
    """Ask the running server for a backup and return (path, last hash); None if no server runs.

    The request is authenticated by the key file, which only the server's user can read.
    """
    try:
        key = json.loads(store.backup.key_file(ledger_file).read_text(encoding="utf-8"))
        body = json.dumps({"folder": str(folder.resolve())}).encode()
        headers = {"Authorization": f"Bearer {key['secret']}"}
        request = urllib.request.Request(f"http://127.0.0.1:{key['port']}/backup", body, headers)
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
            answer = json.load(response)
        return answer["file"], answer["head"]
    except urllib.error.HTTPError as error:
        raise LedgerUnavailable(error.read().decode("utf-8", "replace") or "服务器没有完成备份。") from error
    except (OSError, ValueError, KeyError):
        return None


@click.command()
@click.argument("file", type=PATH, metavar="FILE")
@new_ledger_option
def restore(file: Path, ledger_file: Path) -> None:
    """Put a backup in the ledger's place. The replaced file is kept beside it."""
    kept = store.backup.restore(file, ledger_file)
    print(f"已从 {file} 恢复到 {ledger_file}" + (f"，原台账另存为 {kept.name}" if kept else ""))
