"""zcdash.cli.backup."""

from __future__ import annotations

import argparse
import json
import urllib.error
import urllib.request
from pathlib import Path

from zcdash import auth, commands, store
from zcdash.errors import LedgerUnavailable
from zcdash.store.ledger import Ledger


def _backup(args: argparse.Namespace, ledger_file: Path) -> int:
    try:
        with Ledger(ledger_file) as ledger:
            copy, proof = commands.plans.back_up(ledger, auth.permissions.console(), args.folder)
        name, head = str(copy), proof.head
    except LedgerUnavailable as held:
        found = _asked_of_server(ledger_file, args.folder)
        if found is None:
            raise held from None
        name, head = found
    print(f"已备份到 {name}，最后一条指纹 {head}")
    return 0


def _asked_of_server(ledger_file: Path, folder: Path) -> tuple[str, str] | None:
    """What the running server answers, which holds the ledger; None where there is none. It trusts who can read its key."""
    try:
        key = json.loads(store.backup.key_file(ledger_file).read_text(encoding="utf-8"))
        body = json.dumps({"folder": str(folder.resolve())}).encode()
        asked = urllib.request.Request(
            f"http://127.0.0.1:{key['port']}/backup", body, {"Authorization": f"Bearer {key['secret']}"}
        )
        with urllib.request.urlopen(asked, timeout=300) as answer:
            told = json.load(answer)
        return told["file"], told["head"]
    except urllib.error.HTTPError as refused:
        raise LedgerUnavailable(refused.read().decode("utf-8", "replace") or "服务器没有完成备份。") from refused
    except (OSError, ValueError, KeyError):
        return None


def _restore(args: argparse.Namespace, ledger_file: Path) -> int:
    kept = store.backup.restore(args.file, ledger_file)
    print(f"已从 {args.file} 恢复到 {ledger_file}" + (f"，原台账另存为 {kept.name}" if kept else ""))
    return 0
