"""Command that writes the one-page brief of a deputy mayor or a unit."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from zcdash import auth, queries
from zcdash.cli.options import PATH, as_of_option, ledger_option, period_option, plan_option
from zcdash.rendering.docx.brief import to_docx
from zcdash.store.ledger import Ledger


@click.command()
@plan_option
@period_option
@click.option("--leader", default="", metavar="NAME", help="the deputy mayor, as the plan names them")
@click.option("--unit", default="", metavar="NAME", help="the unit, as the plan names it")
@click.option("-o", "--output", type=PATH, required=True, metavar="FILE")
@as_of_option
@ledger_option
def brief(
    plan_id: str, period: str, leader: str, unit: str, output: Path, as_of: date | None, ledger_file: Path
) -> None:
    """Write the one-page brief of a deputy mayor or a unit for a period (.docx)."""
    if bool(leader) == bool(unit):
        raise click.UsageError("Give either --leader or --unit.")
    with Ledger(ledger_file) as own, queries.as_of.known_on(own, as_of, plan_id) as ledger:
        period = queries.plans.period_named(ledger, plan_id, period)
        sheet = queries.brief.brief(ledger, plan_id, period, leader, unit, auth.permissions.console())
        auth.trail.exported(own, auth.permissions.console(), f"brief {leader or unit}", plan_id, period)
    output.write_bytes(to_docx(sheet))
    print(f"已写出{sheet.whose}{sheet.period.name}的一页简报：{output}")
