"""Separated duties (三员分立): who may change whose account, and the officers that must be there.

With the setting `separate_duties` the administrator manages the existence of accounts, the security officer roles and
sign-ins, the auditor reads the log. None of them may use their part to take another's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from zcdash import auth
from zcdash.auth.permissions import OFFICERS, ROLE_NAME, TWO_PERSON, Account, Permission, Role, roles_with
from zcdash.errors import InvalidInput, NotPermitted
from zcdash.store.ledger import Ledger

_KEEP_ROLE = {"name", "active", "role", "phone"}
"""Fields that the administrator may change without the role having to be given again."""
_BY_CONSOLE = "请由机器管理员在命令行办理。"


def require_may_change(by: Account, old: Account, new: Account, changed: Collection[str]) -> Permission:
    """Return the permission that covers the changed fields of an account. Raises NotPermitted."""
    if "role" in changed:
        auth.permissions.require_permission(by, Permission.GIVE_ROLE)
        if by.login == old.login and not by.may(Permission.MANAGE):
            raise NotPermitted("不能更改自己的角色。", "请由另一位安全保密员办理。")
    if set(changed) - {"role"}:
        auth.permissions.require_permission(by, Permission.MANAGE)
    if by.duties_separated and by.role is not Role.CONSOLE:
        if old.role in OFFICERS and old.role is not by.role:
            raise NotPermitted(f"{ROLE_NAME[by.role]}不能更改{ROLE_NAME[old.role]}的账号。", _BY_CONSOLE)
        if {old.role, new.role} <= set(OFFICERS) and old.role is not new.role:
            advice = "确需换岗的，先改为“待授权”，再授予新的角色。"
            raise NotPermitted(f"不能由{ROLE_NAME[old.role]}直接改任{ROLE_NAME[new.role]}。", advice)
    return Permission.GIVE_ROLE if set(changed) == {"role"} else Permission.MANAGE


def loses_role(by: Account, changed: Collection[str]) -> bool:
    """Return True if the account needs its role given again: whoever sets its password or address could sign in as it."""
    return by.duties_separated and by.role is Role.ADMIN and bool(set(changed) - _KEEP_ROLE)


def require_officers(ledger: Ledger, before: Mapping[str, Account], after: Mapping[str, Account]) -> None:
    """Raise InvalidInput if a change takes the last officer away, or gives a person two of the three roles."""
    separated = auth.settings.is_on(ledger, "separate_duties")
    for role in OFFICERS if separated else (Role.ADMIN,):
        if _active(before, role) and not _active(after, role):
            raise InvalidInput(f"这是最后一个在用的{ROLE_NAME[role]}。", f"请先指定另一个{ROLE_NAME[role]}。")
    if separated:
        require_separate_people(after)


def require_separation(ledger: Ledger) -> None:
    """Raise InvalidInput unless each of the three roles has an active account, of people with different names."""
    people = auth.sessions.accounts_by_login(ledger)
    missing = [ROLE_NAME[role] for role in OFFICERS if not _active(people, role)]
    if missing:
        raise InvalidInput(f"还没有在用的{'、'.join(missing)}。", "三个角色各有一个在用的账号以后再开启。")
    require_separate_people(people)


def require_separate_people(people: Mapping[str, Account]) -> None:
    """Raise InvalidInput if one name stands at active accounts of two of the three roles."""
    roles: dict[str, Account] = {}
    for account in people.values():
        if account.active and account.role in OFFICERS:
            other = roles.setdefault(account.name, account)
            if other.role is not account.role:
                advice = f"账号 {other.login} 和 {account.login}。一人只任一职；确是两个人的，请在姓名后注明单位。"
                raise InvalidInput(f"{account.name}兼任{ROLE_NAME[other.role]}和{ROLE_NAME[account.role]}。", advice)


def require_two_people(ledger: Ledger, separated: bool) -> None:
    """Raise InvalidInput unless every act of two people has two active accounts that may do it."""
    people = auth.sessions.accounts_by_login(ledger)
    for permission in TWO_PERSON:
        roles = roles_with(permission, separated) - {Role.CONSOLE}
        if sum(_active(people, role) for role in roles) < 2:
            names = "、".join(ROLE_NAME[role] for role in Role if role in roles)
            raise InvalidInput(f"能办“{permission.value}”的不足两人。", f"{names}要有两个在用的账号，再开启两人办理。")


def _active(people: Mapping[str, Account], role: Role) -> int:
    return sum(account.role is role and account.active for account in people.values())
