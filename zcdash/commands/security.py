"""Security settings: each change is validated, in the log with its values before and after, and takes effect at once."""

from __future__ import annotations

from zcdash import auth, store
from zcdash.auth.permissions import Account, Permission, Role
from zcdash.commands import duties, two_person
from zcdash.commands.exclusive import exclusive
from zcdash.commands.validation import clean_arguments
from zcdash.errors import InvalidInput
from zcdash.store.ledger import Ledger


@two_person.confirmable()
@clean_arguments
@exclusive
def set_setting(ledger: Ledger, by: Account, name: str, value: str) -> None:
    """Set a security setting. Raises NotFound, or InvalidInput for a value that it may not take.

    The same value writes nothing.
    """
    auth.permissions.require_permission(by, Permission.SET_SECURITY)
    auth.reauthentication.require_recent_authentication(ledger, by)
    definition = auth.settings.definition(name)
    definition.require_allowed(value)
    before = auth.settings.value(ledger, name)
    if value == before:
        return
    _refuse_lockout(by, name, value)
    _check_regime(ledger, by, name, value == "yes")
    act = by.act(
        Permission.SET_SECURITY,
        subject=definition.label,
        before=definition.text(before),
        after=definition.text(value),
    )
    two_person.require_second(ledger, by, act, "set_setting", {"name": name, "value": value}, before)
    store.settings.save_setting(ledger, name, value, act)


def _check_regime(ledger: Ledger, by: Account, name: str, on: bool) -> None:
    """Refuse to begin a regime without the people it needs, and to end 三员分立 alone."""
    if name == "separate_duties" and on:
        duties.require_separation(ledger)
        if auth.settings.is_on(ledger, "two_person"):
            duties.require_two_people(ledger, separated=True)
    elif name == "separate_duties":
        is_second = by.role is Role.CONSOLE or by.confirmation or auth.settings.needs_second_person(ledger, by)
        if not is_second:
            advice = "请先开启“重要操作须两人办理”，由两人办理；或由机器管理员在命令行办理。"
            raise InvalidInput("三员分立不能由一个人停用。", advice)
    elif name == "two_person" and on:
        duties.require_two_people(ledger, auth.settings.is_on(ledger, "separate_duties"))


def _refuse_lockout(by: Account, name: str, value: str) -> None:
    """Refuse a list of networks that the person setting it would no longer get in from."""
    if name != "allowed_addresses":
        return
    if by.role is not Role.CONSOLE and by.origin and not auth.addresses.is_allowed(value, by.role, by.origin):
        raise InvalidInput(f"按这个设置，您自己从 {by.origin} 也登录不了。", "请把自己的网段也写上。")
