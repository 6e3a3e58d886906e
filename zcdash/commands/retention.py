"""Erasing the names of people who left; their acts stay."""

from __future__ import annotations

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.exclusive import exclusive
from zcdash.commands.validation import clean_arguments
from zcdash.errors import InvalidInput
from zcdash.store.ledger import Ledger


@clean_arguments
@exclusive
def erase_names(ledger: Ledger, account: Account) -> int:
    """Erase name, login and address of everybody whose time has come; return their number. Acts and figures stay.

    Raises InvalidInput if nobody is due.
    """
    auth.permissions.require_permission(account, Permission.ERASE_NAMES)
    persons = [left.person for left in queries.retention.due(ledger) if not left.kept]
    if not persons:
        raise InvalidInput("没有要隐去姓名的人。", "停用满设定的月数后再办理。")
    store.retention.erase(ledger, account.act(Permission.ERASE_NAMES, subject=f"离任 {len(persons)} 人"), persons)
    return len(persons)
