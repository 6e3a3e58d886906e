"""The command line's part for a ledger of many plans: one period of all of them at once."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from pathlib import Path

from zcdash import queries
from zcdash.domain.model import LIGHT_NAME, Light
from zcdash.store.ledger import Ledger

Command = Callable[..., argparse.ArgumentParser]


def add(command: Command) -> None:
    """The command `rollup`."""
    one = command("rollup", "Print a closed period of every plan in the ledger, by light and by leader.", run=_rollup)
    one.add_argument("--period", required=True, metavar="PERIOD", help="for example 2017Q2")
    one.add_argument("--json", action="store_true", help="print one JSON object")


def _rollup(args: argparse.Namespace, ledger_file: Path) -> int:
    with Ledger(ledger_file) as ledger:
        found = queries.rollup.rollup(ledger, args.period)
    if args.json:
        leaders = [
            {"plan": x.plan, "leader": x.leader, "items": x.items, "lights": dict(x.lights)} for x in found.leaders
        ]
        print(
            json.dumps(
                {"period": found.period.text, "plans": found.plans, "lights": dict(found.lights), "leaders": leaders},
                ensure_ascii=False,
                indent=1,
            )
        )
        return 0
    print(f"{found.period.name}：{found.plans} 个计划已关账，{_said(found.lights)}")
    for x in found.leaders:
        print(f"  {x.plan}　{x.leader}　{x.items} 项，{_said(x.lights)}")
    return 0


def _said(lights: Mapping[Light, int]) -> str:
    return "，".join(f"{LIGHT_NAME[light]} {items}" for light, items in lights.items() if items)
