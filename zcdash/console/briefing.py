"""The command line's part that writes briefs: one page for a deputy mayor or a unit."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from zcdash import board, gate
from zcdash.store import Ledger


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
    from zcdash.present import brief_paper

    with Ledger(ledger_file) as ledger:
        made = board.brief(ledger, args.plan, args.period, args.leader, args.unit, gate.console())
    args.output.write_bytes(brief_paper.paper(made))
    print(f"已写出{made.whose}{made.period.name}的一页简报：{args.output}")
    return 0
