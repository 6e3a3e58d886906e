"""Command that lists and sets the security settings."""

from __future__ import annotations

from pathlib import Path

import click

from zcdash import auth, commands
from zcdash.cli.options import ledger_option
from zcdash.store.ledger import Ledger
from zcdash.text import single_line


@click.command()
@click.argument("name", metavar="[NAME", required=False)
@click.argument("value", metavar="[VALUE]]", required=False)
@ledger_option
def setting(name: str | None, value: str | None, ledger_file: Path) -> None:
    """List the security settings; with NAME one of them; with VALUE, set it ("" for none). Stop the server first."""
    with Ledger(ledger_file) as ledger:
        if name and value is not None:
            commands.security.set_setting(ledger, auth.permissions.console(), name, value)
        elif name:
            auth.settings.definition(name)
        for each in auth.settings.SETTINGS:
            if name in (None, each.name):
                now = auth.settings.value(ledger, each.name)
                print(f"{each.name} = {single_line(now)}　{each.label}（默认 {single_line(each.default) or '无'}）")
