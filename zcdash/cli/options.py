"""Options shared by several commands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

from zcdash import config
from zcdash.errors import NotFound

F = TypeVar("F", bound=Callable[..., Any])


class DateType(click.ParamType[date]):
    """A day written YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date.", param, ctx)


def _existing_ledger(ctx: click.Context, param: click.Parameter, value: str | None) -> Path:
    path = config.ledger_path(value)
    if not path.exists():
        raise NotFound(
            f"还没有台账 {path}。", "请核对路径；新建空的台账用 zcdash serve，载入随带的计划用 zcdash init。"
        )
    return path


def _any_ledger(ctx: click.Context, param: click.Parameter, value: str | None) -> Path:
    return config.ledger_path(value)


def _ledger_option(callback: Callable[[click.Context, click.Parameter, str | None], Path]) -> Callable[[F], F]:
    help_text = "ledger file (default: $ZCDASH_LEDGER or var/zcdash.duckdb)"
    return click.option("--ledger", "ledger_file", metavar="FILE", callback=callback, help=help_text)


ledger_option = _ledger_option(_existing_ledger)
"""`--ledger FILE`, passed as the path of an existing ledger. Raises NotFound."""
new_ledger_option = _ledger_option(_any_ledger)
"""`--ledger FILE`, passed as a path at which there need not be a ledger."""
plan_option = click.option("--plan", "plan_id", required=True, metavar="ID", help="the plan's identifier")
period_option = click.option("--period", required=True, metavar="PERIOD", help="for example 2017Q2 or 第二时段")
as_of_option = click.option(
    "--as-of",
    type=DateType(),
    help="as known at the end of this day: its returns, decisions, closes, plan and rule pack",
)
json_option = click.option("--json", "as_json", is_flag=True, help="print one JSON object")
PATH = click.Path(path_type=Path)
