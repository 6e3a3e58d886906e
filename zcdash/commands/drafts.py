"""Save and discard the draft of a unit's form. A draft is no fact: it is not in the audit log, and nobody is judged by it."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass

from zcdash import auth, queries, store
from zcdash.auth.permissions import Account, Permission
from zcdash.commands.validation import clean_arguments
from zcdash.errors import InvalidInput, LedgerUnavailable
from zcdash.intake.web_form import FormCells, filled
from zcdash.queries.drafts import DISCARDED
from zcdash.store.drafts import DraftRow
from zcdash.store.ledger import Ledger


class DraftChanged(InvalidInput):
    """Somebody else saved or ended the draft since it was read."""


@dataclass(frozen=True, slots=True)
class _Key:
    plan: str
    period: str
    unit: str


@clean_arguments
def save_draft(
    ledger: Ledger, account: Account, plan: str, period: str, unit: str, cells: FormCells, expected: int | None
) -> int:
    """Save a version of the unit's draft and return its number; `expected` is the number of the version it was made from.

    Raises NotPermitted for another unit's draft, DraftChanged where a newer version exists: nothing is saved then.
    """
    auth.permissions.require_permission(account, Permission.SAVE_DRAFT, unit)
    queries.forms.form(ledger, plan, period, unit)
    text = json.dumps(filled(cells), ensure_ascii=False, sort_keys=True)
    return _save(ledger, account, _Key(plan, period, unit), text, "", expected)


@clean_arguments
def discard_draft(ledger: Ledger, account: Account, plan: str, period: str, unit: str, expected: int | None) -> int:
    """End the unit's draft; the version before stays in the ledger and can be had back. Raises like `save_draft`."""
    auth.permissions.require_permission(account, Permission.SAVE_DRAFT, unit)
    return _save(ledger, account, _Key(plan, period, unit), "", DISCARDED, expected)


@clean_arguments
def end_draft(ledger: Ledger, account: Account, plan: str, period: str, unit: str, reason: str) -> None:
    """End the draft of a form that was just filed, if there is one.

    A fault of the disk is not reported: the filing is in the ledger already.
    """
    auth.permissions.require_permission(account, Permission.FILE, unit)
    draft = queries.drafts.draft(ledger, plan, period, unit)
    if draft and not draft.ended:
        with suppress(LedgerUnavailable, DraftChanged):
            _save(ledger, account, _Key(plan, period, unit), "", reason, draft.number)


def _save(ledger: Ledger, account: Account, key: _Key, cells: str, ended: str, expected: int | None) -> int:
    row: DraftRow = {
        "draft": 0,
        "plan": key.plan,
        "period": key.period,
        "unit": key.unit,
        "cells": cells,
        "ended": ended,
        "name": account.name,
        "login": account.login,
        "saved_at": ledger.clock(),
    }

    def check_unchanged(latest: DraftRow | None) -> None:
        if (latest["draft"] if latest else None) != expected:
            who = latest["name"] if latest else ""
            raise DraftChanged(f"{who}刚刚改过这份草稿。", "请先看他改了什么，再存。")

    return store.drafts.save_draft(ledger, row, check_unchanged)
