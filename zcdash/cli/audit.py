"""Commands that print the audit log and verify the ledger against it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from zcdash import auth, queries, store
from zcdash.cli.options import DateType, ledger_option
from zcdash.rendering.log_lines import csv_lines, json_lines
from zcdash.store.ledger import Ledger
from zcdash.text import single_line


@click.command()
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
    who: str,
    what: str,
    unit: str,
    since: date | None,
    until: date | None,
    form: str,
    ledger_file: Path,
) -> None:
    """Print every act, in order: who, when, what, before and after."""
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
@ledger_option
def verify(head: str, ledger_file: Path) -> int:
    """Verify the whole ledger against its log. Exit status 1 where anything was changed outside the program."""
    with Ledger(ledger_file) as ledger:
        result = store.audit_log.verify(ledger, head)
    for message in (*result.faults, *(f"提示：{note}" for note in result.notes)):
        print(single_line(message))
    verdict = f"有 {len(result.faults)} 处不符" if result.faults else "全部相符"
    print(f"留痕 {result.entries} 条，最后一条指纹 {result.head}：{verdict}")
    return 1 if result.faults else 0
