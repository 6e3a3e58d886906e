"""The command line's part that keeps the ledger: its log, its proof, its copies."""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

from zcdash import queries, store
from zcdash.cli.backup import _backup, _restore
from zcdash.queries.audit_log import ACT_COLUMNS
from zcdash.store.ledger import Ledger
from zcdash.text import FORMULA, single_line

Command = Callable[..., argparse.ArgumentParser]


def add(command: Command) -> None:
    """The commands `log`, `verify`, `backup` and `restore`."""
    log = command("log", "Print every act, in order: who, when, what, before and after.", run=_log)
    log.add_argument("--who", metavar="NAME", help="only acts of this person (name or login)")
    log.add_argument("--what", metavar="ACT", help="only acts of this kind, for example 报送")
    log.add_argument("--unit", metavar="UNIT", help="only acts about this unit")
    log.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="only acts of this day and later")
    log.add_argument("--until", type=date.fromisoformat, metavar="YYYY-MM-DD", help="only acts of this day and before")
    form = log.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print a JSON array, hashes included")
    form.add_argument("--csv", action="store_true", help="print CSV")
    verify = command(
        "verify", "Prove the whole ledger against its log; exit 1 where something was changed behind it.", run=_verify
    )
    verify.add_argument("--head", default="", metavar="HASH", help="a hash seen earlier, which the log must still hold")
    backup = command("backup", "Copy the ledger into a folder, also while the server is running.", run=_backup)
    backup.add_argument("folder", type=Path, metavar="DIR")
    restore = command(
        "restore", "Put a backup in the ledger's place; what stood there is kept beside it.", run=_restore
    )
    restore.add_argument("file", type=Path, metavar="FILE")


def _log(args: argparse.Namespace, ledger_file: Path) -> int:
    with Ledger(ledger_file) as ledger:
        acts = queries.audit_log.acts(ledger, args.who or "", args.what or "", args.unit or "", args.since, args.until)
    if args.json:
        print(json.dumps(acts, ensure_ascii=False, indent=1, default=str))
    elif args.csv:
        columns = [c for c in ACT_COLUMNS if c != "brought"]
        writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        # A text that begins like a formula must stay a text where the file is opened in Excel.
        writer.writerows({k: f"'{v}" if v.startswith(FORMULA) else v for k, v in _lines(act).items()} for act in acts)
    else:
        for a in map(_lines, acts):
            where = "　".join(filter(None, (a["period"], a["unit"], a["subject"])))
            moved = f"{a['before']} → {a['after']}" if a["before"] else a["after"]
            who = f"{a['name']}（{a['role']}，{a['origin']}）" if a["role"] else a["name"]
            print(f"{a['entry']} {a['acted_at'][:19]} {who}{a['what']}　{where}　{moved}")
    return 0


def _lines(act: Mapping[str, object]) -> dict[str, str]:
    """An act with every field on one line, without anything that a terminal obeys."""
    return {k: single_line(v) for k, v in act.items()}


def _verify(args: argparse.Namespace, ledger_file: Path) -> int:
    with Ledger(ledger_file) as ledger:
        proof = store.acts.verify(ledger, args.head)
    for said in (*proof.faults, *(f"提示：{note}" for note in proof.notes)):
        print(single_line(said))
    found = f"有 {len(proof.faults)} 处不符" if proof.faults else "全部相符"
    print(f"留痕 {proof.entries} 条，最后一条指纹 {proof.head}：{found}")
    return 1 if proof.faults else 0
