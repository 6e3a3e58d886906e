"""Saving of what the steps of a draft change."""

from __future__ import annotations

from collections.abc import Sequence

from zcdash import commands
from zcdash.domain.plan_draft import Edit
from zcdash.queries.plan_drafts import PlanDraft
from zcdash.ui import session, widgets


def save(draft: PlanDraft, edits: Sequence[Edit], sentence: str) -> None:
    """Save edits and run the page again; nothing is saved where nothing was changed."""
    if edits:
        commands.plan_drafts.save_edits(session.ledger(), session.account(), draft.work, edits, draft.number)
    widgets.rerun_with_message(sentence if edits else "没有改动。")
