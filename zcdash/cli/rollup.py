"""Command for a ledger of many plans: one closed period of all of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click

from zcdash import auth, queries
from zcdash.cli.options import json_option, ledger_option
from zcdash.domain.terms import LIGHT_NAME, Light
from zcdash.store.ledger import Ledger


@click.command()
@click.option("--period", required=True, metavar="PERIOD", help="for example 2017Q2")
@json_option
@ledger_option
def rollup(period: str, as_json: bool, ledger_file: Path) -> None:
    """Print a closed period of every plan in the ledger, by light and by leader."""
    with Ledger(ledger_file) as ledger:
        result = queries.rollup.rollup(ledger, period)
        auth.trail.exported(ledger, auth.permissions.console(), "rollup", period=period)
    if as_json:
        leaders = [
            {"plan": x.plan, "leader": x.leader, "items": x.items, "lights": dict(x.lights)} for x in result.leaders
        ]
        totals = {"period": result.period.text, "plans": result.plans, "lights": dict(result.lights)}
        print(json.dumps(totals | {"leaders": leaders}, ensure_ascii=False, indent=1))
        return
    lights = _lights_text(result.lights)
    print(f"{result.period.name}：{result.plans} 个计划已关账" + (f"，{lights}" if lights else "。"))
    for x in result.leaders:
        print(f"  {x.plan}　{x.leader}　{x.items} 项，{_lights_text(x.lights)}")


def _lights_text(lights: Mapping[Light, int]) -> str:
    return "，".join(f"{LIGHT_NAME[light]} {items}" for light, items in lights.items() if items)
