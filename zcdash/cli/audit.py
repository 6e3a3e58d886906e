"""Commands that print and sign the audit log, and verify the ledger against it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from zcdash import auth, queries, store
from zcdash.cli.options import PATH, DateType, ledger_option
from zcdash.rendering.log_lines import csv_lines, json_lines
from zcdash.store.ledger import Ledger
from zcdash.store.signing import SignedHead
from zcdash.text import single_line


@click.command()
@click.argument("action", required=False, type=click.Choice(["sign"]))
@click.option("--who", default="", metavar="NAME", help="only acts of this person (name or login)")
@click.option("--what", default="", metavar="ACT", help="only acts of this kind, for example 报送")
@click.option("--unit", default="", metavar="UNIT", help="only acts about this unit")
@click.option("--since", type=DateType(), help="only acts of this day and later")
@click.option("--until", type=DateType(), help="only acts of this day and before")
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json", "jsonl"]), default="text", show_default=True
)
@click.option("--json", "form", flag_value="json", help="a JSON array, hashes included")
@click.option("--csv", "form", flag_value="csv", help="CSV, safe to open in Excel")
@ledger_option
def log(
    action: str | None,
    who: str,
    what: str,
    unit: str,
    since: date | None,
    until: date | None,
    form: str,
    ledger_file: Path,
) -> int:
    """Print every act, in order: who, when, what, before and after. `log sign` signs the last entry instead."""
    if action == "sign":
        return _sign(ledger_file)
    with Ledger(ledger_file) as ledger:
        acts = queries.audit_log.acts(ledger, who, what, unit, since, until)
        auth.trail.exported(ledger, auth.permissions.console(), "log")
    if form == "json":
        print(json.dumps(acts, ensure_ascii=False, indent=1, default=str))
    elif form in ("csv", "jsonl"):
        sys.stdout.writelines(csv_lines(acts) if form == "csv" else json_lines(acts))
    else:
        for act in map(_single_lines, acts):
            print(_act_text(act))
    return 0


def _sign(ledger_file: Path) -> int:
    """Sign the last entry of a log that verifies, and print the signature to be noted elsewhere; 1 if it does not verify."""
    with Ledger(ledger_file) as ledger:
        result = store.audit_log.verify(ledger)
        if result.faults:
            print(f"台账与留痕有 {len(result.faults)} 处不符，没有签名：{single_line(result.faults[0])}")
            return 1
        head = store.signing.sign_head(ledger)
    if head:
        print(f"已签名：{_signed(head)}，指纹 {head['hash']}\n签名 {head['signature']}\n公钥指纹 {head['key']}")
        print(f"公钥文件 {store.signing.public_key_file(ledger_file)}，请另存一份在别处，供 verify --public-key 使用")
    return 0


def _single_lines(act: Mapping[str, object]) -> dict[str, str]:
    """Return the act with every field on one line, without terminal control characters."""
    return {k: single_line(v) for k, v in act.items()}


def _act_text(act: Mapping[str, str]) -> str:
    place = "　".join(filter(None, (act["period"], act["unit"], act["subject"])))
    change = f"{act['before']} → {act['after']}" if act["before"] else act["after"]
    person = f"{act['name']}（{act['role']}，{act['origin']}）" if act["role"] else act["name"]
    return f"{act['entry']} {act['acted_at'][:19]} {person}{act['what']}　{place}　{change}"


@click.command()
@click.option("--head", default="", metavar="HASH", help="a hash noted earlier, which the log must still contain")
@click.option("--public-key", type=PATH, metavar="FILE", help="the keys that must have signed the log, kept elsewhere")
@ledger_option
def verify(head: str, public_key: Path | None, ledger_file: Path) -> int:
    """Verify the whole ledger against its log. Exit status 1 where anything was changed outside the program."""
    with Ledger(ledger_file) as ledger:
        result = store.audit_log.verify(ledger, head, public_key)
    for message in (*result.faults, *(f"提示：{note}" for note in result.notes)):
        print(single_line(message))
    if result.signed:
        checked = f"用公钥 {result.key_file} 核对" if result.key_file else "没有公钥，只核对了所签的指纹"
        print(f"最后一个签名：{_signed(result.signed)}，{checked}")
    verdict = f"有 {len(result.faults)} 处不符" if result.faults else "全部相符"
    print(f"留痕 {result.entries} 条，最后一条指纹 {result.head}：{verdict}")
    return 1 if result.faults else 0


def _signed(head: SignedHead) -> str:
    """Return what a signature says: the entry, and the day and time in Shanghai."""
    return f"留痕第 {head['entry']} 条，{queries.clock.to_local_time(head['signed_at']):%Y-%m-%d %H:%M}"
