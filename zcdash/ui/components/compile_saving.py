"""Saving of what the steps of a draft change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zcdash import commands
from zcdash.domain.plan_draft import Edit
from zcdash.queries.plan_drafts import PlanDraft
from zcdash.ui import session, widgets


def save(draft: PlanDraft, edits: Sequence[Edit], sentence: str, answers: Mapping[str, str] | None = None) -> None:
    """Save edits, and answers that change nothing else, and run the page again; nothing is saved where nothing was changed."""
    if edits or answers:
        commands.plan_drafts.save_edits(
            session.ledger(), session.account(), draft.work, edits, draft.number, answers or {}
        )
    widgets.rerun_with_message(sentence if edits or answers else "没有改动。")
