"""Command that prints where a plan stands at a period."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from zcdash import auth, queries
from zcdash.cli.options import as_of_option, json_option, ledger_option, period_option, plan_option
from zcdash.cli.serializers import standing_json
from zcdash.domain.submission import VIEW_NAME, View
from zcdash.domain.terms import LIGHT_NAME
from zcdash.store.ledger import Ledger


@click.command()
@plan_option
@period_option
@click.option("--pack", default="", metavar="ID", help="rule pack (default: the adopted one)")
@click.option(
    "--view",
    type=click.Choice([v.value for v in View]),
    default=View.OFFICIAL.value,
    help="which submissions count: accepted (default), also those under way, or as first closed",
)
@as_of_option
@json_option
@ledger_option
def standing(
    plan_id: str, period: str, pack: str, view: str, as_of: date | None, as_json: bool, ledger_file: Path
) -> None:
    """Print where a plan stands at a period."""
    with Ledger(ledger_file) as own, queries.as_of.known_on(own, as_of, plan_id) as ledger:
        period = queries.plans.period_named(ledger, plan_id, period)
        result = queries.standing.standing(ledger, plan_id, period, View(view), pack)
        seen = queries.clock.seen(ledger, plan_id) if result.revision is None else f"{result.as_of} 关账"
        auth.trail.exported(own, auth.permissions.console(), "standing", plan_id, period)
    if as_json:
        print(json.dumps(standing_json(result), ensure_ascii=False, indent=1))
        return
    of = VIEW_NAME[result.view]
    if result.view is View.CLOSED and result.revision is None:
        of = "未关账，以下为正式口径"
    terms = f"{of}，规则包 {result.pack}，{seen}，报送截止 {result.deadline}"
    print(f"{result.plan} {result.period.name}，{terms}")
    for light, number in result.counts.items():
        if number:
            print(f"  {LIGHT_NAME[light]} {number} 项")
