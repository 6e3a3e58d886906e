"""Command that erases the names of people who left."""

from __future__ import annotations

from pathlib import Path

import click

from zcdash import auth, commands, queries, store
from zcdash.cli.options import ledger_option
from zcdash.queries.clock import to_local_time
from zcdash.store.ledger import Ledger
from zcdash.text import single_line


@click.command()
@click.option("--do", "really", is_flag=True, help="erase the names; without it they are only listed")
@ledger_option
def retention(really: bool, ledger_file: Path) -> None:
    """List, or erase, names of people who left longer ago than the setting allows. Stop the server first."""
    with Ledger(ledger_file) as ledger:
        months = auth.settings.number(ledger, "pseudonymise_months")
        people = queries.retention.due(ledger)
        count = commands.retention.erase_names(ledger, auth.permissions.console()) if really else 0
    if not really:
        for left in people:
            plan = f"不隐去，{left.kept}" if left.kept else "将隐去"
            print(single_line(f"{left.person.login}　{left.name}　{to_local_time(left.left):%Y-%m-%d} 停用：{plan}"))
        after = "加 --do 办理。" if people else ""
        print(f"账号停用满 {months} 个月的有 {len(people)} 人。{after}" if months else "设置为不隐去姓名（0 个月）。")
        return
    store.backup.rewrite(ledger_file)
    print(f"已隐去 {count} 人的姓名、账号名和邮箱，办理的事项都保留。")
    print("以前的备份和导出的文件里仍有这些姓名，请按期删除。")
