"""Workbooks of drafts: the draft that one was written from, and what was changed in it since."""

from __future__ import annotations

from dataclasses import dataclass

from zcdash.domain.plan_draft import DraftKind, Edit
from zcdash.errors import NotFound, PlanUnreadable
from zcdash.intake.edits_between import edits_of_plan
from zcdash.intake.plan_edits import plan_id
from zcdash.intake.plan_folder import plan_of
from zcdash.intake.plan_item_form import without_old_figures
from zcdash.intake.plan_workbook import PlanWorkbook
from zcdash.parsing import wire
from zcdash.queries.plan_drafts import PlanDraft, draft
from zcdash.store.ledger import Ledger
from zcdash.store.submissions import file_hash

_HASH = 16
"""Characters of the hash in a mark."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """Draft that a workbook was written from, and what was changed in the workbook.

    `is_as_written`: the draft is open and holds the plan that was written; the edits go behind its own. Otherwise they lead
    from the draft's base to the workbook.
    """

    draft: PlanDraft
    edits: tuple[Edit, ...]
    is_as_written: bool


def mark(of: PlanDraft) -> str:
    """Return what the workbook of a draft says it was written from: number of the work, hash of the plan in it."""
    return f"{of.work}-{file_hash(wire.encode(of.proposal.plan))[:_HASH]}"


def continuation(ledger: Ledger, read: PlanWorkbook) -> Continuation | None:
    """Return the draft that a workbook was written from, with what was changed. Raises PlanUnreadable.

    None where it was written from none that can be read, gives a plan in force another id, or that draft changes a plan in
    force and is not as it was written: the workbook is a change of its own then, of the version that it names.
    """
    work = read.draft.partition("-")[0]
    try:
        of = draft(ledger, int(work)) if work.isdecimal() else None
        if of is None or (of.base_plan == of.plan and of.plan != plan_id(read.plan)):
            return None
        is_as_written = not of.ended and read.draft == mark(of)
        if of.base_plan == of.plan and not is_as_written:
            return None
        old = plan_of(of.proposal.plan if is_as_written else of.base.plan)
    except (NotFound, PlanUnreadable):
        return None
    is_printed = of.kind is DraftKind.DOCUMENT
    tables = read.plan if is_printed else without_old_figures(of.proposal.plan, read.plan)
    return Continuation(of, edits_of_plan(old, tables), is_as_written)
