"""Commands for accounts, run on the server's machine: the first administrator is created here."""

from __future__ import annotations

from getpass import getpass
from pathlib import Path

import click

from zcdash import auth, commands
from zcdash.auth.permissions import ROLE_NAME, Account, Role
from zcdash.cli.options import ledger_option
from zcdash.errors import InvalidInput
from zcdash.store.ledger import Ledger

ROLES = [role.value for role in Role if role is not Role.CONSOLE]


@click.group(no_args_is_help=False)
def user() -> None:
    """Add and list accounts, reset passwords. Stop the server first: it holds the ledger."""


@user.command()
@click.argument("login", metavar="LOGIN")
@click.option("--name", required=True, metavar="NAME", help="the person's name")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--unit", default="", metavar="U", help="of a clerk or head: the unit, as the plan names it")
@click.option("--leader", default="", metavar="L", help="of a deputy: the deputy mayor, as the plan names them")
@click.option("--email", default="", metavar="E", help="address by which the identity provider knows the person")
@click.option("--phone", default="", metavar="P", help="mobile phone, or fixed line with its area code")
@click.option("--generate", is_flag=True, help="generate the first password and print it, instead of asking for it")
@ledger_option
def add(
    login: str, name: str, role: str, unit: str, leader: str, email: str, phone: str, generate: bool, ledger_file: Path
) -> None:
    """Add an account. LOGIN: lower-case letters, digits, dot, hyphen, underscore."""
    with Ledger(ledger_file) as ledger:
        account = Account(login, name, Role(role), unit=unit, leader=leader, email=email, phone=phone)
        typed = None if generate else _typed_password()
        password = commands.accounts.add_account(ledger, auth.permissions.console(), account, typed)
    print(f"账号 {login} 已添加。" + ("" if typed else f"密码（只显示这一次，首次登录须更改）：{password}"))


@user.command("list")
@ledger_option
def list_accounts(ledger_file: Path) -> None:
    """List the accounts."""
    with Ledger(ledger_file) as ledger:
        accounts = auth.sessions.accounts_by_login(ledger).values()
        idle = {a.login for a in accounts if auth.sessions.is_idle(ledger, a.login)}
    for a in accounts:
        state = "停用" if not a.active else "久未登录，已停用" if a.login in idle else "在用"
        print(
            "　".join(filter(None, (a.login, a.name, ROLE_NAME[a.role], a.unit or a.leader, a.email, a.phone, state)))
        )


@user.command()
@click.argument("login", metavar="LOGIN")
@ledger_option
def reset(login: str, ledger_file: Path) -> None:
    """Give an account a new first password, and print it."""
    with Ledger(ledger_file) as ledger:
        password = commands.accounts.reset_password(ledger, auth.permissions.console(), login)
    print(f"账号 {login} 的新密码（只显示这一次，登录时须更改）：{password}")


@user.command("reset-second-factor")
@click.argument("login", metavar="LOGIN")
@ledger_option
def reset_second_factor(login: str, ledger_file: Path) -> None:
    """Remove the second factor of an account, for a person who lost phone and recovery codes."""
    with Ledger(ledger_file) as ledger:
        commands.sign_in.reset_second_factor(ledger, auth.permissions.console(), login)
    print(f"账号 {login} 的动态口令已重置，登录后可重新启用。")


@user.command()
@click.argument("login", metavar="LOGIN")
@ledger_option
def unbind(login: str, ledger_file: Path) -> None:
    """Unbind an account from its identity at the provider; the next sign-in there binds it again."""
    with Ledger(ledger_file) as ledger:
        commands.sign_in.unbind_identity(ledger, auth.permissions.console(), login)
    print(f"账号 {login} 已解除统一身份认证绑定。")


def _typed_password() -> str:
    try:
        first = getpass("密码（首次登录须更改）：")
        second = getpass("再输一次：")
    except EOFError:
        raise InvalidInput("没有输入密码。", "请在终端里运行，或用 --generate 生成一个。") from None
    if first != second:
        raise InvalidInput("两次输入的密码不一样。", "请重新运行。")
    return first
