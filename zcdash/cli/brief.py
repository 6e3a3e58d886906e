"""The command line's part that writes briefs: one page for a deputy mayor or a unit."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from zcdash import auth, queries
from zcdash.rendering.docx.brief import to_docx
from zcdash.store.ledger import Ledger


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """The command `brief`."""
    brief = command("brief", "Write the one-page brief of a deputy mayor or a unit for a period (.docx).", run=_brief)
    brief.add_argument("--plan", required=True, metavar="ID")
    brief.add_argument("--period", required=True, metavar="PERIOD", help="for example 2017Q3")
    whose = brief.add_mutually_exclusive_group(required=True)
    whose.add_argument("--leader", default="", metavar="NAME", help="the deputy mayor, as the plan has it")
    whose.add_argument("--unit", default="", metavar="NAME", help="the unit, as the plan names it")
    brief.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")


def _brief(args: argparse.Namespace, ledger_file: Path) -> int:
    # What draws the picture takes a second to load, which no other command should wait for.

    with Ledger(ledger_file) as ledger:
        made = queries.brief.brief(ledger, args.plan, args.period, args.leader, args.unit, auth.permissions.console())
    args.output.write_bytes(to_docx(made))
    print(f"已写出{made.whose}{made.period.name}的一页简报：{args.output}")
    return 0
